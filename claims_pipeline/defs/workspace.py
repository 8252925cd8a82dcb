"""What a run works with: the settings, its home, and whoever watches its progress."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import dagster as dg

from claims_pipeline.claims.endpoint import Endpoint, FolderCache
from claims_pipeline.defs.partitions import days_of
from claims_pipeline.landing import landing_days, listings
from claims_pipeline.settings import Settings, Track
from claims_pipeline.warehouse import Home, WriterLock

Watch = Callable[[str], AbstractContextManager[Track]]
"""Told the name of each stage as it starts; gives what the stage passes its pages through."""


@contextmanager
def unwatched(_stage: str) -> Iterator[Track]:
    """Show nothing."""
    yield iter


@dataclass(frozen=True)
class Workspace:
    """Settings, home and lock of one run."""

    settings: Settings = field(default_factory=lambda: Settings())
    watch: Watch = unwatched
    day: date | None = None
    """Landing day of files that lie directly in the source folder; None leaves it to the file's own date."""

    lock_held: WriterLock | None = None
    """The right to write in the home, if the caller already has it."""

    @property
    def home(self) -> Home:
        """The folder that the run writes."""
        return Home.of(self.settings)

    @cached_property
    def lock(self) -> WriterLock:
        """The right to write in the home; whoever holds it may enter again."""
        return self.lock_held or WriterLock(self.home.lock, self.settings.warehouse.lock_timeout_s)

    @cached_property
    def endpoint(self) -> Endpoint | None:
        """The language model that the user named, if any; its budget is that of the run."""
        knobs = self.settings.claims.endpoint
        return Endpoint(knobs, FolderCache(self.home.folder / "replies")) if knobs.url else None

    def days_among(self, keys: Sequence[str]) -> list[date]:
        """Choose the landing days to compute among the partitions of a run.

        One partition is a day named by hand: it is computed even if its files are gone, and becomes empty. Of a range
        only the days that hold files are: another landing folder may have filled the rest.
        """
        days = days_of(keys)
        return days if len(days) == 1 else sorted(self._landed & set(days))

    @cached_property
    def listings(self) -> dict[date, str]:
        """What landed on each day, named without reading it, before the run read any."""
        return listings(self.settings.source, self.day)

    def workers(self, n_pages: int) -> int:
        """Choose in how many processes so many pages are read: one more costs seconds to start."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        daily = self.settings.daily
        return min(daily.workers or cores, max(1, n_pages // daily.pages_a_worker))

    @cached_property
    def _landed(self) -> frozenset[date]:
        """Looked up once a run: files that land meanwhile belong to the next one."""
        return frozenset(landing_days(self.settings.source, self.day))


def workspace_resource(workspace: Workspace | None, is_writer: bool = True) -> dg.ResourceDefinition:
    """Give a run its workspace and, for as long as the run lasts, the right to write in its home if it is a writer."""

    @dg.resource(description="Settings and home folder; of a writer, the right to write in it, held for the whole run.")
    def locked_workspace(_context: dg.InitResourceContext) -> Iterator[Workspace]:
        current = workspace or Workspace()
        with current.lock if is_writer else nullcontext():
            yield current

    return locked_workspace
