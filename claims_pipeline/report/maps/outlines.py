"""The committed outlines, and what is measured on a ring."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

OUTLINES = Path(__file__).with_name("outlines.parquet")
DEGREE = 1_000
"""Steps of a degree in the file."""

Ring = np.ndarray
"""Points of a closed line, the first not repeated: an n × 2 array of longitude and latitude, or of x and y."""


@cache
def read_outlines() -> dict[str, list[Ring]]:
    """Read the rings of every region, degrees east and north, the largest first."""
    frame = pl.read_parquet(OUTLINES)
    return {
        region: [np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / DEGREE for ring in rings]
        for region, rings in frame.iter_rows()
    }


def widest_place(ring: Ring) -> tuple[float, float, float]:
    """Find where a label fits best: x and y of its middle, and the room, along the widest of some level lines.

    >>> widest_place(np.array([[0, 0], [4, 0], [4, 2], [0, 2]], dtype=float))[2]
    4.0
    """
    low, high = ring[:, 1].min(), ring[:, 1].max()
    best = (float(ring[:, 0].mean()), float(ring[:, 1].mean()), 0.0)
    x, y = ring.T
    following_x, following_y = np.roll(x, -1), np.roll(y, -1)
    for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74):
        level = low + share * (high - low)
        crossing = (y <= level) != (following_y <= level)
        along = (level - y[crossing]) / (following_y[crossing] - y[crossing])
        cuts = np.sort(x[crossing] + along * (following_x[crossing] - x[crossing]))
        for left, right in zip(cuts[::2], cuts[1::2], strict=False):
            if right - left > 1.08 * best[2]:
                best = (float(left + right) / 2, float(level), float(right - left))
    return best
