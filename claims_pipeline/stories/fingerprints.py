"""Shingles of the texts, the furniture of the outlets, and the weight of what is rare."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import polars as pl

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.texts import CleanText

_MULTIPLIERS = (
    0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD,
)  # fmt: skip
"""Odd 64-bit constants of known mixing functions (SplitMix64, xxHash64, MurmurHash3)."""

SEED_WORDS = 5
"""Words of the shingle that finds candidates and starts an alignment."""
WEIGHED_WORDS = 3
"""Words of the shingle that is weighed: short enough to survive an edit in every sentence."""


def shingle_hash(words: Sequence[int]) -> int:
    """Return the stable hash of consecutive word hashes: their sum, each times its own constant, modulo 2**64."""
    return sum(word * factor for word, factor in zip(words, _MULTIPLIERS, strict=False)) & (1 << 64) - 1


def read_shingles(texts: Sequence[CleanText]) -> pl.DataFrame:
    """Return one row a word: text number, `weighed` and `seed`, the hashes of the shingles that start there or null."""
    words = pl.DataFrame(
        {
            "text": pl.Series(
                list(chain.from_iterable([n] * len(t.hashes) for n, t in enumerate(texts))), dtype=pl.UInt32
            ),
            "word": pl.Series(list(chain.from_iterable(t.hashes for t in texts)), dtype=pl.UInt64),
        }
    )
    return words.select("text", weighed=_shingle(WEIGHED_WORDS), seed=_shingle(SEED_WORDS))


def _shingle(width: int) -> pl.Expr:
    parts = [pl.col("word").shift(-n) * pl.lit(_MULTIPLIERS[n], dtype=pl.UInt64) for n in range(width)]
    whole = pl.col("text").shift(1 - width) == pl.col("text")
    return pl.when(whole).then(sum(parts[1:], start=parts[0]))


def find_furniture(shingles: pl.DataFrame, outlets: pl.DataFrame, settings: StoriesSettings) -> pl.DataFrame:
    """Return the (`outlet`, `weighed`) that recur in an outlet's pages whatever they are about.

    `outlets` has `text`, `outlet` and `family`: versions of one text at one outlet are one family and count once,
    so that an often revised page is no furniture.
    """
    return (
        shingles.lazy()
        .select("text", "weighed")
        .drop_nulls()
        .unique()
        .join(outlets.lazy().drop_nulls("outlet"), on="text")
        .group_by("outlet", "weighed")
        .agg(n=pl.col("family").n_unique())
        .filter(pl.col("n") >= settings.furniture_pages)
        .select("outlet", "weighed")
        .collect()
    )


def weigh(
    shingles: pl.DataFrame, outlets: pl.DataFrame, furniture: pl.DataFrame, settings: StoriesSettings
) -> pl.DataFrame:
    """Return `text`, `weighed`, `weight`: each text's shingles outside furniture, by squared inverse frequency.

    Weights are whole millionths: sums of integers are the same in any order, sums of floats are not. Few texts make
    poor statistics, so the corpus is never taken to be smaller than `corpus_floor`.
    """
    texts = max(outlets.height, settings.corpus_floor)
    sets = (
        shingles.lazy()
        .select("text", "weighed")
        .drop_nulls()
        .unique()
        .join(outlets.lazy(), on="text")
        .join(furniture.lazy(), on=["outlet", "weighed"], how="anti")
        .select("text", "weighed")
    )
    frequency = sets.group_by("weighed").agg(n=pl.len())
    rarity = (texts / pl.col("n")).log()
    weights = frequency.select("weighed", weight=(rarity**2 * 1_000_000).round().cast(pl.Int64))
    return sets.join(weights, on="weighed").collect()
