"""How the ledger grows: claims laid from nothing, a day's claims laid on a year's, the views, and one question.

Each size runs in a process of its own, on one core, with generated claims (:mod:`.generated_claims`). CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from claims_pipeline.propositions import lay_claims, touched_scenes
from claims_pipeline.propositions.situations import find_situations
from claims_pipeline.propositions.told import told_by_claims
from claims_pipeline.settings import PropositionsSettings
from claims_pipeline.views import VIEWS
from claims_pipeline.warehouse.published_views import create_view
from claims_pipeline_tests.bench.generated_claims import TELLINGS, Generated, lay_made, make_claims, make_pages
from claims_pipeline_tests.duckdb_frames import create_stored_tables

SIZES = (10_000, 100_000, 1_000_000)
NAME = "claims_pipeline_tests.bench.ledger"
QUESTION = "SELECT * FROM region_summary ORDER BY region_id"
ASKED = 20
"""Times that the question is asked; the median counts."""


def measure(n: int) -> dict[str, Any]:
    """Measure one size."""
    seconds: dict[str, float] = {}
    made = make_claims(n)
    with _clock(seconds, "lay all claims"):
        ledger = lay_made(made)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    day = _lay_last_day(made, seconds)
    tables = made._asdict() | ledger._asdict() | make_pages(made)
    told, _ = told_by_claims(made.claims, made.claim_places, made.sources, made.regions, made.story_members)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "bench.duckdb")) as con:
        con.execute("SET threads = 1")
        create_stored_tables(con, tables)
        for view in VIEWS:
            with _clock(
                seconds, f"view {view.name}" if view.name in ("region_summary", "copy_drift") else "other views"
            ):
                create_view(con, view, as_table=view.materialised)
        asked = sorted(_asked(con) for _ in range(ASKED))
    return {
        "claims": n,
        "situations": find_situations(told, iter).claims.height,
        "propositions": ledger.propositions.height,
        "peak_mb": peak,
        "seconds": seconds,
        "question_ms": asked[ASKED // 2] * 1000,
        **day,
    }


def _lay_last_day(made: Generated, seconds: dict[str, float]) -> dict[str, int]:
    """Lay anew the scenes that the last day touches, from the pages that have a say on them."""
    last = made.claims.filter(pl.col("landed_on") == pl.col("landed_on").max())
    everything = find_situations(told_by_claims(*made)[0], iter)
    with _clock(seconds, "find what a day touches"):
        places = made.claim_places.join(last, on="claim_id", how="semi")
        scenes = touched_scenes(last, places, made.sources, made.regions)
    on_scenes = everything.on(scenes).attendance.select(stands_for="claim_id")
    members = everything.members.join(on_scenes, on="stands_for", how="semi")
    pages = made.claims.join(members, on="claim_id", how="semi").select("page_id").unique()
    claims = made.claims.join(pages, on="page_id", how="semi")
    places = made.claim_places.join(claims, on="claim_id", how="semi")
    with _clock(seconds, "lay what a day touches"):
        lay_claims(
            claims,
            places,
            made.sources,
            made.regions,
            PropositionsSettings(),
            story_members=made.story_members,
            only=scenes,
        )
    return {
        "day_claims": last.height,
        "touched": len(scenes),
        "scenes": everything.attendance["scene_id"].n_unique(),
        "reread": claims.height,
    }


def _asked(con: duckdb.DuckDBPyConnection) -> float:
    started = time.process_time()
    con.execute(QUESTION).fetchall()
    return time.process_time() - started


@contextmanager
def _clock(seconds: dict[str, float], name: str) -> Iterator[None]:
    started = time.process_time()
    yield
    seconds[name] = seconds.get(name, 0.0) + time.process_time() - started


def main() -> None:
    """Measure every size and print a table; with a number, measure that size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--claims", type=int, default=SIZES[-1], help="the greatest number of claims")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one)))
        return
    sizes = [size for size in SIZES if size < options.claims] + [options.claims]
    results = [json.loads(_in_a_process(size)) for size in sizes]
    print(f"{'CPU seconds':<26}" + "".join(f"{result['claims']:>12,}" for result in results) + " claims")
    for part in results[-1]["seconds"]:
        print(f"{part:<26}" + "".join(f"{result['seconds'][part]:>12.2f}" for result in results))
    for result in results:
        print(
            f"{result['claims']:,} claims, each told {TELLINGS} times: {result['situations']:,} situations, "
            f"{result['propositions']:,} propositions; peak {result['peak_mb']:.0f} MB; "
            f"{1e6 * result['seconds']['lay all claims'] / result['claims']:.0f} µs a claim\n"
            f"    {result['day_claims']:,} claims of a day touch {result['touched']:,} of {result['scenes']:,} scenes, "
            f"{result['reread']:,} claims are read again\n"
            f"    the region summary is read in {result['question_ms']:.1f} ms"
        )


def _in_a_process(size: int) -> bytes:
    return subprocess.run([sys.executable, "-m", NAME, "--one", str(size)], check=True, capture_output=True).stdout


if __name__ == "__main__":
    main()
