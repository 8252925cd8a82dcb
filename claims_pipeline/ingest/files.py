"""Folders and WARC files of this machine → the landing folder, each file and each page once."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from glob import iglob
from pathlib import Path
from urllib.parse import urlsplit

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from claims_pipeline.ingest.archive import Archive, digest
from claims_pipeline.ingest.memory import Memory, Seen, key_of
from claims_pipeline.ingest.sources import Folder, Warc
from claims_pipeline.ingest.tally import Tally
from claims_pipeline.pages.warc import OUTLET
from claims_pipeline.settings import IngestSettings


def take_folder(source: Folder, landing: Path, memory: Memory, tally: Tally, settings: IngestSettings) -> None:
    """Copy what is new or has changed in a folder into today's landing folder, under the source's name.

    A file comes under its own relative path, so that sidecars stay beside their pages. Links and hidden files are left.
    """
    if not source.path.is_dir():
        tally.fail_source("no_folder", str(source.path))
        return
    day = landing / datetime.now(UTC).date().isoformat() / source.name
    left = source.max_pages or settings.max_pages
    for path in _files(source.path):
        name, status = path.relative_to(source.path).as_posix(), path.stat()
        tally.count("listed")
        if memory.knows_file(source.name, name, status.st_size, status.st_mtime_ns):
            tally.count("known")
        elif left == 0:
            tally.count("left_for_later")
        else:
            left -= 1
            found = _digest(path)
            if found != memory.file_digest(source.name, name):
                tally.files.append(_copy(path, day / name))
                tally.n_bytes += status.st_size
                tally.count("fetched")
            else:
                tally.count("unchanged")
            # A kill before this line copies the file again: to the same place, with the same content.
            memory.note_file(source.name, name, status.st_size, status.st_mtime_ns, found)


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _digest(path: Path) -> str:
    from hashlib import file_digest

    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _copy(path: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.part")
    shutil.copyfile(path, aside)
    aside.replace(target)
    return target


def take_archives(source: Warc, archive: Archive, memory: Memory, tally: Tally, settings: IngestSettings) -> None:
    """Copy the responses of WARC files into WARC files of the landing folder, block for block.

    Only those of the source's hosts, and none that was stored before. A file is read again only if it has changed, or
    if its pages were more than one run takes.
    """
    left = source.max_pages or settings.max_pages
    paths = sorted({path for pattern in source.paths for path in iglob(pattern, recursive=True)})
    if not paths:
        tally.fail_source("no_file", ", ".join(source.paths))
    for name in paths:
        path = Path(name)
        status = path.stat()
        if memory.knows_file(source.name, name, status.st_size, status.st_mtime_ns):
            tally.count("listing_unchanged")
            continue
        left = _take_archive(path, source, archive, memory, tally, left, settings)
        archive.close()
        if left:
            memory.note_file(source.name, name, status.st_size, status.st_mtime_ns, "")


def _take_archive(
    path: Path, source: Warc, archive: Archive, memory: Memory, tally: Tally, left: int, settings: IngestSettings
) -> int:
    pending: set[tuple[str, str]] = set()
    try:
        for record in ArchiveIterator(str(path), record_types=WarcRecordType.response, parse_http=False):
            url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
            if not _is_wanted(url, source.hosts):
                continue
            tally.count("listed")
            block = record.reader.read(settings.max_bytes + 1) if record.reader else b""
            if len(block) > settings.max_bytes:
                tally.fail("too_large", url)
                continue
            seen = Seen(key_of(url), url, digest(block.partition(b"\r\n\r\n")[2]), _date(record))
            if (seen.key, seen.digest) in pending or memory.has_stored(seen.key, seen.digest):
                tally.count("known")
            elif left == 0:
                tally.count("left_for_later")
            else:
                left -= 1
                pending.add((seen.key, seen.digest))
                archive.add(block, _fields(record, url, source.outlet), [seen])
                tally.count("fetched")
                tally.n_bytes += len(block)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        tally.fail("bad_warc", f"{path}: {error}"[:200])
    return left


def _is_wanted(url: str, hosts: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False  # look-ups of names, say
    return not hosts or any(host == one or host.endswith(f".{one}") for one in hosts)


def _date(record: WarcRecord) -> str:
    return record.headers.get("WARC-Date") or ""


def _fields(record: WarcRecord, url: str, outlet: str | None) -> dict[str, str | None]:
    kept = ("WARC-Date", "WARC-IP-Address", "WARC-Payload-Digest", "WARC-Truncated")
    return {"WARC-Target-URI": url, OUTLET: outlet, **{name: record.headers.get(name) for name in kept}}
