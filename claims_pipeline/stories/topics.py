"""What texts are about, whatever the wording: their words weighed by rarity."""

from __future__ import annotations

from functools import cached_property
from math import sqrt

import numpy as np

from claims_pipeline.stories.equals import different
from claims_pipeline.stories.fingerprints import Corpus
from claims_pipeline.stories.words import Array

_SCALE = 1_000_000
"""Weights are whole millionths: sums of integers are the same in any order, sums of floats are not."""
_WORD_BITS = 32


class Topics:
    """Cosine of the words of two texts; the words of all texts are counted when it is first asked for."""

    def __init__(self, corpus: Corpus, corpus_floor: int) -> None:
        self.corpus = corpus
        self.total = max(corpus.n_texts, corpus_floor)

    def cosine(self, a: int, b: int) -> float:
        """Return the cosine, 0 to 1."""
        one, other = self.words(a), self.words(b)
        norm = sqrt(self._weight(one) * self._weight(other))
        return self._weight(np.intersect1d(one, other, assume_unique=True)) / norm if norm else 0.0

    def words(self, text: int) -> Array:
        """Return the numbers of the text's different words, ascending."""
        texts, words, _ = self._counted
        first, last = np.searchsorted(texts, (text, text + 1))
        return np.asarray(words[first:last])

    def entries(self, texts: Array) -> tuple[Array, Array, Array]:
        """Return the words of some texts: number of the text among these, number of the word, weight of the word."""
        number = np.full(self.corpus.n_texts, -1)
        number[texts] = np.arange(len(texts))
        text, word, _ = self._counted
        wanted = number[text] >= 0
        return number[text[wanted]], word[wanted], self._weights[word[wanted]]

    def _weight(self, words: Array) -> int:
        return int(self._weights[words].sum())

    @cached_property
    def _counted(self) -> tuple[Array, Array, Array]:
        """Text and word of each different word of each text, in order, and in how many texts each word stands."""
        text = self.corpus.text.astype(np.uint64) << np.uint64(_WORD_BITS)
        entries = different(text | self.corpus.words.astype(np.uint64))
        _, word, frequency = np.unique(
            entries & np.uint64((1 << _WORD_BITS) - 1), return_inverse=True, return_counts=True
        )
        return (entries >> np.uint64(_WORD_BITS)).astype(np.int64), word, frequency

    @cached_property
    def _weights(self) -> Array:
        frequency = self._counted[2]
        table = np.log(self.total / np.maximum(np.arange(frequency.max(initial=0) + 1), 1)) ** 2
        return np.round(table * _SCALE).astype(np.int64)[frequency]
