"""Strings that a model says it copied → spans of the page, or the fault for which they are rejected.

Only spans come out, so nothing that a model makes up, or that a page talks it into, can become text of a claim. A
string must stand in the page character by character; white space and the shape of quotation marks alone may differ.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from claims_pipeline.claims.endpoint.answer import Fault
from claims_pipeline.claims.endpoint.reply import Said
from claims_pipeline.claims.tagging.decoding import Span

REACH = 3
"""Lines before and after the line named in which a string is looked for too: models miscount."""
MAX_PARTS = 8
"""Strings of one source, cue or content."""
MAX_PLACES, MAX_TRIED = 1_000, 20
"""Places of one string that are known, and of one cue that are tried: hostile pages and replies must not cost their
product."""
_TRIED_BESIDE = 2
_STRAIGHT_MARKS = str.maketrans("“”„‟‘’‚‛", "\"\"\"\"''''")
_RUN = re.compile(r"\s+|\S+")


class Anchored(NamedTuple):
    """The spans of one attribution."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


class Anchorer:
    """The lines of one page in which strings are found; each attribution takes a place of its own."""

    def __init__(self, text: str, lines: Iterable[Span]) -> None:
        self._folded = ""
        self._chars: list[int] = []
        self._lines: list[Span] = []
        self._known: dict[str, list[Span]] = {}
        self._taken: set[Anchored] = set()
        folded: list[str] = []
        for start, end in lines:
            first = len(self._chars)
            for run in _RUN.finditer(text, start, end):
                is_space = run.group().isspace()
                folded.append(" " if is_space else run.group())
                self._chars += [run.start()] if is_space else range(run.start(), run.end())
            self._lines.append((first, len(self._chars)))
            folded.append("\n")
            self._chars.append(end)
        self._folded = "".join(folded).translate(_STRAIGHT_MARKS)

    def anchor(self, said: Said) -> Anchored | Fault:
        """Return where an attribution stands, or why it is rejected.

        Cues are looked for in the line named, then in its neighbours; of the places of a cue, the one with source and
        content nearest to it counts, the first of several, and no place counts twice: so an attribution that is given
        again stands at the next of its places.
        """
        parts = [_parts(part) for part in (said.source, said.cue, said.content)]
        fault = self._fault(said.line, *parts)
        if fault is not None:
            return fault
        source, cue, content = ([self._near(string, said.line) for string in part] for part in parts)
        ways = sorted(self._ways(said.line, source, cue, content))
        for _, way in ways:
            anchored = Anchored(*(tuple(map(self._in_page, spans)) for spans in way))
            if anchored not in self._taken:
                self._taken.add(anchored)
                return anchored
        return Fault.DUPLICATE if ways else Fault.PARTS_DO_NOT_FIT

    def _fault(self, line: int, source: list[str], cue: list[str], content: list[str]) -> Fault | None:
        if not cue:
            return Fault.NO_CUE
        if not content:
            return Fault.NO_CONTENT
        if max(map(len, (source, cue, content))) > MAX_PARTS:
            return Fault.TOO_MANY
        if not 1 <= line <= len(self._lines):
            return Fault.NO_SUCH_LINE
        strings = [*source, *cue, *content]
        if not all(map(self._places, strings)):
            return Fault.NOT_IN_PAGE
        return None if all(self._near(string, line) for string in strings) else Fault.NOT_NEAR_LINE

    def _ways(
        self, line: int, source: list[list[Span]], cue: list[list[Span]], content: list[list[Span]]
    ) -> Iterator[tuple[tuple[int, int], tuple[list[Span], list[Span], list[Span]]]]:
        """Yield the places that an attribution can have with their costs: lines away, then characters apart."""
        firsts = sorted((self._lines_away(place, line), place) for place in cue[0])
        for away, first in firsts[:MAX_TRIED]:
            cues = _chain(first, cue[1:], ())
            contents = _nearest_chain(first, content, cues) if cues else None
            sources = _nearest_chain(first, source, [*(cues or ()), *(contents or ())])
            if cues and contents and sources is not None:
                apart = sum(min(_gap(first, span) for span in spans) for spans in (contents, sources) if spans)
                yield (away, apart), (sources, cues, contents)

    def _places(self, string: str) -> list[Span]:
        """Return where a folded string stands in the folded page as whole words, from left to right."""
        if string not in self._known:
            self._known[string] = list(_find_words(string, self._folded))
        return self._known[string]

    def _near(self, string: str, line: int) -> list[Span]:
        places = self._places(string)
        start = self._lines[max(0, line - 1 - REACH)][0]
        end = self._lines[min(len(self._lines), line + REACH) - 1][1]
        return places[bisect_left(places, (start, 0)) : bisect_left(places, (end, 0))][:MAX_PLACES]

    def _lines_away(self, place: Span, line: int) -> int:
        return abs(bisect_left(self._lines, (place[0] + 1, 0)) - line)

    def _in_page(self, span: Span) -> Span:
        return self._chars[span[0]], self._chars[span[1] - 1] + 1


def _parts(strings: Sequence[str]) -> list[str]:
    """Return the strings as they are compared; blank ones say nothing."""
    folded = (" ".join(string.split()).translate(_STRAIGHT_MARKS) for string in strings)
    return [string for string in folded if string]


def _find_words(string: str, folded: str) -> Iterator[Span]:
    """Yield where a string stands in a text and no word is cut."""
    start = folded.find(string)
    while start >= 0:
        end = start + len(string)
        cuts = _is_inside_word(folded, start) or _is_inside_word(folded, end)
        if not cuts:
            yield start, end
        start = folded.find(string, start + 1 if cuts else end)


def _nearest_chain(cue: Span, parts: Sequence[Sequence[Span]], blocked: Sequence[Span]) -> list[Span] | None:
    """Return places for the parts in their order, the first as near to the cue as can be; none if there are none."""
    if not parts:
        return []
    at = bisect_left(parts[0], cue)
    beside = parts[0][max(0, at - _TRIED_BESIDE) : at + _TRIED_BESIDE]
    chains = (_chain(first, parts[1:], blocked) for first in sorted(beside, key=lambda place: _gap(cue, place)))
    return next((chain for chain in chains if chain), None)


def _chain(first: Span, parts: Sequence[Sequence[Span]], blocked: Sequence[Span]) -> list[Span] | None:
    """Return a place with, for each further part, the first place after the one before it; none may be blocked."""
    chain = [first]
    for places in parts:
        after = places[bisect_left(places, (chain[-1][1], 0)) :]
        place = next((place for place in after if not _overlaps(place, blocked)), None)
        if place is None:
            return None
        chain.append(place)
    return None if _overlaps(first, blocked) else chain


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _gap(one: Span, other: Span) -> int:
    return max(0, other[0] - one[1], one[0] - other[1])


def _is_inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and all(char.isalnum() or char == "_" for char in text[at - 1 : at + 1])
