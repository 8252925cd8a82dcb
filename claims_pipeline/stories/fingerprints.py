"""A page's text as hashes: what grouping compares, computed once for a page and stored by landing day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import dataframely as dy
import numpy as np
import polars as pl

from claims_pipeline.schemas import Articles, Fingerprints, PageLines, RawPages
from claims_pipeline.settings import Track
from claims_pipeline.stories.texts import read_texts
from claims_pipeline.stories.words import Array, scattered

_MULTIPLIERS = tuple(
    map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD))
)
"""Odd 64-bit constants of known mixing functions (SplitMix64, xxHash64, MurmurHash3)."""

HASH_BYTES = 4
"""Bytes of the hash of a word in a fingerprint."""
SEED_WORDS = 5
"""Words of the shingle that finds candidates and starts an alignment."""
WEIGHED_WORDS = 3
"""Words of the shingle that is weighed: short enough to survive an edit in every sentence."""
WINDOW = 4
"""Seeds of which one is chosen: two texts that share eight words in a row share a chosen seed."""


def fingerprint_pages(
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    articles: dy.DataFrame[Articles],
    track: Track = iter,
) -> dy.DataFrame[Fingerprints]:
    """Return the fingerprint of every accepted page whose article has words; pages do not change each other's."""
    told = articles.filter(pl.col("n_words") > 0).select(
        "page_id",
        "landed_on",
        "outlet",
        "agency",
        "published_from",
        "published_to",
        "n_words",
        is_dated=pl.col("published_basis").cast(pl.String) != "landed_on",
    )
    told = told.join(raw_pages.filter(pl.col("status") == "accepted").select("page_id"), on="page_id", how="semi")
    made: dict[str, list[str | bytes]] = {column: [] for column in ("page_id", "text_digest", "words", "quoted")}
    for text in read_texts(told["page_id"], raw_pages, page_lines, track):
        words = text.words.astype("<u4").tobytes()
        made["page_id"].append(text.page_id)
        made["text_digest"].append(blake2b(words, digest_size=16).hexdigest())
        made["words"].append(words)
        made["quoted"].append(np.packbits(text.is_quoted).tobytes())
    types = Fingerprints.create_empty().schema
    frame = pl.DataFrame({column: pl.Series(values, dtype=types[column]) for column, values in made.items()})
    return Fingerprints.validate(frame.join(told, on="page_id").sort("page_id"), cast=True)


@dataclass(frozen=True)
class Corpus:
    """The words of many texts in a row, as arrays with an entry a word."""

    words: Array
    is_quoted: Array
    starts: Array
    """The first word of each text, and one past the last word of all."""

    @cached_property
    def text(self) -> Array:
        """The text of each word."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    @property
    def n_texts(self) -> int:
        """Number of texts."""
        return len(self.starts) - 1

    def place(self, words: Array) -> Array:
        """Return the number of each word within its text."""
        return np.asarray(words - self.starts[self.text[words]])

    def shingles(self, width: int) -> tuple[Array, Array]:
        """Return the hash of the words from each on, and for which words the text does not end before them."""
        n = len(self.words)
        keys = np.zeros(n, np.uint64)
        whole = np.zeros(n, bool)
        if n >= width:
            end = n - width + 1
            for offset in range(width):
                keys[:end] += np.multiply(self.words[offset : end + offset], _MULTIPLIERS[offset], dtype=np.uint64)
            whole[:end] = self.text[:end] == self.text[width - 1 :]
        return scattered(keys), whole

    def seeds(self) -> tuple[Array, Array]:
        """Return the words at which a chosen seed starts, and the seeds: the smallest of each few in a row.

        Winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003): what is chosen depends on the words around alone, so
        two texts choose the same seeds of what they share.
        """
        keys, whole = self.shingles(SEED_WORDS)
        keys[~whole] = np.iinfo(np.uint64).max
        padded = np.append(keys, np.full(WINDOW, np.iinfo(np.uint64).max, np.uint64))
        least = keys.copy()
        for n in range(1, WINDOW):
            np.minimum(least, padded[n : n + len(keys)], out=least)
        chosen = np.zeros(len(keys), bool)
        for n in range(WINDOW):
            chosen[n:] |= least[: len(keys) - n] == keys[n:]
        places = np.flatnonzero(chosen & whole).astype(np.int32)
        return places, keys[places]


def read_corpus(words: Sequence[bytes], quoted: Sequence[bytes]) -> Corpus:
    """Return the words of fingerprints, each a text."""
    sizes = [len(one) // HASH_BYTES for one in words]
    marks = [np.unpackbits(np.frombuffer(one, np.uint8), count=size) for one, size in zip(quoted, sizes, strict=True)]
    starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    return Corpus(
        np.frombuffer(b"".join(words), "<u4"), np.concatenate([np.zeros(0, np.uint8), *marks]).astype(bool), starts
    )
