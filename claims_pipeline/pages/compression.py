"""Gzip, read within a limit: a small file must not become a large page."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

_CHUNK = 1 << 16
_LINE_BREAK_BYTES = 2


class Line(NamedTuple):
    """One line of a container file. ``content`` is None when it is too long; ``reason`` when reading broke off."""

    number: int
    content: bytes | None
    n_bytes: int
    sha256: str
    reason: str | None = None


def open_bytes(content: bytes, *, is_gzip: bool) -> io.BufferedIOBase:
    """Return a stream over the bytes, decompressed on the way where they are gzip."""
    stream = io.BytesIO(content)
    return gzip.GzipFile(fileobj=stream) if is_gzip else stream


def read_within(stream: io.BufferedIOBase, max_bytes: int) -> tuple[bytes | None, str | None]:
    """Return all bytes of the stream, or None and the reason: ``too_large``, ``bad_gzip``."""
    try:
        content = stream.read(max_bytes + 1)
    except (EOFError, OSError, zlib.error):
        return None, "bad_gzip"
    return (content, None) if len(content) <= max_bytes else (None, "too_large")


def lines_within(stream: io.BufferedIOBase, max_line_bytes: int, max_bytes: int) -> Iterator[Line]:
    """Yield the lines of the stream without holding it; the last one may carry the reason why no more follow."""
    number, n_read = 0, 0
    while n_read <= max_bytes:
        number += 1
        try:
            line = _next_line(stream, number, max_line_bytes, max_bytes - n_read)
        except (EOFError, OSError, zlib.error):
            yield Line(number, None, 0, sha256(b"").hexdigest(), "bad_gzip")
            return
        if line is None:
            return
        n_read += line.n_bytes
        yield line
    yield Line(number + 1, None, 0, sha256(b"").hexdigest(), "too_large")


def _next_line(stream: io.BufferedIOBase, number: int, max_line_bytes: int, max_bytes: int) -> Line | None:
    digest, kept, n_bytes = sha256(), bytearray(), 0
    while n_bytes <= max_bytes and (piece := stream.readline(_CHUNK)):
        n_bytes += len(piece)
        digest.update(piece)
        if n_bytes <= max_line_bytes + _LINE_BREAK_BYTES:
            kept += piece
        if piece.endswith(b"\n"):
            break
    if not n_bytes:
        return None
    if n_bytes > max_line_bytes + _LINE_BREAK_BYTES:
        return Line(number, None, n_bytes, digest.hexdigest())
    content = bytes(kept).rstrip(b"\r\n")
    return Line(number, content, n_bytes, sha256(content).hexdigest())
