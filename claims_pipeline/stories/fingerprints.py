"""A page's text as hashes: what grouping compares, computed once for a page and stored by landing day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import islice, pairwise

import dataframely as dy
import numpy as np
import polars as pl

from claims_pipeline.schemas import Articles, Fingerprints, PageLines, RawPages
from claims_pipeline.settings import Track
from claims_pipeline.stories.equals import Growing, different, stretches
from claims_pipeline.stories.texts import CleanText, Texts
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
_LAST = np.uint64(np.iinfo(np.uint64).max)
_CHUNK = 1 << 15
"""Words hashed at once."""
_PART = 3 << 20
"""At most about as many shingles are held at once, as long as the parts suffice: each costs a look at all words."""
_MAX_PARTS = 64
_NO_PART = 255
_BLOCK = 32
"""Words of which the text of the first is known."""
_TEXTS = 4_096
"""Texts read at once."""


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
    texts = Texts(told["page_id"], raw_pages, page_lines).read(track=track)
    types = Fingerprints.create_empty().schema
    schema = {column: types[column] for column in ("page_id", "text_digest", "words", "quoted")}
    frames = [pl.DataFrame(schema=schema)]
    while rows := list(map(_fingerprint, islice(texts, _TEXTS))):
        frames.append(pl.DataFrame(rows, schema=schema, orient="row"))
    # Both are in the order of page ids; a join would copy the words.
    made = pl.concat([pl.concat(frames), told.sort("page_id").drop("page_id")], how="horizontal")
    return Fingerprints.validate(made, cast=True)


def _fingerprint(text: CleanText) -> tuple[str, str, bytes, bytes]:
    words = text.words.astype("<u4").tobytes()
    return text.page_id, blake2b(words, digest_size=16).hexdigest(), words, np.packbits(text.is_quoted).tobytes()


@dataclass(frozen=True)
class Corpus:
    """The words of many texts in a row, as arrays with an entry a word."""

    words: Array
    is_quoted: Array
    starts: Array
    """The first word of each text, and one past the last word of all."""

    @property
    def n_texts(self) -> int:
        """Number of texts."""
        return len(self.starts) - 1

    @cached_property
    def _text_of_block(self) -> Array:
        first = np.arange(0, len(self.words) + _BLOCK, _BLOCK)
        return (np.searchsorted(self.starts, first, "right") - 1).astype(np.int32)

    def text_of(self, words: Array) -> Array:
        """Return the text of each word: by the first word of its block, where no text begins between the two."""
        text = self._text_of_block[words // _BLOCK]
        later = np.flatnonzero(self.starts[np.minimum(text + 1, self.n_texts)] <= words)
        text[later] = np.searchsorted(self.starts, words[later], "right") - 1
        return np.asarray(text)

    def place(self, words: Array) -> Array:
        """Return the number of each word within its text."""
        return np.asarray(words - self.starts[self.text_of(words)])

    def parts(self) -> Iterator[slice]:
        """Yield stretches of words, each some whole texts: few enough words for a processor's cache, if texts are."""
        texts = np.searchsorted(self.starts, np.arange(0, len(self.words), _CHUNK))
        bounds = different(np.append(self.starts[texts], len(self.words)))
        yield from (slice(first, last) for first, last in pairwise(bounds.tolist()))

    def is_whole(self, width: int) -> Array:
        """Return for each word whether so many words from it on are of its text."""
        whole = np.ones(len(self.words), bool)
        for n in range(1, width):
            last = self.starts[1:] - n
            whole[last[last >= 0]] = False
        return whole

    def shingles(self, width: int) -> Iterator[tuple[Array, Array]]:
        """Yield words from which so many are of one text, and the hash of these; equal ones come at one time."""
        n_parts = min(_MAX_PARTS, 1 << (len(self.words) // _PART).bit_length())
        part = np.empty(len(self.words), np.uint8)
        np.bitwise_and(self.words, np.uint32(n_parts - 1), out=part, casting="unsafe")
        part[~self.is_whole(width)] = _NO_PART
        for number in range(n_parts):
            places = np.flatnonzero(part == number).astype(np.int32)
            keys = np.empty(len(places), np.uint64)
            for first in range(0, len(places), _CHUNK):
                some = slice(first, first + _CHUNK)
                keys[some] = _hashed(self.words[places[some] + offset] for offset in range(width))
            yield places, keys

    def seeds(self) -> tuple[Array, Array]:
        """Return the words at which a chosen seed starts, and the seeds: the smallest of each few in a row.

        Winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003): what is chosen depends on the words around alone, so
        two texts choose the same seeds of what they share.
        """
        words, seeds = Growing(len(self.words), np.int32), Growing(len(self.words), np.uint64)
        whole = self.is_whole(SEED_WORDS)
        for part in self.parts():
            first = max(0, part.start - WINDOW + 1)
            at, keys = _chosen(self.words[first : part.stop], whole[first : part.stop])
            words.add(at + first)
            seeds.add(keys)
        return words.values, seeds.values


def _hashed(columns: Iterable[Array]) -> Array:
    """Return the hash of the words in each row of the columns."""
    products = (np.multiply(words, by, dtype=np.uint64) for words, by in zip(columns, _MULTIPLIERS, strict=False))
    keys = next(products)
    for product in products:
        keys += product
    return scattered(keys)


def _chosen(words: Array, whole: Array) -> tuple[Array, Array]:
    n = max(0, len(words) - SEED_WORDS + 1)
    keys = np.full(len(words) + WINDOW, _LAST, np.uint64)
    keys[:n] = _hashed(words[offset : n + offset] for offset in range(SEED_WORDS))
    keys[: len(words)][~whole] = _LAST
    least = np.minimum.reduce([keys[n : n + len(words)] for n in range(WINDOW)])
    chosen = least == keys[: len(words)]
    for n in range(1, WINDOW):
        chosen[n:] |= least[:-n] == keys[n : len(words)]
    at = np.flatnonzero(chosen & whole)
    return at, keys[at]


def read_corpus(words: pl.Series, quoted: pl.Series) -> Corpus:
    """Return the words of fingerprints, each a text."""
    sizes = words.bin.size().to_numpy().astype(np.int64) // HASH_BYTES
    starts = np.concatenate(([0], np.cumsum(sizes)))
    corpus = Corpus(np.empty(starts[-1], np.uint32), np.empty(starts[-1], bool), starts)
    for first in range(0, len(words), _TEXTS):
        own = slice(first, first + _TEXTS)
        said = slice(starts[first], starts[min(first + _TEXTS, len(words))])
        corpus.words[said] = np.frombuffer(b"".join(words[own]), "<u4")
        marks = np.unpackbits(np.frombuffer(b"".join(quoted[own]), np.uint8))
        # The bits of each text begin with a byte.
        n_bytes = -(-sizes[own] // 8)
        corpus.is_quoted[said] = marks[stretches(8 * (np.cumsum(n_bytes) - n_bytes), sizes[own])]
    return corpus
