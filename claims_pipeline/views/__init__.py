"""What analysts read: one SQL file a view, and table macros for the questions that take an argument.

The file's name is the view's; its opening comment says what counts and why. Names in the SQL are unqualified, so that
the views work in any database that holds the tables of ``schemas.py``. Columns and types are those of the schema of the
same name. A view may read those before it: ``claim_speakers``, ``standings`` and ``claim_regions`` say once who speaks,
where a claim stands and what belongs to a region; the others count.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
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
    return View(name, sql.replace("{drift_words}", _drift_words()), materialised)


def _drift_words() -> str:
    """The rows of ``drift_words.csv`` as SQL: a view holds the words that it speaks of, and works in any database."""
    rows = csv.DictReader(_FOLDER.joinpath("drift_words.csv").read_text(encoding="utf-8").splitlines())
    quoted = ("('{kind}', '{form}', {degree})".format(**row) for row in rows)
    return ",\n        ".join(quoted)


def _macro(file: Traversable) -> Macro:
    sql = file.read_text(encoding="utf-8").strip()
    comment = (line.removeprefix("--").strip() for line in sql.splitlines() if line.startswith("--"))
    return Macro(file.name.removesuffix(".sql"), sql, " ".join(comment))


VIEWS: tuple[View, ...] = (
    _view("claim_speakers", materialised=False),
    _view("standings", materialised=True),
    _view("claim_regions", materialised=True),
    _view("region_summary", materialised=True),
    _view("region_day", materialised=True),
    _view("region_disputes", materialised=True),
    _view("region_sources", materialised=True),
    _view("concession_lag", materialised=True),
    _view("independent_support", materialised=True),
    _view("copy_drift", materialised=True),
    _view("coverage_day", materialised=False),
    _view("claim_links", materialised=False),
)
"""Every view, in the order in which they are created and listed: what a view reads stands before it."""

MACROS: tuple[Macro, ...] = tuple(
    _macro(_FOLDER.joinpath("macros", f"{name}.sql"))
    for name in (
        "region_claims",
        "known_on",
        "claim_context",
    )
)
"""Every table macro: ``region_claims(region_id)``, ``known_on(day)``, ``claim_context(claim_id)``.

They are created after the views, because a macro is bound to what it reads when it is created.
"""
