"""The private store: the tables of all days, which only a run opens, and only one run at a time.

Its tables stand in the order in which they are published (days, then key), and its views are those that analysts read:
the published ledger is a copy of this file, and making it costs what copying costs.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import dataframely as dy
import duckdb
import polars as pl

from claims_pipeline.schemas import SCHEMA_VERSION, TABLES, Table
from claims_pipeline.views import VIEWS
from claims_pipeline.warehouse.columns import create_table, order, read_table, selection
from claims_pipeline.warehouse.content import create_content, note_basis, note_days, note_whole
from claims_pipeline.warehouse.home import Home, escaped
from claims_pipeline.warehouse.lake import TRIES, DaysChangedError, connect_lake, note_read, refuse_changed_reads
from claims_pipeline.warehouse.references import REFERENCES, Reference, broken_references
from claims_pipeline.warehouse.versions import REBUILD, OtherVersionError, bring_up_to_date

STORED = tuple(table for table in TABLES.values() if table.scope not in ("staged", "view"))
DAY_TABLES = tuple(table.name for table in STORED if table.scope in ("day", "private"))
REFERENCE_TABLES = tuple(table.name for table in STORED if table.scope == "reference")
LEDGER_TABLES = tuple(table.name for table in STORED if table.name not in DAY_TABLES)
"""What is computed over all days, and what comes with the package."""


STORAGE_VERSION = "v1.2.0"
"""Oldest DuckDB that must be able to read the ledger: notebooks and BI tools lag behind by years."""

_NAMES = {table.schema: table.name for table in STORED}


class WrongDataError(ValueError):
    """A stage's rows break their schema or point at rows that do not exist; nothing was changed."""


@contextmanager
def open_store(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the private store, creating what is missing, and bringing one of an older version up to this one.

    Raises:
        OtherVersionError: the store was made for other tables, and nothing leads from there to here.
    """
    with _connect(home) as con:
        con.execute("SET TimeZone = 'UTC'")
        bring_up_to_date(con, home.catalog or home.store, [table.name for table in STORED])
        create_content(con)
        _refuse_other_tables(con, home)
        _create_missing(con)
        yield con


@contextmanager
def _connect(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    if home.catalog is not None:
        with connect_lake(home) as con:
            yield con
        return
    home.store.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(home.store), config={"storage_compatibility_version": STORAGE_VERSION}) as con:
        yield con


def replace_days(home: Home, days: Sequence[date], frames: Mapping[str, pl.DataFrame]) -> dict[str, int]:
    """Replace these landing days in every table of days, in one transaction; return the rows of each table.

    Raises:
        WrongDataError: a frame breaks its schema, holds another day, or points at a row that does not exist.
    """
    _require(frames, DAY_TABLES)
    checked = {name: _validated(TABLES[name], frames[name]) for name in DAY_TABLES}
    _refuse_other_days(checked, days)

    def write(con: duckdb.DuckDBPyConnection, paths: Mapping[str, Path]) -> None:
        for name, path in paths.items() if days else ():
            if home.catalog is None:
                _insert_days(con, name, days, path)
            else:  # a lake has no order, and other machines' days are left alone
                con.execute(f'DELETE FROM "{name}" WHERE landed_on IN (SELECT unnest(?))', [list(days)])
                _insert(con, name, [path])
            note_days(con, name, days)
        _refuse_broken(con, tuple(reference for reference in REFERENCES if reference.is_within_a_day))

    _commit(home, checked, write)
    return {name: frame.height for name, frame in checked.items()}


def replace_ledger(home: Home, frames: Mapping[str, pl.DataFrame]) -> dict[str, int]:
    """Replace, whole and in one transaction, what is computed over all days and the reference tables.

    Reference tables are large and change with the package only: one whose content is stored already is left alone.

    Raises:
        WrongDataError: a frame breaks its schema or points at a row that does not exist.
    """
    _require(frames, LEDGER_TABLES)
    digests = {name: _digest(frames[name]) for name in REFERENCE_TABLES}
    with open_store(home) as con:
        known = _known_digests(con)
    changed = [name for name in LEDGER_TABLES if name not in digests or digests[name] != known[name]]
    checked = {name: _validated(TABLES[name], frames[name]) for name in changed}

    def write(con: duckdb.DuckDBPyConnection, paths: Mapping[str, Path]) -> None:
        if home.catalog is not None:
            refuse_changed_reads(home, con)
        for name, path in paths.items():
            con.execute(f'DELETE FROM "{name}"')
            _insert(con, name, [path])
            note_whole(con, name)
            if name in digests:
                con.execute(f"COMMENT ON TABLE \"{name}\" IS '{digests[name]}'")
        note_basis(con)
        _refuse_broken(con, REFERENCES)

    _commit(home, checked, write)
    return {name: frames[name].height for name in LEDGER_TABLES}


def stored_days(con: duckdb.DuckDBPyConnection) -> list[date]:
    """List the landing days that hold at least one page, in order."""
    return [day for (day,) in con.execute("SELECT DISTINCT landed_on FROM raw_pages ORDER BY 1").fetchall()]


def _commit(home: Home, frames: Mapping[str, pl.DataFrame], write: Write) -> None:
    """Write in one transaction; in a lake, try again where it met another machine's."""
    with _carried(home, frames) as paths:
        for left in reversed(range(TRIES if home.catalog else 1)):
            try:
                with open_store(home) as con, _transaction(con):
                    write(con, paths)
                return
            except duckdb.TransactionException:
                if left == 0:
                    raise
                time.sleep(random.uniform(0.05, 0.5))


@contextmanager
def _carried(home: Home, frames: Mapping[str, pl.DataFrame]) -> Iterator[dict[str, Path]]:
    """Give the frames as Parquet files: DuckDB reads a Polars frame only through pyarrow, which nothing else needs."""
    folder = home.stage / "committing"
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():  # by a run that was killed
        left.unlink()
    paths = {name: folder / f"{name}.parquet" for name in frames}
    for name, frame in frames.items():
        frame.write_parquet(paths[name])
    yield paths
    for path in folder.iterdir():
        path.unlink()


@contextmanager
def _transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    con.begin()
    try:
        for view in VIEWS:
            if view.materialised:  # what was built from the rows before is no longer true
                con.execute(f'DROP TABLE IF EXISTS "{view.name}"')
        yield
    except (WrongDataError, DaysChangedError):
        con.rollback()
        raise
    con.commit()


Write = Callable[[duckdb.DuckDBPyConnection, Mapping[str, Path]], None]


def _refuse_broken(con: duckdb.DuckDBPyConnection, references: tuple[Reference, ...]) -> None:
    if broken := broken_references(con, references):
        raise WrongDataError("; ".join(broken))


def _insert_days(con: duckdb.DuckDBPyConnection, name: str, days: Sequence[date], path: Path) -> None:
    """Replace days where they belong: the days after the first of them are written again behind it."""
    span = {"first": min(days), "days": list(days)}
    later = f'FROM "{name}" WHERE landed_on > $first AND landed_on NOT IN (SELECT unnest($days))'
    paths = [path]
    if con.execute(f"SELECT 1 {later} LIMIT 1", span).fetchall():
        paths.append(path.with_suffix(".later.parquet"))
        con.execute(f"COPY (SELECT * {later}) TO '{escaped(paths[1])}' (FORMAT parquet)", span)
    con.execute(f'DELETE FROM "{name}" WHERE landed_on >= ?', [min(days)])
    _insert(con, name, paths)


def _insert(con: duckdb.DuckDBPyConnection, name: str, paths: Sequence[Path]) -> None:
    table = TABLES[name]
    rows = f"SELECT {selection(table)} FROM read_parquet(?, union_by_name = true) ORDER BY {order(table)}"
    con.execute(f'INSERT INTO "{name}" BY NAME {rows}', [[str(path) for path in paths]])


def _digest(frame: pl.DataFrame) -> str:
    """Name a frame's content and the rules that it was held against."""
    content = frame.write_ipc(None).getvalue()
    return f"{SCHEMA_VERSION}:{hashlib.blake2b(content, digest_size=16).hexdigest()}"


def _known_digests(con: duckdb.DuckDBPyConnection) -> dict[str, str | None]:
    query = "SELECT table_name, comment FROM duckdb_tables() WHERE database_name = current_database()"
    return dict(con.execute(query).fetchall())


def _require(frames: Mapping[str, pl.DataFrame], names: Sequence[str]) -> None:
    if set(frames) != set(names):
        raise WrongDataError(f"expected the tables {sorted(names)}, got {sorted(frames)}")


def _validated(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    good, failures = table.schema.filter(frame, cast=True)
    if counts := failures.counts():
        raise WrongDataError(f"{table.name}: rows break its rules: {counts}")
    return good


def _refuse_other_days(frames: Mapping[str, pl.DataFrame], days: Sequence[date]) -> None:
    for name, frame in frames.items():
        if strays := sorted(set(frame["landed_on"].unique()) - set(days)):
            raise WrongDataError(f"{name}: rows of other days than those replaced: {', '.join(map(str, strays))}")


def _create_missing(con: duckdb.DuckDBPyConnection) -> None:
    found = _stored_columns(con)
    for table in STORED:
        if table.name not in found:
            con.execute(create_table(table))


def _refuse_other_tables(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """A store is new, or has the tables of this version: days without one of them would be missing without a word."""
    found = _stored_columns(con)
    for table in STORED if {table.name for table in STORED} & set(found) else ():
        if found.get(table.name) != set(table.schema.column_names()):
            lacks = "has other columns" if table.name in found else "is missing"
            raise OtherVersionError(f"{home.store} was made by another version (its {table.name} {lacks}). {REBUILD}.")


def _stored_columns(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    query = "SELECT table_name, list(column_name) FROM duckdb_columns() "
    query += "WHERE database_name = current_database() AND NOT internal GROUP BY ALL"
    return {name: set(columns) for name, columns in con.execute(query).fetchall()}


def read_stored(home: Home, *schemas: type[dy.Schema], page_ids: Sequence[str] | None = None) -> list[Any]:
    """Read tables of all committed days from the private store: one ``dy.DataFrame`` of each schema, in their order.

    Of ``page_ids`` only, if they are given.
    """
    with open_store(home) as con:
        con.begin()
        if home.catalog is not None:
            note_read(home, "-".join(_NAMES[schema] for schema in schemas), con)
        return [schema.cast(read_table(con, _NAMES[schema], page_ids=page_ids)) for schema in schemas]
