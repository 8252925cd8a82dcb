"""One response from the web: asked for once, within limits of time and size, redirects followed by hand.

Time-outs of sockets bound each silence only, and looking up a name has none: a thread waits, and is left alone, its
connection cut, when the time is up (slow loris).
"""

from __future__ import annotations

import socket
import time
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from http.client import HTTPException
from threading import Thread
from typing import NamedTuple
from urllib.parse import urljoin

from urllib3 import BaseHTTPResponse, Timeout
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError, IncompleteRead, LocationParseError, ProtocolError, ReadTimeoutError
from urllib3.exceptions import TimeoutError as HTTPTimeoutError
from urllib3.util import parse_url

from claims_pipeline.ingest.addresses import Permission, PrivateAddressError, pool
from claims_pipeline.settings import IngestSettings

_CHUNK = 1 << 16
_WINDOWS = {"gzip": 31, "x-gzip": 31}
MOVED = frozenset({301, 302, 303, 307, 308})
PASSING = frozenset({"timed_out", "unreachable", "connection_lost", "truncated"}) | {
    f"status_{status}" for status in (429, 500, 502, 503, 504)
}
"""What may be otherwise a moment later."""


class Response(NamedTuple):
    """What a server sent: status, headers as they came, body as it came but for its transfer coding."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    plain: bytes
    """The body decompressed."""
    address: str

    def header(self, name: str) -> str | None:
        """Return the first header of a name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Failure(NamedTuple):
    """Why there is no response: a reason in one word, for counting, and the rest of it."""

    reason: str
    detail: str = ""
    retry_after: str | None = None


def normalised(url: str) -> str | None:
    """Spell an address as it is sent, without its fragment; None if it is no address of the web."""
    try:
        parts = parse_url(url.strip())
    except LocationParseError:
        return None
    if parts.scheme not in ("http", "https") or not parts.host:
        return None
    return parts._replace(fragment=None, auth=None, path=parts.path or "/").url


def fetch(
    url: str, headers: Mapping[str, str], settings: IngestSettings, permitted: Permission, max_bytes: int
) -> Response | Failure:
    """Ask once; a redirect is a response as any other."""
    parts = parse_url(url)
    connections = pool(str(parts.scheme), str(parts.host), parts.port, permitted)
    future: Future[Response | Failure] = Future()
    held: list[BaseHTTPResponse] = []
    receive = partial(_receive, held, connections, url, dict(headers), settings, max_bytes)
    Thread(target=_fulfil, args=(future, connections, receive), daemon=True).start()
    try:
        return future.result(settings.total_s)
    except TimeoutError:
        for response in held:
            _cut(response)
        return Failure("timed_out", f"no whole response in {settings.total_s:g} s")


def _cut(response: BaseHTTPResponse) -> None:
    connection = getattr(response, "_connection", None)
    if connection is not None and connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has ended by itself


def _fulfil(
    future: Future[Response | Failure], connections: HTTPConnectionPool, receive: Callable[[], Response | Failure]
) -> None:
    try:
        future.set_result(receive())
    except BaseException as error:
        future.set_exception(error)
    finally:
        connections.close()


def _receive(
    held: list[BaseHTTPResponse],
    connections: HTTPConnectionPool,
    url: str,
    headers: dict[str, str],
    settings: IngestSettings,
    max_bytes: int,
) -> Response | Failure:
    deadline = time.monotonic() + settings.total_s
    sent = {"User-Agent": settings.user_agent, "Accept": "text/html,*/*;q=0.5", "Accept-Encoding": "gzip"} | headers
    target = parse_url(url).request_uri
    try:
        response = connections.urlopen(
            "GET", target, headers=sent, redirect=False, retries=False, preload_content=False, decode_content=False,
            timeout=Timeout(connect=settings.connect_s, read=settings.silence_s),
        )  # fmt: skip
        held.append(response)
        return _whole(response, url, max_bytes, deadline)
    except PrivateAddressError as error:
        return Failure("private_address", str(error))
    except (HTTPTimeoutError, ReadTimeoutError, TimeoutError) as error:
        return Failure("timed_out", type(error).__name__)
    except (IncompleteRead, ProtocolError) as error:
        is_short = "IncompleteRead" in str(error)
        return Failure("truncated" if is_short else "connection_lost", f"{type(error).__name__}: {error}"[:200])
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        is_new = type(error).__name__ in ("NewConnectionError", "NameResolutionError", "SSLError")
        return Failure("unreachable" if is_new else "connection_lost", f"{type(error).__name__}: {error}"[:200])


def _whole(response: BaseHTTPResponse, url: str, max_bytes: int, deadline: float) -> Response | Failure:
    address = _peer(response)
    length = response.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and int(length) > max_bytes:
        return Failure("too_large", f"{length} bytes announced")
    parts, size = [], 0
    while part := response.read1(_CHUNK, decode_content=False):
        parts.append(part)
        size += len(part)
        if size > max_bytes:
            return Failure("too_large", f"more than {max_bytes} bytes")
        if time.monotonic() > deadline:
            return Failure("timed_out", "the body did not end")
    if length.isascii() and length.isdigit() and size < int(length) and response.status == 200:
        return Failure("truncated", f"{size} of {length} bytes")
    body = b"".join(parts)
    plain = _decompressed(body, response.headers.get("Content-Encoding", ""), max_bytes)
    if isinstance(plain, Failure):
        return plain
    headers = tuple((str(name), str(value)) for name, value in response.headers.iteritems())
    return Response(url, response.status, response.reason or "", headers, body, plain, address)


def _peer(response: BaseHTTPResponse) -> str:
    connection = getattr(response, "_connection", None)
    try:
        return str(connection.sock.getpeername()[0]) if connection is not None and connection.sock is not None else ""
    except OSError:
        return ""


def _decompressed(body: bytes, coding: str, max_bytes: int) -> bytes | Failure:
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in _WINDOWS:
        return Failure("unsupported_encoding", coding[:40])
    inflater = zlib.decompressobj(_WINDOWS[coding])
    try:
        plain = inflater.decompress(body, max_bytes + 1)
    except zlib.error as error:
        return Failure("bad_encoding", str(error))
    if len(plain) > max_bytes:
        return Failure("too_large", f"more than {max_bytes} bytes when decompressed")
    return plain if inflater.eof else Failure("truncated", "the compressed body breaks off")


def target_of(response: Response) -> str | None:
    """Return where a redirect leads; None if that is no address."""
    where = response.header("Location")
    if response.status not in MOVED or not where:
        return None
    try:
        return normalised(urljoin(response.url, where.encode("latin-1", "replace").decode("utf-8", "replace")))
    except ValueError:
        return None
