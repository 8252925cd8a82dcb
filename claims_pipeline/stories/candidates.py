"""Pairs of texts worth comparing: those that share seeds. Work is linear in the number of texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.equals import Equals, differs, find_equals
from claims_pipeline.stories.fingerprints import Corpus
from claims_pipeline.stories.words import Array


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

    def by_pair(self, values: Array) -> Array:
        """Return the sum of the values of each pair's rows."""
        return np.add.reduceat(values, self.starts) if len(values) else values

    def of(self, wanted: Array) -> Anchors:
        """Return the rows that an index or a mask picks."""
        return Anchors(self.a[wanted], self.b[wanted], self.at_a[wanted], self.at_b[wanted], self.is_frequent[wanted])


def find_anchors(corpus: Corpus, settings: StoriesSettings) -> tuple[Anchors, Array]:
    """Return the seeds that pairs of texts share, and the number of seeds of each text.

    A seed in at most `max_frequency` texts pairs all of them. One in more pairs each text with the next few that
    hold it in the order of texts: a story carried by hundreds stays connected, and a common phrase costs little.
    Of a seed that a text repeats the first place counts.
    """
    places, seeds = corpus.seeds()
    texts = corpus.text[places]
    held = _first_of_each_text(find_equals(seeds, np.arange(len(seeds), dtype=np.int32)), texts)
    group, sizes = held.group, held.sizes
    frequent = sizes > settings.max_frequency
    reach = np.where(frequent, settings.neighbours, sizes - 1)
    parts = list(steps_apart(held.rows, group, reach))
    one, other, groups = (np.concatenate([np.zeros(0, np.int64), *(part[n] for part in parts)]) for n in range(3))
    anchors = Anchors(texts[one], texts[other], places[one], places[other], frequent[groups])
    by_pair = np.argsort(anchors.a.astype(np.int64) * corpus.n_texts + anchors.b, kind="stable")
    return anchors.of(by_pair), np.bincount(texts, minlength=corpus.n_texts)


def _first_of_each_text(equals: Equals, texts: Array) -> Equals:
    text, group = texts[equals.rows], equals.group
    first = differs(text, group)
    rows, group = equals.rows[first], group[first]
    sizes = np.bincount(group, minlength=len(equals.starts))
    several = sizes > 1
    sizes = sizes[several]
    return Equals(rows[several[group]], np.cumsum(sizes) - sizes)


def steps_apart(rows: Array, group: Array, reach: Array) -> Iterator[tuple[Array, Array, Array]]:
    """Yield rows with the row one step on in their group, then two steps, and so on as far as a group reaches.

    ``group`` has the group of each row, ``reach`` the steps of each group.
    """
    at = np.arange(len(rows))
    step = 0
    while len(at):
        step += 1
        at = at[at + step < len(rows)]
        at = at[(group[at] == group[at + step]) & (reach[group[at]] >= step)]
        yield rows[at], rows[at + step], group[at]


class Versions(NamedTuple):
    """For each text a number, the same for texts that are versions of one."""

    at_outlet: Array
    """Versions of one text at one outlet: half of what they say is the same."""
    across: Array
    """Texts of different outlets that say much of the same."""
    reprints: Array
    """Reprints by different outlets: nearly all that they say is the same."""


def find_versions(anchors: Anchors, n_seeds: Array, outlet: Array, settings: StoriesSettings) -> Versions:
    """Return which texts are versions of one, by the share of their seeds in common.

    ``outlet`` is the number of each text's outlet, -1 where it is unknown.
    """
    a, b = anchors.a[anchors.starts], anchors.b[anchors.starts]
    shared = np.diff(anchors.starts, append=len(anchors.a))
    share = shared / np.maximum(np.maximum(n_seeds[a], n_seeds[b]), 1)
    is_one = (outlet[a] == outlet[b]) & (outlet[a] >= 0)
    alike = (
        is_one & (share >= settings.version_share),
        ~is_one & (share >= settings.carried_text_share),
        ~is_one & (share >= settings.reprint_seed_share),
    )
    pairs = (zip(a[which].tolist(), b[which].tolist(), strict=True) for which in alike)
    return Versions(*(np.array(components(len(outlet), some), np.int64) for some in pairs))


def find_candidates(anchors: Anchors, rarity: Array, rarest: int, settings: StoriesSettings) -> pl.DataFrame:
    """Return `a`, `b`, sorted, of the pairs that share seeds rare enough.

    ``rarity`` is that of the shingle which starts at each word of the corpus, 0 for furniture; enough is `min_seeds`
    of the ``rarest`` that can be shared, or more of the commoner. `is_partial` says that mostly frequent seeds found
    the pair, so that other pairs of the same story may be missing.
    """
    # What is furniture of either outlet counts for nothing.
    squares = np.minimum(rarity[anchors.at_a], rarity[anchors.at_b]).astype(np.int64) ** 2
    enough = anchors.by_pair(squares) >= settings.min_seeds * rarest**2
    frequent = anchors.by_pair(anchors.is_frequent.astype(np.int64))
    is_partial = 2 * frequent >= np.diff(anchors.starts, append=len(anchors.a))
    first = anchors.starts[enough]
    return pl.DataFrame({"a": anchors.a[first], "b": anchors.b[first], "is_partial": is_partial[enough]})


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
