"""Which of many 64-bit keys are equal: sorted in bounded parts, the same groups in the same order on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from claims_pipeline.stories.words import Array

_PART = 1 << 22
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

    Keys are told apart by their first 64 - b bits, b those that number the keys of a part: at most 22.
    """
    parts = list(_parts(keys, rows))
    sizes = np.cumsum([0, *(len(part.rows) for part in parts)])
    starts = [part.starts + size for part, size in zip(parts, sizes[:-1], strict=True)]
    none = np.zeros(0, np.int64)
    return Equals(np.concatenate([rows[:0], *(part.rows for part in parts)]), np.concatenate([none, *starts]))


def _parts(keys: Array, rows: Array) -> Iterator[Equals]:
    n_bits = max(0, (len(keys) // _PART).bit_length())
    if not n_bits:
        yield _equals(keys, rows)
        return
    part = (keys >> np.uint64(64 - n_bits)).astype(np.uint16)
    for number in range(1 << n_bits):
        wanted = np.flatnonzero(part == number)
        yield _equals(keys[wanted], rows[wanted])


def _equals(keys: Array, rows: Array) -> Equals:
    """Sort keys with their own number in the last bits: far cheaper than sorting numbers by key."""
    bits = np.uint64(max(1, len(keys)).bit_length())
    last = (np.uint64(1) << bits) - np.uint64(1)
    packed = (keys & ~last) | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    heads = packed >> bits
    opens = differs(heads)
    shared = ~(opens & np.append(opens[1:], True)) if len(opens) else opens
    return Equals(rows[(packed[shared] & last).astype(np.int64)], np.flatnonzero(opens[shared]))


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
