"""Landed files → pages before they are read: decompressed, and split where a file holds many."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from claims_pipeline.pages.compression import Line, lines_within, open_bytes, read_within
from claims_pipeline.pages.decoding import formats
from claims_pipeline.pages.origin import Origin, folded, merge, read_fields, read_sidecar
from claims_pipeline.pages.warc import read_records
from claims_pipeline.settings import PagesSettings

if TYPE_CHECKING:
    from claims_pipeline.pages import LandedFile

_NO_BYTES = sha256(b"").hexdigest()
_MAX_ID_CHARS = 200


class Unread(NamedTuple):
    """A page before it is read: its bytes (a file) or its text (a record), or the reason why it cannot be read."""

    source_ref: str
    sha256: str
    n_bytes: int
    origin: Origin
    is_html: bool = False
    content: bytes | None = None
    text: str | None = None
    reason: str | None = None
    charset: str | None = None
    """The encoding that the server named."""


def unpack(file: LandedFile, settings: PagesSettings) -> Iterator[Unread]:
    """Yield the pages of a file: one of text or HTML, one a record of a container, a rejected one of any other."""
    kind, is_gzip = _format(file.path)
    origin = read_sidecar(file.sidecar)
    whole = Unread(file.path, file.sha256, file.n_bytes, origin, kind == "html")
    if file.error or kind is None or file.content is None:
        yield whole._replace(reason=file.error or ("too_large" if kind else "unsupported_format"))
    elif kind == "records":
        yield from _records(whole, file.content, is_gzip, settings)
    elif kind == "archive":
        yield from _archived(whole, file.content, is_gzip, settings)
    else:
        content, reason = read_within(open_bytes(file.content, is_gzip=is_gzip), settings.max_bytes)
        yield whole._replace(content=content, reason=reason)


def _format(path: str) -> tuple[str | None, bool]:
    name = PurePosixPath(path.lower())
    is_gzip = name.suffix == ".gz"
    suffix = name.with_suffix("").suffix if is_gzip else name.suffix
    return formats()["suffixes"].get(suffix), is_gzip


def _records(whole: Unread, content: bytes, is_gzip: bool, settings: PagesSettings) -> Iterator[Unread]:
    """Yield the pages of a container; one that holds none is itself a rejected page."""
    refs: set[str] = set()
    stream = open_bytes(content, is_gzip=is_gzip)
    for line in lines_within(stream, settings.max_bytes, settings.max_container_bytes):
        if line.content is not None and not line.content.strip():
            continue
        if len(refs) == settings.max_records:
            ref = f"{whole.source_ref}#{line.number}"
            yield Unread(ref, _NO_BYTES, 0, whole.origin, reason="too_many_records")
            return
        page = _record(whole.source_ref, line, whole.origin)
        page = page._replace(source_ref=_distinct(page.source_ref, line.number, refs))
        refs.add(page.source_ref)
        yield page
    if not refs:
        yield whole._replace(reason="empty")


def _archived(whole: Unread, content: bytes, is_gzip: bool, settings: PagesSettings) -> Iterator[Unread]:
    """Yield the pages of a WARC file; one that holds none is itself a rejected page."""
    refs: set[str] = set()
    for number, record in enumerate(read_records(open_bytes(content, is_gzip=is_gzip), settings), 1):
        if len(refs) == settings.max_records:
            yield Unread(f"{whole.source_ref}#{number}", _NO_BYTES, 0, whole.origin, reason="too_many_records")
            return
        name = folded(record.record_id)[:_MAX_ID_CHARS] or number
        ref = _distinct(f"{whole.source_ref}#{name}", number, refs)
        refs.add(ref)
        yield Unread(
            ref,
            record.sha256,
            record.n_bytes,
            merge(read_fields(record.fields), whole.origin),
            record.is_html,
            record.content,
            reason=record.reason,
            charset=record.charset,
        )
    if not refs:
        yield whole._replace(reason="empty")


def _distinct(ref: str, line_no: int, taken: set[str]) -> str:
    while ref in taken:
        ref = f"{ref}#{line_no}"
    return ref


def _record(path: str, line: Line, sidecar: Origin) -> Unread:
    page = Unread(f"{path}#{line.number}", line.sha256, line.n_bytes, sidecar)
    if line.content is None:
        return page._replace(reason=line.reason or "too_large")
    fields = _fields(line.content)
    page = page._replace(n_bytes=len(line.content), source_ref=f"{path}#{_record_id(fields) or line.number}")
    text = next((fields[kind] for kind in ("html", "text") if isinstance(fields.get(kind), str)), None)
    if text is None:
        return page._replace(reason="bad_record")
    is_html = isinstance(fields.get("html"), str)
    return page._replace(text=text, is_html=is_html, origin=merge(read_fields(fields), sidecar))


def _fields(line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _record_id(fields: dict[str, Any]) -> str | None:
    value = fields.get("id")
    return folded(str(value))[:_MAX_ID_CHARS] if isinstance(value, str | int) else None
