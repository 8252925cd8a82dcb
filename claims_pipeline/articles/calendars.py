"""Dates as pages print them, in the main languages (``calendar.json``), with or without a year.

A date without a year is the latest one that is not after the day on which the page landed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from claims_pipeline.articles.blocks import Block

_MAX_LINE_WORDS = 24
_MAX_LINE_CHARS = 200
_MAX_CHARS = 2_000
_DIGIT = re.compile(r"\d")
FIRST_YEAR = 1990
"""An earlier year is no page's: content systems print year 1 or 1970 where they know none."""
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2}|\d{2})(?!\d)")
_CJK = re.compile(r"((?:19|20)\d{2})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")


@dataclass(frozen=True)
class FoundDate:
    """A date in a text: its characters in that text, and the day; ``has_year`` tells whether the year is printed."""

    start: int
    end: int
    day: date
    has_year: bool


def find_dates(text: str, landed_on: date) -> Iterator[FoundDate]:
    """Yield the dates printed in the first characters of a text, in order; impossible days are passed over."""
    text = text[:_MAX_CHARS]
    found = [*_numeric(text, landed_on), *_named(text, landed_on)]
    yield from sorted(found, key=lambda f: (f.start, f.end))


def is_date_line(block: Block) -> bool:
    """Return whether the line is a date and nothing else, words such as "Published" and times aside."""
    if not 1 <= block.words <= _MAX_LINE_WORDS or len(block.text) > _MAX_LINE_CHARS or not _DIGIT.search(block.text):
        return False
    words = set(_WORD.findall(block.folded))
    return words <= _date_words() and any(True for _ in find_dates(block.text, date(2999, 12, 31)))


def is_date_text(text: str) -> bool:
    """Return whether all words of the text are words of dates and times: "Monday, ", " at 10:15 GMT"."""
    return set(_WORD.findall(text.casefold())) <= _date_words()


def weekdays(text: str) -> Iterator[tuple[int, int]]:
    """Yield the position and number (Monday 0) of each weekday that a text names in full."""
    for match in _weekday().finditer(text.casefold()):
        yield match.start(), _calendar()["weekday"][match.group()]


def latest_weekday(weekday: int, landed_on: date) -> date:
    """Return the latest such weekday that is not after the day.

    >>> latest_weekday(1, date(2030, 5, 16))
    datetime.date(2030, 5, 14)
    """
    return landed_on - timedelta(days=(landed_on.weekday() - weekday) % 7)


def _numeric(text: str, landed_on: date) -> Iterator[FoundDate]:
    for match in (*_ISO.finditer(text), *_CJK.finditer(text)):
        if day := _day(int(match[1]), int(match[2]), int(match[3])):
            yield FoundDate(match.start(), match.end(), day, True)
    for match in _NUMERIC.finditer(text):
        if day := _either_order(int(match[1]), int(match[3]), _full_year(match[4]), landed_on):
            yield FoundDate(match.start(), match.end(), day, True)


def _either_order(first: int, second: int, year: int, landed_on: date) -> date | None:
    """Day first or month first: the one nearest before the page landed, as pages are read soon after publication."""
    days = [d for d in (_day(year, second, first), _day(year, first, second)) if d]
    past = [d for d in days if d <= landed_on + timedelta(days=1)]
    return max(past) if past else min(days, default=None)


def _named(text: str, landed_on: date) -> Iterator[FoundDate]:
    for match in _named_date().finditer(text.casefold()):
        number, month, year = _parts(match)
        day = _day(year, month, number) if year else _latest(month, number, landed_on)
        if day:
            yield FoundDate(match.start(), match.end(), day, bool(year))


def _parts(match: re.Match[str]) -> tuple[int, int, int]:
    side = next(side for side in "abc" if match[f"month_{side}"])
    year = match[f"year_{side}"]
    return int(match[f"day_{side}"]), _calendar()["month"][match[f"month_{side}"]], int(year) if year else 0


def _latest(month: int, number: int, landed_on: date) -> date | None:
    days = (_day(landed_on.year - back, month, number) for back in range(9))
    return next((day for day in days if day and day <= landed_on), None)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year: int, month: int, number: int) -> date | None:
    if not (FIRST_YEAR <= year <= 2999 and 1 <= month <= 12 and 1 <= number <= 31):
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


@cache
def _calendar() -> dict[str, Any]:
    data = json.loads((files(__package__) / "calendar.json").read_text("utf-8"))
    return {
        "month": {name: number for number, names in enumerate(data["months"], 1) for name in names},
        "weekday": {name: number for number, names in enumerate(data["weekdays"]) for name in names},
        "short": {name for names in data["short_weekdays"] for name in names},
        "words": set(data["date_line_words"]),
    }


@cache
def _date_words() -> frozenset[str]:
    calendar = _calendar()
    weekday_words = {part for name in calendar["weekday"] for part in _WORD.findall(name)}
    return frozenset(calendar["words"] | set(calendar["month"]) | weekday_words | calendar["short"])


@cache
def _weekday() -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(_calendar()["weekday"], key=len, reverse=True)))
    initials = "".join(sorted({re.escape(name[0]) for name in _calendar()["weekday"]}))
    return re.compile(rf"\b(?=[{initials}])(?:{names})\b")


@cache
def _named_date() -> re.Pattern[str]:
    months = "|".join(map(re.escape, sorted(_calendar()["month"], key=len, reverse=True)))
    year = r"(?:19|20)\d{2}"
    day_first = (
        rf"(?<!\d)(?P<day_a>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[ \u00a0-]+(?:de |of )?(?P<month_a>{months})\b"
        rf"\.?(?:,?[ \u00a0-]+(?:de |del )?(?P<year_a>{year})\b)?"
    )
    month_first = (
        rf"\b(?P<month_b>{months})\b\.?[ \u00a0](?P<day_b>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)"
        rf"(?:,?[ \u00a0]+(?P<year_b>{year})\b)?"
    )
    year_first = rf"(?<!\d)(?P<year_c>{year})[ ,-]+(?P<month_c>{months})\b\.?[ ,-]+(?P<day_c>\d{{1,2}})(?!\d|:)"
    return re.compile(f"{year_first}|{day_first}|{month_first}")
