"""Responses → WARC files in the landing folder, whole or not at all, and never twice.

A file is written under a hidden name, which the landing folder does not see. When it is full, what it holds is noted in
the memory, in one transaction, and then it takes its name. A kill before the note leaves a file that nobody knows: it
is removed, and its pages are fetched again. A kill after it leaves a file that takes its name in the next run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from fastwarc import GzipWriter, WarcRecord, WarcRecordType

from claims_pipeline.disk import flush
from claims_pipeline.ingest.fetching import Response
from claims_pipeline.ingest.memory import Memory, Seen
from claims_pipeline.pages.warc import OUTLET, PUBLISHED_AT
from claims_pipeline.settings import IngestSettings

_PART = ".warc.gz.part"
_TRANSFER = "transfer-encoding"


class Archive:
    """The WARC files of one source in one run."""

    def __init__(
        self, landing: Path, source: str, outlet: str | None, memory: Memory, settings: IngestSettings
    ) -> None:
        self._landing, self._source, self._outlet = landing, source, outlet
        self._memory, self._settings = memory, settings
        self._writer: GzipWriter | None = None
        self._file: BinaryIO | None = None
        self._target = Path()
        self._noted: list[Seen] = []
        self._n_pages = 0
        self.files: list[Path] = []

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
        elif self._file is not None:
            self._file.close()

    def keep(self, response: Response, notes: Sequence[Seen], published_at: str | None) -> None:
        """Store one response; ``notes`` are what is to be remembered of it, under each of its addresses."""
        head = f"HTTP/1.1 {response.status} {response.reason}\r\n" + "".join(
            # The chunks are gone: another name for the header, or readers would look for them.
            f"{f'X-Crawl-{name}' if name.lower() == _TRANSFER else name}: {value}\r\n"
            for name, value in response.headers
        )
        fields = {
            "WARC-Target-URI": response.url,
            "WARC-Date": notes[0].fetched_at,
            "WARC-IP-Address": response.address,
            "WARC-Payload-Digest": f"sha256:{digest(response.body)}",
            OUTLET: self._outlet,
            PUBLISHED_AT: published_at,
        }
        self.add(head.encode("latin-1", "replace") + b"\r\n" + response.body, fields, notes)

    def add(self, block: bytes, fields: dict[str, str | None], notes: Sequence[Seen]) -> None:
        """Store the block of a response under these named fields."""
        writer = self._writer or self._open()
        record = WarcRecord()
        record.init_headers(WarcRecordType.response)
        record.is_http = True
        for name, value in fields.items():
            if value:
                record.headers[name] = " ".join(value.split())
        record.set_bytes_content(block)
        record.write(writer, checksum_data=True)
        writer.finish()  # a gzip member a record, so that readers can jump to it
        self._noted += notes
        self._n_pages += 1
        if self._n_pages >= self._settings.pages_a_file:
            self.close()

    def _open(self) -> GzipWriter:
        now = datetime.now(UTC)
        folder = self._landing / now.date().isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{self._source}-{now:%H%M%S}"
        number = next(n for n in range(1, 10_000) if not _exists(folder, f"{stem}-{n}"))
        self._target = folder / f"{stem}-{number}.warc.gz"
        self._file = _part(self._target).open("xb")
        self._writer = GzipWriter(self._file)
        self._write_info(self._writer, now)
        return self._writer

    def _write_info(self, writer: GzipWriter, now: datetime) -> None:
        record = WarcRecord()
        record.init_headers(WarcRecordType.warcinfo)
        record.headers["WARC-Date"] = now.isoformat(timespec="seconds").replace("+00:00", "Z")
        record.headers["WARC-Filename"] = self._target.name
        record.headers["Content-Type"] = "application/warc-fields"
        told = {"software": self._settings.user_agent, "format": "WARC File Format 1.1", "isPartOf": self._source}
        record.set_bytes_content("".join(f"{name}: {value}\r\n" for name, value in told.items()).encode())
        record.write(writer)
        writer.finish()

    def close(self) -> None:
        """Bring the file to the disk, note what it holds, and give it its name."""
        if self._writer is None or self._file is None:
            return
        self._writer.flush()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        flush(self._target.parent)
        self._memory.note(self._noted, archive=str(self._target.relative_to(self._landing)))
        _part(self._target).rename(self._target)
        self.files.append(self._target)
        self._writer, self._file, self._noted, self._n_pages = None, None, [], 0


def _exists(folder: Path, stem: str) -> bool:
    return any((folder / name).exists() for name in (f"{stem}.warc.gz", f".{stem}{_PART}"))


def _part(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def finish(landing: Path, memory: Memory) -> None:
    """Give every file that a killed run had noted its name, and remove those that it had not."""
    for part in sorted(landing.glob(f"[0-9]*/.*{_PART}")):
        target = part.with_name(part.name[1:].removesuffix(".part"))
        if memory.knows_archive(str(target.relative_to(landing))):
            part.rename(target)
        else:
            part.unlink()


def digest(content: bytes) -> str:
    """Return the digest by which equal contents are known."""
    return sha256(content).hexdigest()
