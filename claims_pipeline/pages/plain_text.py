"""Text pages: the decoded text unchanged, a block a line."""

from __future__ import annotations

import re
from itertools import islice

from claims_pipeline.pages.blocks import Block, Reading, rejected

LINE_BREAK = re.compile("\r\n|[\n\r\u2028\u2029]")
"""What ends a line: the three newlines and Unicode's line and paragraph separators.

Not U+0085, vertical tab or form feed, which ``str.splitlines`` also takes: in pages they are remains of a wrong
decoding (0x85 is the ellipsis of windows-1252), and would cut sentences.
"""


def read_text(text: str, max_blocks: int) -> Reading:
    r"""Return the text cut into lines, blank ones included; a break at the very end starts no further line.

    >>> [(block.start_char, block.end_char) for block in read_text("One.\r\n\r\nTwo.\n", max_blocks=10).blocks]
    [(0, 4), (6, 6), (8, 12)]
    """
    if not text.strip():
        return rejected("empty")
    breaks = [match.span() for match in islice(LINE_BREAK.finditer(text), max_blocks + 1)]
    starts = [0, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), len(text)]
    if starts[-1] == len(text):
        del starts[-1], ends[-1]
    return (
        Reading(text, list(map(Block, starts, ends)), []) if len(starts) <= max_blocks else rejected("too_many_blocks")
    )
