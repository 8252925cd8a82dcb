"""Boosted trees that ask the same question at each level, evaluated for many rows at once.

Such symmetric trees (CatBoost; Prokhorenkova et al., NeurIPS 2018) are a table of 2**depth leaves each: the answers to
its questions are the bits of a row's place in it. So a few array operations judge thousands of rows, and the result
is the same on every machine.
"""

from __future__ import annotations

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
        rows = np.ascontiguousarray(features)
        total = np.full(rows.shape[1], self.bias, np.float64)
        for tree_features, borders, leaves in zip(self.feature, self.border, self.leaf, strict=True):
            place = np.zeros(rows.shape[1], np.uint8)
            for bit, (feature, border) in enumerate(zip(tree_features, borders, strict=True)):
                place |= (rows[feature] > border).view(np.uint8) << np.uint8(bit)
            total += leaves[place]
        return total
