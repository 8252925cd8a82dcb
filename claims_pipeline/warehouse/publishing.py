"""The published ledger: an immutable snapshot built aside, and a link that moves to it in one step.

Analysts open the link read-only while a run writes. They keep the snapshot that they opened: it is never written to
and stays on disk until ``keep_snapshots`` later ones have taken its place. A link to snapshots, not one file replaced
by rename: the write-ahead log of a killed client lies beside the snapshot it belongs to and cannot leak into the next.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb

from claims_pipeline.schemas import SCHEMA_VERSION, TABLES, Table
from claims_pipeline.settings import WarehouseSettings
from claims_pipeline.views import MACROS, VIEWS
from claims_pipeline.warehouse.columns import comments, create_table, selection
from claims_pipeline.warehouse.home import Home, flush
from claims_pipeline.warehouse.published_views import VIEW_BY_NAME, create_macros, create_view
from claims_pipeline.warehouse.store import STORED

PUBLISHED = tuple(table for table in STORED if table.is_published)
STORAGE_VERSION = "v1.2.0"
"""Oldest DuckDB that must be able to read the ledger: notebooks and BI tools lag behind by years."""


class ForeignLedgerError(Exception):
    """A file that is no published ledger stands where the link would be put, and would be lost."""


def refuse_foreign_ledger(home: Home) -> None:
    """Raise ``ForeignLedgerError`` where the ledger is a file or a folder: a run makes it a link."""
    if home.ledger.exists() and not home.ledger.is_symlink():
        raise ForeignLedgerError(f"{home.ledger} is no link that a run has made: move it away and run again.")


def publish(home: Home, settings: WarehouseSettings) -> Path:
    """Publish what the private store holds, every table in the order of its key, and return the snapshot's path.

    The snapshot is named by a digest of its content: publishing the same content again changes nothing, unless the
    snapshot is damaged. Raises ``ForeignLedgerError``.
    """
    refuse_foreign_ledger(home)
    home.snapshots.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(home)
    aside = home.snapshots / f".building-{os.getpid()}.duckdb"
    snapshot = home.snapshots / f"claims-{_build(home, aside)}.duckdb"
    if _can_be_read(snapshot):
        aside.unlink()
    else:
        flush(aside)
        aside.chmod(0o444)
        aside.rename(snapshot)
    _point_to(home, snapshot)
    _collect(home, settings.keep_snapshots)
    return snapshot


def past_snapshots(home: Home) -> list[Path]:
    """List the snapshots that are kept beside the current one, the one that was superseded last first."""
    current = home.ledger.resolve()
    others = [path for path in home.snapshots.glob("claims-*.duckdb") if path.resolve() != current]
    return sorted(others, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _can_be_read(snapshot: Path) -> bool:
    if not snapshot.exists():
        return False
    try:
        duckdb.connect(str(snapshot), read_only=True).close()
    except duckdb.Error:
        return False
    return True


def _build(home: Home, aside: Path) -> str:
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute(f"ATTACH '{_escaped(aside)}' AS ledger (STORAGE_VERSION '{STORAGE_VERSION}')")
        con.execute(f"ATTACH '{_escaped(home.store)}' AS store (READ_ONLY)")
        con.execute("USE ledger")
        _fill(con)
        digest = _digest(con)
        con.execute("DETACH store")
        con.execute("CHECKPOINT ledger")
        con.execute("USE memory")
        con.execute("DETACH ledger")
    return digest


def _fill(con: duckdb.DuckDBPyConnection) -> None:
    for table in PUBLISHED:
        _copy(con, table)
    query = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'store'"
    built = {name for (name,) in con.execute(query).fetchall()}
    for view in VIEWS:
        if view.name in built:
            _copy(con, TABLES[view.name])
        else:
            create_view(con, view, as_table=view.materialised)
    create_macros(con)
    for statement in _all_comments():
        con.execute(statement)


def _copy(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    con.execute(create_table(table))
    order = ", ".join(f'"{column}"' for column in table.key)
    source = f'store."{table.name}"'
    con.execute(f'INSERT INTO "{table.name}" BY NAME SELECT {selection(table)} FROM {source} ORDER BY {order}')


def _all_comments() -> Iterator[str]:
    for table in PUBLISHED:
        yield from comments(table, "TABLE")
    for view in VIEWS:
        yield from comments(TABLES[view.name], "TABLE" if view.materialised else "VIEW")
    for macro in MACROS:
        if macro.description:
            words = macro.description.replace("'", "''")
            yield f"""COMMENT ON MACRO {"TABLE " if macro.is_table else ""}"{macro.name}" IS '{words}'"""


def _digest(con: duckdb.DuckDBPyConnection) -> str:
    """Name the content: every row, and every statement that shapes the file."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{SCHEMA_VERSION} {duckdb.__version__}".encode())
    shapes = [*map(create_table, PUBLISHED), *_all_comments(), *(view.sql for view in VIEWS), *(m.sql for m in MACROS)]
    for statement in shapes:
        digest.update(statement.encode())
    materialised = [name for name, view in VIEW_BY_NAME.items() if view.materialised]
    for name in [*(table.name for table in PUBLISHED), *materialised]:
        # Two order-free sums of the rows' hashes: equal rows cancel in the first but not in the second.
        [row] = con.execute(f'SELECT count(*), bit_xor(hash(t)), sum(hash(t)) FROM "{name}" AS t').fetchall()
        digest.update(f"{name} {row}".encode())
    return digest.hexdigest()


def _point_to(home: Home, snapshot: Path) -> None:
    if home.ledger.is_symlink() and home.ledger.resolve() != snapshot.resolve() and home.ledger.exists():
        os.utime(home.ledger)  # through the link: the old snapshot's time tells when it was superseded
    os.utime(snapshot)
    link = home.folder / f".claims.duckdb.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(snapshot.relative_to(home.folder))
    flush(home.snapshots)
    link.replace(home.ledger)
    flush(home.folder)


def _collect(home: Home, keep: int) -> None:
    """Remove the snapshots that were superseded first; whoever still has one open keeps reading it."""
    for path in past_snapshots(home)[keep - 1 :]:
        path.unlink()


def _remove_unfinished(home: Home) -> None:
    for path in [*home.snapshots.glob(".building-*"), *home.folder.glob(".claims.duckdb.*")]:
        path.unlink()


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
