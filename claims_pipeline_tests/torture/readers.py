"""Analysts who query while days are rewritten: two who open, ask and close, two who keep a session open."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path

import duckdb
import polars as pl

from claims_pipeline.schemas import make_id
from claims_pipeline.settings import WarehouseSettings
from claims_pipeline.warehouse import Home
from claims_pipeline_tests.torture.children import Action, Child, Tell

SIZES = (2_000, 2_001)
"""Claims of each day in the two versions that a writer goes back and forth between."""

QUESTION = """
    SELECT
        (SELECT count(*) FROM claims),
        (SELECT count(*) FROM claims JOIN articles USING (page_id)),
        (SELECT count(*) FROM claims JOIN claim_places USING (claim_id)),
        (SELECT sum(n_claims) FROM region_summary),
        (SELECT count(DISTINCT landed_on) FROM claims)
"""
ANSWERS = {(2 * n, 2 * n, 2 * n, 2 * n, 2) for n in SIZES}
SESSION_S = 8


def read_while_written(folder: Path, seconds: float) -> dict[str, int]:
    """Let four readers and a writer at one home; count runs, reads, and what must not happen."""
    folder.mkdir(parents=True, exist_ok=True)
    home, log = Home(folder / "home"), folder / "log"
    first = Child(rewrite(home, 0, folder / "first.json"), log)
    if first.end() != 0:
        raise RuntimeError(log.read_text(encoding="utf-8"))
    actions = {"writer": rewrite(home, seconds, folder / "writer.json")}
    for number in range(4):
        held = SESSION_S if number % 2 else 0
        actions[f"reader {number}"] = ask(home, seconds, held, folder / f"reader-{number}.json")
    children = {name: Child(action, log) for name, action in actions.items()}
    counts = Counter({"processes that broke": sum(child.end() != 0 for child in children.values())})
    for path in folder.glob("*.json"):
        counts.update(json.loads(path.read_text(encoding="utf-8")))
    return dict(counts)


def rewrite(home: Home, seconds: float, result: Path) -> Action:
    """Replace every day and publish, again and again for a time; once if it is 0."""

    def action(_tell: Tell) -> int:
        deadline = time.monotonic() + seconds
        counts = Counter({"runs": 0, "failed runs": 0})
        while not counts["runs"] or time.monotonic() < deadline:
            try:
                _write(home, SIZES[counts["runs"] % 2])
            except Exception as error:
                print(error)
                counts["failed runs"] += 1
            counts["runs"] += 1
        result.write_text(json.dumps(counts), encoding="utf-8")
        return 0

    return action


def _write(home: Home, n_claims: int) -> None:
    from claims_pipeline.warehouse import build_views, publish, replace_days, replace_ledger
    from claims_pipeline_tests.warehouse.frames import AUGUST, JUNE, day_frames, ledger_frames

    for day in (JUNE, AUGUST):
        frames = day_frames(day)
        ids = pl.Series("claim_id", [make_id("claim", day, number) for number in range(n_claims)])
        for name in ("claims", "claim_places"):
            frames[name] = frames[name].drop("claim_id").join(ids.to_frame(), how="cross")
        replace_days(home, [day], frames)
    ledger = ledger_frames(JUNE, AUGUST)
    replace_ledger(home, ledger | {"claim_propositions": ledger["claim_propositions"].clear()})
    build_views(home)
    publish(home, WarehouseSettings())


def ask(home: Home, seconds: float, session_s: float, result: Path) -> Action:
    """Ask for a time, in sessions of ``session_s``; count answers that no whole ledger gives."""

    def action(_tell: Tell) -> int:
        deadline = time.monotonic() + seconds
        counts = Counter({"reads": 0, "failed reads": 0, "torn reads": 0})
        while time.monotonic() < deadline:
            try:
                _session(home, min(deadline, time.monotonic() + session_s), counts)
            except duckdb.Error as error:
                print(error)
                counts["failed reads"] += 1
        result.write_text(json.dumps(counts), encoding="utf-8")
        return 0

    return action


def _session(home: Home, end: float, counts: Counter[str]) -> None:
    with duckdb.connect(str(home.ledger), read_only=True, config={"threads": 1}) as con:
        while True:
            [answer] = con.execute(QUESTION).fetchall()
            counts["reads"] += 1
            counts["torn reads"] += answer not in ANSWERS
            if time.monotonic() >= end:
                return
