"""Pairs of texts worth comparing: those that share seeds. Work is linear in the number of texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np
import polars as pl

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.equals import Equals, differs, find_equals, stretches
from claims_pipeline.stories.fingerprints import Corpus
from claims_pipeline.stories.words import Array

_PART = 1 << 21
"""About as many anchors are held at once."""

Pair = tuple[int, int]


@dataclass(frozen=True)
class Anchors:
    """Seeds that two texts share, by pair: the texts `a` < `b`, and the words of the corpus at which it stands in each.

    ``is_frequent`` tells of seeds that stand in so many texts that not all of these were paired.
    """

    a: Array
    b: Array
    at_a: Array
    at_b: Array
    is_frequent: Array

    @cached_property
    def starts(self) -> Array:
        """The first row of each pair."""
        return np.flatnonzero(differs(self.a, self.b))

    @property
    def sizes(self) -> Array:
        """Number of rows of each pair."""
        return np.diff(self.starts, append=len(self.a))

    def by_pair(self, values: Array) -> Array:
        """Return the sum of the values of each pair's rows."""
        return np.add.reduceat(values, self.starts) if len(values) else values

    def of(self, wanted: Array) -> Anchors:
        """Return the rows that an index or a mask picks."""
        return Anchors(*(getattr(self, field.name)[wanted] for field in fields(self)))


_NONE = Anchors(*(np.zeros(0, kind) for kind in (np.int32, np.int32, np.int32, np.int32, bool)))


@dataclass(frozen=True)
class SharedSeeds:
    """Seeds that several texts hold, by seed, then by text, each once a text.

    A seed in at most `max_frequency` texts pairs all of them. One in more pairs each text with the next few that
    hold it in the order of texts: a story carried by hundreds stays connected, and a common phrase costs little.
    """

    text: Array
    word: Array
    """The word of the corpus at which it stands."""
    n_ahead: Array
    """With how many of the next rows each is paired."""
    is_frequent: Array
    """Whether not all texts that hold the seed are paired."""
    n_seeds: Array
    """Number of seeds of each text, shared or not."""

    def anchors(self) -> Iterator[Anchors]:
        """Yield the anchors in the order of pairs, those of some texts `a` at a time: all at once would be too many."""
        n_anchors = np.bincount(self.text, self.n_ahead, len(self.n_seeds))
        part = (np.cumsum(n_anchors) // _PART).astype(np.int32)
        of_row = part[self.text]
        for number in range(part[-1] + 1 if len(part) else 0):
            yield self._anchors(np.flatnonzero(of_row == number))

    def _anchors(self, rows: Array) -> Anchors:
        one, other = paired(rows, self.n_ahead[rows])
        pair = self.text[one].astype(np.int64) << 32 | self.text[other]
        # In which order the rows of a pair stand changes nothing.
        order = np.argsort(pair)
        pair, one, other = pair[order], one[order], other[order]
        a, b = (pair >> 32).astype(np.int32), pair.astype(np.int32)
        return Anchors(a, b, self.word[one], self.word[other], self.is_frequent[one])


def find_seeds(corpus: Corpus, settings: StoriesSettings) -> SharedSeeds:
    """Return the seeds that texts share; of a seed that a text repeats the first place counts."""
    words, seeds = corpus.seeds()
    n_seeds = np.bincount(corpus.text_of(words), minlength=corpus.n_texts)
    equals = find_equals(seeds, words)
    del words, seeds  # the most that is held while pairs are found
    held = _first_of_each_text(equals, corpus)
    frequent = held.sizes > settings.max_frequency
    ahead = n_ahead(held.sizes, np.where(frequent, settings.neighbours, held.sizes - 1))
    text = corpus.text_of(held.rows)
    return SharedSeeds(text, held.rows, ahead, np.repeat(frequent, held.sizes), n_seeds)


def _first_of_each_text(equals: Equals, corpus: Corpus) -> Equals:
    group = equals.group
    first = differs(corpus.text_of(equals.rows), group)
    rows, group = equals.rows[first], group[first]
    sizes = np.bincount(group, minlength=len(equals.starts))
    several = sizes > 1
    sizes = sizes[several]
    return Equals(rows[several[group]], np.cumsum(sizes) - sizes)


def n_ahead(sizes: Array, reach: Array) -> Array:
    """Return with how many of the next rows of its group each is paired; ``reach`` is the most, of each group.

    >>> n_ahead(np.array([3, 2]), np.array([1, 1])).tolist()
    [1, 1, 0, 1, 0]
    """
    ends = np.repeat(np.cumsum(sizes, dtype=np.int32), sizes)
    return np.minimum(ends - 1 - np.arange(len(ends), dtype=np.int32), np.repeat(reach.astype(np.int32), sizes))


def paired(rows: Array, ahead: Array) -> tuple[Array, Array]:
    """Return each of some rows with each of so many next ones.

    >>> one, other = paired(np.array([0, 5]), np.array([2, 1]))
    >>> one.tolist(), other.tolist()
    ([0, 0, 5], [1, 2, 6])
    """
    return np.repeat(rows, ahead), stretches(rows + 1, ahead)


class Versions(NamedTuple):
    """For each text a number, the same for texts that are versions of one."""

    at_outlet: Array
    """Versions of one text at one outlet: half of what they say is the same."""
    across: Array
    """Texts of different outlets that say much of the same."""
    reprints: Array
    """Reprints by different outlets: nearly all that they say is the same."""


def find_versions(seeds: SharedSeeds, outlet: Array, settings: StoriesSettings) -> Versions:
    """Return which texts are versions of one, by the share of their seeds in common.

    ``outlet`` is the number of each text's outlet, -1 where it is unknown.
    """
    alike: tuple[list[Pair], ...] = ([], [], [])
    for anchors in seeds.anchors():
        a, b = anchors.a[anchors.starts], anchors.b[anchors.starts]
        share = anchors.sizes / np.maximum(np.maximum(seeds.n_seeds[a], seeds.n_seeds[b]), 1)
        is_one = (outlet[a] == outlet[b]) & (outlet[a] >= 0)
        which = (
            is_one & (share >= settings.version_share),
            ~is_one & (share >= settings.carried_text_share),
            ~is_one & (share >= settings.reprint_seed_share),
        )
        for pairs, these in zip(alike, which, strict=True):
            pairs += zip(a[these].tolist(), b[these].tolist(), strict=True)
    return Versions(*(np.array(components(len(outlet), some), np.int64) for some in alike))


def find_candidates(
    seeds: SharedSeeds, rarity: Array, rarest: int, settings: StoriesSettings
) -> tuple[pl.DataFrame, Anchors]:
    """Return `a`, `b`, sorted, of the pairs that share seeds rare enough, and the anchors of these.

    ``rarity`` is that of the shingle which starts at each word of the corpus, 0 for furniture; enough is `min_seeds`
    of the ``rarest`` that can be shared, or more of the commoner. `is_partial` says that mostly frequent seeds found
    the pair, so that other pairs of the same story may be missing.
    """
    least = settings.min_seeds * rarest**2
    pairs, anchors = zip(*(_candidates(part, rarity, least) for part in chain([_NONE], seeds.anchors())), strict=True)
    return pl.concat(pairs), _together(anchors)


def _together(parts: Sequence[Anchors]) -> Anchors:
    return Anchors(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Anchors)))


def _candidates(anchors: Anchors, rarity: Array, least: float) -> tuple[pl.DataFrame, Anchors]:
    # What is furniture of either outlet counts for nothing.
    squares = np.minimum(rarity[anchors.at_a], rarity[anchors.at_b]).astype(np.int64) ** 2
    enough = anchors.by_pair(squares) >= least
    is_partial = 2 * anchors.by_pair(anchors.is_frequent.astype(np.int64)) >= anchors.sizes
    first = anchors.starts[enough]
    pairs = pl.DataFrame({"a": anchors.a[first], "b": anchors.b[first], "is_partial": is_partial[enough]})
    return pairs, anchors.of(np.repeat(enough, anchors.sizes))


def components(n: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Return the component of each of ``n`` texts, named by its first text."""
    parent = list(range(n))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return [root(node) for node in range(n)]
