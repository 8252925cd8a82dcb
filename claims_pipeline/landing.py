"""The landing folder: which days it holds, the files of a day, and the store of raw evidence.

``SRC/YYYY-MM-DD/**`` is a day. Every other file (directly in ``SRC``, or in a folder whose name is no day, such as
``SRC/reuters/a.html``) belongs to the day that the caller gives, or else to its own date: the UTC date of its last
change. A folder whose name looks like a day but is none (``2025-02-30``, ``2025-6-1``) is an error, for guessing would
file its pages under a wrong day.

``NAME.json`` beside a page ``NAME`` (or ``STEM.json`` beside ``STEM.html``) is its sidecar, not a page; a ``.json``
that belongs to no page is handed on and ends as a rejected page. Hidden files and folders (``.git``, ``.DS_Store``) are
not pages. A link that leaves the landing folder is never followed: it is handed on as unreadable.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple

from claims_pipeline.pages import LandedFile

_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\Z", re.ASCII)
_CHUNK = 1 << 20
_MAX_SIDECAR_BYTES = 1_000_000
_CONTAINERS = (".jsonl", ".jsonl.gz", ".warc", ".warc.gz")


class LandingError(Exception):
    """The landing folder cannot be read as one; the message says what to do."""


class _Found(NamedTuple):
    path: Path
    ref: str
    landed_on: date
    sidecar: Path | None


def landing_days(source: Path, day: date | None = None) -> list[date]:
    """Return the days that have files, in order; ``day`` is the day of files that stand in no day's folder.

    Raises LandingError if ``source`` is missing, is no folder, or has a folder named like a day that does not exist.
    """
    return sorted({found.landed_on for found in _scan(source, day)})


def landed_files(
    source: Path,
    days: Iterable[date],
    day: date | None = None,
    *,
    max_bytes: int,
    max_container_bytes: int | None = None,
) -> Iterator[LandedFile]:
    """Yield the files of the days, by path, one at a time in memory; ``day`` as in ``landing_days``.

    A larger file is hashed, not held (``content`` is None); files of many pages have a limit of their own. A file that
    cannot be read has ``error`` set. Raises LandingError as ``landing_days`` does.
    """
    wanted = set(days)
    for found in _scan(source, day):
        if found.landed_on in wanted:
            is_container = found.ref.lower().endswith(_CONTAINERS)
            yield _read(found, source, max_container_bytes or max_bytes if is_container else max_bytes)


def listings(source: Path, day: date | None = None) -> dict[date, str]:
    """Name the files of each day by path, size and time of change, without reading them: what it takes to see a change.

    Raises LandingError as ``landing_days`` does.
    """
    found: dict[date, list[str]] = {}
    for file in _scan(source, day):
        stats = [path.lstat() for path in (file.path, file.sidecar) if path is not None]
        told = [file.ref, *((stat.st_size, stat.st_mtime_ns) for stat in stats)]
        found.setdefault(file.landed_on, []).append(repr(told))
    return {day: sha256("\n".join(files).encode()).hexdigest()[:16] for day, files in found.items()}


def keep_raw(home: Path, files: Iterable[LandedFile]) -> Iterator[LandedFile]:
    """Pass the files on, each stored before it goes: the raw page is evidence, kept byte for byte, never rewritten.

    A file's bytes stand in ``HOME/raw/<first two hex digits>/<sha256>``, read-only. Files without content (too large,
    unreadable) are passed on unstored. A kill leaves whole files or none.
    """
    for file in files:
        if file.content is not None:
            _store(home / "raw" / file.sha256[:2] / file.sha256, file.content)
        yield file


def _store(target: Path, content: bytes) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o444)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _scan(source: Path, day: date | None) -> list[_Found]:
    if not source.exists():
        raise LandingError(f"Landing folder {source} does not exist.")
    if not source.is_dir():
        raise LandingError(f"{source} is a file; give the landing folder that holds it.")
    paths = {_readable(path.relative_to(source).as_posix()): path for path in _walk(source)}
    sidecars = _sidecars(paths)
    pages = sorted(paths.keys() - {name for names in sidecars.values() for name in names})
    return [
        _Found(paths[ref], ref, _landed_on(paths[ref], ref, day), paths.get(next(iter(sidecars.get(ref, [])), "")))
        for ref in pages
    ]


def _readable(name: str) -> str:
    """Return the name with bytes that are no UTF-8 escaped: Linux allows them, no table does."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _walk(source: Path) -> Iterator[Path]:
    waiting = [source]
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            raise LandingError(f"Folder {folder} cannot be read: {error.strerror}.") from error
        for entry in entries:
            if entry.name.startswith("."):
                continue
            # A linked folder could lead out, or round in circles: it is listed as a file that cannot be read.
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))
            else:
                yield Path(entry.path)


def _sidecars(refs: Iterable[str]) -> dict[str, list[str]]:
    """Return the sidecars of each page: ``a.html.json`` before ``a.json``."""
    present = set(refs)
    pages = [ref for ref in refs if not ref.endswith(".json")]
    stems = {ref: re.sub(r"\.[A-Za-z]+(?:\.gz)?\Z", "", ref) for ref in pages}
    return {ref: [name for name in (f"{ref}.json", f"{stems[ref]}.json") if name in present] for ref in pages}


def _landed_on(path: Path, ref: str, day: date | None) -> date:
    folder, separator, _ = ref.partition("/")
    if separator and _DAY.match(folder):
        try:
            return date.fromisoformat(folder)
        except ValueError:
            raise LandingError(f"Folder {folder} is named like a day, but there is no such day (YYYY-MM-DD).") from None
    return day or datetime.fromtimestamp(path.lstat().st_mtime, UTC).date()


def _read(found: _Found, source: Path, max_bytes: int) -> LandedFile:
    empty = LandedFile(found.ref, found.landed_on, 0, sha256(b"").hexdigest(), None, error="unreadable")
    try:
        if not _is_inside(found.path, source):
            return empty
        with open(found.path, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return empty
            n_bytes, digest, content = _digest(stream, max_bytes)
        return LandedFile(found.ref, found.landed_on, n_bytes, digest, content, _sidecar(found, source))
    except OSError:
        return empty


def _is_inside(path: Path, source: Path) -> bool:
    is_file = stat.S_ISREG(path.stat().st_mode)  # first: a circle of links is an OSError here, none in `resolve`
    return is_file and path.resolve().is_relative_to(source.resolve())


def _digest(stream: BinaryIO, max_bytes: int) -> tuple[int, str, bytes | None]:
    digest, n_bytes, kept = sha256(), 0, bytearray()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        n_bytes += len(chunk)
        if n_bytes <= max_bytes:
            kept += chunk
    return n_bytes, digest.hexdigest(), bytes(kept) if n_bytes <= max_bytes else None


def _sidecar(found: _Found, source: Path) -> bytes | None:
    if found.sidecar is None:
        return None
    if not _is_inside(found.sidecar, source):
        return b""  # no JSON: the page says that its sidecar could not be read
    with open(found.sidecar, "rb") as stream:
        return stream.read(_MAX_SIDECAR_BYTES)
