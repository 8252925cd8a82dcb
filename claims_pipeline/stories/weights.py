"""The weight of what two texts share: rare words in a row, an outlet's furniture left out, quotes less than prose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

import numpy as np
import polars as pl

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.candidates import Versions
from claims_pipeline.stories.equals import Equals, Growing, different, differs, find_equals, stretches
from claims_pipeline.stories.fingerprints import WEIGHED_WORDS, Corpus
from claims_pipeline.stories.words import Array

_BATCH_ROWS = 1_000_000
"""Shingles of pairs looked up at once."""
_SCALE = 1_000
"""Weights are whole thousandths: sums of integers are the same in any order, sums of floats are not."""
_TEXT_BITS, _QUOTED = np.uint64(32), np.uint64(1)
_KIND = np.uint64((1 << 32) - 1)


@dataclass(frozen=True)
class Shared:
    """The shingles of each text that another text has.

    An entry holds, from the first bit, the text, in 31 bits the shingle, and whether the text has it in quotes only.
    """

    entries: Array
    """Ascending, so by text."""
    starts: Array
    """The first entry of each text, and one past the last of all."""
    rarity: Array
    """By the last 32 bits of an entry; so is ``weight``."""
    weight: Array

    def n_entries(self, texts: Array) -> Array:
        """Return the number of entries of each of some texts."""
        return np.asarray(self.starts[texts + 1] - self.starts[texts])

    def both(self, one: Array, other: Array) -> tuple[Array, Array, Array]:
        """Return the entries of some texts that others have, with theirs, and the number of each one's pair."""
        sizes = self.n_entries(one)
        pair = np.repeat(np.arange(len(one), dtype=np.int32), sizes)
        mine = self.entries[stretches(self.starts[one], sizes)]
        wanted = other.astype(np.uint64)[pair] << _TEXT_BITS | (mine & _KIND & ~_QUOTED)
        at = np.minimum(np.searchsorted(self.entries, wanted), len(self.entries) - 1)
        theirs = self.entries[at]
        found = np.flatnonzero(theirs & ~_QUOTED == wanted)
        return (mine[found] & _KIND).astype(np.int64), (theirs[found] & _KIND).astype(np.int64), pair[found]


@dataclass(frozen=True)
class Weights:
    """The weights of the shingles of all texts.

    ``norm2`` is the sum of the squares of all weights of each text. ``rarity`` is that of the shingle which starts at
    each word of the corpus, 0 where none starts or where it is furniture of the outlet. ``rarest`` is the rarity of
    what stands in two texts.
    """

    shared: Shared
    norm2: Array
    rarity: Array
    rarest: int


def weigh(corpus: Corpus, outlet: Array, versions: Versions, settings: StoriesSettings) -> Weights:
    """Return the weights of the texts' shingles of three words, outside furniture.

    `rarity` is the logarithm of the inverse document frequency, of which the copies of a text make up a few at most,
    for it does not become common by being carried by many; few texts make poor statistics, so the corpus is never taken
    to be smaller than `corpus_floor`. `weight` is the same, less in quotation marks: whoever was there quotes the same
    words, only who copies has the same prose. ``outlet`` is the number of each text's outlet, -1 where it is unknown.
    """
    scale = _Rarity(corpus.n_texts, settings)
    rarity = np.where(corpus.is_whole(WEIGHED_WORDS), scale.single, np.uint16(0))
    norm2 = _norm2_alone(corpus, rarity > 0, scale)
    entries, rarities = Growing(len(corpus.words), np.uint64), Growing(len(corpus.words), np.uint16)
    n_shingles = 0
    for rows, keys in corpus.shingles(WEIGHED_WORDS):
        equals = find_equals(keys, rows)
        text = corpus.text_of(equals.rows)
        is_furniture = _furniture(equals, text, outlet, versions.at_outlet, settings)
        norm2 -= scale.norm2(text, scale.single, corpus.is_quoted[equals.rows], corpus.n_texts)
        own = _of_texts(equals, text, ~is_furniture, corpus)
        n_texts = np.bincount(own.shingle, minlength=len(equals.starts))
        of_shingle = scale.of(_n_counted(own.shingle, versions.across[own.text], len(n_texts), settings.max_counted))
        norm2 += scale.norm2(own.text, of_shingle[own.shingle], own.is_quoted, corpus.n_texts)
        rarity[equals.rows] = np.where(is_furniture, np.uint16(0), of_shingle[equals.group])
        entries.add(own.entries(n_shingles)[n_texts[own.shingle] > 1])
        rarities.add(of_shingle)
        n_shingles += len(of_shingle)
    return Weights(
        _shared(entries.values, rarities.values, corpus.n_texts, scale),
        norm2,
        rarity,
        int(scale.of(np.array([2]))[0]),
    )


def _shared(entries: Array, rarities: Array, n_texts: int, scale: _Rarity) -> Shared:
    entries.sort()
    starts = np.searchsorted(entries, np.arange(n_texts + 1, dtype=np.uint64) << _TEXT_BITS)
    rarity = np.repeat(rarities, 2)
    weight = rarity.copy()
    weight[1::2] = scale.quoted[rarities]
    return Shared(entries, starts, rarity, weight)


class _Own(NamedTuple):
    """Shingles, by number, of texts, each once a text; what a text repeats is quoted if all places are."""

    text: Array
    shingle: Array
    is_quoted: Array

    def entries(self, first: int) -> Array:
        """Return the entries; shingles are numbered from the first on."""
        kind = (self.shingle.astype(np.uint64) + np.uint64(first)) << _QUOTED | self.is_quoted
        return np.asarray(self.text.astype(np.uint64) << _TEXT_BITS | kind)


def _of_texts(equals: Equals, text: Array, wanted: Array, corpus: Corpus) -> _Own:
    """Return the wanted rows by text and group."""
    rows, group, text = equals.rows[wanted], equals.group[wanted], text[wanted]
    opens = np.flatnonzero(differs(text, group))
    quoted = corpus.is_quoted[rows]
    quoted = np.logical_and.reduceat(quoted, opens) if len(opens) else quoted
    return _Own(text[opens], group[opens], quoted)


def _n_counted(shingle: Array, version: Array, n_shingles: int, most: int) -> Array:
    """Return how many texts hold each shingle, those of one version counted up to so many times."""
    ordered = np.sort(shingle.astype(np.int64) * (version.max(initial=0) + 1) + version)
    opens = np.flatnonzero(differs(ordered))
    counted = np.minimum(np.diff(opens, append=len(ordered)), most)
    of_shingle = ordered[opens] // (version.max(initial=0) + 1)
    return np.bincount(of_shingle, counted, n_shingles).astype(np.int64)


class _Rarity:
    def __init__(self, n_texts: int, settings: StoriesSettings) -> None:
        self.size = max(n_texts, settings.corpus_floor)
        self.single = self.of(np.array([1]))[0]
        self.quoted = np.round(np.arange(self.single + 1.0) * settings.quote_weight).astype(np.uint16)
        """The weight in quotation marks, by rarity."""

    def of(self, n_texts: Array) -> Array:
        """Return the rarity of what stands in so many texts, in thousandths: 16 bits tell that of 10**28 texts."""
        table = np.log(self.size / np.maximum(np.arange(n_texts.max(initial=0) + 1), 1))
        return np.asarray(np.round(table * _SCALE).astype(np.uint16)[n_texts])

    def weight(self, rarity: Array, is_quoted: Array) -> Array:
        """Return the weight of shingles."""
        return np.where(is_quoted, self.quoted[rarity], rarity)

    def norm2(self, text: Array, rarity: Array, is_quoted: Array, n_texts: int) -> Array:
        """Return the sum of the squares of the weights of each text: exact, as a float is up to 2**53."""
        return np.bincount(text, self.weight(rarity, is_quoted).astype(float) ** 2, n_texts)


def _norm2_alone(corpus: Corpus, whole: Array, scale: _Rarity) -> Array:
    """Return the sum of the squares of the weights of each text, as if no other had any of its shingles."""
    plain, quoted = scale.weight(scale.single, np.array([False, True])).astype(float) ** 2
    n_shingles = np.maximum(np.diff(corpus.starts) - WEIGHED_WORDS + 1, 0)
    n_quoted = np.bincount(corpus.text_of(np.flatnonzero(corpus.is_quoted & whole)), minlength=corpus.n_texts)
    return np.asarray(n_shingles * plain + n_quoted * (quoted - plain))


def _furniture(equals: Equals, text: Array, outlet: Array, families: Array, settings: StoriesSettings) -> Array:
    """Return for each row whether its shingle recurs in its outlet's pages, whatever they are about.

    Versions of one text at one outlet are one family and count once, so that an often revised page is no furniture.
    """
    often = np.repeat(equals.sizes >= settings.furniture_pages, equals.sizes) & (outlet[text] >= 0)
    found = np.zeros(len(text), bool)
    if often.any():
        of_outlet = equals.group[often].astype(np.int64) * (outlet.max() + 1) + outlet[text[often]]
        _, kind = np.unique(of_outlet, return_inverse=True)
        once = different(kind * np.int64(len(outlet)) + families[text[often]]) // len(outlet)
        found[often] = (np.bincount(once) >= settings.furniture_pages)[kind]
    return found


def measure(candidates: pl.DataFrame, weights: Weights, settings: StoriesSettings) -> pl.DataFrame:
    """Return the candidates that share enough rare shingles, with `cosine`, `within_a` and `within_b`.

    The last two are the shares of each side's weight that the other side has. Enough is `min_rare` shingles of the
    rarest kind that can be shared, or more of the commoner.
    """
    a, b = (candidates[side].to_numpy() for side in "ab")
    weight, rarity = _shared_weight(a, b, weights.shared)
    found = np.flatnonzero(rarity >= max(1.0, settings.min_rare * weights.rarest**2))
    weight, norm_a, norm_b = weight[found], weights.norm2[a[found]], weights.norm2[b[found]]
    return candidates[found].with_columns(
        cosine=pl.Series(weight / (np.sqrt(norm_a) * np.sqrt(norm_b))),
        within_a=pl.Series(weight / norm_a),
        within_b=pl.Series(weight / norm_b),
    )


def _shared_weight(a: Array, b: Array, shared: Shared) -> tuple[Array, Array]:
    """Return of each pair the sum of the products of weights, and that of the squares of rarities, of what both have.

    The shingles of the text of fewer are looked up in the other, those of some pairs at once.
    """
    is_few = shared.n_entries(a) <= shared.n_entries(b)
    few, many = np.where(is_few, a, b), np.where(is_few, b, a)
    weight, rarity = np.zeros((2, len(a)))
    part = np.cumsum(shared.n_entries(few)) // _BATCH_ROWS
    for first, end in pairwise([*np.flatnonzero(differs(part)).tolist(), len(part)]):
        mine, theirs, pair = shared.both(few[first:end], many[first:end])
        product = shared.weight[mine].astype(float) * shared.weight[theirs]
        weight[first:end] = np.bincount(pair, product, end - first)
        rarity[first:end] = np.bincount(pair, shared.rarity[mine].astype(float) ** 2, end - first)
    return weight, rarity


class Vectors:
    """Cosines of pairs that were no candidates, on demand."""

    def __init__(self, shared: Shared, norm2: Array) -> None:
        self._shared, self._norm2 = shared, norm2
        self.cosine = lru_cache(maxsize=1 << 17)(self._cosine)

    def _cosine(self, a: int, b: int) -> float:
        weight, _ = _shared_weight(np.array([a]), np.array([b]), self._shared)
        return float(weight[0]) / (sqrt(self._norm2[a]) * sqrt(self._norm2[b])) if weight[0] else 0.0
