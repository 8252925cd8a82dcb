"""Kill the daemon, a run, or all at once, at random, while days are caught up: it must end complete and equal.

``python -m claims_pipeline_tests.daily.kills --days 30 --kills 20`` lands a page a day, starts the daemon as production
has it, and lets it find the days by itself. Nobody helps but the service manager, which starts the daemon again. In the
end every day is committed and the ledger is, byte for byte, that of one undisturbed run.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg

from claims_pipeline.cli.run import run_source
from claims_pipeline.landing import landing_days
from claims_pipeline.warehouse import Home
from claims_pipeline_tests.daily.services import DAEMON, ROOT, environment, kill_group, start
from claims_pipeline_tests.defs.test_runs import content

PAGE = """Village near Sumy taken, ministry says

Russia's defence ministry said on Sunday that its troops had captured the village of Yunakivka in the Sumy region.
Ukraine's military denied that the village had been captured. It is bulletin {}.
"""


def land(landing: Path, n_days: int) -> None:
    """Land a page on each of the last days that have ended."""
    today = datetime.now(UTC).date()
    for n in range(1, n_days + 1):
        folder = landing / str(today - timedelta(days=n))
        folder.mkdir(parents=True)
        (folder / "page.txt").write_text(PAGE.format(n), encoding="utf-8")


def committed(home: Path) -> set[date]:
    """List the days that the history of a home knows as committed."""
    with dg.DagsterInstance.from_config(str(Home(home).dagster)) as history:
        keys = history.get_materialized_partitions(dg.AssetKey("committed_days"))
    return {date.fromisoformat(key) for key in keys}


def unfinished(home: Path) -> int:
    """Count the runs that wait or go on."""
    going = [
        status for status in dg.DagsterRunStatus if status.name in ("QUEUED", "NOT_STARTED", "STARTING", "STARTED")
    ]
    with dg.DagsterInstance.from_config(str(Home(home).dagster)) as history:
        return history.get_runs_count(dg.RunsFilter(statuses=going))


def workers(daemon: subprocess.Popen[bytes]) -> list[int]:
    """List the processes that the daemon has started, and those that these have."""
    listed = subprocess.run(["ps", "-o", "pid=", "-g", str(daemon.pid)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in listed.stdout.split() if int(pid) != daemon.pid]


def strike(daemon: subprocess.Popen[bytes], draw: random.Random) -> str:
    """Kill one process or all of them; say which."""
    others = workers(daemon)
    what = draw.choice(("all", "daemon", "one of its processes")) if others else "all"
    if what == "all":
        kill_group(daemon)
    elif what == "daemon":
        os.kill(daemon.pid, signal.SIGKILL)
        daemon.wait()
    else:
        os.kill(draw.choice(others), signal.SIGKILL)
    return what


def torture(folder: Path, n_days: int, n_kills: int, seed: int, limit_s: float) -> bool:
    """Run the whole test; tell what is done, and return whether it ended complete and equal."""
    draw, landing, home = random.Random(seed), folder / "landing", folder / "home"
    land(landing, n_days)
    env = environment(
        home,
        landing,
        CLAIMS_PIPELINE_DAILY__AUTOMATIC="true",
        CLAIMS_PIPELINE_DAILY__CATCH_UP_DAYS=str(n_days + 2),
        CLAIMS_PIPELINE_DAILY__LOOK_EVERY_S="5",
    )
    subprocess.run([sys.executable, "-m", "dagster", "instance", "migrate"], env=env, cwd=ROOT, check=True,
                   capture_output=True)  # fmt: skip
    days, deadline = set(landing_days(landing)), time.monotonic() + limit_s
    daemon = start(DAEMON, env, folder / "daemon.log")
    next_kill = time.monotonic() + draw.uniform(20, 60)
    try:
        while time.monotonic() < deadline:
            time.sleep(2)
            if daemon.poll() is not None:
                daemon = start(DAEMON, env, folder / "daemon.log")
            if n_kills and time.monotonic() > next_kill:
                print(
                    f"{len(committed(home))} of {n_days} days are committed: killing {strike(daemon, draw)}", flush=True
                )
                n_kills -= 1
                next_kill = time.monotonic() + draw.uniform(5, 60)
            elif not n_kills and committed(home) == days and not unfinished(home):
                break
    finally:
        kill_group(daemon)
    assert run_source(landing, None, folder / "once") == 0
    is_complete = committed(home) == days
    is_equal = Home(home).ledger.exists() and content(home) == content(folder / "once")
    print(f"kills left: {n_kills}; complete: {is_complete}; equal: {is_equal}")
    return is_complete and is_equal and not n_kills


def main() -> None:
    """Run it as the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        is_good = torture(Path(name), options.days, options.kills, options.seed, 60 * options.minutes)
        if not is_good:
            print((Path(name) / "daemon.log").read_text(encoding="utf-8")[-20_000:])
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
