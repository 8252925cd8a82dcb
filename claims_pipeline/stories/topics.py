"""What texts are about, whatever the wording: their words weighed by rarity."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from math import sqrt
from typing import NamedTuple

import numpy as np

from claims_pipeline.stories.equals import Growing, different, differs, stretches
from claims_pipeline.stories.fingerprints import Corpus
from claims_pipeline.stories.words import Array

_SCALE = 1_000_000
"""Weights are whole millionths: sums of integers are the same in any order, sums of floats are not."""
_WORD_BITS = np.uint64(32)
_TEXTS = 2_048
"""Texts whose words are sorted at once."""
_CACHED = 1 << 10
"""Texts whose entries are kept at hand."""


class Entries(NamedTuple):
    """The different words of texts, in the order of texts, then of words."""

    sizes: Array
    """Number of words of each text."""
    word: Array
    """Hashes, or numbers in the vocabulary."""

    @property
    def text(self) -> Array:
        """The text of each entry, from 0."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)


class _Vocabulary(NamedTuple):
    """The words of all texts, ascending; the weight of each is the square of its rarity."""

    word: Array
    weight: Array


class Topics:
    """Cosine of the words of two texts; the words of all texts are counted when it is first asked for."""

    def __init__(self, corpus: Corpus, corpus_floor: int) -> None:
        self._words, self._starts = corpus.words, corpus.starts
        self._total = max(corpus.n_texts, corpus_floor)
        self._read = lru_cache(maxsize=_CACHED)(self._one)

    def cosine(self, a: int, b: int) -> float:
        """Return the cosine, 0 to 1."""
        (one, weight, norm2), (other, _, norm2_b) = self._read(a), self._read(b)
        norm = sqrt(norm2 * norm2_b)
        # Both ascend and have each word once.
        at = np.searchsorted(other, one)
        shared = other[np.minimum(at, len(other) - 1)] == one if len(other) else np.zeros(len(one), bool)
        return int(weight[shared].sum()) / norm if norm else 0.0

    @property
    def n_words(self) -> int:
        """Number of words of the vocabulary."""
        return len(self._vocabulary.word)

    def norm2(self, entries: Entries) -> Array:
        """Return the sum of the weights of each text: exact, as a float is up to 2**53."""
        return np.bincount(entries.text, self.weight(entries.word), len(entries.sizes))

    def weight(self, words: Array) -> Array:
        """Return the weights of words by their numbers in the vocabulary."""
        return np.asarray(self._vocabulary.weight[words])

    def entries(self, texts: Array) -> Iterator[Entries]:
        """Yield the entries of some texts, ascending, as numbers in the vocabulary, those of many texts at a time."""
        for entries in self._different(texts):
            numbers = np.searchsorted(self._vocabulary.word, entries.word).astype(np.int32)
            yield entries._replace(word=numbers)

    def _different(self, texts: Array) -> Iterator[Entries]:
        for first in range(0, len(texts), _TEXTS):
            some = texts[first : first + _TEXTS]
            sizes = self._starts[some + 1] - self._starts[some]
            text = np.repeat(np.arange(len(some), dtype=np.uint64), sizes)
            once = different(text << _WORD_BITS | self._words[stretches(self._starts[some], sizes)])
            sizes = np.bincount((once >> _WORD_BITS).astype(np.int64), minlength=len(some))
            yield Entries(sizes, once.astype(np.uint32))

    def _one(self, text: int) -> tuple[Array, Array, int]:
        """Return the numbers of a text's words, their weights and the sum of these."""
        [entries] = self.entries(np.array([text]))
        weight = self.weight(entries.word)
        return entries.word, weight, int(weight.sum())

    @cached_property
    def _vocabulary(self) -> _Vocabulary:
        texts = np.arange(len(self._starts) - 1)
        growing = Growing(len(self._words), np.uint32)
        for entries in self._different(texts):
            growing.add(entries.word)
        words = growing.values
        words.sort()
        opens = np.flatnonzero(differs(words))
        n_texts = np.diff(opens, append=len(words))
        table = np.log(self._total / np.maximum(np.arange(n_texts.max(initial=1) + 1), 1)) ** 2
        return _Vocabulary(words[opens], np.round(table * _SCALE).astype(np.int32)[n_texts])
