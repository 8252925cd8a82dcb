"""Kill whole runs: Dagster, stages, store, views, ledger, report.

Two landing folders hold two versions of one day. A home goes from one to the other and back; each run is killed once,
in a stage and at a moment of it that are drawn, an analyst looks, and the run is started again.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from claims_pipeline.settings import WarehouseSettings
from claims_pipeline.warehouse import Home
from claims_pipeline_tests.torture.children import Action, Child, Tell
from claims_pipeline_tests.torture.ledgers import State, leftovers, state, verdict

FIRST = "2025-06-08"
DAY = "2025-06-09"
PAGES = {
    "kept.txt": "Bridge near Sumy\n\nOfficials said on Sunday that a bridge near Sumy had fallen overnight.",
    f"{DAY}/a.txt": "Village near Kherson\n\nRussia's defence ministry said its troops had captured Novovoskresenske.",
    f"{DAY}/b.txt": "Port of Odesa\n\nThe mayor of Odesa said on Monday that drones had struck the port.",
}
VERSIONS = (
    PAGES,
    PAGES
    | {f"{DAY}/a.txt": "Village near Kherson\n\nUkraine's general staff denied that Novovoskresenske was captured."}
    | {f"{DAY}/c.txt": "Rail\n\nUkrainian Railways reported on Monday that a train had burned in Kharkiv."},
)


class Version(NamedTuple):
    """A landing folder, and what a run of it that nothing happens to ends in."""

    source: Path
    state: State
    snapshot: str


def run(source: Path, home: Path, rebuild: bool = False) -> Action:
    """The command ``run``, telling its stages as they start."""

    def action(tell: Tell) -> int:
        command: Any = import_module("claims_pipeline.cli.run")  # `cli.run` is the click command

        @contextmanager
        def watching() -> Iterator[Any]:
            yield watch

        @contextmanager
        def watch(stage: str) -> Iterator[Any]:
            tell(stage)
            yield iter

        command.watching = watching
        status: int = command.run_source(source, None, home, rebuild)
        return status

    return action


def write_versions(folder: Path) -> list[Path]:
    """Write the two landing folders; the day before is only in the first run's."""
    sources = []
    for number, pages in enumerate(VERSIONS):
        source = folder / f"version-{number}"
        for name, text in pages.items():
            path = source / (name if "/" in name else f"{FIRST}/{name}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        sources.append(source)
    return sources


def prepare(folder: Path) -> tuple[Home, list[Version], list[tuple[str, float]]]:
    """Run both versions in homes of their own; return the home to torture, the versions, and when each stage began."""
    for module in ("cli.execution", "definitions"):  # what is slow to import is imported before forking
        import_module(f"claims_pipeline.{module}")
    versions, homes = [], []
    for number, source in enumerate(write_versions(folder)):
        home = Home(folder / f"home-{number}")
        _run_well(source, home)
        (source / FIRST / "kept.txt").unlink()
        (source / FIRST).rmdir()
        versions.append(Version(source, state(home.ledger), home.ledger.resolve().name))
        homes.append(home)
    again = _run_well(versions[0].source, homes[0])
    ends = [*(at for _, at in again.told[1:]), time.monotonic() - again.started]
    spans = [("start", again.told[0][1])]
    spans += [(stage, end - at) for (stage, at), end in zip(again.told, ends, strict=True)]
    return homes[0], versions, spans


def _run_well(source: Path, home: Home) -> Child:
    child = Child(run(source, home.folder), home.folder.with_suffix(".log"))
    if child.end() != 0:
        raise RuntimeError(home.folder.with_suffix(".log").read_text(encoding="utf-8"))
    return child


def kill_runs(folder: Path, n_kills: int, seed: int) -> Iterator[dict[str, Any]]:
    """Kill ``n_kills`` runs; for each, say where, what an analyst found, and what the rerun ended in."""
    home, versions, spans = prepare(folder)
    now = 0
    for number in range(n_kills):
        draw = random.Random(f"{seed}.{number}")
        stage, span = draw.choice(spans)
        offset = draw.uniform(0, span)
        before, after = versions[now], versions[1 - now]
        killed = _kill(run(after.source, home.folder), home, stage, offset)
        found = verdict(home, before.state, after.state)
        rerun = Child(run(after.source, home.folder), home.folder.with_suffix(".log"))
        status = rerun.end()
        yield {
            "kill": f"{seed}.{number}",
            "stage": stage,
            "after_s": round(offset, 3),
            "killed": killed,
            "found": found,
            "rerun": "good" if status == 0 else f"status {status}",
            "end": _end(home, after),
        }
        now = 1 - now


def _kill(action: Action, home: Home, stage: str, offset: float) -> bool:
    child = Child(action, home.folder.with_suffix(".log"))
    if stage == "start" or child.wait_for(stage):
        child.sleep(offset)
    return child.kill()


def _end(home: Home, wanted: Version) -> str:
    if (left := leftovers(home)) or len(list(home.snapshots.iterdir())) > WarehouseSettings().keep_snapshots:
        return f"left over: {left or 'snapshots'}"
    if home.ledger.resolve().name != wanted.snapshot:
        return f"another snapshot: {home.ledger.resolve().name}"
    found = verdict(home, wanted.state, wanted.state)
    return "equal" if found == "before" else found
