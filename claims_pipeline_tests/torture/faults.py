"""What a disk and a clock can do to a run: full, read-only, damaged, set back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from claims_pipeline.warehouse import Home
from claims_pipeline_tests.torture.children import Child
from claims_pipeline_tests.torture.kills import Version, prepare, run
from claims_pipeline_tests.torture.ledgers import State, leftovers, state, verdict

FULL = """
set -u
mount -t tmpfs -o size={size}k tmpfs {disk} && cp -a {home}/. {disk}/ || exit 99
{run} --home {disk} > {log} 2>&1; echo $?
{ask} {disk}/claims.duckdb
mount -o remount,size=1g {disk}
{run} --home {disk} >> {log} 2>&1; echo $?
{ask} {disk}/claims.duckdb
"""
READ_ONLY = """
set -u
mount --bind {home} {disk} && mount -o remount,ro,bind {disk} || exit 99
{run} --home {disk} > {log} 2>&1; echo $?
{ask} {disk}/claims.duckdb
mount -o remount,rw,bind {disk}
{run} --home {disk} >> {log} 2>&1; echo $?
{ask} {disk}/claims.duckdb
"""
MARGINS_KB = (64, 1_024, 4_096, 9_000)
"""Room left on the full disk: it gives out in the stages, in the store, in the snapshot."""


def faults(folder: Path) -> Iterator[dict[str, Any]]:
    """Let each fault happen to a run; say what the run said, what an analyst found, and what the run after ended in."""
    home, versions, _ = prepare(folder)
    for margin in MARGINS_KB:
        yield _on_a_disk(f"disk full, {margin} kB left", FULL, folder, home, versions, margin)
    yield _on_a_disk("read-only disk", READ_ONLY, folder, home, versions, 0)
    for name, damage in DAMAGES.items():
        yield _damaged(name, damage, folder, home, versions)
    yield _clock_set_back(folder, home, versions)


def _on_a_disk(
    name: str, script: str, folder: Path, home: Home, versions: list[Version], margin: int
) -> dict[str, Any]:
    disk = folder / "disk"
    disk.mkdir(exist_ok=True)
    own = folder / "own"
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(home.folder, own, symlinks=True)
    used = sum(path.lstat().st_blocks for path in own.rglob("*")) // 2
    words = {
        "size": used + margin,
        "home": own,
        "disk": disk,
        "log": folder / "disk.log",
        "run": f"{sys.executable} -m claims_pipeline.cli run {versions[1].source}",
        "ask": f"{sys.executable} -m claims_pipeline_tests.torture.ledgers",
    }
    made = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script.format(**words)], capture_output=True, text=True, check=False
    )
    if made.returncode == 99 or "unshare" in made.stderr:
        return {"fault": name, "skipped": f"no disk can be made here: {made.stderr.strip()}"}
    first, found, again, end = made.stdout.splitlines()
    said = (folder / "disk.log").read_text(encoding="utf-8")
    return {
        "fault": name,
        "run": f"status {first}" + (", TRACEBACK" if "Traceback" in said else ""),
        "found": _which(json.loads(found), versions),
        "rerun": "good" if again == "0" else f"status {again}",
        "end": "equal" if json.loads(end) == versions[1].state else "other tables",
    }


def _which(found: State, versions: list[Version]) -> str:
    return {0: "before", 1: "after"}.get(
        next((number for number, version in enumerate(versions) if found == version.state), 2), "neither"
    )


def _garbage(store: Path) -> None:
    store.write_bytes(b"no database")


def _halved(store: Path) -> None:
    os.truncate(store, store.stat().st_size // 2)


def _flipped(store: Path) -> None:
    with store.open("r+b") as file:
        for at in range(3 * 4096, store.stat().st_size, 256 * 1024):
            file.seek(at)
            byte = file.read(1)
            file.seek(at)
            file.write(bytes([byte[0] ^ 0xFF]))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "store of other bytes": _garbage,
    "store cut in half": _halved,
    "a bit of each block of the store flipped": _flipped,
}


def _damaged(
    name: str, damage: Callable[[Path], None], folder: Path, home: Home, versions: list[Version]
) -> dict[str, Any]:
    """Run over a damaged store, then make it anew from the pages of all days with one command."""
    own = Home(folder / "damaged")
    shutil.rmtree(own.folder, ignore_errors=True)
    shutil.copytree(home.folder, own.folder, symlinks=True)
    damage(own.store)
    log = folder / "damaged.log"
    log.unlink(missing_ok=True)
    first = Child(run(versions[1].source, own.folder), log).end()
    found = verdict(own, versions[0].state, versions[1].state)
    landing = folder / "all-days"
    shutil.rmtree(landing, ignore_errors=True)
    shutil.copytree(versions[1].source, landing)
    (landing / "2025-06-08").mkdir()
    (landing / "2025-06-08" / "kept.txt").write_text(_first_page(), encoding="utf-8")
    again = Child(run(landing, own.folder, rebuild=True), log).end()
    return {
        "fault": name,
        "run": f"status {first}",
        "found": found,
        "rerun": "good" if again == 0 else f"status {again}",
        "end": str(leftovers(own) or verdict(own, versions[1].state, versions[1].state).replace("before", "equal")),
    }


def _first_page() -> str:
    from claims_pipeline_tests.torture.kills import PAGES

    return PAGES["kept.txt"]


def _clock_set_back(folder: Path, home: Home, versions: list[Version]) -> dict[str, Any]:
    """Let everything in the home be of next month, then run as of today, to and fro."""
    own = Home(folder / "future")
    shutil.copytree(home.folder, own.folder, symlinks=True)
    ahead = time.time() + 30 * 86_400
    for path in own.folder.rglob("*"):
        os.utime(path, (ahead, ahead), follow_symlinks=False)
    log = folder / "future.log"
    statuses, kept = [], set()
    for number in (1, 0, 1):
        old = own.ledger.resolve()
        statuses.append(Child(run(versions[number].source, own.folder), log).end())
        kept.add(old.exists())
    found = verdict(own, versions[0].state, versions[1].state)
    return {
        "fault": "clock set back by a month",
        "run": f"status {max(statuses)}",
        "found": found if kept == {True} else "the snapshot before was removed at once",
        "rerun": "good" if not any(statuses) else f"status {max(statuses)}",
        "end": "equal" if state(own.ledger) == versions[1].state else "other tables",
    }
