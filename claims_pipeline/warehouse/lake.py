"""Past one machine: the store as a DuckLake, with its catalog in PostgreSQL and its rows in Parquet files.

Every machine that has the catalog and the folder of the files may write, different days at once: a day is still
replaced in one transaction, and one that meets another's is tried again. Analysts see nothing of it: what is published
is the same immutable file.

What is computed over all days is only as good as the days it was computed from. Each read tells which days it saw, and
neither the ledger nor a snapshot is written when another machine has changed a day since.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from claims_pipeline.warehouse.content import basis, days_digest
from claims_pipeline.warehouse.home import Home, escaped, written_whole

EXTENSIONS = ("ducklake", "postgres_scanner")
TRIES = 30
"""How often a transaction is tried that meets another machine's."""


class DaysChangedError(RuntimeError):
    """Another machine wrote days since this run read them; running again computes the ledger from all of them."""


@contextmanager
def connect_lake(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """Attach the lake as database ``store`` and use it."""
    with duckdb.connect() as con:
        for name in EXTENSIONS:
            _load(con, name)
        folder = f" (DATA_PATH '{escaped(home.data_path)}')" if home.data_path else ""
        con.execute(f"ATTACH 'ducklake:{str(home.catalog).replace(chr(39), 2 * chr(39))}' AS store{folder}")
        con.execute("USE store")
        yield con


def _load(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load an extension from its package if that is installed for this DuckDB, else as DuckDB does: by download."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    if package is not None and package.origin is not None:
        file = Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if file.exists():
            con.execute(f"LOAD '{escaped(file)}'")
            return
    con.execute(f"INSTALL {name}")
    con.execute(f"LOAD {name}")


def note_read(home: Home, what: str, con: duckdb.DuckDBPyConnection) -> None:
    """Note which days a read of the store sees."""
    with written_whole(_read(home) / f"{what}.txt") as aside:
        aside.write_text(days_digest(con), encoding="utf-8")


def refuse_changed_reads(home: Home, con: duckdb.DuckDBPyConnection) -> None:
    """Raise ``DaysChangedError`` if any read saw other days than are stored now."""
    now = days_digest(con)
    if any(path.read_text(encoding="utf-8") != now for path in _read(home).glob("*.txt")):
        raise DaysChangedError(_ADVICE)


def refuse_changed_days(con: duckdb.DuckDBPyConnection) -> None:
    """Raise ``DaysChangedError`` if the ledger was computed from other days than are stored now."""
    if basis(con) != days_digest(con):
        raise DaysChangedError(_ADVICE)


_ADVICE = "Another machine has written days since this run read them. Run again: the days of this run are stored."


def _read(home: Home) -> Path:
    return home.stage / "read"
