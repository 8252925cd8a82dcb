"""Requests with second tries, within the budget of a run."""

from __future__ import annotations

import random
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from claims_pipeline.claims.endpoint.answer import Failure, Reason
from claims_pipeline.claims.endpoint.exchange import Received, exchange
from claims_pipeline.claims.endpoint.reply import shorten
from claims_pipeline.settings import EndpointSettings

_MAY_PASS = frozenset((Reason.UNREACHABLE, Reason.CONNECTION_LOST, Reason.BUSY))
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)


class Asker:
    """Sends the requests of one run, and counts them."""

    def __init__(self, settings: EndpointSettings) -> None:
        self._settings = settings
        self._seconds_left = settings.max_run_seconds
        self.n_requests = 0

    def ask(self, body: bytes) -> bytes | Failure:
        """Return the body of a good response, or why there is none.

        Tried again is what may pass by itself: no connection, a lost one, and the statuses 408, 429 and 5xx.
        """
        started = time.monotonic()
        until = started + self._seconds_left
        try:
            return self._try(body, until)
        finally:
            self._seconds_left -= time.monotonic() - started

    def _try(self, body: bytes, until: float) -> bytes | Failure:
        outcome, wait = Failure(Reason.BUDGET_SPENT), 0.0
        for number in range(self._settings.max_retries + 1):
            left = until - time.monotonic()
            if self.n_requests >= self._settings.max_requests or left <= wait:
                return Failure(Reason.BUDGET_SPENT, outcome.reason if number else "")
            time.sleep(wait)
            self.n_requests += 1
            received = exchange(self._settings, body, min(self._settings.timeout_seconds, left - wait))
            judged = received if isinstance(received, Failure) else _judge(received)
            if isinstance(judged, bytes):
                return judged
            outcome = judged
            wait = self._wait(number, received)
            if outcome.reason not in _MAY_PASS or wait > self._settings.max_wait_seconds:
                break
        return outcome

    def _wait(self, number: int, received: Received | Failure) -> float:
        """Return how long to wait after a try: as asked by the endpoint, else up to a time that doubles.

        Chance spreads the tries of many clients; nothing but the time depends on it.
        """
        asked = _asked_wait(received.retry_after) if isinstance(received, Received) else None
        if asked is not None:
            return asked
        longest = min(self._settings.backoff_seconds * 2**number, self._settings.max_wait_seconds)
        return random.uniform(longest / 2, longest)


def _judge(received: Received) -> bytes | Failure:
    """Return the body of a response that is good, or what its status means."""
    status = received.status
    if 200 <= status < 300:
        return received.body
    detail = f"{status} {shorten(received.body.decode('utf-8', 'replace'))}".strip()
    if status in (408, 429) or status >= 500:
        return Failure(Reason.BUSY, detail)
    return Failure(Reason.REDIRECT if 300 <= status < 400 else Reason.HTTP_ERROR, detail)


def _asked_wait(retry_after: str | None) -> float | None:
    """Return the seconds that a ``Retry-After`` asks for: a number or a date; none if it is neither."""
    asked = (retry_after or "").strip()
    if _SECONDS.fullmatch(asked):
        return float(asked)
    try:
        day = parsedate_to_datetime(asked)
        at = day if day.tzinfo else day.replace(tzinfo=UTC)
        return max(0.0, (at - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None
