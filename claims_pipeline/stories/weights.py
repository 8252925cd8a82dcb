"""The weight of what two texts share: rare words in a row, an outlet's furniture left out, quotes less than prose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import sqrt

import numpy as np
import polars as pl

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.candidates import Versions
from claims_pipeline.stories.equals import Equals, different, differs, find_equals
from claims_pipeline.stories.fingerprints import WEIGHED_WORDS, Corpus
from claims_pipeline.stories.words import Array

_BATCH_ROWS = 4_000_000
"""Shingles of pairs joined at once."""
_SCALE = 1_000
"""Weights are whole thousandths: sums of integers are the same in any order, sums of floats are not."""


@dataclass(frozen=True)
class Weights:
    """The weights of the shingles of all texts.

    ``shared`` has a row for each text and each of its shingles that another text has: `text`, `shingle`, `rarity`,
    `weight`. ``norm2`` is the sum of the squares of all weights of each text. ``rarity`` is that of the shingle which
    starts at each word of the corpus, 0 where none starts or where it is furniture of the outlet. ``rarest`` is the
    rarity of what stands in two texts.
    """

    shared: pl.DataFrame
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
    keys, whole = corpus.shingles(WEIGHED_WORDS)
    places = np.flatnonzero(whole).astype(np.int32)
    keys = keys[places]
    equals = find_equals(keys, places)
    del keys  # eight bytes a word, no longer needed where memory is highest
    is_furniture = _furniture(equals, corpus, outlet, versions.at_outlet, settings)
    own = _of_texts(equals, ~is_furniture, corpus)
    text, shingle = own["text"].to_numpy(), own["shingle"].to_numpy()
    n_texts = np.bincount(shingle, minlength=len(equals.starts))
    scale = _Rarity(corpus.n_texts, settings)
    rarities = scale.of(_n_counted(shingle, versions.across[text], len(n_texts), settings.max_counted))
    rarity = np.zeros(len(corpus.words), np.int32)
    rarity[places] = scale.single
    alone = rarity > 0
    alone[equals.rows] = False
    rarity[equals.rows] = np.where(is_furniture, 0, rarities[equals.group])
    weight = scale.weight(rarities[shingle], own["is_quoted"].to_numpy())
    singles = scale.weight(rarity[alone], corpus.is_quoted[alone])
    norm2 = sum(
        np.bincount(text, one.astype(float) ** 2, corpus.n_texts)
        for text, one in ((text, weight), (corpus.text[alone], singles))
    )
    shared = own.select("text", "shingle", rarity=rarities[shingle], weight=weight)
    several = shared.filter(n_texts[shingle] > 1)
    return Weights(several, np.asarray(norm2), rarity, int(scale.of(np.array([2]))[0]))


def _of_texts(equals: Equals, wanted: Array, corpus: Corpus) -> pl.DataFrame:
    """Return `text`, `shingle` (its group), `is_quoted`, once a text; what it repeats is quoted if all places are."""
    rows, group = equals.rows[wanted], equals.group[wanted]
    text = corpus.text[rows]
    opens = np.flatnonzero(differs(text, group))
    quoted = corpus.is_quoted[rows]
    quoted = np.logical_and.reduceat(quoted, opens) if len(opens) else quoted
    return pl.DataFrame({"text": text[opens], "shingle": group[opens], "is_quoted": quoted})


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
        self.quote_weight = settings.quote_weight
        self.single = int(self.of(np.array([1]))[0])

    def of(self, n_texts: Array) -> Array:
        """Return the rarity of what stands in so many texts, in thousandths."""
        table = np.log(self.size / np.maximum(np.arange(n_texts.max(initial=0) + 1), 1))
        return np.asarray(np.round(table * _SCALE).astype(np.int32)[n_texts])

    def weight(self, rarity: Array, is_quoted: Array) -> Array:
        return np.where(is_quoted, np.round(rarity * self.quote_weight).astype(np.int32), rarity)


def _furniture(equals: Equals, corpus: Corpus, outlet: Array, families: Array, settings: StoriesSettings) -> Array:
    """Return for each row whether its shingle recurs in its outlet's pages, whatever they are about.

    Versions of one text at one outlet are one family and count once, so that an often revised page is no furniture.
    """
    text = corpus.text[equals.rows]
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
    parts = [_shared_weight(part, weights.shared) for part in _batches(candidates, weights)]
    schema = {"a": pl.Int32, "b": pl.Int32, "weight": pl.Int64, "rarity": pl.Int64}
    found = (
        pl.concat([pl.DataFrame(schema=schema), *parts])
        .filter(pl.col("rarity") >= max(1.0, settings.min_rare * weights.rarest**2))
        .join(candidates, on=["a", "b"])
        .sort("a", "b")
    )
    norm_a, norm_b = (weights.norm2[found[side].to_numpy()] for side in "ab")
    weight = found["weight"].to_numpy()
    return found.with_columns(
        cosine=pl.Series(weight / (np.sqrt(norm_a) * np.sqrt(norm_b))),
        within_a=pl.Series(weight / norm_a),
        within_b=pl.Series(weight / norm_b),
    )


def _batches(candidates: pl.DataFrame, weights: Weights) -> Iterator[pl.DataFrame]:
    """Yield the pairs with `few`, the text of fewer shingles, and `many`; as many at once as keep their join small."""
    n_shingles = np.bincount(weights.shared["text"], minlength=len(weights.norm2))
    a, b = candidates["a"].to_numpy(), candidates["b"].to_numpy()
    few = np.where(n_shingles[a] <= n_shingles[b], a, b)
    part = np.cumsum(n_shingles[few]) // _BATCH_ROWS
    pairs = candidates.select("a", "b", few=few, many=np.where(few == a, b, a))
    starts = np.flatnonzero(np.diff(part, prepend=-1)).tolist()
    for start, end in pairwise([*starts, len(part)]):
        yield pairs.slice(start, end - start)


def _shared_weight(pairs: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    one, other = shared.lazy(), shared.lazy().select("shingle", many="text", weight_b="weight")
    joined = pairs.lazy().join(one, left_on="few", right_on="text").join(other, on=["many", "shingle"])
    weight, rarity = (pl.col(column).cast(pl.Int64) for column in ("weight", "rarity"))
    sums = (weight * pl.col("weight_b")).sum(), rarity.pow(2).sum()
    return joined.group_by("a", "b").agg(sums).collect()


class Vectors:
    """Cosines of pairs that were no candidates, on demand."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.cosine = lru_cache(maxsize=1 << 17)(self._cosine)

    @cached_property
    def _columns(self) -> tuple[Array, Array, Array]:
        """Shingle and weight, sorted by text and shingle, and where each text starts."""
        shared = self._weights.shared.sort("text", "shingle")
        starts = np.searchsorted(shared["text"].to_numpy(), np.arange(len(self._weights.norm2) + 1))
        return shared["shingle"].to_numpy(), shared["weight"].to_numpy(), starts

    def _read(self, text: int) -> tuple[Array, Array]:
        shingles, weights, starts = self._columns
        own = slice(starts[text], starts[text + 1])
        return shingles[own], weights[own]

    def _cosine(self, a: int, b: int) -> float:
        (one, weight), (other, weight_b) = self._read(a), self._read(b)
        _, in_one, in_other = np.intersect1d(one, other, assume_unique=True, return_indices=True)
        shared = int((weight[in_one] * weight_b[in_other]).sum())
        norm2 = self._weights.norm2
        return shared / (sqrt(norm2[a]) * sqrt(norm2[b])) if shared else 0.0
