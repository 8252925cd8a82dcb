"""Which of many 64-bit keys are equal: sorted in bounded parts, the same groups in the same order on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from claims_pipeline.stories.words import Array

_PART = 1 << 21
"""About as many keys are sorted at once."""


class Equals(NamedTuple):
    """Rows whose keys are equal: those of a group stand together, in their own order, from its start on."""

    rows: Array
    starts: Array

    @property
    def sizes(self) -> Array:
        """Number of rows of each group."""
        return np.diff(self.starts, append=len(self.rows))

    @property
    def group(self) -> Array:
        """Number of the group of each row."""
        return np.repeat(np.arange(len(self.starts), dtype=np.int32), self.sizes)


def find_equals(keys: Array, rows: Array) -> Equals:
    """Return the groups of two rows and more whose keys are equal; ``rows`` names each key's row, ascending.

    Keys are told apart by all but their last bits, as many as number the keys of a part: about 21.
    """
    parts = [_equals(*part) for part in _parts(keys, rows)]
    sizes = np.cumsum([0, *(len(part.rows) for part in parts)])
    starts = [part.starts + size for part, size in zip(parts, sizes[:-1], strict=True)]
    return Equals(np.concatenate([part.rows for part in parts]), np.concatenate(starts))


def _parts(keys: Array, rows: Array) -> Iterator[tuple[Array, Array, int]]:
    """Yield keys that begin with the same bits, their rows, and the number of those bits."""
    n_bits = (len(keys) // _PART).bit_length()
    if not n_bits:
        yield keys, rows, n_bits
        return
    part = np.empty(len(keys), np.uint16)
    np.right_shift(keys, np.uint64(64 - n_bits), out=part, casting="unsafe")
    for number in range(1 << n_bits):
        wanted = np.flatnonzero(part == number)
        yield keys[wanted], rows[wanted], n_bits


def _equals(keys: Array, rows: Array, n_known: int) -> Equals:
    """Sort keys, the same in their first bits, with their own number in the last: far cheaper than numbers by key."""
    bits = np.uint64(max(1, len(keys)).bit_length())
    last = (np.uint64(1) << bits) - np.uint64(1)
    packed = keys << np.uint64(n_known)
    packed &= ~last
    packed |= np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    opens = differs(packed >> bits)
    shared = ~(opens & np.append(opens[1:], True)) if len(opens) else opens
    return Equals(rows[(packed[shared] & last).astype(np.int64)], np.flatnonzero(opens[shared]))


class Growing:
    """An array that values are added to at its end; memory that none has come to yet is asked for, but not used."""

    def __init__(self, most: int, kind: npt.DTypeLike) -> None:
        self._all = np.empty(most, kind)
        self._n = 0

    def add(self, values: Array) -> None:
        """Add values."""
        self._all[self._n : self._n + len(values)] = values
        self._n += len(values)

    @property
    def values(self) -> Array:
        """All that were added, without a copy."""
        return self._all[: self._n]


def different(values: Array) -> Array:
    """Return the values, each once, ascending; sorted, where numpy would hash them at several times the cost."""
    ordered = np.sort(values)
    return ordered[differs(ordered)]


def differs(*columns: Array) -> Array:
    """Return for each row whether it is not like the row before in all columns; the first never is.

    >>> differs(np.array([4, 4, 7]), np.array([1, 2, 2])).tolist()
    [True, True, True]
    >>> differs(np.array([4, 4, 7])).tolist()
    [True, False, True]
    """
    found = np.ones(len(columns[0]), bool)
    found[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return found


def stretches(starts: Array, sizes: Array) -> Array:
    """Return the numbers of stretches in a row: so many from each start on.

    >>> stretches(np.array([4, 9]), np.array([2, 3])).tolist()
    [4, 5, 9, 10, 11]
    """
    return np.asarray(np.repeat(starts - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum())))
