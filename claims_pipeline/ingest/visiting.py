"""Politeness: robots.txt is kept to, a host is asked by one at a time and not too often, what passes is tried again.

robots.txt as RFC 9309 has it: a missing one (4xx) forbids nothing, one that cannot be had (5xx, no answer) forbids all.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock

from protego import Protego
from urllib3.util import parse_url

from claims_pipeline.ingest.addresses import Permission
from claims_pipeline.ingest.fetching import MOVED, PASSING, Failure, Response, fetch, target_of
from claims_pipeline.settings import IngestSettings

_MAX_ROBOTS_BYTES = 512_000
_FAILING_STATUS = 400


@dataclass
class _Host:
    """What is known of one host in this run."""

    lock: Lock = field(default_factory=Lock)
    not_before: float = 0.0
    robots: Protego | Failure | None = None
    left: Failure | None = None
    """Why the host is asked no more in this run."""


class Visitor:
    """Fetches pages for all sources of a run, from each host as if there were one visitor."""

    def __init__(self, settings: IngestSettings, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings
        self._sleep = sleep
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    def get(
        self,
        url: str,
        permitted: Permission,
        headers: Mapping[str, str] | None = None,
        interval_s: float | None = None,
        max_bytes: int | None = None,
    ) -> Response | Failure:
        """Fetch a page, redirects followed; a status from 400 on is a failure."""
        limit = max_bytes or self._settings.max_bytes
        seen: list[str] = []
        while len(seen) <= self._settings.max_redirects:
            seen.append(url)
            answer = self._politely(url, permitted, headers or {}, interval_s, limit)
            if isinstance(answer, Failure) or answer.status not in MOVED:
                return answer
            target = target_of(answer)
            if target is None:
                return Failure("bad_redirect", answer.header("Location") or "without a target")
            if target in seen:
                return Failure("redirect_loop", target)
            url = target
        return Failure("too_many_redirects", f"more than {self._settings.max_redirects}")

    def _politely(
        self, url: str, permitted: Permission, headers: Mapping[str, str], interval_s: float | None, limit: int
    ) -> Response | Failure:
        parts = parse_url(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        host = self._hosts[str(parts.host)]
        with host.lock:
            if host.left:
                return host.left
            interval = self._settings.host_interval_s if interval_s is None else interval_s
            if host.robots is None:
                host.robots = self._robots(origin, host, permitted, interval)
            if isinstance(host.robots, Failure):
                return host.robots
            if not host.robots.can_fetch(url, self._settings.user_agent):
                return Failure("robots", "robots.txt forbids it")
            asked = host.robots.crawl_delay(self._settings.user_agent) or 0
            if asked > self._settings.max_crawl_delay_s:
                return Failure("robots", f"robots.txt asks for {asked:g} s between requests")
            return self._tried(url, host, permitted, headers, max(interval, asked), limit)

    def _robots(self, origin: str, host: _Host, permitted: Permission, interval: float) -> Protego | Failure:
        url = f"{origin}/robots.txt"
        for _ in range(self._settings.max_redirects + 1):
            answer = self._tried(url, host, permitted, {}, interval, _MAX_ROBOTS_BYTES)
            if isinstance(answer, Failure):
                if answer.reason.startswith("status_4") and answer.reason != "status_429":
                    return Protego.parse("")
                return answer._replace(detail=f"robots.txt: {answer.detail or answer.reason}")
            if answer.status not in MOVED:
                return Protego.parse(answer.plain.decode("utf-8", "replace"))
            target = target_of(answer)
            if target is None or parse_url(target).host != parse_url(url).host:
                return Protego.parse("")
            url = target
        return Protego.parse("")

    def _tried(
        self, url: str, host: _Host, permitted: Permission, headers: Mapping[str, str], interval: float, limit: int
    ) -> Response | Failure:
        failure = Failure("timed_out")
        for n_tries in range(self._settings.max_retries + 1):
            self._wait_for(host)
            answer = fetch(url, headers, self._settings, permitted, limit)
            host.not_before = time.monotonic() + interval
            found = _failure(answer)
            if found is None:
                return answer
            failure = found
            wait = _seconds(failure.retry_after)
            if wait is not None:
                if wait > self._settings.max_wait_s:
                    host.left = failure._replace(reason="asked_to_wait", detail=f"{wait:.0f} s")
                    return host.left
                host.not_before = max(host.not_before, time.monotonic() + wait)
            elif failure.reason in PASSING:
                pause = min(self._settings.backoff_s * 2**n_tries, self._settings.max_wait_s)
                host.not_before = max(host.not_before, time.monotonic() + random.uniform(0, pause))
            if failure.reason not in PASSING:
                return failure
        return failure

    def _wait_for(self, host: _Host) -> None:
        wait = host.not_before - time.monotonic()
        if wait > 0:
            self._sleep(wait)


def _failure(answer: Response | Failure) -> Failure | None:
    if isinstance(answer, Failure):
        return answer
    if answer.status < _FAILING_STATUS:
        return None
    return Failure(f"status_{answer.status}", answer.reason, answer.header("Retry-After"))


def _seconds(retry_after: str | None) -> float | None:
    """Read ``Retry-After``, seconds or a date; None if it is neither.

    >>> _seconds("120")
    120.0
    """
    if retry_after is None:
        return None
    try:
        if retry_after.strip().isdigit():
            return float(retry_after)
        until = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
