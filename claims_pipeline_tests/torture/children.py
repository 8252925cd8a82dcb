"""Processes to be killed: forked from this one, so that what is slow to import is imported once."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

Tell = Callable[[str], None]
Action = Callable[[Tell], int]


class Child:
    """A forked process that does one thing, tells what it is about to do, and writes what it prints to a log."""

    def __init__(self, action: Action, log: Path) -> None:
        self._events, told = os.pipe()
        self.started = time.monotonic()
        self.told: list[tuple[str, float]] = []
        self.status: int | None = None
        self._rest = b""
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._events)
            _act(action, told, log)
        os.close(told)

    def wait_for(self, word: str) -> bool:
        """Wait until the child tells ``word``; False if it ends before."""
        while word not in (said for said, _ in self.told):
            if not self._listen(None):
                return False
        return True

    def sleep(self, seconds: float) -> None:
        """Let the child go on for a while, listening."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and self._listen(left):
            pass

    def kill(self) -> bool:
        """Kill the child as a power cut would; False if it had ended by itself."""
        os.kill(self.pid, signal.SIGKILL)
        return self.end() == -signal.SIGKILL

    def end(self) -> int:
        """Wait for the end and return the exit status, or the negative signal."""
        while self._listen(None):
            pass
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            os.close(self._events)
        return self.status

    def _listen(self, seconds: float | None) -> bool:
        if self.status is not None:
            return False
        if not select.select([self._events], [], [], seconds)[0]:
            return True
        if not (heard := os.read(self._events, 4096)):
            return False
        *whole, self._rest = (self._rest + heard).split(b"\n")
        self.told += [(word.decode(), time.monotonic() - self.started) for word in whole]
        return True


def _tell(told: int, word: str) -> None:
    os.write(told, f"{word}\n".encode())


def _act(action: Action, told: int, log: Path) -> None:
    status = 70
    try:
        with log.open("ab") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        status = action(partial(_tell, told))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
