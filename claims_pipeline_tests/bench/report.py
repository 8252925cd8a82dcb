"""How long the report takes on a ledger of many generated claims, and how large its pages are.

CPU seconds are those of all threads, system calls included; wall seconds depend on the disk and on other programs.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from claims_pipeline.report import build_report
from claims_pipeline.settings import WarehouseSettings
from claims_pipeline.warehouse import Home, publish
from claims_pipeline_tests.bench.publishing import fill

KINDS = {
    "front page": "index.html",
    "page of a region": "regions/*.html",
    "page of a source": "sources/*.html",
    "list of claims, and page of a claim": "claim*.html",
    "shard of the index": "data/index/*.js",
    "shard of claims": "data/claims/*.js",
}


def measure(n_claims: int, folder: Path) -> None:
    """Publish a ledger of so many claims, build its report, print time and sizes."""
    home = Home(folder)
    fill(home, n_claims)
    publish(home, WarehouseSettings())
    wall, cpu = time.perf_counter(), time.process_time()
    build_report(home.ledger, home.report)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    n_regions = len(list(home.report.glob("regions/*.html")))
    print(f"{n_claims:,} claims, {n_regions} regions: the report took {cpu:.1f} CPU s, {wall:.1f} s wall")
    for kind, pattern in KINDS.items():
        sizes = [path.stat().st_size for path in home.report.glob(pattern)]
        print(f"    largest {kind}: {max(sizes) / 1000:.0f} kB of {len(sizes):,}")


def main() -> None:
    """Measure one size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--claims", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measure(options.claims, Path(name))


if __name__ == "__main__":
    main()
