"""Kill within the warehouse: before any line of it, or at any moment of replacing a day and publishing.

The frames are made, not computed, so that hundreds of kills take minutes; what is killed is the code of the real thing.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import claims_pipeline.warehouse
from claims_pipeline.settings import WarehouseSettings
from claims_pipeline.warehouse import Home
from claims_pipeline_tests.torture.children import Action, Child, Tell
from claims_pipeline_tests.torture.ledgers import State, leftovers, state, verdict

PACKAGE = str(Path(claims_pipeline.warehouse.__file__).parent)
VERSIONS = ("Officials said that the bridge had fallen.", "Officials said that the bridge stands.")
Point = tuple[str, int]


def commit(home: Home, text: str, at_line: Callable[[str, int], None] | None = None) -> Action:
    """Two days, the earlier one last, ledger, views, snapshot; ``at_line`` is called before each line of the code."""

    def action(tell: Tell) -> int:
        from claims_pipeline.warehouse import build_views, publish, replace_days, replace_ledger
        from claims_pipeline_tests.warehouse.frames import AUGUST, JUNE, day_frames, ledger_frames

        days = {day: day_frames(day, text) for day in (AUGUST, JUNE)}
        tell("commit")
        if at_line is not None:
            sys.settrace(_tracer(at_line))
        for day, frames in days.items():
            replace_days(home, [day], frames)
        replace_ledger(home, ledger_frames(JUNE, AUGUST))
        build_views(home)
        publish(home, WarehouseSettings())
        return 0

    return action


def _tracer(at_line: Callable[[str, int], None]) -> Callable[[FrameType, str, Any], Any]:
    def lines(frame: FrameType, event: str, _value: Any) -> Any:
        if event == "line":
            at_line(Path(frame.f_code.co_filename).name, frame.f_lineno)
        return lines

    return lambda frame, _event, _value: lines if frame.f_code.co_filename.startswith(PACKAGE) else None


def kill_commits(folder: Path, n_kills: int, seed: int) -> Iterator[dict[str, Any]]:
    """Kill ``n_kills`` commits, every other one before a line of the warehouse that is drawn, the rest at a moment."""
    home, states = Home(folder / "home"), []
    log = folder / "log"
    folder.mkdir(parents=True, exist_ok=True)
    for text in reversed(VERSIONS):
        _well(commit(home, text), log)
        states.append(state(home.ledger))
    states.reverse()
    passed, seconds = _passed(home, log)
    for number in range(n_kills):
        draw = random.Random(f"{seed}.{number}")
        to = (number + 1) % 2
        point = draw.choice(sorted(passed))
        nth, moment = draw.randint(1, passed[point]), draw.uniform(0, seconds)
        by_line = number // 2 % 2 == 0
        child = Child(commit(home, VERSIONS[to], _killer(point, nth) if by_line else None), log)
        if not by_line:
            child.wait_for("commit")
            child.sleep(moment)
        killed = child.end() == -signal.SIGKILL if by_line else child.kill()
        found = verdict(home, states[1 - to], states[to])
        rerun = Child(commit(home, VERSIONS[to]), log).end()
        yield {
            "kill": f"{seed}.{number}",
            "stage": f"before {point[0]}:{point[1]}, time {nth}" if by_line else f"after {moment:.3f} s",
            "killed": killed,
            "found": found,
            "rerun": "good" if rerun == 0 else f"status {rerun}",
            "end": _end(home, states[to]),
        }


def _well(action: Action, log: Path) -> Child:
    child = Child(action, log)
    if child.end() != 0:
        raise RuntimeError(log.read_text(encoding="utf-8"))
    return child


def _passed(home: Home, log: Path) -> tuple[dict[Point, int], float]:
    """Count how often each line is passed, and how long it takes, on the way to the second version and back."""
    counted = log.with_name("lines.txt")

    with counted.open("w", encoding="utf-8", buffering=1) as out:
        _well(commit(home, VERSIONS[1], lambda file, line: print(file, line, file=out)), log)
    passed: dict[Point, int] = defaultdict(int)
    for words in counted.read_text(encoding="utf-8").splitlines():
        file, line = words.split()
        passed[file, int(line)] += 1
    started = time.monotonic()
    timed = _well(commit(home, VERSIONS[0]), log)
    return passed, time.monotonic() - started - timed.told[0][1]


def _killer(point: Point, nth: int) -> Callable[[str, int], None]:
    left = nth

    def at_line(file: str, line: int) -> None:
        nonlocal left
        left -= (file, line) == point
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return at_line


def _end(home: Home, wanted: State) -> str:
    if left := leftovers(home):
        return f"left over: {left}"
    found = verdict(home, wanted, wanted)
    return "equal" if found == "before" else found
