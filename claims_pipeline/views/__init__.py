"""What analysts read: one SQL file a view, and table macros for the questions that take an argument.

The file's name is the view's; its opening comment says what counts and why. Names in the SQL are unqualified, so that
the views work in any database that holds the tables of ``schemas.py``. Columns and types are those of the schema of the
same name. A view may read those before it: ``claim_speakers``, ``standings`` and ``claim_regions`` say once who speaks,
where a claim stands and what belongs to a region; the others count.

As-of: a macro with a day in it tells what today's rules make of the pages that had landed by then, and is the same
however often and in whatever order days were run. What a past run itself said, with the rules of its time, stands in
its snapshot while that is kept: any two can be compared after ``ATTACH 'snapshots/claims-….duckdb' (READ_ONLY)``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_FOLDER = files(__name__)


@dataclass(frozen=True)
class View:
    """One view: ``sql`` is a SELECT without a semicolon; a ``materialised`` one is published as a table."""

    name: str
    sql: str
    materialised: bool


@dataclass(frozen=True)
class Macro:
    """One macro: ``sql`` is its CREATE statement, ``description`` the comment that opens it."""

    name: str
    sql: str
    description: str
    is_table: bool = True


def _view(name: str, materialised: bool) -> View:
    sql = _FOLDER.joinpath(f"{name}.sql").read_text(encoding="utf-8").strip()
    for words in ("drift_words", "estimative_words"):
        sql = sql.replace(f"{{{words}}}", _values(words))
    return View(name, sql, materialised)


@cache
def _values(words: str) -> str:
    """The rows of a file of words as SQL: a view holds the words that it speaks of, and works in any database."""
    _, *rows = csv.reader(_FOLDER.joinpath(f"{words}.csv").read_text(encoding="utf-8").splitlines())
    return ",\n        ".join(f"({', '.join(map(_literal, row))})" for row in rows)


def _literal(word: str) -> str:
    return word if word.isdecimal() else "'" + word.replace("'", "''") + "'"


def _macro(file: Traversable) -> Macro:
    sql = file.read_text(encoding="utf-8").strip()
    comment = (line.removeprefix("--").strip() for line in sql.splitlines() if line.startswith("--"))
    return Macro(file.name.removesuffix(".sql"), sql, " ".join(comment))


VIEWS: tuple[View, ...] = (
    _view("claim_speakers", materialised=False),
    _view("standings", materialised=True),
    _view("claim_regions", materialised=True),
    _view("region_numbers", materialised=True),
    _view("region_summary", materialised=True),
    _view("region_events", materialised=True),
    _view("region_day", materialised=True),
    _view("region_disputes", materialised=True),
    _view("region_sources", materialised=True),
    _view("concession_lag", materialised=True),
    _view("independent_support", materialised=True),
    _view("proposition_estimates", materialised=True),
    _view("region_estimates", materialised=True),
    _view("copy_drift", materialised=True),
    _view("coverage_day", materialised=False),
    _view("claim_links", materialised=False),
)
"""Every view, in the order in which they are created and listed: what a view reads stands before it."""

MACROS: tuple[Macro, ...] = tuple(
    _macro(_FOLDER.joinpath("macros", f"{name}.sql"))
    for name in (
        "region_claims",
        "claim_areas",
        "area_claims",
        "area_counts",
        "claims_asof",
        "known_on",
        "ledger_changes",
        "claim_context",
    )
)
"""Every table macro: ``region_claims(region_id)``, ``claim_areas()``, ``area_claims(place_id)``,
``area_counts(level)``, ``claims_asof(ts)``, ``known_on(day)``, ``ledger_changes(after_day, until_day)``,
``claim_context(claim_id)``.

They are created after the views, because a macro is bound to what it reads when it is created.
"""
