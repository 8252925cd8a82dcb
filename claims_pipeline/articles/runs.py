"""The article's run: the stretch of neighbouring lines whose prose outweighs the furniture between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """A stretch of lines, by index, ``end`` exclusive, and its score."""

    start: int
    end: int
    score: float


def best_run(scores: Sequence[float]) -> Run:
    """Return the contiguous run with the largest sum; the first of equals; empty when nothing is positive."""
    best = Run(0, 0, 0.0)
    start, total = 0, 0.0
    for index, score in enumerate(scores):
        if total <= 0.0:
            start, total = index, 0.0
        total += score
        if total > best.score + 1e-9:
            best = Run(start, index + 1, total)
    return best
