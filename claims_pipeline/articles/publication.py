"""When a page was published: a range of days, and what it rests on.

The order of trust: what the feed or record says, the day that the page prints beside its title, JSON-LD, meta tags,
other dated lines, time elements, the address, a day of change in the markup, a weekday in the body, and last the day of
arrival. A printed day is the newsroom's, where markup often has that of UTC, and the text on the page is of that day.
A date after the day of arrival (a day's grace for time zones), or before there were web pages, is passed over;
captions are never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from claims_pipeline.articles.calendars import FIRST_YEAR, find_dates, latest_weekday, weekdays
from claims_pipeline.articles.metadata import Hint, hint_values
from claims_pipeline.articles.printed_days import printed_day
from claims_pipeline.articles.story_headers import StoryHeader

_DAY = timedelta(days=1)
_URL_DAY = re.compile(r"[/_-]((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
_URL_NAMED = re.compile(r"/((?:19|20)\d{2})/([a-z]{3})/(\d{1,2})(?=\D|$)")
_BASIS = {"sidecar": "sidecar", "json_ld": "json_ld", "meta_tag": "meta_tag", "time_tag": "visible_line"}
_MAX_VALUE_CHARS = 100


class Published(NamedTuple):
    """First and last day on which the page can have been published, and the basis."""

    published_from: date
    published_to: date
    basis: str


def published(
    landed_on: date,
    hints: Sequence[Hint],
    url: str | None,
    header: StoryHeader,
    date_lines: Iterable[str],
    body: Sequence[str],
) -> Published:
    """Return the publication range; with nothing to go by, the day of arrival and the day before.

    ``header`` is where the page prints its day; ``date_lines`` are dated lines anywhere on the page.
    """
    given = hint_values(hints, "published")
    marked = _from_hints((hint for hint in given if hint.origin != "time_tag"), landed_on)
    if marked and marked.basis == "sidecar":
        return marked
    return (
        _from_header(header, marked, landed_on)
        or marked
        or _from_lines(date_lines, landed_on)
        or _from_hints((hint for hint in given if hint.origin == "time_tag"), landed_on)
        or _from_url(url or "", landed_on)
        or _from_hints(hint_values(hints, "modified"), landed_on)
        or _from_weekdays(body, landed_on)
        or Published(landed_on - _DAY, landed_on, "landed_on")
    )


def _from_header(header: StoryHeader, marked: Published | None, landed_on: date) -> Published | None:
    day = printed_day(header, marked and marked.published_from, landed_on + _DAY)
    return Published(day, day, "visible_line") if day else None


def _from_hints(hints: Iterable[Hint], landed_on: date) -> Published | None:
    days = ((_day_of(hint.value.strip()[:_MAX_VALUE_CHARS], landed_on), hint.origin) for hint in hints)
    return next((Published(d, d, _BASIS[o]) for d, o in days if d and _can_be(d, landed_on)), None)


def _day_of(value: str, landed_on: date) -> date | None:
    """The day as printed: in the zone that the page gives, which is the newsroom's or UTC."""
    if moment := _moment(value):
        return moment.date()
    return next((found.day for found in find_dates(value, landed_on) if found.has_year), None)


def _moment(value: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _from_lines(lines: Iterable[str], landed_on: date) -> Published | None:
    days = (found.day for line in lines for found in find_dates(line, landed_on))
    return next((Published(d, d, "visible_line") for d in days if _can_be(d, landed_on)), None)


def _can_be(day: date, landed_on: date) -> bool:
    return day.year >= FIRST_YEAR and day <= landed_on + _DAY


def _from_url(url: str, landed_on: date) -> Published | None:
    text = url[:2_000].casefold()
    parts = [match[0].strip("/_-") for match in (_URL_DAY.search(text), _URL_NAMED.search(text)) if match]
    for part in parts:
        day = _url_day(part, landed_on)
        if day and _can_be(day, landed_on):
            return Published(day, day, "url")
    return None


def _url_day(part: str, landed_on: date) -> date | None:
    digits = re.sub(r"\D", "", part)
    if len(digits) == 8 and not re.search("[a-z]", part):
        return next((f.day for f in find_dates(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}", landed_on)), None)
    year, month, day = part.split("/")
    return next((found.day for found in find_dates(f"{day} {month} {year}", landed_on)), None)


def _from_weekdays(body: Sequence[str], landed_on: date) -> Published | None:
    """The latest weekday that the body names is the day of the news, or the day before its publication."""
    days = [latest_weekday(number, landed_on) for line in body for _, number in weekdays(line)]
    if not days:
        return None
    return Published(max(days), min(landed_on, max(days) + _DAY), "relative_weekday")
