"""A web server on this machine that misbehaves in the ways that servers do, page by page."""

from __future__ import annotations

import gzip
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Behaviour = Callable[["Handler"], None]

ARTICLE = (
    b"<html><head><title>Village taken</title></head><body><p>The ministry said it took the village.</p></body></html>"
)


class Web(ThreadingHTTPServer):
    """Answers each path with its behaviour, and others with 404; counts what is asked for, and when."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, pages: dict[str, Behaviour]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = pages
        self.asked: Counter[str] = Counter()
        self.headers: dict[str, dict[str, str]] = {}
        self.times: list[tuple[str, float]] = []
        self.closing = Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what is tested."""


class Handler(BaseHTTPRequestHandler):
    server: Web
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        self.server.headers[self.path] = dict(self.headers)
        self.server.times.append((self.path, time.monotonic()))
        self.server.pages.get(self.path, reply(404))(self)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def head(self, status: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def hang_up(self) -> None:
        """End the connection as a crash would."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True


def reply(
    status: int = 200, body: bytes = ARTICLE, media_type: str = "text/html; charset=utf-8", **more: str
) -> Behaviour:
    """Answer as a good server does."""

    def answer(handler: Handler) -> None:
        headers = {"Content-Type": media_type, "Content-Length": str(len(body))}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        handler.head(status, *headers.items())
        handler.wfile.write(body)

    return answer


def moved(where: str, status: int = 302) -> Behaviour:
    return reply(status, b"", Location=where)


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """Answer each time with the next, and after the last with the last."""
    waiting = list(behaviours)
    return lambda handler: (waiting.pop(0) if len(waiting) > 1 else waiting[0])(handler)


def if_changed(etag: str, body: bytes = ARTICLE) -> Behaviour:
    """Answer 304 to whoever has it already."""

    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.head(304, ("ETag", etag))
        else:
            reply(200, body, ETag=etag)(handler)

    return answer


def chunked(handler: Handler) -> None:
    handler.head(200, ("Content-Type", "text/html"), ("Transfer-Encoding", "chunked"))
    for start in range(0, len(ARTICLE), 20):
        part = ARTICLE[start : start + 20]
        handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
    handler.wfile.write(b"0\r\n\r\n")


def slow_loris(handler: Handler) -> None:
    """Send a byte now and then, for ever: no silence is long enough for a time-out of the socket."""
    handler.head(200, ("Content-Type", "text/html"), ("Content-Length", "100000"))
    while not handler.server.closing.wait(0.1):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def slow_head(handler: Handler) -> None:
    """The same in the headers."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.closing.wait(0.1):
        handler.wfile.write(b"X-Slow: 1\r\n")
        handler.wfile.flush()


def silent(handler: Handler) -> None:
    handler.server.closing.wait(60)


def endless(handler: Handler) -> None:
    handler.head(200, ("Content-Type", "text/html"), ("Connection", "close"))
    while not handler.server.closing.is_set():
        handler.wfile.write(b"<p>more</p>" * 1_000)


def truncated(handler: Handler) -> None:
    handler.head(200, ("Content-Type", "text/html"), ("Content-Length", "100000"))
    handler.wfile.write(ARTICLE)
    handler.close_connection = True


def reset(handler: Handler) -> None:
    handler.hang_up()


def garbage(handler: Handler) -> None:
    handler.wfile.write(b"\x00\xff this is no HTTP \r\n\r\n")
    handler.close_connection = True


def gzip_bomb(megabytes: int) -> Behaviour:
    return reply(200, gzip.compress(b"\0" * megabytes * 1_000_000), Content_Encoding="gzip")


@contextmanager
def served(pages: dict[str, Behaviour]) -> Iterator[Web]:
    with Web(pages) as web:
        thread = Thread(target=web.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield web
        finally:
            web.closing.set()
            web.shutdown()
            thread.join()
