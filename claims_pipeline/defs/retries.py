"""What is tried again: only what can pass. Data that break a rule would break it again, and so would code."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
import duckdb

MAX_RETRIES = 4
FIRST_WAIT_S = 5.0
_PASSING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EAGAIN, errno.EBUSY, errno.EIO, errno.ESTALE, errno.ETIMEDOUT})
"""A disk that is full, busy or away."""


@contextmanager
def retried(context: dg.AssetExecutionContext) -> Iterator[None]:
    """Have the step run again, after ever longer waits, if what kept it from the disk can pass."""
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        if not can_pass(error):
            raise
        wait = FIRST_WAIT_S * 2**context.retry_number
        raise dg.RetryRequested(MAX_RETRIES, seconds_to_wait=wait) from error


def can_pass(error: Exception) -> bool:
    """Tell whether an error may be gone in a moment.

    >>> can_pass(OSError(errno.ENOSPC, "No space left on device")), can_pass(OSError(errno.EACCES, "Permission denied"))
    (True, False)
    """
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _PASSING
    text = str(error)
    return "lock on file" in text or "No space left" in text
