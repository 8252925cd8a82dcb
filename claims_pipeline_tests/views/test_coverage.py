"""Odd days and silent sources are told beside their own history, ordinary ones are not."""

from __future__ import annotations

import random
from datetime import date
from typing import Any, NamedTuple

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims_pipeline.views import VIEWS
from claims_pipeline.warehouse.published_views import create_view

FIRST = date(2025, 6, 1)
[VIEW] = [view for view in VIEWS if view.name == "coverage_day"]


class Day(NamedTuple):
    """What happened on a day, in numbers."""

    outlets: tuple[str, ...]
    pages: int = 20
    rejected: int = 0
    claims: int = 5
    unplaced: int = 1
    copies: int = 2
    kept: int = 700


USUAL = Day(("Herald", "River Radio"))


MADE = (
    """
    CREATE TABLE day (
        number INT, outlets VARCHAR[], pages INT, rejected INT, claims INT, unplaced INT, copies INT, kept INT
    )
    """,
    """
    CREATE TABLE raw_pages AS
    SELECT
        DATE '2025-06-01' + number AS landed_on, number || '-' || n AS page_id, n, day.*,
        if(n < rejected, 'rejected', 'accepted') AS status, outlets[1 + n % len(outlets)] AS outlet
    FROM day, unnest(range(pages)) AS one(n)
    """,
    "CREATE VIEW accepted AS FROM raw_pages WHERE status = 'accepted'",
    "CREATE VIEW articles AS SELECT landed_on, page_id, outlet, 500 AS n_words FROM accepted",
    """
    CREATE VIEW page_lines AS
    SELECT landed_on, page_id, unnest([0, kept]) AS start_char, unnest([kept, 1000]) AS end_char,
        unnest([true, false]) AS kept
    FROM accepted
    """,
    """
    CREATE VIEW story_members AS
    SELECT page_id, number || '-' || greatest(n, rejected + copies) AS story_id FROM accepted
    """,
    """
    CREATE VIEW claims AS
    SELECT landed_on, page_id, page_id || '-' || c AS claim_id, c FROM accepted, unnest(range(claims)) AS one(c)
    """,
    """
    CREATE VIEW claim_places AS
    SELECT claim_id, claims.landed_on, 'target' AS role
    FROM claims JOIN accepted USING (page_id) WHERE c >= unplaced
    """,
)
"""The columns that the view reads, of pages and claims that are as many and as odd as their days say."""


def alarms(days: list[Day | None]) -> dict[int, list[dict[str, Any]]]:
    """Lay the days into a ledger, one after another, none for a day on which nothing landed; return what is odd."""
    with duckdb.connect() as con:
        con.execute(MADE[0])
        rows = [[number, [*day.outlets], *day[1:]] for number, day in enumerate(days) if day is not None]
        con.executemany("INSERT INTO day VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        for statement in MADE[1:]:
            con.execute(statement)
        create_view(con, VIEW, as_table=True)
        found = con.execute("SELECT landed_on, alarms, sentence FROM coverage_day ORDER BY 1").fetchall()
    assert all((sentence == "As usual.") == (not odd) for _, odd, sentence in found)
    return {(landed_on - FIRST).days: odd for landed_on, odd, _ in found if odd}


ODD: dict[str, tuple[Day, str, str]] = {
    "a fetcher that stopped half-way": (USUAL._replace(pages=2), "pages", "2 pages landed, usually 20"),
    "a source that sends its archive": (USUAL._replace(pages=90), "pages", "90 pages landed"),
    "pages that cannot be read": (USUAL._replace(rejected=15), "rejected", "75 % of the pages could not be read"),
    "a new layout": (USUAL._replace(kept=10), "boilerplate", "99 % of the text was dropped"),
    "articles that are lost": (USUAL._replace(claims=1), "claims_per_page", "1.0 claims a page, usually 5.0"),
    "a gazetteer that is lost": (USUAL._replace(unplaced=5), "unplaced", "100 % of the claims are about no region"),
    "a source fetched twice": (USUAL._replace(copies=18), "copies", "carry a text that another has too"),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_day_is_told_and_the_days_around_it_are_not(name: str) -> None:
    odd, measure, sentence = ODD[name]
    found = alarms([USUAL] * 9 + [odd] + [USUAL] * 4)
    assert list(found) == [9]
    [alarm] = [alarm for alarm in found[9] if alarm["measure"] == measure]
    assert sentence in alarm["sentence"]
    assert alarm["severity"] == ("warning" if measure == "boilerplate" or odd.pages < 20 else "error")


def test_few_days_tell_nothing() -> None:
    assert alarms([USUAL] * 4 + [USUAL._replace(rejected=20)]) == {}


def test_what_is_odd_for_one_is_usual_for_another() -> None:
    """A home whose pages are mostly unreadable, every day, has its own history."""
    assert alarms([USUAL._replace(rejected=14)] * 12) == {}


def test_a_silent_source_is_told_on_the_last_day_after_it_was_away_longer_than_ever() -> None:
    alone = Day(("Herald",), pages=10)
    [alarm] = alarms([USUAL] * 12 + [alone._replace(pages=20)] * 4)[15]
    assert (alarm["measure"], alarm["subject"], alarm["value"]) == ("silent", "River Radio", 4)
    assert alarm["sentence"].startswith("River Radio has been silent for 4 days, usually 1 lie")
    assert alarms([USUAL] * 12 + [alone._replace(pages=20)]) == {}


def test_a_weekly_source_is_not_silent_in_the_week() -> None:
    weekly = [USUAL if number % 7 == 0 else Day(("Herald",)) for number in range(7 * 6 + 5)]
    assert alarms(weekly) == {}


def test_weekends_without_pages_are_no_silence() -> None:
    assert alarms([None if number % 7 in (5, 6) else USUAL for number in range(40)]) == {}


def _shaken(draw: random.Random, n_pages: int) -> Day:
    """A day that chance alone made different."""
    pages = max(1, round(draw.gauss(n_pages, n_pages**0.5)))
    rejected = sum(draw.random() < 0.05 for _ in range(pages))
    return USUAL._replace(pages=pages, rejected=min(rejected, pages - 1), claims=draw.choice((4, 5, 6)))


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.sampled_from((4, 12, 30)))
def test_chance_raises_few_alarms(seed: int, n_pages: int) -> None:
    """Days that differ by chance alone: no error, and hardly a warning in three weeks."""
    draw = random.Random(seed)
    found = alarms([_shaken(draw, n_pages) for _ in range(21)])
    told = [alarm for day in found.values() for alarm in day]
    assert len(told) <= 2
    assert all(alarm["severity"] == "warning" for alarm in told)
