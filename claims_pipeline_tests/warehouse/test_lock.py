"""One writer at a time in a home, and a dead one blocks nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from claims_pipeline.warehouse import HomeBusyError, WriterLock, lock_holder

HOLD = """
import sys, time
from pathlib import Path
from claims_pipeline.warehouse import WriterLock
with WriterLock(Path(sys.argv[1]), 0):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_waiting_run_is_told_whom_it_waits_for_and_a_kill_frees_the_home(tmp_path: Path) -> None:
    """The error names the holder's process; after kill -9 the next run starts at once."""
    path = tmp_path / ".lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(HomeBusyError, match=f"process {holder.pid}"), WriterLock(path, 0.2):
            pass
        holder.send_signal(signal.SIGKILL)
    with WriterLock(path, 0):
        assert lock_holder(path) == {"pid": os.getpid(), "since": lock_holder(path)["since"]}
    assert lock_holder(path) is None


def test_the_holder_may_enter_again(tmp_path: Path) -> None:
    """The inner block's end does not free the home."""
    lock = WriterLock(tmp_path / ".lock", 0)
    with lock:
        with lock:
            pass
        with pytest.raises(HomeBusyError), WriterLock(tmp_path / ".lock", 0):
            pass
