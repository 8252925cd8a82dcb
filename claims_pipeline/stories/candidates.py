"""Pairs of texts worth comparing: those that share rare shingles. Work is linear in the number of texts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import log, sqrt

import polars as pl

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.fingerprints import corpus_size

_PART_ROWS = 2_000_000
"""The join runs over as many parts of the hash range, one at a time, as keep a part to about this many rows."""


def find_candidates(shingles: pl.DataFrame, settings: StoriesSettings) -> pl.DataFrame:
    """Return `a` < `b` and `shared`, the number of shared seed shingles, for pairs with at least `min_shared`.

    `frequent` is how many of them stand in many texts.
    A shingle in at most `max_frequency` texts pairs all of them. One in more pairs each text with the next few that
    hold it in the order of page ids: a story carried by hundreds stays connected, and a common phrase costs little.
    """
    seeds = shingles.select("text", "seed").drop_nulls().unique()
    sizes = seeds.group_by("text").agg(size=pl.len())
    n_parts = 1 + seeds.height // _PART_ROWS
    parts = [_join(seeds.filter(pl.col("seed") % n_parts == part), settings) for part in range(n_parts)]
    pairs = pl.concat(parts).group_by("a", "b").agg(pl.col("shared", "frequent").sum())
    return (
        pairs.filter(pl.col("shared") >= settings.min_shared)
        .join(sizes.rename({"text": "a", "size": "size_a"}), on="a")
        .join(sizes.rename({"text": "b", "size": "size_b"}), on="b")
        .sort("a", "b")
    )


def _join(seeds: pl.DataFrame, settings: StoriesSettings) -> pl.DataFrame:
    held = seeds.with_columns(n=pl.len().over("seed")).filter(pl.col("n") > 1)
    rare = held.filter(pl.col("n") <= settings.max_frequency).select("text", "seed").lazy()
    all_pairs = rare.join(rare, on="seed", suffix="_b").filter(pl.col("text") < pl.col("text_b"))
    common = held.filter(pl.col("n") > settings.max_frequency).sort("seed", "text").lazy()
    near = [
        common.select("text", text_b=pl.col("text").shift(-step).over("seed")).drop_nulls()
        for step in range(1, settings.neighbours + 1)
    ]
    all_pairs = all_pairs.select("text", "text_b", frequent=pl.lit(0, pl.Int64))
    both = pl.concat([all_pairs, *(pairs.with_columns(frequent=pl.lit(1, pl.Int64)) for pairs in near)])
    sums = pl.len().cast(pl.Int64).alias("shared"), pl.col("frequent").sum()
    return both.group_by(a="text", b="text_b").agg(sums).collect()


def find_families(candidates: pl.DataFrame, outlets: pl.DataFrame, settings: StoriesSettings) -> pl.DataFrame:
    """Return `outlets` with `family`: the versions of one text at one outlet have one number."""
    outlet = outlets["outlet"].to_list()
    versions = candidates.filter(
        pl.col("shared") >= settings.version_share * pl.max_horizontal("size_a", "size_b")
    ).select("a", "b")
    same = ((a, b) for a, b in versions.iter_rows() if outlet[a] is not None and outlet[a] == outlet[b])
    return outlets.with_columns(family=pl.Series(_union(len(outlet), same), dtype=pl.UInt32))


def _union(n: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
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


def measure(
    candidates: pl.DataFrame, weights: pl.DataFrame, n_texts: int, settings: StoriesSettings, batch: int = 20_000
) -> pl.DataFrame:
    """Return the candidates that share enough rare shingles, with `cosine`, `within_a` and `within_b`.

    The last two are the shares of each side's weight that the other side has. Enough is `min_rare` shingles of the
    rarest kind that can be shared, or more of the commoner. `is_partial` says that mostly frequent shingles found the
    pair, so that other pairs of the same story may be missing.
    """
    rarest = log(corpus_size(n_texts, settings) / 2) * 1_000
    norms = weights.group_by("text").agg(norm=pl.col("weight").pow(2).sum())
    shared = [_shared_weight(part, weights) for part in candidates.select("a", "b").iter_slices(batch)]
    schema = {"a": pl.UInt32, "b": pl.UInt32, "weight": pl.Int64, "rarity": pl.Int64}
    return (
        pl.concat([pl.DataFrame(schema=schema), *shared])
        .join(candidates.select("a", "b", "shared", "frequent"), on=["a", "b"])
        .filter(pl.col("rarity") >= settings.min_rare * rarest**2)
        .join(norms.rename({"text": "a", "norm": "norm_a"}), on="a")
        .join(norms.rename({"text": "b", "norm": "norm_b"}), on="b")
        .with_columns(
            cosine=pl.col("weight") / (pl.col("norm_a").sqrt() * pl.col("norm_b").sqrt()),
            within_a=pl.col("weight") / pl.col("norm_a"),
            within_b=pl.col("weight") / pl.col("norm_b"),
            is_partial=2 * pl.col("frequent") >= pl.col("shared"),
        )
        .sort("a", "b")
    )


def _shared_weight(pairs: pl.DataFrame, weights: pl.DataFrame) -> pl.DataFrame:
    one, other = weights.lazy(), weights.lazy().select("weighed", b="text", weight_b="weight")
    joined = pairs.lazy().join(one, left_on="a", right_on="text").join(other, on=["b", "weighed"])
    sums = (pl.col("weight") * pl.col("weight_b")).sum(), pl.col("rarity").pow(2).sum()
    return joined.group_by("a", "b").agg(sums).collect()


class Vectors:
    """Cosines of pairs that were no candidates, on demand."""

    def __init__(self, weights: pl.DataFrame) -> None:
        self._weights = weights.sort("text")
        self._texts = self._weights["text"]
        self.cosine = lru_cache(maxsize=1 << 17)(self._cosine)
        self._vector = lru_cache(maxsize=1 << 10)(self._read)

    def _read(self, text: int) -> tuple[dict[int, int], float]:
        first, last = self._texts.search_sorted(text, "left"), self._texts.search_sorted(text, "right")
        rows = self._weights.slice(first, last - first).select("weighed", "weight")
        vector = dict(rows.iter_rows())
        return vector, sqrt(sum(weight * weight for weight in vector.values()))

    def _cosine(self, a: int, b: int) -> float:
        (one, norm), (other, norm_b) = self._vector(a), self._vector(b)
        shared = sum(one[shingle] * other[shingle] for shingle in one.keys() & other.keys())
        return shared / (norm * norm_b) if shared else 0.0
