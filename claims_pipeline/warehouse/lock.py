"""One writer at a time in a home."""

from __future__ import annotations

import fcntl
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO


class HomeBusyError(RuntimeError):
    """Another run holds the home and did not end in time."""


class WriterLock:
    """The right to write in a home, from the first ``with`` to the end of the last one inside it.

    The kernel keeps the lock with the open file and drops it when the process ends, however it ends: no stale lock
    can block a later run. The file's content only tells a waiting run whom it waits for.
    """

    def __init__(self, path: Path, timeout_s: float) -> None:
        self._path = path
        self._timeout_s = timeout_s
        self._file: IO[str] | None = None
        self._depth = 0

    def __enter__(self) -> WriterLock:
        if self._depth == 0:
            self._file = self._acquire()
        self._depth += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        if self._depth == 0 and self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None

    def _acquire(self) -> IO[str]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+")
        deadline = time.monotonic() + self._timeout_s
        while not _try_lock(file):
            if time.monotonic() >= deadline:
                file.close()
                raise HomeBusyError(self._busy())
            time.sleep(0.1)
        file.truncate(0)
        json.dump({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}, file)
        file.flush()
        return file

    def _busy(self) -> str:
        holder = lock_holder(self._path)
        who = f"process {holder['pid']}, since {holder['since']}" if holder else "another process"
        return (
            f"{self._path.parent} is being written by {who}; waited {self._timeout_s:g} s. Try again when it has ended."
        )


def lock_holder(path: Path) -> dict[str, str] | None:
    """Who writes in the home now (``pid``, ``since``), or None."""
    try:
        with path.open("r+") as file:
            return None if _try_lock(file) else json.loads(file.read() or "null")
    except FileNotFoundError:
        return None


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
