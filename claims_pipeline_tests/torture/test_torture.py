"""The short version of ``make torture``: commits that are killed, and readers while days are rewritten."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from claims_pipeline_tests.torture.__main__ import counted


@pytest.mark.parametrize(("part", "amount"), [("commits", 6), ("readers", 4)])
def test_nothing_breaks_the_ledger(part: str, amount: int) -> None:
    """In a process of its own: it forks, and threads of other tests must not be running."""
    words = [f"--{part}", str(amount), "--seed", "1", "--jobs", "1"]
    command = [sys.executable, "-m", "claims_pipeline_tests.torture", *words]
    torture = subprocess.run(command, capture_output=True, text=True, check=False)
    assert torture.returncode == 0, torture.stdout + torture.stderr
    told = [json.loads(line) for line in torture.stdout.splitlines()]
    assert told[-1]["readers"]["reads"] > 10 if part == "readers" else told[-1][f"kills of {part}"] == amount


def test_a_run_that_ended_before_its_kill_counts_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Every kill is one, whether it came in time or not."""
    good = {"found": "after", "rerun": "good", "end": "equal"}
    assert counted("kills", [{**good, "killed": False}, {**good, "killed": True}, {**good, "end": "torn"}]) == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told == {"kills": 3, "after": 3, "ended before it was killed": 1, "BAD": 1}


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are named under /proc on Linux")
def test_importing_the_pipeline_leaves_polars_threads_for_later() -> None:
    """What is forked after the import, as whole runs are here, would wait for threads that it does not have."""
    code = (
        "from pathlib import Path; import claims_pipeline.definitions; "
        "print(*(task.joinpath('comm').read_text() for task in Path('/proc/self/task').iterdir()))"
    )
    names = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert names
    assert "polars-0" not in names
