"""Where the marks of a chart stand: classes of a choropleth, lanes of a timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

from claims_pipeline.report.rows import Row

CLASSES = 5
"""Classes of a choropleth: as many lightnesses as a reader tells apart in a legend (Brewer, 1994)."""

AGES = (1, 7, 30, 90)
"""Days up to which something is of the day, the week, the month, the quarter."""

MOST_SIDES = 8
DAYS, WEEKS = 62, 430
"""Up to so many days, a timeline has a bar a day; up to so many, a bar a week; then a bar every thirty days."""


class Scale(NamedTuple):
    """The least value of each class, ascending."""

    floors: tuple[int, ...]

    def place(self, value: int) -> int:
        """The class of a value, 1 for the least; 0 below all.

        >>> Scale((1, 3, 9)).place(4), Scale((1, 3, 9)).place(0)
        (2, 0)
        """
        return sum(floor <= value for floor in self.floors)

    def labels(self) -> list[str]:
        """Name the classes.

        >>> Scale((1, 2, 5)).labels()
        ['1', '2–4', '5+']
        """
        following = [*self.floors[1:], None][: len(self.floors)]
        return [_range(floor, after) for floor, after in zip(self.floors, following, strict=True)]


def _range(floor: int, after: int | None) -> str:
    if after is None:
        return f"{floor:,}+"
    return f"{floor:,}" if after == floor + 1 else f"{floor:,}–{after - 1:,}"


def scale_of(values: Iterable[int]) -> Scale:
    """Lay classes of growing width over counts, which are skewed: each begins at a round number.

    >>> scale_of([0, 2, 121]).floors
    (1, 3, 7, 18, 46)
    """
    top = max(values, default=0)
    if top <= CLASSES:
        return Scale(tuple(range(1, top + 1)))
    return Scale(tuple(sorted({_round(top ** (step / CLASSES)) for step in range(CLASSES)})))


def _round(value: float) -> int:
    """Round to two digits."""
    whole = ceil(value)
    unit = 10 ** max(len(str(whole)) - 2, 0)
    return whole // unit * unit


def age_class(days: int) -> int:
    """The class of something so many days old: the newest is the highest."""
    return CLASSES - sum(days > age for age in AGES)


class Bar(NamedTuple):
    """What one side said in one bin: percent of the width, pixels of height up and down, and the words for it."""

    x: float
    width: float
    said: float
    affirming: float
    denying: float
    conceding: int
    words: str


@dataclass(frozen=True)
class Lane:
    """One side of a timeline."""

    name: str
    n_claims: int
    bars: list[Bar]


@dataclass(frozen=True)
class Timeline:
    """Sides as lanes over the same days."""

    lanes: list[Lane]
    ticks: list[tuple[float, str]]
    days_a_bar: int
    n_other_sides: int


TALL = 34.0
"""Pixels of the highest bar, on each side of the line."""


def lay_timeline(rows: Sequence[Row]) -> Timeline:
    """Lay rows of ``region_sides`` on lanes, the side that says most first; rows of one region only."""
    if not rows:
        return Timeline([], [], 1, 0)
    first, last = min(row["day"] for row in rows), max(row["day"] for row in rows)
    n_days = (last - first).days + 1
    span = 1 if n_days <= DAYS else 7 if n_days <= WEEKS else 30
    n_bins = max(ceil(n_days / span), 1)
    binned = _binned(rows, first, span)
    top = max(max(counts["n_claims"] - counts["n_denying"], counts["n_denying"]) for counts in binned.values())
    names = {row["side"]: row["name"] for row in rows}
    totals = {side: sum(row["n_claims"] for row in rows if row["side"] == side) for side in names}
    order = sorted(names, key=lambda side: (side is None, -totals[side], names[side]))
    lanes = [
        Lane(
            names[side],
            totals[side],
            [
                _bar(position, n_bins, counts, top, first + timedelta(position * span), span)
                for (one, position), counts in sorted(binned.items(), key=lambda item: item[0][1])
                if one == side
            ],
        )
        for side in order[:MOST_SIDES]
    ]
    return Timeline(lanes, list(_ticks(first, n_bins, span)), span, max(len(order) - MOST_SIDES, 0))


_COUNTS = ("n_claims", "n_affirming", "n_denying", "n_conceding")


def _binned(rows: Iterable[Row], first: date, span: int) -> dict[tuple[str | None, int], dict[str, int]]:
    binned: dict[tuple[str | None, int], dict[str, int]] = {}
    for row in rows:
        counts = binned.setdefault((row["side"], (row["day"] - first).days // span), dict.fromkeys(_COUNTS, 0))
        for name in _COUNTS:
            counts[name] += row[name]
    return binned


def _bar(position: int, n_bins: int, counts: Mapping[str, int], top: int, day: date, span: int) -> Bar:
    width = 100 / n_bins
    said = counts["n_claims"] - counts["n_denying"]
    until = day + timedelta(span - 1)
    words = [f"{counts['n_claims']:,} {'claim' if counts['n_claims'] == 1 else 'claims'}"]
    words += [
        f"{counts[f'n_{side}']:,} {side}" for side in ("affirming", "denying", "conceding") if counts[f"n_{side}"]
    ]
    days = f"{day:%-d %B %Y}" if span == 1 else f"{day:%-d %B} to {until:%-d %B %Y}"
    return Bar(
        x=round(position * width + width * 0.1, 3),
        width=round(max(width * 0.8, 0.6), 3),
        said=_height(said, top),
        affirming=_height(min(counts["n_affirming"], said), top),
        denying=_height(counts["n_denying"], top),
        conceding=counts["n_conceding"],
        words=f"{days}: {', '.join(words)}",
    )


def _height(n: int, top: int) -> float:
    return round(max(TALL * n / top, 2.0), 1) if n else 0.0


def _ticks(first: date, n_bins: int, span: int) -> Iterable[tuple[float, str]]:
    every = max(ceil(n_bins / 6), 1)
    for position in range(0, n_bins, every):
        day = first + timedelta(position * span)
        yield round(100 * position / n_bins, 3), f"{day:%-d %b %Y}" if position == 0 else f"{day:%-d %b}"
