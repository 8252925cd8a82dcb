"""What texts are about, whatever the wording: their words weighed by rarity."""

from __future__ import annotations

from functools import cached_property
from math import sqrt
from typing import NamedTuple

import numpy as np

from claims_pipeline.stories.equals import different, find_equals
from claims_pipeline.stories.fingerprints import Corpus
from claims_pipeline.stories.words import Array

_SCALE = 1_000_000
"""Weights are whole millionths: sums of integers are the same in any order, sums of floats are not."""
_WORD_BITS = np.uint64(32)


class Entries(NamedTuple):
    """The different words of texts, in the order of texts, then of words: the squared rarity of each is its weight."""

    text: Array
    word: Array
    weight: Array


class Topics:
    """Cosine of the words of two texts; the words of all texts are counted when it is first asked for."""

    def __init__(self, corpus: Corpus, corpus_floor: int) -> None:
        self.corpus = corpus
        self.total = max(corpus.n_texts, corpus_floor)

    def cosine(self, a: int, b: int) -> float:
        """Return the cosine, 0 to 1."""
        one, other = self._entries(a), self._entries(b)
        norm = sqrt(int(one.weight.sum()) * int(other.weight.sum()))
        _, shared, _ = np.intersect1d(one.word, other.word, assume_unique=True, return_indices=True)
        return int(one.weight[shared].sum()) / norm if norm else 0.0

    def entries(self, texts: Array) -> Entries:
        """Return the entries of some texts, ascending; ``text`` is the number of the text among these."""
        number = np.full(self.corpus.n_texts, -1, np.int32)
        number[texts] = np.arange(len(texts))
        wanted = number[self._all.text] >= 0
        return Entries(number[self._all.text[wanted]], self._all.word[wanted], self._all.weight[wanted])

    def _entries(self, text: int) -> Entries:
        own = slice(*self._starts[text : text + 2])
        return Entries(*(column[own] for column in self._all))

    @cached_property
    def _starts(self) -> Array:
        return np.searchsorted(self._all.text, np.arange(self.corpus.n_texts + 1))

    @cached_property
    def _all(self) -> Entries:
        entries = different((self.corpus.text.astype(np.uint64) << _WORD_BITS) | self.corpus.words.astype(np.uint64))
        equals = find_equals(entries << _WORD_BITS, np.arange(len(entries), dtype=np.int32))
        n_texts = np.ones(len(entries), np.int32)
        n_texts[equals.rows] = np.repeat(equals.sizes, equals.sizes)
        table = np.log(self.total / np.maximum(np.arange(n_texts.max(initial=1) + 1), 1)) ** 2
        weights = np.round(table * _SCALE).astype(np.int32)[n_texts]
        return Entries((entries >> _WORD_BITS).astype(np.int32), entries.astype(np.uint32), weights)
