"""The published ledger, for commands that read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from claims_pipeline.cli.errors import Wrong
from claims_pipeline.warehouse import Home


def published(home: Path) -> Path:
    """Return the ledger's path, or say how to get one."""
    ledger = Home(home).ledger
    if not ledger.exists():
        raise Wrong(f"There is no ledger in {home}. Run `claims-pipeline run SRC --home {home}` first.")
    return ledger


@contextmanager
def open_ledger(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published ledger read-only, as any analyst would."""
    try:
        con = duckdb.connect(str(published(home)), read_only=True)
    except duckdb.Error as error:
        raise Wrong(f"{Home(home).ledger} cannot be opened: {error}") from None
    with con:
        yield con
