"""What a day costs from end to end, run as a person runs it: first, again unchanged, and how much of it is Dagster's.

A day of generated pages of some 500 words each, a third of their sentences attributions as in news, one page in six a
copy. Each run is a process of its own; its start is timed apart, by the command that does nothing. Dagster's share is
what is left of a run when the time that its steps worked, and the start, are taken away.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from claims_pipeline_tests.bench.generated import PLACES, SCENES, SUBJECTS, VERBS, WHILES, attribution, html

WORDS = 500
DAY = "2025-06-01"
START = "import claims_pipeline.cli.execution, claims_pipeline.defs, claims_pipeline.report"


class Run(NamedTuple):
    """One run: wall and CPU seconds, peak memory of the largest process, and seconds that each stage told."""

    wall: float
    cpu: float
    peak_mb: float
    stages: dict[str, float]


def write_day(folder: Path, n_pages: int) -> None:
    """Write a landing day of pages of so many words, half of them HTML."""
    draw = random.Random(n_pages)
    bodies: list[list[str]] = []
    (folder / DAY).mkdir(parents=True)
    for number in range(n_pages):
        body = draw.choice(bodies) if bodies and draw.random() < 1 / 6 else _body(draw)
        bodies.append(body)
        headline = f"{draw.choice(PLACES)} wakes to news number {number}"
        if number % 2:
            (folder / DAY / f"{number}.txt").write_text("\n".join([headline, *body]), encoding="utf-8")
        else:
            (folder / DAY / f"{number}.html").write_text(html(headline, body), encoding="utf-8")


def _body(draw: random.Random) -> list[str]:
    paragraphs: list[str] = []
    while sum(len(paragraph.split()) for paragraph in paragraphs) < WORDS:
        sentences = [attribution(draw) if draw.random() < 1 / 3 else _told(draw) for _ in range(draw.randint(2, 4))]
        paragraphs.append(" ".join(sentences))
    return paragraphs


def _told(draw: random.Random) -> str:
    who, other = draw.choice(SUBJECTS), draw.choice(SUBJECTS).lower()
    return (
        f"{who} {draw.choice(VERBS)} {draw.choice(SCENES)} {draw.choice(WHILES)}, and {draw.randint(2, 999)} {other} "
        f"{draw.choice(VERBS)} {draw.choice(SCENES)} near {draw.choice(PLACES)}."
    )


def timed(*command: str) -> Run:
    """Run a command and say what it took, its children included."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = re.findall(r"^(\S.*?) +\d* +([\d.]+) s$", done.stdout, re.MULTILINE)
    return Run(wall, cpu, after.ru_maxrss / 1024, {stage: float(seconds) for stage, seconds in told})


def main() -> None:
    """Measure a first run and one that finds nothing changed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=1_000)
    n_pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_day(folder / "landing", n_pages)
        start = timed("-W", "ignore", "-c", START)
        command = [
            "-W",
            "ignore",
            "-m",
            "claims_pipeline.cli",
            "run",
            str(folder / "landing"),
            "--home",
            str(folder / "home"),
        ]
        first, again = timed(*command), timed(*command)
    cores = len(os.sched_getaffinity(0))
    print(f"A day of {n_pages} pages of {WORDS} words on {cores} cores; a start takes {start.wall:.1f} s")
    for stage, seconds in first.stages.items():
        later = again.stages.get(stage, 0.0)
        print(f"    {stage:<26} {seconds:>7.1f} s {seconds / first.wall:>5.0%}   again {later:>6.1f} s")
    for title, run in (("first", first), ("again, unchanged", again)):
        rest = max(0.0, run.wall - start.wall - sum(run.stages.values()))
        print(
            f"{title}: {run.wall - start.wall:.1f} s beyond the start, {run.cpu:.0f} CPU seconds, "
            f"peak {run.peak_mb:.0f} MB a process; Dagster's share {rest / run.wall:.0%}"
        )
    print(f"the rerun takes {again.wall / first.wall:.0%} of the first run")


if __name__ == "__main__":
    main()
