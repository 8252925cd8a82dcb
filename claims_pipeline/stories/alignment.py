"""Exact shared passages of two texts, as word runs and as spans of both page texts.

Greedy tiling (after Wise 1993) from seed shingles: the longest passage that starts at each word is taken, words are
used once, passages may stand in another order on the other page. Work per pair is linear in the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from claims_pipeline.stories.fingerprints import SEED_WORDS
from claims_pipeline.stories.texts import CleanText, spelling

_MAX_PLACES = 4
"""Places of one seed in a text that are tried: bounds the work on a text that repeats itself."""


class Run(NamedTuple):
    """`length` words that are equal from word `a` of one text and word `b` of the other."""

    a: int
    b: int
    length: int


class Aligner:
    """Aligns texts by number, keeping the seed indexes of the texts that were used last.

    `furniture` holds for a text the words at which a shingle of its outlet's furniture starts: no passage begins there.
    """

    def __init__(self, texts: list[CleanText], furniture: Mapping[int, set[int]], min_run: int) -> None:
        self.texts = texts
        self.furniture = furniture
        self.min_run = min_run
        self._places = lru_cache(maxsize=64)(self._index)

    def _index(self, text: int) -> dict[tuple[int, ...], list[int]]:
        places: dict[tuple[int, ...], list[int]] = {}
        furniture = self.furniture.get(text, ())
        for position, seed in enumerate(_seeds(self.texts[text])):
            known = places.setdefault(seed, [])
            if len(known) < _MAX_PLACES and position not in furniture:
                known.append(position)
        return places

    def runs(self, a: int, b: int) -> list[Run]:
        """Return the shared passages of at least `min_run` words, in the order of `a`."""
        one, other = self.texts[a], self.texts[b]
        # Pairs come sorted by `a`: its index is built once, and `b` is walked.
        index, seeds = self._places(a), list(_seeds(other))
        used, furniture = bytearray(len(one.hashes)), self.furniture.get(b, ())
        found, position = [], 0
        while position < len(seeds):
            if seeds[position] not in index or position in furniture:
                position += 1
                continue
            run = max(
                (Run(place, position, _extend(one, other, place, position, used)) for place in index[seeds[position]]),
                key=lambda run: (run.length, -run.a),
                default=None,
            )
            if run is None or run.length < self.min_run:
                position += 1
                continue
            used[run.a : run.a + run.length] = b"\x01" * run.length
            found.append(run)
            position += run.length
        return sorted(found)


def _seeds(text: CleanText) -> Iterator[tuple[int, ...]]:
    return zip(*(text.hashes[n:] for n in range(SEED_WORDS)), strict=False)


def _extend(one: CleanText, other: CleanText, a: int, b: int, used: bytearray) -> int:
    length, limit = 0, min(len(one.hashes) - a, len(other.hashes) - b)
    while length < limit and one.hashes[a + length] == other.hashes[b + length] and not used[a + length]:
        length += 1
    return length


Span = tuple[int, int]


def spans(one: CleanText, other: CleanText, runs: list[Run]) -> tuple[list[Span], list[Span]]:
    """Return the runs as spans of both page texts, in step: the nth of one is the nth of the other.

    A run is cut where either page begins a new line, so that no span holds text that was dropped between two lines.
    Punctuation that both pages have beside the words belongs to the span.
    """
    pairs = [_grow(one, other, piece) for run in runs for piece in _cut(one, other, run)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def _cut(one: CleanText, other: CleanText, run: Run) -> Iterator[Run]:
    begin = 0
    for n in range(1, run.length + 1):
        if n == run.length or _new_line(one, run.a + n) or _new_line(other, run.b + n):
            yield Run(run.a + begin, run.b + begin, n - begin)
            begin = n


def _new_line(text: CleanText, word: int) -> bool:
    return text.lines[word] != text.lines[word - 1]


def _grow(one: CleanText, other: CleanText, run: Run) -> tuple[Span, Span]:
    before = _agree(_before(one, run.a), _before(other, run.b))
    after = _agree(_after(one, run.a + run.length - 1), _after(other, run.b + run.length - 1))
    return _span(one, run.a, run.length, before, after), _span(other, run.b, run.length, before, after)


def _span(text: CleanText, word: int, length: int, before: int, after: int) -> Span:
    return text.starts[word] - before, text.ends[word + length - 1] + after


def _before(text: CleanText, word: int) -> str:
    """Return the marks before a word, back to a white space, the word before or the start of the line; reversed."""
    start = text.line_spans[text.lines[word]][0]
    if word and text.lines[word - 1] == text.lines[word]:
        start = text.ends[word - 1]
    marks = text.page_text[start : text.starts[word]].split(" ")[-1]
    return marks[::-1]


def _after(text: CleanText, word: int) -> str:
    """Return the marks after a word, up to a white space, the next word or the end of the line."""
    end = text.line_spans[text.lines[word]][1]
    if word + 1 < len(text.lines) and text.lines[word + 1] == text.lines[word]:
        end = text.starts[word + 1]
    return text.page_text[text.ends[word] : end].split(" ")[0]


def _agree(one: str, other: str) -> int:
    """Return how many characters the two begin with in common, printing variants of a mark being equal."""
    fold = spelling()["characters"]
    count = 0
    for a, b in zip(one, other, strict=False):
        if fold.get(a, a) != fold.get(b, b):
            break
        count += 1
    return count


def coverage(text: CleanText, shared: list[Span]) -> float:
    """Return the share of the text's characters, white space apart, that the spans cover, 0 to 1."""
    covered = sum(len("".join(text.page_text[start:end].split())) for start, end in shared)
    return round(min(1.0, covered / text.size), 6) if text.size else 0.0
