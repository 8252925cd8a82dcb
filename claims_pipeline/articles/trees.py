"""Boosted trees that ask the same question at each level, evaluated for many rows at once.

Such symmetric trees (CatBoost; Prokhorenkova et al., NeurIPS 2018) are a table of 2**depth leaves each: the answers to
its questions are the bits of a row's place in it. So a few array operations judge thousands of rows, and the result
is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from claims_pipeline.articles.alphabet import Array

_ROWS_AT_ONCE = 8_192


class Trees(NamedTuple):
    """``feature`` and ``border``: (trees, depth); a row answers yes above the border. ``leaf``: (trees, 2**depth)."""

    feature: Array
    border: Array
    leaf: Array
    bias: float

    def log_odds(self, features: Array) -> Array:
        """Return the sum of the leaves of each row; ``features`` is (features, rows), float32."""
        n_rows = features.shape[1]
        chunks = [self._chunk(features[:, at : at + _ROWS_AT_ONCE]) for at in range(0, n_rows, _ROWS_AT_ONCE)]
        return np.concatenate(chunks) if chunks else np.zeros(0)

    def _chunk(self, features: Array) -> Array:
        rows = list(np.ascontiguousarray(features))
        n_rows = features.shape[1]
        total, leaf = np.full(n_rows, self.bias, np.float64), np.empty(n_rows, np.float32)
        place, answer = np.empty(n_rows, np.uint8), np.empty(n_rows, bool)
        bit = answer.view(np.uint8)
        # In place and from the last question to the first, doubling: small arrays cost most where they are made.
        for questions, leaves in zip(self._questions(), self.leaf, strict=True):
            place.fill(0)
            for feature, border in questions:
                np.greater(rows[feature], border, out=answer)
                np.add(place, place, out=place)
                np.add(place, bit, out=place)
            np.take(leaves, place, out=leaf, mode="clip")
            total += leaf
        return total

    def _questions(self) -> Iterator[list[tuple[int, np.float32]]]:
        for features, borders in zip(self.feature[:, ::-1].tolist(), self.border[:, ::-1], strict=True):
            yield list(zip(features, borders, strict=True))


def logistic(log_odds: Array) -> Array:
    """Return the probability of log-odds."""
    return np.asarray(1 / (1 + np.exp(-log_odds)))
