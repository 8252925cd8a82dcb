"""What finding copies costs: CPU seconds of one thread and memory, of the project and of the peers.

Each tool runs in a process of its own, on the same generated articles. What it imports, compiles and loads is outside
the clock. Seconds say little on another machine: read the ratio to one native pass over the same texts. Numba, which
that pass is written with, comes with the peers.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories import group_copies
from claims_pipeline_tests.bench.copy_peers import OURS, installed_peers
from claims_pipeline_tests.bench.generated_copies import make_articles
from claims_pipeline_tests.stories.evaluate import stories_of
from claims_pipeline_tests.stories.frames import frames

NAME = "claims_pipeline_tests.bench.copy_costs"
NATIVE = "one native pass over the words"
TABLES = ("raw_pages", "page_lines", "articles")
N_WARM = 20
THREADS = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS", "NUMBA_NUM_THREADS")
PROCESS = Path("/proc/self")


def print_costs(n: int) -> None:
    """Print a line a tool; the articles are made here once, and read by each."""
    articles = make_articles(n)
    true = [article.story for article in articles]
    with tempfile.TemporaryDirectory() as folder:
        for table, frame in zip(TABLES, frames(article.page for article in articles), strict=True):
            frame.write_parquet(Path(folder) / f"{table}.parquet")
        native = _in_own_process(NATIVE, folder) if find_spec("numba") else None
        if not native:
            print("Numba is not installed: no native pass to measure by, only seconds.")
        head = "  times the native pass" if native else ""
        print(f"\n{f'{n} generated articles, one thread':40}    CPU s  a CPU s   MB above    F1{head}")
        if native:
            print(_line(NATIVE, native, true, native), flush=True)
        for tool in (OURS, *installed_peers()):
            print(_line(tool, _in_own_process(tool, folder), true, native), flush=True)


def _in_own_process(tool: str, folder: str) -> dict[str, Any]:
    environment = os.environ | dict.fromkeys(THREADS, "1")
    command = [sys.executable, "-m", NAME, tool, folder]
    return dict(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment).stdout))


def _line(tool: str, cost: dict[str, Any], true: Sequence[int], native: dict[str, Any] | None) -> str:
    seconds = max(cost["seconds"], 1e-6)
    mb = "" if cost["mb"] is None else f"{cost['mb']:.0f}"
    f1 = f"{pair_f1(true, cost['groups']):.3f}" if cost["groups"] else ""
    ratio = f"{seconds / max(native['seconds'], 1e-6):.1f}" if native else ""
    return f"{tool:40} {seconds:8.3f}  {len(true) / seconds:7.0f}  {mb:>9}  {f1:>5}  {ratio:>5}".rstrip()


def pair_f1(true: Sequence[Any], found: Sequence[Any]) -> float:
    """Return the F1 of the pairs that stand in one group."""
    both = list(zip(true, found, strict=True))
    n_both, n_true, n_found = (sum(n * (n - 1) for n in Counter(labels).values()) for labels in (both, true, found))
    return 2 * n_both / max(1, n_true + n_found)


def measure(tool: str, folder: Path) -> dict[str, Any]:
    """Run one tool in this process; its CPU seconds, its memory above the input, and the group of each article."""
    if tool == NATIVE:
        return _measure_native(_texts(folder))
    find, documents = _prepared(tool, folder)
    gc.collect()
    memory = _Memory()
    started = time.process_time()
    found = find(documents)
    seconds = time.process_time() - started
    return {"seconds": seconds, "mb": memory.mb_above(), "groups": _labels(found, folder)}


def _measure_native(texts: list[str]) -> dict[str, Any]:
    from claims_pipeline_tests.bench.native_shingles import time_pass

    time_pass(texts[:N_WARM])
    memory = _Memory()
    return {"seconds": time_pass(texts), "mb": memory.mb_above(), "groups": []}


def _prepared(tool: str, folder: Path) -> tuple[Callable[[Any], Any], Any]:
    """Return a tool and what it takes; it has imported and compiled what it needs, on a few articles."""
    if tool == OURS:
        loaded = [pl.read_parquet(folder / f"{table}.parquet") for table in TABLES]
        few = loaded[-1].head(N_WARM)
        _by_door([frame.join(few, on="page_id", how="semi") for frame in loaded])
        return _by_door, loaded
    texts, find = _texts(folder), installed_peers()[tool]
    find(texts[:N_WARM])
    return find, texts


def _by_door(tables: Sequence[Any]) -> Any:
    return group_copies(*tables, StoriesSettings())


def _texts(folder: Path) -> list[str]:
    return pl.read_parquet(folder / "articles.parquet", columns=["text"])["text"].to_list()


def _labels(found: Any, folder: Path) -> list[Any]:
    """Return one group of each article: a peer's, or the largest of its stories."""
    if isinstance(found, list):
        return found
    stories = stories_of(found)
    return [stories[name][0] for name in pl.read_parquet(folder / "articles.parquet", columns=["page_id"])["page_id"]]


class _Memory:
    """The most that this process holds from now on, above what it holds now; Linux alone tells."""

    def __init__(self) -> None:
        self._kb: int | None = None
        with suppress(OSError):
            # The peak so far is that of reading the input.
            (PROCESS / "clear_refs").write_text("5")
            self._kb = self._read("VmRSS:")

    def mb_above(self) -> float | None:
        return None if self._kb is None else (self._read("VmHWM:") - self._kb) / 1024

    @staticmethod
    def _read(field: str) -> int:
        words = (PROCESS / "status").read_text().split()
        return int(words[words.index(field) + 1])


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
