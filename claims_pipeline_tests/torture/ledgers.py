"""What an analyst finds in a home: the ledger from before, the one from after, or something that must not be."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb

from claims_pipeline.schemas import TABLES
from claims_pipeline.warehouse import Home

PUBLISHED = [name for name, table in TABLES.items() if table.is_published]
State = Mapping[str, str]
"""Table → its rows, counted and hashed."""


def state(ledger: Path) -> State:
    """Query every table and view of a ledger, opened as an analyst does, in one statement."""
    parts = [f"SELECT '{name}', concat_ws(' ', count(*), sum(hash(t))) FROM \"{name}\" AS t" for name in PUBLISHED]
    with duckdb.connect(str(ledger), read_only=True) as con:
        return dict(con.execute(" UNION ALL ".join(parts)).fetchall())


def verdict(home: Home, before: State, after: State) -> str:
    """Say what an analyst finds: ``before`` and ``after`` are good."""
    try:
        found = state(home.ledger)
    except duckdb.Error as error:
        return f"unreadable: {error}"
    if found in (before, after):
        return "before" if found == before else "after"
    strange = [name for name in PUBLISHED if found[name] not in (before[name], after[name])]
    return f"rows lost or doubled in {', '.join(strange)}" if strange else "torn: some tables of each"


def leftovers(home: Home) -> list[str]:
    """List what a run that ended well must not leave in a home."""
    patterns = ("snapshots/.*", "snapshots/*.wal", ".claims.duckdb.*", "store/*.wal", "stage/committing/*")
    return sorted(str(path.relative_to(home.folder)) for pattern in patterns for path in home.folder.glob(pattern))


if __name__ == "__main__":
    print(json.dumps(state(Path(sys.argv[1]))))
