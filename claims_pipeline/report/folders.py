"""A folder that is replaced as a whole: readers see the old report or the new one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MARK = '<meta name="generator" content="claims-pipeline">'


class ForeignFolderError(Exception):
    """The folder holds files that are not a report, and would be lost."""


@contextmanager
def replaced_whole(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write into, and put it in the place of ``folder`` when the block ends well."""
    _refuse_foreign(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        aside = Path(scratch, "new")
        aside.mkdir()
        yield aside
        if folder.exists():
            folder.rename(Path(scratch, "old"))
        aside.rename(folder)


def _refuse_foreign(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not _is_report(folder):
        raise ForeignFolderError(f"{folder} holds something else than a report: choose another folder, or empty it")
    if folder.exists() and not folder.is_dir():
        raise ForeignFolderError(f"{folder} is a file")


def _is_report(folder: Path) -> bool:
    index = folder / "index.html"
    return index.is_file() and MARK in index.read_text(encoding="utf-8", errors="replace")[:2000]
