"""One try over HTTP: no redirect is followed, no environment read, nothing is unbounded in time or size."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from http.client import HTTPException
from threading import Thread
from typing import NamedTuple

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from claims_pipeline.claims.endpoint.answer import Failure, Reason
from claims_pipeline.settings import EndpointSettings

_CHUNK_BYTES = 65_536
_MIN_SECRET_CHARS = 8
"""Shorter keys are such as *none* or *EMPTY*, for servers that want any: no secrets, and words of pages."""


class Received(NamedTuple):
    """A response, whatever its status, without the API key if the endpoint repeats it."""

    status: int
    retry_after: str | None
    body: bytes


def exchange(settings: EndpointSettings, body: bytes, seconds: float) -> Received | Failure:
    """Send a request and return its response, or why there is none, after so many seconds at most.

    Time-outs of sockets bound only each silence, so an endpoint that sends a byte now and then could hold a run for
    ever, and looking up a name has no time-out at all: a thread waits for them, and is left alone when time is up.
    """
    future: Future[Received | Failure] = Future()
    Thread(target=_fulfil, args=(future, settings, body, seconds), daemon=True).start()
    try:
        return future.result(seconds)
    except TimeoutError:
        return Failure(Reason.TIMED_OUT)


def _fulfil(future: Future[Received | Failure], settings: EndpointSettings, body: bytes, seconds: float) -> None:
    try:
        future.set_result(_receive(settings, body, seconds))
    except BaseException as error:
        future.set_exception(error)


def _receive(settings: EndpointSettings, body: bytes, seconds: float) -> Received | Failure:
    """Send and receive; errors are told by their class alone, since their words may repeat headers."""
    deadline = time.monotonic() + seconds
    try:
        with closing(HTTPAdapter()) as adapter:
            # The adapter alone, because a session would read the body of a redirect whole, and keys from ~/.netrc.
            times = (min(settings.connect_seconds, seconds), seconds)
            response = adapter.send(_prepare(settings, body), stream=True, timeout=times)
            with response:
                content = _read(response.raw, settings.max_response_bytes, deadline)
    except requests.ConnectionError as error:
        return Failure(Reason.UNREACHABLE, type(error).__name__)
    except (requests.Timeout, ReadTimeoutError):
        return Failure(Reason.TIMED_OUT)
    except (requests.RequestException, ValueError) as error:
        return Failure(Reason.NOT_SENT, type(error).__name__)
    except (HTTPError, HTTPException, OSError) as error:
        return Failure(Reason.CONNECTION_LOST, type(error).__name__)
    if isinstance(content, Failure):
        return content
    return Received(response.status_code, response.headers.get("Retry-After"), _without_key(settings, content))


def _prepare(settings: EndpointSettings, body: bytes) -> requests.PreparedRequest:
    url = f"{(settings.url or '').rstrip('/')}/chat/completions"
    headers: dict[str, str | bytes] = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
    }
    if key := _key(settings):
        headers["Authorization"] = b"Bearer " + key
    return requests.Request("POST", url, headers=headers, data=body).prepare()


def _read(raw: BaseHTTPResponse, most: int, deadline: float) -> bytes | Failure:
    """Return the body as it was sent, never decompressed."""
    parts, size = [], 0
    for part in _arriving(raw):
        parts.append(part)
        size += len(part)
        if size > most:
            return Failure(Reason.RESPONSE_TOO_LARGE, f"more than {most} bytes")
        if time.monotonic() > deadline:
            return Failure(Reason.TIMED_OUT)
    return b"".join(parts)


def _arriving(raw: BaseHTTPResponse) -> Iterator[bytes]:
    while part := raw.read1(_CHUNK_BYTES, decode_content=False):
        yield part


def _key(settings: EndpointSettings) -> bytes:
    return settings.api_key.get_secret_value().strip().encode("utf-8") if settings.api_key else b""


def _without_key(settings: EndpointSettings, content: bytes) -> bytes:
    key = _key(settings)
    return content.replace(key, b"***") if len(key) >= _MIN_SECRET_CHARS else content
