"""The sentence around a claim, cut into pieces that are marked as source, cue or content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

REACH = 400
"""Code points around the content within which its sentence, its cue and its source are shown."""

_END = re.compile(r"\n|[.!?…][\"'”’»)]*\s")


class Piece(NamedTuple):
    """Text of one kind: ``source``, ``cue``, ``content``, or empty for the words between."""

    kind: str
    text: str


Span = tuple[int, int]


def excerpt(page_text: str, spans: Mapping[str, Sequence[Span]]) -> list[Piece]:
    """Cut the sentence, or sentences, that hold a claim into marked pieces.

    ``spans`` has the keys ``content``, ``cue`` and ``source``; offsets index ``page_text``. What lies further than
    ``REACH`` from the content is left out, so an excerpt is never longer than a few sentences.

    >>> excerpt("One. Kyiv said no. Two.", {"source": [(5, 9)], "cue": [(10, 14)], "content": [(15, 17)]})[:2]
    [Piece(kind='source', text='Kyiv'), Piece(kind='', text=' ')]
    """
    content = [span for span in spans["content"] if span[0] < span[1]]
    if not content:
        return []
    first, last = content[0][0], min(max(end for _, end in content), content[0][0] + 3 * REACH)
    near = {kind: [s for s in some if first - REACH <= s[0] < s[1] <= last + REACH] for kind, some in spans.items()}
    low = min([first, *(start for some in near.values() for start, _ in some)])
    high = max([last, *(end for some in near.values() for _, end in some)])
    return list(_pieces(page_text, _sentence_start(page_text, low), _sentence_end(page_text, high), near))


def _sentence_start(text: str, position: int) -> int:
    floor = max(0, position - REACH)
    ends = [match.end() for match in _END.finditer(text, floor, position)]
    return ends[-1] if ends else floor


def _sentence_end(text: str, position: int) -> int:
    ceiling = min(len(text), position + REACH)
    match = _END.search(text, max(0, position - 1), ceiling)  # the content may hold the full stop
    return max(position, match.end() - 1) if match else ceiling


def _pieces(text: str, low: int, high: int, spans: Mapping[str, Sequence[Span]]) -> Iterable[Piece]:
    cuts = {low, high, *(cut for some in spans.values() for span in some for cut in span if low < cut < high)}
    for start, end in pairwise(sorted(cuts)):
        yield Piece(_kind(start, spans), text[start:end])


def _kind(position: int, spans: Mapping[str, Sequence[Span]]) -> str:
    """Name the narrowest role at a position: a cue or source can stand between the parts of a quote."""
    for kind in ("cue", "source", "content"):
        if any(start <= position < end for start, end in spans.get(kind, ())):
            return kind
    return ""
