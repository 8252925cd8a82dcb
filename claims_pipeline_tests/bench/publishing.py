"""What publishing costs, and how soon an analyst has a first answer, on a ledger of many generated claims.

CPU seconds are those of all threads, system calls included; wall seconds depend on the disk.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from claims_pipeline.settings import WarehouseSettings
from claims_pipeline.warehouse import Home, open_store, publish
from claims_pipeline.warehouse.content import note_basis, note_days, note_whole
from claims_pipeline.warehouse.published_views import create_views
from claims_pipeline.warehouse.store import DAY_TABLES, LEDGER_TABLES, stored_days

SQL = Path(__file__).with_name("generated_ledger.sql")
FIRST_QUERY = "FROM region_summary"
QUERIES = (FIRST_QUERY, "SELECT count(*) FROM claims", "FROM region_claims('UA-12') LIMIT 50", "FROM region_disputes")
OPEN = """
import json, sys, time
import duckdb
started, seconds = time.process_time(), []
con = duckdb.connect(sys.argv[1], read_only=True)
seconds.append(time.process_time() - started)
for query in sys.argv[2:]:
    before = time.process_time()
    con.execute(query).fetchall()
    seconds.append(time.process_time() - before)
print(json.dumps(seconds))
"""
OPENINGS = 9


def fill(home: Home, n_claims: int) -> None:
    """Fill a store with generated rows and build its views."""
    sizes = {"n_claims": n_claims, "n_pages": n_claims // 10}
    with open_store(home) as con:
        for statement in SQL.read_text(encoding="utf-8").split(";\n"):
            con.execute(statement, {name: n for name, n in sizes.items() if f"${name}" in statement})
        for name in DAY_TABLES:
            note_days(con, name, stored_days(con))
        for name in LEDGER_TABLES:
            note_whole(con, name)
        note_basis(con)
        create_views(con)


def measure(n_claims: int, folder: Path) -> None:
    """Publish a ledger of so many claims; open it as an analyst does, in processes of their own; print both."""
    home = Home(folder)
    if not home.store.exists():
        fill(home, n_claims)
    wall, cpu = time.perf_counter(), time.process_time()
    snapshot = publish(home, WarehouseSettings())
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    size = snapshot.stat().st_size / 1e9
    print(f"{n_claims:,} claims, {size:.2f} GB: publishing took {cpu:.2f} CPU s, {wall:.1f} s wall")
    command = [sys.executable, "-c", OPEN, str(home.ledger), *QUERIES]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(OPENINGS)]
    for name, seconds in zip(("open", *QUERIES), zip(*runs, strict=True), strict=True):
        median = sorted(seconds)[len(seconds) // 2]
        print(f"    {name}: {1000 * median:.0f} CPU ms (median of {OPENINGS}, {1000 * min(seconds):.0f} at best)")


def main() -> None:
    """Measure one size, in a folder that is kept if it is named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--claims", type=int, default=600_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measure(options.claims, options.folder or Path(name))


if __name__ == "__main__":
    main()
