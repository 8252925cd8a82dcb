"""An endpoint on this machine that does as it is told, and misbehaves as real ones do."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Behaviour = Callable[["Handler"], None]


class Stub(ThreadingHTTPServer):
    """Answers each request with the next behaviour, and after the last with the last."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *behaviours: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours = behaviours
        self.requests: list[dict[str, Any]] = []
        self.closing = Event()
        self.was_left = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what is tested."""


class Handler(BaseHTTPRequestHandler):
    server: Stub
    disable_nagle_algorithm = True  # or head and body of a response come 40 ms apart

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        number = len(self.server.requests)
        self.server.requests.append({"path": self.path, "headers": dict(self.headers), "body": json.loads(body)})
        try:
            self.server.behaviours[min(number, len(self.server.behaviours) - 1)](self)
        except OSError:
            self.server.was_left.set()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(*behaviours: Behaviour) -> Iterator[Stub]:
    """Serve on a free port of 127.0.0.1."""
    with Stub(*behaviours) as stub:
        Thread(target=stub.serve_forever, args=(0.01,), daemon=True).start()
        yield stub
        stub.closing.set()
        stub.shutdown()


def completion(content: Any, **fields: Any) -> bytes:
    """Return the body of a chat completion in which the model wrote a string, or something as JSON."""
    written = content if isinstance(content, str | None) else json.dumps(content)
    message = {"role": "assistant", "content": written, "refusal": fields.pop("refusal", None)}
    choice = {"index": 0, "message": message, "finish_reason": "stop", **fields}
    return json.dumps({"id": "1", "object": "chat.completion", "choices": [choice]}).encode()


def sends(body: bytes, status: int = 200, **headers: str) -> Behaviour:
    return lambda handler: handler.reply(status, body, **headers)


def waits(seconds: float, then: Behaviour) -> Behaviour:
    def behave(handler: Handler) -> None:
        handler.server.closing.wait(seconds)
        then(handler)

    return behave


def drips(before: bytes) -> Behaviour:
    """Send something, and then a byte every few milliseconds for ever."""

    def behave(handler: Handler) -> None:
        handler.wfile.write(before)
        while not handler.server.closing.wait(0.01):
            handler.wfile.write(b"1")

    return behave


def floods(handler: Handler) -> None:
    """Send a body without an end."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
    while not handler.server.closing.is_set():
        handler.wfile.write(b"x" * 65_536)


def resets(handler: Handler) -> None:
    """Send half a body, and reset the connection."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\n" + b"{" * 50)
    hang_up(handler)


def hang_up(handler: Handler) -> None:
    """Reset the connection without a word."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def ends_early(handler: Handler) -> None:
    """Send less than promised, and end in good order."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\n{}")


def repeats_headers(handler: Handler) -> None:
    """Refuse a request, and repeat its headers."""
    handler.reply(401, f"no such key: {handler.headers['Authorization']}".encode())
