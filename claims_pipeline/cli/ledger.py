"""The published ledger, for commands that read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from claims_pipeline.cli.errors import Wrong
from claims_pipeline.warehouse import Home, OtherVersionError, refuse_other_version


def published(home: Path) -> Path:
    """Return the ledger's path, or say how to get one."""
    ledger = Home(home).ledger
    if not ledger.exists():
        raise Wrong(f"There is no ledger in {home}. Run `claims-pipeline run SRC --home {home}` first.")
    return ledger


@contextmanager
def open_ledger(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published ledger read-only, as any analyst would; what is wrong with it ends in a sentence.

    A ledger of another version is refused: what the commands ask of it may not be there, or mean something else.
    """
    ledger = published(home)
    try:
        with duckdb.connect(str(ledger), read_only=True) as con:
            refuse_other_version(con, ledger)
            yield con
    except OtherVersionError as error:
        raise Wrong(f"{error} Any DuckDB opens it meanwhile: duckdb -readonly {ledger}") from None
    except duckdb.Error as error:
        raise Wrong(f"{ledger} cannot be read: {error}\nRun again to publish it anew.") from None
