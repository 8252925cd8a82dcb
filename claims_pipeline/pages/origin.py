"""What stands beside a page, in its sidecar or its record: where it came from, and when."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from claims_pipeline.pages.blocks import Hint
from claims_pipeline.pages.decoding import without_surrogates

FIELDS = ("url", "outlet", "fetched_at", "published_at")
_MAX_CHARS = 2_000


class Origin(NamedTuple):
    """The values given beside a page, by field, and the hints that record them."""

    values: dict[str, str]
    hints: tuple[Hint, ...]


def read_sidecar(content: bytes | None) -> Origin:
    """Read a sidecar; one that cannot be read is a hint ``sidecar_error``, for the page is still a page."""
    if content is None:
        return Origin({}, ())
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError) as error:
        return Origin({}, (Hint("sidecar", "sidecar_error", f"{type(error).__name__} in sidecar"),))
    if not isinstance(fields, dict):
        return Origin({}, (Hint("sidecar", "sidecar_error", "sidecar is not a JSON object"),))
    return read_fields(fields)


def read_fields(fields: dict[str, Any]) -> Origin:
    """Take the fields that say where a page came from; anything but text and numbers is left out."""
    values = {name: folded(str(fields[name])) for name in FIELDS if isinstance(fields.get(name), str | int | float)}
    values = {name: value for name, value in values.items() if value}
    return Origin(values, tuple(Hint("sidecar", name, value) for name, value in values.items()))


def merge(record: Origin, sidecar: Origin) -> Origin:
    """Return the record's values, and the container's sidecar's where the record has none."""
    values = {**sidecar.values, **record.values}
    errors = tuple(hint for hint in sidecar.hints if hint.key == "sidecar_error")
    return Origin(values, tuple(Hint("sidecar", name, values[name]) for name in FIELDS if name in values) + errors)


def folded(text: str) -> str:
    """Return the text with white space folded, cut to what a hint may hold."""
    return " ".join(without_surrogates(text[: 4 * _MAX_CHARS]).split())[:_MAX_CHARS]


def web_address(*candidates: str | None) -> str | None:
    """Return the first candidate that is an absolute http or https address, or None; never raises."""
    return next((url for url in candidates if url and _is_web_address(url)), None)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def utc(moment: str | None) -> datetime | None:
    """Return an ISO 8601 moment in UTC, without zone; one that names no zone is UTC already. None if it is none.

    >>> utc("2025-06-08T10:00:00+03:00")
    datetime.datetime(2025, 6, 8, 7, 0)
    """
    try:
        parsed = datetime.fromisoformat(moment) if moment else None
        return parsed.astimezone(UTC).replace(tzinfo=None) if parsed and parsed.tzinfo else parsed
    except (ValueError, OverflowError):
        return None
