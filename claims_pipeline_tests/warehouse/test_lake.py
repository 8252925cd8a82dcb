"""The store as a DuckLake with a PostgreSQL catalog: the same tables, the same ledger, several machines at once.

A real PostgreSQL is started. DuckDB's extensions come from packages, which exist for one version of DuckDB:
``make lake`` runs these tests with it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from claims_pipeline.schemas import TABLES, SourcesSeen
from claims_pipeline.settings import WarehouseSettings
from claims_pipeline.warehouse import (
    DaysChangedError,
    Home,
    build_views,
    open_store,
    publish,
    read_stored,
    replace_days,
    replace_ledger,
    stored_days,
)
from claims_pipeline.warehouse.lake import EXTENSIONS
from claims_pipeline_tests.warehouse.frames import AUGUST, JUNE, day_frames, ledger_frames

DAYS = [JUNE + timedelta(days=n) for n in range(6)]
WRITE = """
import sys
from datetime import date
from pathlib import Path
from claims_pipeline.warehouse import Home, replace_days
from claims_pipeline_tests.warehouse.frames import day_frames
for day in map(date.fromisoformat, sys.argv[4:]):
    replace_days(Home(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])), [day], day_frames(day))
"""


def _has_extensions() -> bool:
    for name in EXTENSIONS:
        package = importlib.util.find_spec(f"duckdb_extension_{name}")
        if package is None or package.origin is None:
            return False
        if not (Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}").is_dir():
            return False
    return True


def _programs() -> Path | None:
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    return next(iter([*found, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]), None)


def _as_user(*words: str | Path) -> None:
    """PostgreSQL refuses to be root."""
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *map(str, words)], check=True, capture_output=True, cwd="/")


@pytest.fixture(scope="module")
def catalogs() -> Iterator[str]:
    """A PostgreSQL of its own, reached by a socket in its folder; gives the address of its server."""
    if not _has_extensions():
        pytest.skip(f"the DuckLake extensions are not installed for DuckDB {duckdb.__version__}: make lake")
    if (programs := _programs()) is None:
        pytest.skip("no PostgreSQL is installed: initdb is not found")
    with tempfile.TemporaryDirectory(prefix="pg-") as name:  # pytest's own folders are closed to other users
        if os.geteuid() == 0:
            shutil.chown(name, "postgres")
        yield from _served(Path(name), programs)


def _served(folder: Path, programs: Path) -> Iterator[str]:
    _as_user(programs / "initdb", "-D", folder / "data", "-A", "trust", "-E", "UTF8", "-U", "ledger")
    listening = f"-k {folder} -c listen_addresses="
    _as_user(programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", listening, "-w", "start")
    try:
        yield f"host={folder} user=ledger"
    finally:
        _as_user(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")


@pytest.fixture
def home(catalogs: str, tmp_path: Path, request: pytest.FixtureRequest) -> Home:
    """A home whose store is a lake of its own."""
    name = f"lake_{abs(hash(request.node.name))}"
    with duckdb.connect() as con:
        package = importlib.util.find_spec("duckdb_extension_postgres_scanner")
        assert package is not None
        assert package.origin is not None
        file = next(Path(package.origin).parent.rglob(f"v{duckdb.__version__}/*.duckdb_extension"))
        con.execute(f"LOAD '{file}'")
        con.execute(f"ATTACH '{catalogs} dbname=postgres' AS pg (TYPE postgres)")
        con.execute(f"CALL postgres_execute('pg', 'CREATE DATABASE {name}', use_transaction = false)")
    return Home(tmp_path / "home", f"postgres:{catalogs} dbname={name}", tmp_path / "files")


def write_days(home: Home, *days: date) -> None:
    for day in days:
        replace_days(home, [day], day_frames(day))


def write_ledger(home: Home, *days: date) -> None:
    read_stored(home, SourcesSeen)
    replace_ledger(home, ledger_frames(*days))


def test_the_ledger_of_a_lake_is_that_of_a_file(home: Home, tmp_path: Path) -> None:
    """Days in another order, one of them twice: every published table and view is the same, and so is the name."""
    file = Home(tmp_path / "file")
    write_days(file, JUNE, AUGUST)
    write_days(home, AUGUST, JUNE, AUGUST)
    for one in (file, home):
        write_ledger(one, JUNE, AUGUST)
        for _ in range(2):  # a rerun finds the views of the run before
            build_views(one)
        publish(one, WarehouseSettings())
    assert home.ledger.resolve().name == file.ledger.resolve().name
    with duckdb.connect(str(home.ledger), read_only=True) as con:
        con.execute(f"ATTACH '{file.ledger.resolve()}' AS other (READ_ONLY)")
        for name in (name for name, table in TABLES.items() if table.is_published):
            here = con.execute(f'FROM "{name}" ORDER BY ALL').fetchall()
            assert here == con.execute(f'FROM other."{name}" ORDER BY ALL').fetchall(), name


def test_machines_write_different_days_at_once(home: Home, tmp_path: Path) -> None:
    """No day is lost or doubled, and each machine ends well."""
    write_days(home, DAYS[0])
    words = [sys.executable, "-c", WRITE]
    machines = [
        subprocess.Popen(
            [*words, str(tmp_path / f"machine-{n}"), str(home.catalog), str(home.data_path), *map(str, DAYS[n::2])]
        )
        for n in range(2)
    ]
    assert [machine.wait() for machine in machines] == [0, 0]
    with open_store(home) as con:
        assert stored_days(con) == DAYS
        assert con.execute("SELECT count(*), count(DISTINCT claim_id) FROM claims").fetchall() == [(6, 6)]


def test_a_ledger_of_days_that_have_changed_since_is_not_stored(home: Home) -> None:
    """Another machine writes a day between the read and the write: the run says so, and running again is right."""
    write_days(home, JUNE)
    read_stored(home, SourcesSeen)
    write_days(home, AUGUST)
    with pytest.raises(DaysChangedError, match="Run again"):
        replace_ledger(home, ledger_frames(JUNE))
    write_ledger(home, JUNE, AUGUST)
    publish(home, WarehouseSettings())


def test_days_that_came_after_the_ledger_are_not_published_without_it(home: Home) -> None:
    """Analysts keep the ledger that they have until one is computed from all days."""
    write_days(home, JUNE)
    write_ledger(home, JUNE)
    before = publish(home, WarehouseSettings())
    write_days(home, AUGUST)
    with pytest.raises(DaysChangedError):
        publish(home, WarehouseSettings())
    assert home.ledger.resolve() == before
