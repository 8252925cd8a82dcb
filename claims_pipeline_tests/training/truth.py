"""Which lines of a page are its article, when only the article's text is known.

The text of the article and the page are compared by runs of four words. Lines most of whose runs stand in the article
are candidates; the heaviest chain of candidates in the article's order is the article, so a teaser that repeats a
sentence is not. Short lines join where the article has their words in the gap between their neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_N = 4
_SHORT = 8
_MAX_PLACES = 20
_MAX_BACK = 400
_MAX_CANDIDATES = 4_000
_EDGE_WORDS = 60
_COVERED = 0.3


class _Candidate(NamedTuple):
    line: int
    start: int
    shared: int
    size: int


def article_lines(texts: Sequence[str], body: str) -> list[bool]:
    """Return for each line whether it belongs to the article whose text is ``body``."""
    lines = [_WORD.findall(text) for text in texts]
    words = _WORD.findall(body)
    candidates = _candidates(lines, words)
    spans = {candidate.line: candidate.start for candidate in _heaviest_chain(candidates)}
    covered = _covered(lines, spans, len(words))
    for candidate in candidates:
        stretch = covered[max(0, candidate.start) : candidate.start + candidate.size]
        whole = candidate.shared >= 0.8 * (candidate.size - _N + 1)
        if candidate.line not in spans and whole and stretch and sum(stretch) < _COVERED * len(stretch):
            spans[candidate.line] = candidate.start
            covered = _covered(lines, spans, len(words))
    _fill_gaps(lines, words, spans, covered)
    return [line in spans for line in range(len(lines))]


def _candidates(lines: Sequence[list[str]], words: list[str]) -> list[_Candidate]:
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(len(words) - _N + 1):
        places[tuple(words[place : place + _N])].append(place)
    found = []
    for number, line in enumerate(lines):
        grams = [places.get(tuple(line[n : n + _N]), []) for n in range(len(line) - _N + 1)]
        if grams and sum(map(bool, grams)) >= len(grams) / 2:
            starts = Counter(p - n for n, at in enumerate(grams) if len(at) < _MAX_PLACES for p in at)
            found += [_Candidate(number, start, shared, len(line)) for start, shared in starts.most_common(3)]
    return found[:_MAX_CANDIDATES]


def _heaviest_chain(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The candidates, one a line, whose order is the article's and that share most words with it."""
    weights: list[int] = []
    before: list[int] = []
    for number, this in enumerate(candidates):
        weight, link = 0, -1
        for back in range(number - 1, max(-1, number - _MAX_BACK), -1):
            that = candidates[back]
            fits = that.line < this.line and that.start < this.start
            if fits and weights[back] > weight and that.start + that.size / 2 <= this.start + 2:
                weight, link = weights[back], back
        weights.append(weight + this.shared)
        before.append(link)
    chain = []
    at = max(range(len(candidates)), key=weights.__getitem__, default=-1)
    while at != -1:
        chain.append(candidates[at])
        at = before[at]
    return chain


def _covered(lines: Sequence[list[str]], spans: dict[int, int], n_words: int) -> list[bool]:
    covered = [False] * n_words
    for line, start in spans.items():
        for place in range(max(0, start), min(n_words, start + len(lines[line]))):
            covered[place] = True
    return covered


def _fill_gaps(lines: Sequence[list[str]], words: list[str], spans: dict[int, int], covered: list[bool]) -> None:
    if not spans:
        return
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        places[word].append(place)
    known = sorted(spans)
    for number, line in enumerate(lines):
        if number in spans or not 0 < len(line) < _SHORT:
            continue
        after = bisect(known, number)
        start = spans[known[after - 1]] + len(lines[known[after - 1]]) - 1 if after else None
        end = spans[known[after]] + 1 if after < len(known) else None
        low = max(0, (end or 0) - _EDGE_WORDS) if start is None else start
        high = min(len(words), low + _EDGE_WORDS) if end is None else end
        for place in places[line[0]]:
            stop = place + len(line)
            if low <= place and stop <= high and words[place:stop] == line and not any(covered[place:stop]):
                spans[number] = place
                known.insert(after, number)
                covered[place:stop] = [True] * len(line)
                break
