"""The published ledger: an immutable snapshot built aside, and a link that moves to it in one step.

Analysts open the link read-only while a run writes. They keep the snapshot that they opened: it is never written to
and stays on disk until ``keep_snapshots`` later ones have taken its place. A link to snapshots, not one file replaced
by rename: the write-ahead log of a killed client lies beside the snapshot it belongs to and cannot leak into the next.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb

from claims_pipeline.disk import flush
from claims_pipeline.schemas import SCHEMA_VERSION, TABLES
from claims_pipeline.settings import WarehouseSettings
from claims_pipeline.views import MACROS, VIEWS
from claims_pipeline.warehouse.columns import comments, create_table, order, selection
from claims_pipeline.warehouse.content import CONTENT, content_digest
from claims_pipeline.warehouse.home import Home, copy_file, escaped
from claims_pipeline.warehouse.lake import refuse_changed_days
from claims_pipeline.warehouse.published_views import create_macros, create_view, missing_views
from claims_pipeline.warehouse.rebuilding import end_rebuild, refuse_missing_days
from claims_pipeline.warehouse.store import STORAGE_VERSION, STORED, open_store, stored_days
from claims_pipeline.warehouse.versions import MACRO, MEANING, mark, refuse_ledger_not_laid

PUBLISHED = tuple(table for table in STORED if table.is_published)
UNPUBLISHED = (*(table.name for table in STORED if not table.is_published), CONTENT)


class ForeignLedgerError(Exception):
    """A file that is no published ledger stands where the link would be put, and would be lost."""


def refuse_foreign_ledger(home: Home) -> None:
    """Raise ``ForeignLedgerError`` where the ledger is a file or a folder: a run makes it a link."""
    if home.ledger.exists() and not home.ledger.is_symlink():
        raise ForeignLedgerError(f"{home.ledger} is no link that a run has made: move it away and run again.")


def publish(home: Home, settings: WarehouseSettings) -> Path:
    """Publish what the private store holds, every table in the order of its key, and return the snapshot's path.

    The snapshot is named by a digest of its content: publishing the same content again changes nothing, unless the
    snapshot is damaged.

    Raises:
        ForeignLedgerError: a file stands where the link would be put.
        DaysMissingError: the store is being made anew and does not hold all days yet.
        OtherVersionError: the store was brought up to this version, and no run has computed the ledger since.
    """
    refuse_foreign_ledger(home)
    home.snapshots.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(home)
    aside = home.snapshots / f".building-{os.getpid()}.duckdb"
    with _settled(home) as (digest, copy_to):
        snapshot = home.snapshots / f"claims-{digest}.duckdb"
        if is_new := not _can_be_read(snapshot):
            copy_to(aside)
    if is_new:
        _dress(aside)
        flush(aside)
        aside.chmod(0o444)
        aside.rename(snapshot)
    _point_to(home, snapshot)
    end_rebuild(home)
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


@contextmanager
def _settled(home: Home) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Bring the store into a state that can be copied; give a name of its content, and the way to copy it."""
    with open_store(home) as con:
        refuse_missing_days(home, stored_days(con))
        for view in missing_views(con):
            create_view(con, view, as_table=view.materialised)
        if home.catalog is not None:
            con.begin()
            refuse_changed_days(con)
            yield _content(con), partial(_gather, con)
            return
        refuse_ledger_not_laid(con, home.store)
        con.execute("CHECKPOINT")
        digest = _content(con)
    yield digest, partial(copy_file, home.store)


def _content(con: duckdb.DuckDBPyConnection) -> str:
    return content_digest(con, [f"{SCHEMA_VERSION} {duckdb.__version__}", *_shapes()])


def _gather(con: duckdb.DuckDBPyConnection, aside: Path) -> None:
    """Copy what is published out of a lake, in the transaction that named it."""
    con.execute(f"ATTACH '{escaped(aside)}' AS ledger (STORAGE_VERSION '{STORAGE_VERSION}')")
    con.execute("USE ledger")
    mark(con)
    for table in (*PUBLISHED, *(TABLES[view.name] for view in VIEWS if view.materialised)):
        con.execute(create_table(table))
        rows = f'SELECT {selection(table)} FROM store."{table.name}" ORDER BY {order(table)}'
        con.execute(f'INSERT INTO "{table.name}" BY NAME {rows}')
    con.commit()
    con.execute("USE store")
    con.execute("DETACH ledger")


def _shapes() -> Iterator[str]:
    yield from map(create_table, PUBLISHED)
    yield from _all_comments()
    yield from (view.sql for view in VIEWS)
    yield from (macro.sql for macro in MACROS)


def _dress(aside: Path) -> None:
    """Make a copy of the store what analysts see: without private tables, with views, macros and comments."""
    with duckdb.connect(str(aside), config={"threads": 1}) as con:  # more only wait for each other here
        con.begin()
        for name in UNPUBLISHED:
            con.execute(f'DROP TABLE IF EXISTS "{name}"')
        for view in VIEWS:
            if not view.materialised:  # of the store, they may be an older version's
                create_view(con, view, as_table=False)
        create_macros(con)
        for statement in _all_comments():
            con.execute(statement)
        con.commit()
        con.execute("CHECKPOINT")


def _all_comments() -> Iterator[str]:
    yield f"COMMENT ON MACRO {MACRO} IS '{MEANING}'"
    for table in PUBLISHED:
        yield from comments(table, "TABLE")
    for view in VIEWS:
        yield from comments(TABLES[view.name], "TABLE" if view.materialised else "VIEW")
    for macro in MACROS:
        if macro.description:
            words = macro.description.replace("'", "''")
            yield f"""COMMENT ON MACRO {"TABLE " if macro.is_table else ""}"{macro.name}" IS '{words}'"""


def _point_to(home: Home, snapshot: Path) -> None:
    if home.ledger.is_symlink() and home.ledger.resolve() != snapshot.resolve() and home.ledger.exists():
        _date_last(home, home.ledger.resolve())  # an old snapshot's time tells when it was superseded
    _date_last(home, snapshot)
    link = home.folder / f".claims.duckdb.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(snapshot.relative_to(home.folder))
    flush(home.snapshots)
    link.replace(home.ledger)
    flush(home.folder)


def _date_last(home: Home, snapshot: Path) -> None:
    """Give a snapshot the time of now, and a later one than every other: a clock may have been set back."""
    latest = max((path.stat().st_mtime_ns for path in home.snapshots.glob("claims-*.duckdb")), default=0)
    now = max(time.time_ns(), latest + 1)
    os.utime(snapshot, ns=(now, now))


def _collect(home: Home, keep: int) -> None:
    """Remove the snapshots that were superseded first; whoever still has one open keeps reading it."""
    for path in past_snapshots(home)[keep - 1 :]:
        path.unlink()


def _remove_unfinished(home: Home) -> None:
    for path in [*home.snapshots.glob(".building-*"), *home.folder.glob(".claims.duckdb.*")]:
        path.unlink()
