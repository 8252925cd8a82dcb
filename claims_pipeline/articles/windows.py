"""What stands around a line within its page: neighbours, sums over windows, distances, the best run of lines."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from claims_pipeline.articles.alphabet import Array
from claims_pipeline.articles.lines import Pages

_FAR = 2.0**24
_GRAIN = 2.0**10


def exact(values: Array) -> Array:
    """Return the values to the nearest 1/1024: sums of them have no error, whatever other pages stand before."""
    return np.round(np.asarray(values, dtype=float) * _GRAIN) / _GRAIN


def neighbour(values: Array, pages: Pages, step: int, outside: float) -> Array:
    """Return the value of the line ``step`` further on; ``outside`` beyond the page."""
    return np.where(pages.beyond(step), outside, np.roll(values, -step))


def window_sum(values: Array, pages: Pages, first: int | None, end: int | None) -> Array:
    """Return the sum over the lines from ``first`` up to ``end`` (exclusive), relative; None is the page's edge."""
    return difference(running_total(values), pages, first, end)


def running_total(values: Array) -> Array:
    """Return the sums of the values before each line, and of all."""
    return np.concatenate(([0.0], np.cumsum(exact(values))))


def difference(total: Array, pages: Pages, first: int | None, end: int | None) -> Array:
    """Return what a running total grows by over a window."""
    start, stop = pages.window(first, end)
    return np.asarray(total[stop] - total[start])


def steps_since(marks: Array, pages: Pages, limit: int) -> Array:
    """Return how many lines ago a mark stood, the line's own included; ``limit`` if none did within the page."""
    at = pages.place
    found = np.maximum.accumulate(np.where(marks, at, -1))
    return np.where(found >= pages.first, np.minimum(at - found, limit), limit)


def steps_until(marks: Array, pages: Pages, limit: int) -> Array:
    """Return how many lines on a mark stands, the line's own included; ``limit`` if none does within the page."""
    at = pages.place
    found = np.minimum.accumulate(np.where(marks, at, len(marks))[::-1])[::-1]
    return np.where(found < pages.last, np.minimum(found - at, limit), limit)


def page_max(values: Array, pages: Pages) -> Array:
    """Return the largest value of the line's page."""
    return np.maximum.reduceat(values, pages.starts)[pages.number]


class Runs(NamedTuple):
    """The contiguous lines of each page whose scores have the largest sum; ``end`` is the last of them."""

    start: Array
    end: Array
    score: Array


def best_runs(scores: Array, pages: Pages) -> Runs:
    """Return the maximum-sum run of each page (Kadane), all pages in one pass.

    The run that ends at a line gains the sum up to it less the smallest sum before it in the page. Each page's sums
    lie far below those of the page before, so that a running minimum forgets the page before.
    """
    total = running_total(scores)
    base = total[pages.starts][pages.number]
    before, after = total[:-1] - base, total[1:] - base
    lowest = np.minimum.accumulate(before - _FAR * pages.number) + _FAR * pages.number
    gain = after - lowest
    best = np.maximum.reduceat(gain, pages.starts)
    at = pages.place
    end = np.minimum.reduceat(np.where(gain == best[pages.number], at, len(scores)), pages.starts)
    opens = (at <= end[pages.number]) & (before == lowest[end][pages.number])
    start = np.maximum.reduceat(np.where(opens, at, -1), pages.starts)
    return Runs(np.where(start < 0, end, start), end, best)
