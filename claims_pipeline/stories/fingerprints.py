"""Shingles of the texts, the furniture of the outlets, and the weight of what is rare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, repeat

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
    """Return one row a word, in order.

    Columns: `text`, its number; `word`, the number of the word in it; `quoted`, whether it stands in quotation marks;
    `weighed` and `seed`, hashes of the shingles that start there, null where the text ends before them.
    """
    sizes = [len(text.hashes) for text in texts]
    words = pl.DataFrame(
        {
            "text": pl.Series(list(chain.from_iterable(map(repeat, range(len(sizes)), sizes))), dtype=pl.UInt32),
            "word": pl.Series(list(chain.from_iterable(map(range, sizes))), dtype=pl.UInt32),
            "quoted": pl.Series(list(chain.from_iterable(text.quoted for text in texts)), dtype=pl.UInt8),
            "hash": pl.Series(list(chain.from_iterable(text.hashes for text in texts)), dtype=pl.UInt64),
        }
    )
    return words.select(
        "text", "word", pl.col("quoted") == 1, weighed=_shingle(WEIGHED_WORDS), seed=_shingle(SEED_WORDS)
    )


def _shingle(width: int) -> pl.Expr:
    parts = [pl.col("hash").shift(-n) * pl.lit(_MULTIPLIERS[n], dtype=pl.UInt64) for n in range(width)]
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


def mark_furniture(shingles: pl.DataFrame, outlets: pl.DataFrame, furniture: pl.DataFrame) -> dict[int, set[int]]:
    """Return for each text the words at which a shingle of its outlet's furniture starts."""
    placed = shingles.lazy().select("text", "word", "weighed").drop_nulls().join(outlets.lazy(), on="text")
    found = placed.join(furniture.lazy(), on=["outlet", "weighed"], how="semi").select("text", "word").collect()
    words: dict[int, set[int]] = defaultdict(set)
    for text, word in found.iter_rows():
        words[text].add(word)
    return words


def weigh(
    shingles: pl.DataFrame, outlets: pl.DataFrame, furniture: pl.DataFrame, settings: StoriesSettings
) -> pl.DataFrame:
    """Return `text`, `weighed`, `rarity`, `weight`: each text's shingles outside furniture.

    `rarity` is the logarithm of the inverse document frequency; few texts make poor statistics, so the corpus is never
    taken to be smaller than `corpus_floor`. `weight` is the same, less in quotation marks: whoever was there quotes the
    same words, only who copies has the same prose. Both are whole thousandths: sums of integers are the same in any
    order, sums of floats are not.
    """
    sets = (
        shingles.lazy()
        .select("text", "weighed", "quoted")
        .drop_nulls()
        .group_by("text", "weighed")
        .agg(pl.col("quoted").all())
        .join(outlets.lazy(), on="text")
        .join(furniture.lazy(), on=["outlet", "weighed"], how="anti")
        .select("text", "weighed", "quoted")
    )
    rarity = (corpus_size(outlets.height, settings) / pl.len()).log()
    rarities = sets.group_by("weighed").agg(rarity=(rarity * 1_000).round().cast(pl.Int64))
    discount = pl.when("quoted").then(settings.quote_weight).otherwise(1.0)
    weight = (pl.col("rarity") * discount).round().cast(pl.Int64)
    return sets.join(rarities, on="weighed").select("text", "weighed", "rarity", weight=weight).collect()


def corpus_size(texts: int, settings: StoriesSettings) -> int:
    """Return the number of texts that rarity is reckoned with."""
    return max(texts, settings.corpus_floor)
