"""Figures of texts against true bodies: the scorer's, and how sure the difference of two extractors is."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from statistics import fmean
from types import ModuleType
from typing import NamedTuple

Shares = tuple[float, float, float]
"""True, false and missed share of a page's shingles, as the scorer gives them."""
SAMPLES = 1_000


class Scored(NamedTuple):
    """The figures of a set, and what they are made of, page by page."""

    f1: float
    precision: float
    recall: float
    exact: float
    under_half: int
    shares: Mapping[str, Shares]
    right: Mapping[str, float]
    """Page → 1 if token-exact, else 0."""


def score(scorer: ModuleType, truth: Mapping[str, str], texts: Mapping[str, str]) -> Scored:
    """Score the texts of a set."""
    return aggregate(scorer, *scorer.score(truth, texts)[1:])


def aggregate(scorer: ModuleType, shares: Mapping[str, Shares], right: Mapping[str, float]) -> Scored:
    """Return the figures of pages that are scored already, be they of several sets."""
    figures = scorer.aggregate(list(shares.values()), list(right.values()))
    values = (figures[name] for name in ("f1", "precision", "recall", "accuracy", "pages_below_0.5"))
    return Scored(*values, shares, right)


def pool(scorer: ModuleType, scored: Sequence[Scored]) -> Scored:
    """Return the figures of several sets taken together."""
    shares = {f"{n} {page}": value for n, one in enumerate(scored) for page, value in one.shares.items()}
    right = {f"{n} {page}": value for n, one in enumerate(scored) for page, value in one.right.items()}
    return aggregate(scorer, shares, right)


def difference(scorer: ModuleType, ours: Scored, theirs: Scored) -> tuple[float, float, float]:
    """Return by how much our F1 is higher, and the 95 % interval of that: a paired bootstrap over pages."""
    pages = sorted(ours.shares)
    both = [[_rates(scorer, one.shares[page]) for page in pages] for one in (ours, theirs)]
    draw = random.Random(0)
    gains = []
    for _ in range(SAMPLES):
        sample = draw.choices(range(len(pages)), k=len(pages))
        gains.append(_f1([both[0][n] for n in sample]) - _f1([both[1][n] for n in sample]))
    gains.sort()
    return ours.f1 - theirs.f1, gains[SAMPLES * 25 // 1000], gains[SAMPLES * 975 // 1000 - 1]


def _rates(scorer: ModuleType, shares: Shares) -> tuple[float | None, float | None]:
    """Return a page's precision and recall; none where nothing was found, or nothing is there to find."""
    true, false, missed = shares
    precision = scorer.precision(*shares) if true + false > 0 else None
    return precision, scorer.recall(*shares) if true + missed > 0 else None


def _f1(rates: Sequence[tuple[float | None, float | None]]) -> float:
    precisions = [precision for precision, _ in rates if precision is not None]
    recalls = [recall for _, recall in rates if recall is not None]
    precision, recall = fmean(precisions or [0.0]), fmean(recalls or [0.0])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
