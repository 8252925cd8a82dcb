"""WARC files → pages before they are read: the responses, resources and conversions in them that are pages.

ISO 28500:2017. What a server sent is taken as it was sent, or as crawlers store it: with or without transfer coding,
compressed or not, each within a limit. Requests and metadata are no pages and are passed over; every other record is a
page, if only a rejected one: ``revisit``, ``not_ok`` (a status other than 200), ``wrong_type`` (neither HTML nor text),
``unsupported_encoding``, ``too_large``, ``bad_record``, and ``bad_warc`` where the file can be read no further.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from hashlib import sha256
from io import BufferedIOBase
from typing import NamedTuple

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from claims_pipeline.settings import PagesSettings

OUTLET, PUBLISHED_AT = "Claims-Pipeline-Outlet", "Claims-Pipeline-Published-At"
"""Named fields beyond the standard, in which ``claims_pipeline.ingest`` tells what a feed or its configuration knew."""

_PAGES = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion | WarcRecordType.revisit
_HTML = ("text/html", "application/xhtml+xml")
_MAX_HEADER_CHARS = 65_536
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""What zlib calls the coding: 31 is gzip, 15 zlib, and -15 deflate without zlib's head, as some servers send it."""
_CHUNK = 1 << 16


class Record(NamedTuple):
    """One page of a WARC file: what it says of itself, and its bytes or the reason why there are none."""

    record_id: str
    fields: dict[str, str]
    sha256: str
    n_bytes: int
    content: bytes | None = None
    reason: str | None = None
    is_html: bool = False
    charset: str | None = None


def read_records(stream: BufferedIOBase, settings: PagesSettings) -> Iterator[Record]:
    """Yield the pages of a WARC file, in order; the last may be the reason why no more follow. Never raises."""
    within = _Within(stream, settings.max_container_bytes)
    try:
        for record in ArchiveIterator(within, record_types=_PAGES, parse_http=False):  # type: ignore[arg-type]
            yield _read(record, settings)
    except (OSError, EOFError, ValueError, zlib.error):
        yield _unread("too_large" if within.is_exceeded else "bad_warc")
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how Rust says that its author did not think of this input
            raise
        yield _unread("bad_warc")


class _Within:
    """A stream that ends where too much was read from it: a small archive must not become endless."""

    def __init__(self, stream: BufferedIOBase, limit: int) -> None:
        self._stream = stream
        self._limit = self._left = limit
        self.is_exceeded = False

    def read(self, size: int = _CHUNK) -> bytes:
        piece = self._stream.read1(min(size if size > 0 else _CHUNK, self._left + 1))  # all there is before damage
        self._left -= len(piece)
        if self._left < 0:
            self.is_exceeded = True
            raise OSError("The archive is too large.")
        return piece

    def tell(self) -> int:
        return self._limit - self._left


def _unread(reason: str, record_id: str = "", fields: dict[str, str] | None = None, body: bytes = b"") -> Record:
    return Record(record_id, fields or {}, sha256(body).hexdigest(), len(body), reason=reason)


def _read(record: WarcRecord, settings: PagesSettings) -> Record:
    record_id = (record.record_id or "").strip("<>").removeprefix("urn:uuid:")
    fields = _fields(record)
    try:
        if record.is_http:
            record.parse_http(quirks_mode=True, max_header_len=_MAX_HEADER_CHARS)
        n_bytes = record.content_length
        body = record.reader.read(settings.max_bytes + 1) if record.reader else b""
    except OSError:
        return _unread("bad_record", record_id, fields)
    if len(body) > settings.max_bytes:
        return _unread("too_large", record_id, fields, body)
    if len(body) < n_bytes:
        return _unread("bad_record", record_id, fields, body)
    headers = {name.lower(): value for name, value in record.http_headers.items()} if record.http_headers else {}
    media_type, charset = _media_type(record)
    is_html = media_type in _HTML or (media_type is None and body.lstrip()[:1] == b"<")
    content, reason = _decoded(body, headers, settings.max_bytes)
    reason = _refusal(record, media_type) or reason
    if reason:
        return _unread(reason, record_id, fields, body)
    return Record(record_id, fields, sha256(body).hexdigest(), len(body), content, None, is_html, charset)


def _fields(record: WarcRecord) -> dict[str, str]:
    told = {
        "url": (record.headers.get("WARC-Target-URI") or "").strip("<>"),
        "fetched_at": record.headers.get("WARC-Date"),
        "outlet": record.headers.get(OUTLET),
        "published_at": record.headers.get(PUBLISHED_AT),
    }
    return {name: value for name, value in told.items() if value}


def _refusal(record: WarcRecord, media_type: str | None) -> str | None:
    if record.record_type == WarcRecordType.revisit:
        return "revisit"
    if record.http_headers is not None and record.http_headers.status_code != 200:
        return "not_ok"
    return None if media_type in (*_HTML, "text/plain", None) else "wrong_type"


def _media_type(record: WarcRecord) -> tuple[str | None, str | None]:
    if record.is_http:
        return (record.http_content_type or "").strip().lower() or None, record.http_charset
    media_type, _, _ = (record.headers.get("Content-Type") or "").partition(";")
    return media_type.strip().lower() or None, None


def _decoded(body: bytes, headers: dict[str, str], max_bytes: int) -> tuple[bytes | None, str | None]:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _without_chunks(body)
    codings = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    for coding in reversed([name for name in codings if name not in ("", "identity")]):
        if coding not in _WINDOWS:
            return None, "unsupported_encoding"
        plain = _inflated(body, _WINDOWS[coding], max_bytes)
        if plain is None:
            return None, "bad_encoding"
        if len(plain) > max_bytes:
            return None, "too_large"
        body = plain
    return body, None


def _without_chunks(body: bytes) -> bytes:
    """Take the transfer coding off; many crawlers did so before they stored, and left the header."""
    parts, at = [], 0
    while at < len(body):
        end = body.find(b"\r\n", at)
        size = body[at:end].split(b";")[0].strip() if end >= 0 else b""
        try:
            length = int(size, 16)
        except ValueError:
            return body
        if length == 0:
            break
        parts.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2
    return b"".join(parts)


def _inflated(body: bytes, window: int, max_bytes: int) -> bytes | None:
    """Return at most one byte more than the limit, or None if the bytes are not what they are called.

    A body that ends too early is taken as far as it goes; one that was stored plain, its header left, as it is.
    """
    for bits in (window, -15) if window == 15 else (window,):
        try:
            return zlib.decompressobj(bits).decompress(body, max_bytes + 1)
        except zlib.error:
            continue
    return body if body.lstrip()[:1] == b"<" else None
