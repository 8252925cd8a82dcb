"""A day is replaced, never appended, in one transaction over all its tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from claims_pipeline.schemas import TABLES
from claims_pipeline.warehouse import (
    DAY_TABLES,
    Home,
    WrongDataError,
    open_store,
    read_table,
    replace_days,
    replace_ledger,
    stored_days,
)
from claims_pipeline_tests.warehouse.frames import AUGUST, JUNE, day_frames, ledger_frames


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def rows(home: Home, name: str, days: list[date] | None = None) -> pl.DataFrame:
    with open_store(home) as con:
        return read_table(con, name, days)


@pytest.mark.parametrize("name", DAY_TABLES)
def test_what_is_stored_is_what_was_given(home: Home, name: str) -> None:
    """Every column, its type and every character come back."""
    replace_days(home, [JUNE], day_frames(JUNE))
    assert_frame_equal(rows(home, name), day_frames(JUNE)[name])


def test_the_same_day_twice_is_the_day_once(home: Home) -> None:
    """Running a day again replaces its rows."""
    for _ in range(2):
        replace_days(home, [JUNE], day_frames(JUNE))
    assert rows(home, "claims").height == 1


def test_other_days_are_untouched(home: Home) -> None:
    """Replacing one day by nothing leaves the other."""
    for day in (AUGUST, JUNE):
        replace_days(home, [day], day_frames(day))
    replace_days(home, [JUNE], {name: TABLES[name].schema.create_empty() for name in DAY_TABLES})
    assert rows(home, "raw_pages")["landed_on"].to_list() == [AUGUST]
    with open_store(home) as con:
        assert stored_days(con) == [AUGUST]


def test_columns_are_matched_by_name(home: Home) -> None:
    """A frame whose columns stand in another order is stored rightly."""
    frames = {name: frame.select(reversed(frame.columns)) for name, frame in day_frames(JUNE).items()}
    replace_days(home, [JUNE], frames)
    assert_frame_equal(rows(home, "claims"), day_frames(JUNE)["claims"])


@pytest.mark.parametrize("name", ["raw_pages", "articles", "claims", "sources_seen"])
def test_a_row_that_points_nowhere_changes_nothing(home: Home, name: str) -> None:
    """If rows point at a row that is not there, the day stays as it was, in every table."""
    replace_days(home, [JUNE], day_frames(JUNE))
    broken = day_frames(JUNE, "Now " + day_frames(JUNE)["articles"]["text"][0])
    with pytest.raises(WrongDataError, match="is not in"):
        replace_days(home, [JUNE], broken | {name: TABLES[name].schema.create_empty()})
    assert rows(home, "raw_pages")["page_text"].to_list() == day_frames(JUNE)["raw_pages"]["page_text"].to_list()


def test_a_row_of_another_day_is_refused(home: Home) -> None:
    """A stage that returns rows of a day it was not asked for cannot smuggle them in."""
    with pytest.raises(WrongDataError, match="other days"):
        replace_days(home, [JUNE], day_frames(AUGUST))


def test_a_row_that_breaks_a_rule_is_refused(home: Home) -> None:
    """What `schemas.py` forbids is not stored."""
    frames = day_frames(JUNE)
    frames["raw_pages"] = frames["raw_pages"].with_columns(reason=pl.lit("binary"))
    with pytest.raises(WrongDataError, match="rejected_has_reason"):
        replace_days(home, [JUNE], frames)


def test_a_missing_table_is_refused(home: Home) -> None:
    """A day is all of its tables."""
    frames = day_frames(JUNE)
    del frames["claims"]
    with pytest.raises(WrongDataError, match="expected the tables"):
        replace_days(home, [JUNE], frames)


def test_an_unknown_region_is_refused(home: Home) -> None:
    """A region code that no region has never reaches the ledger."""
    replace_days(home, [JUNE], day_frames(JUNE))
    frames = ledger_frames(JUNE) | {"regions": TABLES["regions"].schema.create_empty()}
    with pytest.raises(WrongDataError, match="region_id is not in regions"):
        replace_ledger(home, frames)
