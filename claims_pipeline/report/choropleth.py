"""The regions of a ledger as maps: which class each has, by each measure, and what a reader is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from claims_pipeline.report.charts import AGES, CLASSES, Scale, age_class, scale_of
from claims_pipeline.report.maps import Sheet, lay_sheets
from claims_pipeline.report.rows import Row
from claims_pipeline.report.sentences import counted, in_words


class Measure(NamedTuple):
    """One way to colour the map: its key in class names, its name, and its legend, lightest first."""

    key: str
    name: str
    legend: list[str]


@dataclass(frozen=True)
class Shade:
    """One region on the map: its classes by measure key, its values as words, and all of it in a sentence."""

    row: Row
    classes: dict[str, int]
    values: dict[str, str]
    words: str


@dataclass(frozen=True)
class Choropleth:
    """All maps of a report, with the regions that stand on none."""

    measures: list[Measure]
    sheets: list[Sheet]
    elsewhere: list[str]
    shades: dict[str, Shade]


def lay_choropleth(regions: Sequence[Row], last_day: date | None) -> Choropleth:
    """Colour regions, the most spoken of first, by disputes, voices, and how lately they were spoken of."""
    sheets, elsewhere = lay_sheets([row["region_id"] for row in regions])
    disputes, voices = (scale_of(row[name] for row in regions) for name in ("n_disputes", "n_voices"))
    ages = ["that day or the day before", *(f"within {days} days" for days in AGES[1:]), "earlier"]
    return Choropleth(
        measures=[
            Measure("d", "Disputed claims", disputes.labels()),
            Measure("v", "Voices", voices.labels()),
            Measure("l", "Latest", ages[::-1]),
        ],
        sheets=sheets,
        elsewhere=elsewhere,
        shades={row["region_id"]: _shade(row, disputes, voices, last_day) for row in regions},
    )


def _shade(row: Row, disputes: Scale, voices: Scale, last_day: date | None) -> Shade:
    age = max((last_day - row["last_said"]).days, 0) if last_day else 0
    told = [
        counted(row["n_claims"], "claim"),
        counted(row["n_voices"], "voice"),
        f"{row['n_disputes']:,} disputed" if row["n_disputes"] else "none disputed",
        f"latest {in_words(row['last_said'])}",
    ]
    return Shade(
        row=row,
        classes={
            "d": _spread(disputes.place(row["n_disputes"]), len(disputes.floors)),
            "v": _spread(voices.place(row["n_voices"]), len(voices.floors)),
            "l": age_class(age),
        },
        values={
            "d": f"{row['n_disputes']:,}",
            "v": f"{row['n_voices']:,}",
            "l": f"{row['last_said'].day} {row['last_said']:%b}",
        },
        words=f"{row['region_name']}: {', '.join(told)}",
    )


def _spread(place: int, n_classes: int) -> int:
    """The lightness of a class: few classes are as far apart as they can be.

    >>> [_spread(place, 3) for place in range(4)]
    [0, 1, 3, 5]
    """
    if place == 0 or n_classes == 1:
        return CLASSES if place else 0
    return 1 + round((place - 1) * (CLASSES - 1) / (n_classes - 1))


def legend_shade(number: int, n_classes: int) -> int:
    """The lightness of a legend's entry, counted from 0."""
    return _spread(number + 1, n_classes)
