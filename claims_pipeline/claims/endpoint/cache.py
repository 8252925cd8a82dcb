"""Replies of models, kept by what was asked: a page is asked about once."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Protocol


class Cache(Protocol):
    """Where replies are kept."""

    def get(self, key: str) -> str | None:
        """Return what was put under a key, or none."""

    def put(self, key: str, value: str) -> None:
        """Keep a value under a key."""


class FolderCache:
    """A file a key. Files are written beside and renamed, so a kill leaves a whole file or none.

    Raises ``OSError`` if the folder cannot be made, read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> str | None:
        """Return what was put under a key; none if there is nothing, or what is there is no text."""
        try:
            return (self._folder / key).read_bytes().decode("utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            return None

    def put(self, key: str, value: str) -> None:
        """Keep a value under a key, which is the name of its file."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, beside = mkstemp(prefix=".", dir=self._folder)
        try:
            with open(handle, "wb") as file:
                file.write(value.encode("utf-8"))
            os.replace(beside, self._folder / key)
        except BaseException:
            with suppress(OSError):
                os.unlink(beside)
            raise
