"""What the words of a line say: learned weights of words, and how much of them the rest of the page says too."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from claims_pipeline.articles.alphabet import Array, scattered
from claims_pipeline.articles.lines import Lines, Pages

N_BUCKETS = 2**17
_SHIFT = np.uint64(64 - 17)
_MAX_WORDS = 40
_SHORT, _MEDIUM = 5, 15
_TOPIC_LETTERS = 4
_MANY = 5


def word_buckets(lines: Lines) -> Iterator[tuple[Array, Array]]:
    """Yield (line, bucket) of each thing that the classifier of words may know: hashed, as no list could be complete.

    These are the first 40 words, each also with the length of its line; pairs of neighbouring words; the line's first
    one to three words and its last one to three. Feature hashing after Weinberger et al. (ICML 2009).
    """
    words = lines.words
    keys, line, place = words.keys, words.line, words.place
    size = words.per_line[line]
    length = np.select((size <= _SHORT, size <= _MEDIUM), (1, 2), 3).astype(np.uint64)
    near = place < _MAX_WORDS
    yield line[near], _bucket(keys[near], 1)
    yield line[near], _bucket(keys[near] + length[near], 2)
    second = near & (place > 0)
    pairs = keys.copy()
    pairs[1:] += keys[:-1] * np.uint64(3)
    yield line[second], _bucket(pairs[second], 3)
    triples = pairs.copy()
    triples[2:] += keys[:-2] * np.uint64(5)
    from_end = size - 1 - place
    for salt, grams, first in ((4, keys, 0), (5, pairs, 1), (6, triples, 2)):
        opening, closing = place == first, (from_end == 0) & (place >= first)
        yield line[opening], _bucket(grams[opening], salt)
        yield line[closing], _bucket(grams[closing], salt + 10)


def word_score(lines: Lines, weights: Array, intercept: float) -> Array:
    """Return the log-odds, by its words alone, that each line is the article's: a logistic regression."""
    total, count = np.zeros(lines.n), np.zeros(lines.n)
    for line, buckets in word_buckets(lines):
        total += np.bincount(line, weights[buckets], minlength=lines.n)
        count += np.bincount(line, minlength=lines.n)
    return np.asarray(intercept + total / np.sqrt(np.maximum(count, 1)))


def _bucket(keys: Array, salt: int) -> Array:
    return np.asarray(scattered(keys + np.uint64(salt * 0x1F1F1F1F1F)) >> _SHIFT).astype(np.int64)


def cohesion(lines: Lines, pages: Pages, is_article: Array) -> tuple[Array, Array, Array]:
    """Return how much of each line the lines of the presumed article say too, and how much the whole page does.

    Of the line's longer words: the share that other lines of the article have, how often they have them (at most five
    times each), how many other lines of the page have them. A teaser of another story shares few words with this one.
    """
    words = lines.words
    long = words.lengths >= _TOPIC_LETTERS
    line = words.line[long]
    keys = words.keys[long] + scattered(pages.number[line].astype(np.uint64))
    _, word = np.unique(keys, return_inverse=True)
    pair, times = np.unique(word * lines.n + line, return_counts=True)
    word, at = pair // max(lines.n, 1), pair % max(lines.n, 1)
    n_words = int(word.max()) + 1 if len(word) else 0
    in_article = np.where(is_article[at], times, 0)
    elsewhere = np.bincount(word, in_article, minlength=n_words)[word] - in_article
    lines_with = np.bincount(word, minlength=n_words)[word]
    number = np.maximum(np.bincount(at, minlength=lines.n), 1)
    measures = (elsewhere > 0, np.minimum(elsewhere, _MANY), np.minimum(lines_with - 1, _MANY))
    said, often, everywhere = (np.bincount(at, measure, minlength=lines.n) / number for measure in measures)
    return said, often, everywhere
