"""Dagster's services as in production, on a home of their own: one process group that can be killed at once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "data" / "deploy"


def environment(home: Path, landing: Path, **more: str) -> dict[str, str]:
    """Return the environment of all services of a home; its ``dagster.yaml`` is that of production."""
    history = home / ".dagster"
    history.mkdir(parents=True, exist_ok=True)
    (history / "dagster.yaml").write_bytes((DEPLOY / "dagster.yaml").read_bytes())
    own = {"DAGSTER_HOME": history, "CLAIMS_PIPELINE_HOME": home, "CLAIMS_PIPELINE_SOURCE": landing}
    return os.environ | {name: str(value) for name, value in own.items()} | more


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start(command: list[str], env: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a service in a process group of its own, its words in a log."""
    with log.open("ab") as stream:
        program = [sys.executable, "-m", *command]
        return subprocess.Popen(program, cwd=ROOT, env=env, stdout=stream, stderr=stream, start_new_session=True)


def kill_group(service: subprocess.Popen[bytes]) -> None:
    """Kill a service with all that it has started, as a power cut would."""
    try:
        os.killpg(service.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        service.wait()


@contextmanager
def running(command: list[str], env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a service for as long as the block lasts."""
    service = start(command, env, log)
    try:
        yield service
    finally:
        kill_group(service)


def wait_for(url: str, seconds: float = 120) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=10).close()
            return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
        time.sleep(0.5)


DAEMON = ["dagster._daemon", "run", "-w", str(ROOT / "workspace.yaml")]
WEBSERVER = ["dagster_webserver", "-w", str(ROOT / "workspace.yaml"), "-h", "127.0.0.1"]
