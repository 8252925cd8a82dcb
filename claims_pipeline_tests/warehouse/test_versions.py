"""A store or a ledger of another version is brought up to date, or refused with what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from claims_pipeline.schemas import SCHEMA_VERSION, TABLES
from claims_pipeline.settings import WarehouseSettings
from claims_pipeline.warehouse import (
    Home,
    OtherVersionError,
    open_store,
    publish,
    read_table,
    refuse_other_version,
    replace_days,
    replace_ledger,
)
from claims_pipeline.warehouse.versions import written_for
from claims_pipeline_tests.duckdb_frames import insert_frame
from claims_pipeline_tests.warehouse.frames import AUGUST, JUNE, day_frames, ledger_frames

NEW_IN_2 = {
    "propositions": ("event_id", "scene_id", "quantity_from", "quantity_to"),
    "places": ("coordinate_source",),
}
CASES = Path(__file__).parents[1] / "cases" / "warehouse"


def store_of_version_1(folder: Path, *days: date) -> Home:
    """A store as the first version wrote it: days in the order in which they were run."""
    home = Home(folder)
    home.store.parent.mkdir(parents=True)
    with duckdb.connect(str(home.store)) as con:
        con.execute((CASES / "store_1.sql").read_text(encoding="utf-8"))
        for frames in (*map(day_frames, days), ledger_frames(*sorted(days))):
            for name, frame in frames.items():
                insert_frame(con, name, frame.drop(NEW_IN_2.get(name, ())))
    return home


def fresh(folder: Path) -> Home:
    """The same, run by this version."""
    home = Home(folder)
    for day in (JUNE, AUGUST):
        replace_days(home, [day], day_frames(day))
    replace_ledger(home, ledger_frames(JUNE, AUGUST))
    return home


def test_a_store_of_version_1_is_brought_up_to_date(tmp_path: Path) -> None:
    """Every day is kept, and the ledger computed from them is the one that this version would have published."""
    old, new = store_of_version_1(tmp_path / "old", AUGUST, JUNE), fresh(tmp_path / "new")
    replace_ledger(old, ledger_frames(JUNE, AUGUST))
    assert publish(old, WarehouseSettings()).name == publish(new, WarehouseSettings()).name
    with duckdb.connect(str(old.ledger), read_only=True) as con:
        assert con.execute("SELECT schema_version()").fetchall() == [(SCHEMA_VERSION,)]
        assert con.execute("SELECT landed_on FROM claims").fetchall() == [(JUNE,), (AUGUST,)]
        assert read_table(con, "claims").height == 2


def test_a_store_that_was_brought_up_to_date_is_written_on(tmp_path: Path) -> None:
    """The next run replaces its day as ever."""
    home = store_of_version_1(tmp_path, JUNE)
    replace_days(home, [AUGUST], day_frames(AUGUST))
    replace_ledger(home, ledger_frames(JUNE, AUGUST))
    assert publish(home, WarehouseSettings()).name == publish(fresh(tmp_path / "new"), WarehouseSettings()).name


def test_a_store_that_was_brought_up_to_date_is_not_published_before_a_run(tmp_path: Path) -> None:
    """Its propositions are of the old rules and gone: analysts keep the ledger that they have."""
    home = store_of_version_1(tmp_path, JUNE)
    with pytest.raises(OtherVersionError, match="nothing is published until a run"):
        publish(home, WarehouseSettings())
    assert not home.ledger.exists()


def test_a_store_of_a_later_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Who goes back to an older claims-pipeline must not write into what he cannot know."""
    home = fresh(tmp_path)
    with open_store(home) as con:
        con.execute(f"CREATE OR REPLACE MACRO schema_version() AS {SCHEMA_VERSION + 1}")
    with pytest.raises(OtherVersionError, match="Install a newer"), open_store(home):
        pass
    with duckdb.connect(str(home.store)) as con:
        assert written_for(con) == SCHEMA_VERSION + 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("ALTER TABLE claims ADD COLUMN mood VARCHAR", "claims has other columns"),
        ("DROP TABLE fingerprints", "fingerprints is missing"),
    ],
)
def test_a_store_with_other_tables_is_refused(tmp_path: Path, change: str, said: str) -> None:
    """A table that is new would be empty for the days before: nothing may look complete that is not."""
    home = fresh(tmp_path)
    with duckdb.connect(str(home.store)) as con:
        con.execute(change)
    with pytest.raises(OtherVersionError, match=f"{said}.*--rebuild"), open_store(home):
        pass


def test_a_ledger_of_the_first_version_is_refused(tmp_path: Path) -> None:
    """Its readers are told how to publish it anew."""
    old = store_of_version_1(tmp_path, JUNE)
    with duckdb.connect(str(old.store)) as con, pytest.raises(OtherVersionError, match="tables of version 1, this"):
        refuse_other_version(con, old.ledger)


def test_the_tables_of_this_version_are_those_that_it_was_given_for() -> None:
    """Columns that change without a new version would be refused in every home: raise SCHEMA_VERSION, add a step."""
    written = (CASES / f"columns_{SCHEMA_VERSION}.txt").read_text(encoding="utf-8").split("\n")
    now = [
        f"{name}: {', '.join(table.schema.column_names())}" for name, table in TABLES.items() if table.scope != "view"
    ]
    assert now == written[:-1]
