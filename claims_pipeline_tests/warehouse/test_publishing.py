"""The published ledger is whole at every moment, equal for equal input, and open to everybody."""

from __future__ import annotations

import itertools
import os
import stat
from pathlib import Path

import duckdb
import pytest

from claims_pipeline.schemas import TABLES
from claims_pipeline.settings import WarehouseSettings
from claims_pipeline.warehouse import (
    ForeignLedgerError,
    Home,
    build_views,
    publish,
    replace_days,
    replace_ledger,
)
from claims_pipeline.warehouse.home import copy_file
from claims_pipeline_tests.warehouse.frames import AUGUST, JUNE, day_frames, ledger_frames

PUBLISHED = [name for name, table in TABLES.items() if table.is_published]
VIEWS = [name for name, table in TABLES.items() if table.scope == "view"]


def published(folder: Path, *days: object) -> Home:
    """Publish a home into which these days were run, one by one."""
    home = Home(folder)
    for day in days:
        replace_days(home, [day], day_frames(day))
    replace_ledger(home, ledger_frames(*sorted(set(days))))
    publish(home, WarehouseSettings())
    return home


def ask(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.ledger), read_only=True) as con:
        return con.execute(sql).fetchall()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return published(tmp_path_factory.mktemp("home"), JUNE, AUGUST)


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_table_and_column_says_what_it_means(home: Home, name: str) -> None:
    """Comments stand where clients look for them, on views too, as `schemas.py` has them."""
    views = "SELECT view_name, comment FROM duckdb_views()"
    kinds = f"SELECT table_name AS name, comment FROM duckdb_tables() UNION ALL {views}"
    assert ask(home, f"SELECT comment FROM ({kinds}) WHERE name = '{name}'") == [(TABLES[name].description,)]
    columns = ask(home, f"SELECT column_name, comment FROM duckdb_columns() WHERE table_name = '{name}'")
    assert {column for column, _ in columns} == set(TABLES[name].schema.column_names())
    assert all(comment for _, comment in columns)


@pytest.fixture(scope="module")
def backwards(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home into which the later day was run first."""
    return published(tmp_path_factory.mktemp("backwards"), AUGUST, JUNE, AUGUST, JUNE)


@pytest.mark.parametrize("name", [name for name in PUBLISHED if name != "coverage_day"])  # a view has no order
def test_rows_stand_in_the_order_of_day_and_key(backwards: Home, name: str) -> None:
    """A table read without ORDER BY is the same table in every ledger of the same input."""
    columns = TABLES[name].schema.column_names()
    days = ["landed_on"] if "landed_on" in columns and TABLES[name].scope == "day" else []
    key = ", ".join(dict.fromkeys([*days, *TABLES[name].key]))
    assert ask(backwards, f'SELECT {key} FROM "{name}"') == ask(backwards, f'SELECT {key} FROM "{name}" ORDER BY ALL')


def test_what_is_private_is_not_published(home: Home) -> None:
    """The snapshot is a copy of the store without what only runs need."""
    assert {name for (name,) in ask(home, "SELECT table_name FROM information_schema.tables")} == set(PUBLISHED)


def test_old_clients_can_open_the_ledger(home: Home) -> None:
    """The storage format is DuckDB 1.2's."""
    tags = "SELECT tags['storage_version'][1:4] FROM duckdb_databases() WHERE path LIKE '%claims%'"
    assert ask(home, tags) == [("v1.2",)]


@pytest.mark.parametrize("order", list(itertools.permutations([JUNE, AUGUST])), ids=str)
def test_any_order_of_days_gives_the_same_ledger(home: Home, tmp_path: Path, order: tuple[object, ...]) -> None:
    """Days run in another order, one of them twice, end in the same snapshot, named by its content."""
    again = published(tmp_path, *order, order[0])
    assert os.readlink(again.ledger) == os.readlink(home.ledger)
    for name in PUBLISHED:
        assert ask(again, f'FROM "{name}" ORDER BY ALL') == ask(home, f'FROM "{name}" ORDER BY ALL')


def test_publishing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    """One content, one snapshot."""
    home = published(tmp_path, JUNE)
    publish(home, WarehouseSettings())
    assert len(list(home.snapshots.iterdir())) == 1


def test_a_damaged_snapshot_is_published_anew(tmp_path: Path) -> None:
    home = published(tmp_path, JUNE)
    snapshot = home.ledger.resolve()
    snapshot.unlink()
    snapshot.write_bytes(b"no database")
    assert publish(home, WarehouseSettings()) == snapshot
    assert ask(home, "SELECT count(*) > 0 FROM raw_pages") == [(True,)]


def test_a_file_that_is_no_link_is_never_replaced(tmp_path: Path) -> None:
    """It may be somebody's own database."""
    home = published(tmp_path, JUNE)
    home.ledger.unlink()
    home.ledger.write_bytes(b"somebody's")
    with pytest.raises(ForeignLedgerError):
        publish(home, WarehouseSettings())
    assert home.ledger.read_bytes() == b"somebody's"


def test_an_open_reader_keeps_what_it_opened(tmp_path: Path) -> None:
    """Publishing neither waits for a reader nor changes what it sees; who opens later sees the new ledger."""
    home = published(tmp_path, JUNE)
    with duckdb.connect(str(home.ledger.resolve()), read_only=True) as reader:
        published(tmp_path, JUNE, AUGUST)
        assert reader.execute("SELECT count(*) FROM raw_pages").fetchall() == [(1,)]
    assert ask(home, "SELECT count(*) FROM raw_pages") == [(2,)]


def test_a_snapshot_cannot_be_written(home: Home) -> None:
    """What was published stays as it is; the link is relative, so that a home can be moved."""
    assert stat.S_IMODE(home.ledger.stat().st_mode) == 0o444
    assert not Path(os.readlink(home.ledger)).is_absolute()


def test_old_snapshots_are_collected_but_never_the_current(tmp_path: Path) -> None:
    """As many are kept as the settings say, those superseded last."""
    home = Home(tmp_path)
    names = []
    for text in ("one", "two", "three"):
        replace_days(home, [JUNE], day_frames(JUNE, f"{text}: Officials said that the bridge had fallen."))
        replace_ledger(home, ledger_frames(JUNE))
        names.append(publish(home, WarehouseSettings(keep_snapshots=2)).name)
    assert sorted(path.name for path in home.snapshots.iterdir()) == sorted(names[1:])
    assert os.readlink(home.ledger).endswith(names[-1])


def test_a_clock_that_was_set_back_does_not_collect_what_was_superseded_last(tmp_path: Path) -> None:
    """Snapshots of a time to come are older than one that is superseded now."""
    home = published(tmp_path, JUNE)
    os.utime(home.ledger, (2**32, 2**32))
    names = [home.ledger.resolve().name]
    for text in ("two", "three"):
        replace_days(home, [JUNE], day_frames(JUNE, f"{text}: Officials said that the bridge had fallen."))
        replace_ledger(home, ledger_frames(JUNE))
        names.append(publish(home, WarehouseSettings(keep_snapshots=2)).name)
    assert sorted(path.name for path in home.snapshots.iterdir()) == sorted(names[1:])


def test_leftovers_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    """A snapshot that was never finished does not stay."""
    home = published(tmp_path, JUNE)
    leftovers = home.snapshots / ".building-1.duckdb", home.folder / ".claims.duckdb.1"
    for path in leftovers:
        path.write_bytes(b"half")
    publish(home, WarehouseSettings())
    assert not any(path.exists() for path in leftovers)


def test_every_view_obeys_its_schema(home: Home) -> None:
    """Every view has the columns, types and key that `schemas.py` promises."""
    built = dict(build_views(home))
    assert set(built) == set(VIEWS)
    for name, rows in built.items():
        TABLES[name].schema.validate(rows)


@pytest.mark.parametrize("size", [0, 1, 4096, 8 * 1024 * 1024 + 5])
def test_a_file_is_copied_to_the_last_byte(tmp_path: Path, size: int) -> None:
    """Whole blocks are copied, and no byte more than there was."""
    (tmp_path / "a").write_bytes(os.urandom(size))
    copy_file(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == (tmp_path / "a").read_bytes()
