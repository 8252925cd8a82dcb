"""``make torture``: everything, or one part: ``make torture TORTURE="--kills 50 --seed 7"``.

Kill n of seed s is drawn from ``s.n``: the same seed kills in the same stages at the same moments, as far as a machine
repeats itself. Every line is one JSON object; the summary at the end counts what must not happen, and exits with 1 if
anything did.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PARTS = ("kills", "commits", "readers", "faults")


def main() -> None:
    """Run the parts that are asked for; all of them, if none is."""
    parser = argparse.ArgumentParser(prog="make torture", description="Try to break the ledger.")
    parser.add_argument("--kills", type=int, metavar="N", help="whole runs that are killed (200)")
    parser.add_argument("--commits", type=int, metavar="N", help="commits and publishings that are killed (200)")
    parser.add_argument("--readers", type=float, metavar="S", help="seconds of four readers and a writer (100)")
    parser.add_argument("--faults", action="store_true", help="full and read-only disk, damaged store, clock set back")
    parser.add_argument("--seed", type=int, default=None, help="what is drawn is drawn from it; shown at the start")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="homes tortured at once")
    options = parser.parse_args()
    if not any(getattr(options, part) for part in PARTS):
        options.kills, options.commits, options.readers, options.faults = 200, 200, 100.0, True
    seed = options.seed if options.seed is not None else int(time.time())
    print(json.dumps({"seed": seed, "jobs": options.jobs}), flush=True)
    sys.exit(_shared_out(options, seed) if options.jobs > 1 else _tortured(options, seed))


def _shared_out(options: argparse.Namespace, seed: int) -> int:
    """Give each job a share of the kills, and the first one what cannot be shared, at the end."""
    shares = []
    for job in range(options.jobs):
        share = [
            f"--{part}={n}" for part in ("kills", "commits") if (n := _share(getattr(options, part), job, options))
        ]
        alone = [
            *(["--faults"] if options.faults else []),
            *([f"--readers={options.readers}"] if options.readers else []),
        ]
        if words := share + (alone if job == 0 else []):
            command = [sys.executable, "-m", __package__, "--jobs=1", f"--seed={seed * 1000 + job}", *words]
            shares.append(subprocess.Popen(command))
    return max(share.wait() for share in shares)


def _share(n: int | None, job: int, options: argparse.Namespace) -> int:
    return (n or 0) // options.jobs + (job < (n or 0) % options.jobs)


def _tortured(options: argparse.Namespace, seed: int) -> int:
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        folder = Path(name)
        bad = 0
        if options.kills:
            from claims_pipeline_tests.torture.kills import kill_runs

            bad += counted("kills of runs", kill_runs(folder / "runs", options.kills, seed))
        if options.commits:
            from claims_pipeline_tests.torture.commits import kill_commits

            bad += counted("kills of commits", kill_commits(folder / "commits", options.commits, seed))
        if options.faults:
            from claims_pipeline_tests.torture.faults import faults

            bad += counted("faults", faults(folder / "faults"))
        if options.readers:
            from claims_pipeline_tests.torture.readers import read_while_written

            counts = read_while_written(folder / "readers", options.readers)
            print(json.dumps({"readers": counts}), flush=True)
            bad += sum(n for what, n in counts.items() if what not in ("runs", "reads"))
    return 1 if bad else 0


def counted(what: str, results: Iterable[dict[str, Any]]) -> int:
    """Print each result and, at the end, how many there were and how many must not have been."""
    found: Counter[str] = Counter()
    bad = ended_before = 0
    for result in results:
        print(json.dumps(result), flush=True)
        if "skipped" in result:
            found["skipped"] += 1
            continue
        found[result["found"]] += 1
        ended_before += result.get("killed") is False
        bad += not is_good(result)
    counts = {what: found.total(), **found, "ended before it was killed": ended_before, "BAD": bad}
    print(json.dumps(counts), flush=True)
    return bad


def is_good(result: dict[str, Any]) -> bool:
    """Whether an analyst found a whole ledger, and the rerun ended in the right one."""
    return (result["found"] in ("before", "after"), result["rerun"], result["end"]) == (True, "good", "equal")


if __name__ == "__main__":
    main()
