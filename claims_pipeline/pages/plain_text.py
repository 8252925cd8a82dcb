"""Text pages: the decoded text unchanged, a block a line."""

from __future__ import annotations

import re

from claims_pipeline.pages.blocks import Block, Reading, rejected

LINE_BREAK = re.compile("\r\n|[\n\r\u2028\u2029]")
"""What ends a line: the three newlines and Unicode's line and paragraph separators.

Not U+0085, vertical tab or form feed, which ``str.splitlines`` also takes: in pages they are remains of a wrong
decoding (0x85 is the ellipsis of windows-1252), and would cut sentences.
"""


def read_text(text: str, max_blocks: int) -> Reading:
    r"""Return the text cut into lines, blank ones included; a break at the very end starts no further line.

    >>> reading = read_text("One.\r\n\r\nTwo.\n", max_blocks=10)
    >>> [(start, block.text) for start, block in zip(reading.starts, reading.blocks)]
    [(0, 'One.'), (6, ''), (8, 'Two.')]
    """
    if not text.strip():
        return rejected("empty")
    starts: list[int] = []
    blocks: list[Block] = []
    start = 0
    for end, next_start in _line_ends(text):
        if len(blocks) == max_blocks:
            return rejected("too_many_blocks")
        starts.append(start)
        blocks.append(Block(text[start:end]))
        start = next_start
    return Reading(text, blocks, starts, [])


def _line_ends(text: str) -> list[tuple[int, int]]:
    ends = [match.span() for match in LINE_BREAK.finditer(text)]
    if not ends or ends[-1][1] < len(text):
        ends.append((len(text), len(text)))
    return ends
