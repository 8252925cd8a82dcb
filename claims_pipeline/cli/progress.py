"""A bar a stage on a terminal, a line a stage elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from claims_pipeline.settings import Track

Watch = Callable[[str], AbstractContextManager[Track]]


@contextmanager
def watching() -> Iterator[Watch]:
    """Show the stages of a run as they go."""
    if sys.stdout.isatty():
        columns = TextColumn("{task.description:<26}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        with Progress(*columns) as progress:
            yield _Bars(progress)
    else:
        with closing(_Lines()) as lines:
            yield lines


class _Bars:
    """One bar a stage; a stage that runs again (another range of days) goes on with its bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[Track]:
        if stage not in self._bars:
            self._bars[stage] = self._progress.add_task(stage, total=None)
        bar = self._bars[stage]
        seen = self._task(bar).completed
        yield lambda items: self._follow(bar, items)
        if self._task(bar).completed == seen:
            self._progress.advance(bar)
        self._progress.update(bar, total=self._task(bar).completed)

    def _follow(self, bar: TaskID, items: Iterable[Any]) -> Iterator[Any]:
        if isinstance(items, Sized):
            self._progress.update(bar, total=self._task(bar).completed + len(items))
        for item in items:
            yield item
            self._progress.advance(bar)

    def _task(self, bar: TaskID) -> Any:
        return self._progress.tasks[self._progress.task_ids.index(bar)]


class _Lines:
    """One line a stage, when it has ended and another begins."""

    def __init__(self) -> None:
        self._stage, self._seen, self._seconds = "", 0, 0.0

    @contextmanager
    def __call__(self, stage: str) -> Iterator[Track]:
        if stage != self._stage:
            self.close()
            self._stage = stage
        started = time.perf_counter()
        yield self._count
        self._seconds += time.perf_counter() - started

    def _count(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._seen += 1
            yield item

    def close(self) -> None:
        """Print the stage that has ended."""
        if self._stage:
            print(f"{self._stage:<26} {self._seen or '':>7} {self._seconds:7.1f} s", flush=True)
        self._stage, self._seen, self._seconds = "", 0, 0.0
