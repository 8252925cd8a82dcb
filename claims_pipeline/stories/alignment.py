"""Exact shared passages of two texts, as runs of words.

Seeds that two texts share lie on diagonals: equal distances between the places in both. Seeds in a row on a diagonal
are one passage, which grows at both ends while the words are equal; all pairs at once, each word read a few times.
Where passages of a pair overlap, because a text repeats itself, or where not all of its seeds are at hand, greedy
tiling (after Wise 1993) settles the pair alone: the longest passage that starts at each word is taken, and words are
used once. Passages may stand in another order on the other page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import polars as pl

from claims_pipeline.stories.candidates import Anchors
from claims_pipeline.stories.equals import differs
from claims_pipeline.stories.fingerprints import SEED_WORDS, Corpus
from claims_pipeline.stories.words import Array

_MAX_PLACES = 4
"""Places of one seed in a text that are tried: bounds the work on a text that repeats itself."""
_MAX_TRIMS = 3
"""Times that overlapping passages are parted before a pair is settled alone."""


class Run(NamedTuple):
    """`length` words that are equal from word `a` of one text and word `b` of the other."""

    a: int
    b: int
    length: int


def align(pairs: pl.DataFrame, anchors: Anchors, corpus: Corpus, rarity: Array, min_run: int) -> list[list[Run]]:
    """Return the shared passages of at least `min_run` words of each pair, in the order of its `a`.

    ``pairs`` has `a`, `b` and `is_partial`, sorted; no passage begins at a word of the corpus whose ``rarity`` is 0,
    for it is furniture.
    """
    if pairs.is_empty():
        return []
    wanted = pairs["a"].to_numpy().astype(np.int64) * corpus.n_texts + pairs["b"].to_numpy()
    of_pair = anchors.a.astype(np.int64) * corpus.n_texts + anchors.b
    pair = np.minimum(np.searchsorted(wanted, of_pair), len(wanted) - 1)
    usable = (wanted[pair] == of_pair) & (rarity[anchors.at_a] > 0) & (rarity[anchors.at_b] > 0)
    found, overlap = _apart(_passages(anchors.of(usable), pair[usable], corpus), min_run, len(wanted))
    alone = overlap | pairs["is_partial"].to_numpy()
    found = found.of(np.lexsort((found.a, found.pair)))
    runs: list[list[Run]] = [[] for _ in range(len(wanted))]
    in_a, in_b = corpus.place(found.a).tolist(), corpus.place(found.b).tolist()
    for number, a, b, n in zip(found.pair.tolist(), in_a, in_b, found.length.tolist(), strict=True):
        runs[number].append(Run(a, b, n))
    tiler = _Tiler(corpus, rarity, min_run)
    for number in np.flatnonzero(alone).tolist():
        runs[number] = tiler.runs(*pairs.select("a", "b").row(number))
    return runs


class _Passages(NamedTuple):
    """Runs of equal words: the pair, the first word of the corpus in both texts, the number of words."""

    pair: Array
    a: Array
    b: Array
    length: Array

    def of(self, wanted: Array) -> _Passages:
        return _Passages(*(column[wanted] for column in self))


def _passages(anchors: Anchors, pair: Array, corpus: Corpus) -> _Passages:
    """Return the longest runs of equal words around the anchors."""
    if not len(pair):
        return _Passages(*np.zeros((4, 0), np.int64))
    at_a, at_b = anchors.at_a, anchors.at_b
    order = np.lexsort((at_a, at_b - at_a, pair))
    at_a, at_b, pair = at_a[order], at_b[order], pair[order]
    diagonal = at_b - at_a
    opens = differs(pair, diagonal)
    opens[1:] |= at_a[1:] - at_a[:-1] > SEED_WORDS
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(pair)) - 1
    pair, diagonal = pair[first], diagonal[first]
    start, end = at_a[first], at_a[last] + SEED_WORDS
    text_a, text_b = corpus.text_of(start), corpus.text_of(start + diagonal)
    low = np.maximum(corpus.starts[text_a], corpus.starts[text_b] - diagonal)
    high = np.minimum(corpus.starts[text_a + 1], corpus.starts[text_b + 1] - diagonal)
    _grow(start, -1, low, diagonal, corpus.words)
    _grow(end, 1, high, diagonal, corpus.words)
    whole = np.unique(np.stack([pair, diagonal, start, end]), axis=1)
    return _Passages(whole[0], whole[2], whole[2] + whole[1], whole[3] - whole[2])


def _grow(edge: Array, step: int, limit: Array, diagonal: Array, words: Array) -> None:
    """Move edges a word at a time while the next words of both texts are equal, in place."""
    behind = min(step, 0)
    moving = np.flatnonzero(edge != limit)
    while len(moving):
        at = edge[moving] + behind
        moving = moving[words[at] == words[at + diagonal[moving]]]
        edge[moving] += step
        moving = moving[edge[moving] != limit[moving]]


def _apart(found: _Passages, min_run: int, n_pairs: int) -> tuple[_Passages, Array]:
    """Return passages that do not overlap, and for which pairs some still do.

    Passages that meet in a few words, as two sentences that end alike do, part there: the longer keeps the words.
    """
    for _ in range(_MAX_TRIMS):
        found = found.of(found.length >= min_run)
        for side in (found.a, found.b):
            _trim(found, side)
    found = found.of(found.length >= min_run)
    overlap = np.zeros(n_pairs, bool)
    for side in (found.a, found.b):
        order = np.lexsort((side, found.pair))
        overlap[found.pair[order][1:][_overlaps(found, side, order) > 0]] = True
    return found.of(~overlap[found.pair]), overlap


def _trim(found: _Passages, side: Array) -> None:
    """Shorten one of each two neighbours on one side of a pair by the words that both hold, in place."""
    order = np.lexsort((side, found.pair))
    overlap = _overlaps(found, side, order)
    meets = np.flatnonzero(overlap > 0)
    one, other, words = order[meets], order[meets + 1], overlap[meets]
    keeps = found.length[one] >= found.length[other]
    found.length[one[~keeps]] -= words[~keeps]
    other, words = other[keeps], words[keeps]
    found.length[other] -= words
    found.a[other] += words
    found.b[other] += words


def _overlaps(found: _Passages, side: Array, order: Array) -> Array:
    """Return how many words each passage of an order shares with the next of its pair, 0 and less for none."""
    pair, start, end = found.pair[order], side[order], (side + found.length)[order]
    return np.where(pair[1:] == pair[:-1], end[:-1] - start[1:], 0)


@dataclass
class _Tiler:
    """Aligns two texts alone, word by word."""

    corpus: Corpus
    rarity: Array
    min_run: int
    _places: dict[int, dict[tuple[int, ...], list[int]]] = field(default_factory=dict)

    def runs(self, a: int, b: int) -> list[Run]:
        """Return the shared passages, in the order of `a`."""
        one, other = self._words(a), self._words(b)
        # Pairs come sorted by `a`: its index is built once, and `b` is walked.
        index = self._index(a)
        used, furniture = bytearray(len(one)), self._furniture(b)
        found, position = [], 0
        for seed_at, seed in enumerate(zip(*(other[n:] for n in range(SEED_WORDS)), strict=False)):
            if seed_at < position or seed not in index or furniture[seed_at]:
                continue
            run = max(
                (Run(place, seed_at, _extend(one, other, place, seed_at, used)) for place in index[seed]),
                key=lambda run: (run.length, -run.a),
                default=None,
            )
            if run is not None and run.length >= self.min_run:
                used[run.a : run.a + run.length] = b"\x01" * run.length
                found.append(run)
                position = seed_at + run.length
        return sorted(found)

    def _words(self, text: int) -> list[int]:
        own = slice(*self.corpus.starts[text : text + 2])
        return list(self.corpus.words[own].tolist())

    def _furniture(self, text: int) -> list[bool]:
        own = slice(*self.corpus.starts[text : text + 2])
        return list((self.rarity[own] == 0).tolist())

    def _index(self, text: int) -> dict[tuple[int, ...], list[int]]:
        if text not in self._places:
            self._places = {text: _index(self._words(text), self._furniture(text))}
        return self._places[text]


def _index(words: Sequence[int], furniture: Sequence[bool]) -> dict[tuple[int, ...], list[int]]:
    places: dict[tuple[int, ...], list[int]] = {}
    seeds: Iterable[tuple[int, ...]] = zip(*(words[n:] for n in range(SEED_WORDS)), strict=False)
    for position, seed in enumerate(seeds):
        known = places.setdefault(seed, [])
        if len(known) < _MAX_PLACES and not furniture[position]:
            known.append(position)
    return places


def _extend(one: Sequence[int], other: Sequence[int], a: int, b: int, used: bytearray) -> int:
    length, limit = 0, min(len(one) - a, len(other) - b)
    while length < limit and one[a + length] == other[b + length] and not used[a + length]:
        length += 1
    return length
