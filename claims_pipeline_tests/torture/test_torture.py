"""The short version of ``make torture``: commits that are killed, and readers while days are rewritten."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.mark.parametrize(("part", "amount"), [("commits", 6), ("readers", 4)])
def test_nothing_breaks_the_ledger(part: str, amount: int) -> None:
    """In a process of its own: it forks, and threads of other tests must not be running."""
    words = [f"--{part}", str(amount), "--seed", "1", "--jobs", "1"]
    command = [sys.executable, "-m", "claims_pipeline_tests.torture", *words]
    torture = subprocess.run(command, capture_output=True, text=True, check=False)
    assert torture.returncode == 0, torture.stdout + torture.stderr
    told = [json.loads(line) for line in torture.stdout.splitlines()]
    assert told[-1]["readers"]["reads"] > 10 if part == "readers" else told[-1][f"kills of {part}"] == amount
