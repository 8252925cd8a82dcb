"""The folder that a run writes: one place for the names of everything in it."""

from __future__ import annotations

import errno
import mmap
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from claims_pipeline.settings import Settings


@dataclass(frozen=True)
class Home:
    """A home folder (`data/` by default) and the paths in it; nothing is created by looking."""

    folder: Path
    catalog: str | None = None
    """DuckLake catalog of a store that several machines share; None: the store is a file of this home."""

    data_path: Path | None = None
    """Folder of that store's files, seen by every machine."""

    @classmethod
    def of(cls, settings: Settings) -> Home:
        """The home that the settings name."""
        return cls(settings.home, settings.warehouse.catalog, settings.warehouse.data_path)

    @property
    def ledger(self) -> Path:
        """The published ledger: a relative link to one immutable snapshot."""
        return self.folder / "claims.duckdb"

    @property
    def snapshots(self) -> Path:
        """Published files, never changed once they have their name."""
        return self.folder / "snapshots"

    @property
    def store(self) -> Path:
        """The private database; only a run opens it."""
        return self.folder / "store" / "claims.duckdb"

    @property
    def old_store(self) -> Path:
        """The store that one being made anew takes the place of."""
        return self.folder / "store.old"

    @property
    def awaited_days(self) -> Path:
        """Days that a store being made anew must hold before it is published."""
        return self.folder / ".awaited-days.json"

    @property
    def stage(self) -> Path:
        """Frames on their way between the assets of one run."""
        return self.folder / "stage"

    @property
    def report(self) -> Path:
        """The HTML report."""
        return self.folder / "report"

    @property
    def dagster(self) -> Path:
        """Dagster's history, shared by the command line, the UI and the schedule."""
        return self.folder / ".dagster"

    @property
    def lock(self) -> Path:
        """Held by the run that writes."""
        return self.folder / ".writer.lock"


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a name beside ``path`` to write to; it takes the place of ``path`` only when the block succeeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")  # one writer: a killed run's leftover is overwritten
    try:
        yield aside
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


_CHUNK = 8 << 20
_BLOCK = 4096


def copy_file(source: Path, target: Path) -> None:
    """Copy a file that nobody writes, past the system's cache where the disk allows it: a third of the CPU time."""
    try:
        with (
            open(source, "rb", buffering=0, opener=_past_cache) as old,
            open(target, "wb", buffering=0, opener=_past_cache) as new,
        ):
            chunk = mmap.mmap(-1, _CHUNK)  # past the cache, only whole blocks go, from the start of a page of memory
            while n_bytes := old.readinto(chunk):
                n_written = -(-n_bytes // _BLOCK) * _BLOCK
                with memoryview(chunk)[:n_written] as blocks:
                    if new.write(blocks) != n_written:
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
            new.truncate(old.tell())
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        shutil.copyfile(source, target)  # a file system in memory, say


def _past_cache(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_DIRECT", 0), 0o600)


def escaped(path: Path) -> str:
    """Spell a path for a string in SQL."""
    return str(path).replace("'", "''")
