"""Many lines of many pages at once, as arrays: what characters and words each line is made of.

The line classifier reads thousands of lines in one go, because a call of numpy costs as much for one line as for many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from claims_pipeline.articles.alphabet import N_KINDS, Array, Kind, kinds, letter_keys, scattered

_ALNUM = np.isin(np.arange(N_KINDS), (Kind.UPPER, Kind.LOWER, Kind.LETTER, Kind.UNSPACED, Kind.DIGIT))
_CLOSING = np.isin(np.arange(N_KINDS), (Kind.SPACE, Kind.QUOTE, Kind.BRACKET))
_MAX_OFFSET = 64
_OFFSET_KEYS = scattered(np.arange(1, _MAX_OFFSET + 1, dtype=np.uint64)) | np.uint64(1)
_CHARACTERS_A_WORD = 2.0
"""Scripts without spaces: two characters count as a word (Chinese words average 1.5 to 2 characters)."""


@dataclass(frozen=True)
class Pages:
    """Which lines are one page's: lines stand in order of pages, a page's lines in order of reading."""

    number: Array
    """The page of each line: 0, 1, 2, ... without a gap."""
    _beyond: dict[int, Array] = field(default_factory=dict)
    _windows: dict[tuple[int | None, int | None], tuple[Array, Array]] = field(default_factory=dict)

    @cached_property
    def starts(self) -> Array:
        """The first line of each page."""
        return np.flatnonzero(np.diff(self.number, prepend=-1))

    @cached_property
    def ends(self) -> Array:
        """One past the last line of each page."""
        return np.append(self.starts[1:], len(self.number))

    @cached_property
    def first(self) -> Array:
        """For each line the first line of its page."""
        return self.starts[self.number]

    @cached_property
    def last(self) -> Array:
        """For each line one past the last line of its page."""
        return self.ends[self.number]

    @cached_property
    def place(self) -> Array:
        """For each line its own number."""
        return np.arange(len(self.number))

    def beyond(self, step: int) -> Array:
        """Return for which lines the line ``step`` further on is not of their page."""
        if step not in self._beyond:
            at = self.place + step
            self._beyond[step] = (at < self.first) | (at >= self.last)
        return self._beyond[step]

    def window(self, first: int | None, end: int | None) -> tuple[Array, Array]:
        """Return start and end of the lines from ``first`` to ``end``, relative, within the page; None is its edge."""
        if (first, end) not in self._windows:
            start = self.first if first is None else np.minimum(np.maximum(self.place + first, self.first), self.last)
            stop = self.last if end is None else np.minimum(np.maximum(self.place + end, self.first), self.last)
            self._windows[first, end] = (start, stop)
        return self._windows[first, end]


class Lines:
    """The characters of lines: counts by kind, first and last ones. No line may be blank."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.n = len(texts)
        self.text = "\n".join(texts) + "\n"
        lengths = np.fromiter(map(len, texts), np.int64, self.n) + 1
        self.starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        self.ends = self.starts + lengths - 1
        self.codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), np.uint32)
        self.kind = kinds()[self.codes]
        self.line = np.repeat(np.arange(self.n), lengths)
        self.counts = np.bincount(self.line * N_KINDS + self.kind, minlength=self.n * N_KINDS).reshape(self.n, N_KINDS)
        self.counts[:, Kind.SPACE] -= 1

    @cached_property
    def is_alnum(self) -> Array:
        """Whether each character is a letter or a digit."""
        return _ALNUM[self.kind]

    @cached_property
    def first(self) -> Array:
        """Position of the first character of each line that is no space."""
        return self._first_of(self.kind != Kind.SPACE)

    @cached_property
    def last(self) -> Array:
        """Position of the last character of each line that is no space."""
        return self._last_of(self.kind != Kind.SPACE)

    @cached_property
    def last_core(self) -> Array:
        """Position of the last character that is no space, closing quotation mark or bracket."""
        return self._last_of(~_CLOSING[self.kind])

    @cached_property
    def is_cut_off(self) -> Array:
        """Whether each line ends in an ellipsis, as teasers do."""
        last, before = self.last_core, np.maximum(self.last_core - 1, self.starts)
        dots = (self.codes[last] == ord(".")) & (self.codes[before] == ord(".")) & (before < last)
        return (self.kind[last] == Kind.ELLIPSIS) | dots

    @cached_property
    def n_sentences(self) -> Array:
        """Number of sentence ends that a space, quotation mark or bracket follows."""
        followed = np.append(_CLOSING[self.kind[1:]], True)
        return np.bincount(self.line[(self.kind == Kind.END) & followed], minlength=self.n)

    @cached_property
    def words(self) -> Words:
        """The words of the lines."""
        return Words(self)

    @cached_property
    def n_words(self) -> Array:
        """Number of words of each line, for scripts without spaces too."""
        return np.maximum(self.words.per_line, self.counts[:, Kind.UNSPACED] / _CHARACTERS_A_WORD)

    def key(self, n_words: int | None) -> Array:
        """Return a 64-bit key of the first words of each line, or of all; punctuation and case do not count."""
        words = self.words
        wanted = slice(None) if n_words is None else words.place < n_words
        numbers = words.keys[wanted] * _OFFSET_KEYS[np.minimum(words.place[wanted], _MAX_OFFSET - 1)]
        keys = np.zeros(self.n, np.uint64)
        np.add.at(keys, words.line[wanted], numbers)
        return keys

    def _first_of(self, wanted: Array) -> Array:
        found = np.minimum.reduceat(np.where(wanted, np.arange(len(wanted)), len(wanted)), self.starts)
        return np.where(found < self.ends, found, self.starts)

    def _last_of(self, wanted: Array) -> Array:
        found = np.maximum.reduceat(np.where(wanted, np.arange(len(wanted)), -1), self.starts)
        return np.where(found >= self.starts, found, self.starts)


class Words:
    """The words of lines: runs of letters and digits, with a 64-bit key that ignores case and tells no digit apart."""

    def __init__(self, lines: Lines) -> None:
        alnum = lines.is_alnum
        before = np.concatenate(([False], alnum[:-1]))
        self.starts = np.flatnonzero(alnum & ~before)
        self.lengths = np.flatnonzero(~alnum & before) - self.starts
        self.line = lines.line[self.starts]
        self.kind = lines.kind[self.starts]
        self.per_line = np.bincount(self.line, minlength=lines.n)
        first_word = np.concatenate(([0], np.cumsum(self.per_line)[:-1]))
        self.place = np.arange(len(self.starts)) - first_word[self.line]
        """Number of the word in its line, from 0."""
        self.keys = self._keys(lines.codes[alnum])

    def _keys(self, codes: Array) -> Array:
        if not len(codes):
            return np.zeros(0, np.uint64)
        firsts = np.concatenate(([0], np.cumsum(self.lengths)[:-1]))
        offsets = np.arange(len(codes)) - np.repeat(firsts, self.lengths)
        letters = letter_keys()[codes] * _OFFSET_KEYS[np.minimum(offsets, _MAX_OFFSET - 1)]
        return scattered(np.add.reduceat(letters, firsts))

    def count_in_lines(self, wanted: Array, n_lines: int) -> Array:
        """Return how many of the wanted words each line has."""
        return np.bincount(self.line[wanted], minlength=n_lines)
