"""Words for days → ranges of days, counted from the day of publication."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "(" + "|".join(MONTHS) + "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\\.?"
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}(?:,? (\d{{4}}))?\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}}))?", re.IGNORECASE)
_MONTH_ONLY = re.compile(
    rf"\b(?:in|since|during|of|until|late|early|mid|throughout) (?:late |early |mid-?)?{_MONTH}(?: (\d{{4}}))?\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(last |next )?(" + "|".join(WEEKDAYS) + r")\b", re.IGNORECASE)
_RELATIVE = {"today": 0, "overnight": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_RELATIVE_DAY = re.compile(r"\b(" + "|".join(_RELATIVE) + r")\b", re.IGNORECASE)
_RELATIVE_WEEK = re.compile(r"\b(last|this) week\b", re.IGNORECASE)
Range = tuple[date, date]


def read_time(text: str, published: Range) -> Range | None:
    """Return the first range of days that a text names, or None.

    Dates without a year, and bare months, are the latest that are not after publication; a weekday is the latest on or
    before it, with *next* the first after.
    """
    try:
        return _first_range(text, published[1])
    except OverflowError:  # the day before the first day there is, or after the last
        return None


def _first_range(text: str, reference: date) -> Range | None:
    for reader in (_full_date, _weekday, _month, _relative_day, _relative_week):
        found = reader(text, reference)
        if found is not None:
            return found
    return None


def _month_number(word: str) -> int:
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(word.lower()[:3]))


def _full_date(text: str, reference: date) -> Range | None:
    for pattern, day_group, month_group in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1)):
        match = pattern.search(text)
        if match is not None:
            day = _make_date(
                match.group(3), _month_number(match.group(month_group)), int(match.group(day_group)), reference
            )
            if day is not None:
                return day, day
    return None


def _make_date(year: str | None, month: int, day: int, reference: date) -> date | None:
    try:
        if year is not None:
            return date(int(year), month, day)
        this_year = date(reference.year, month, day)
        return this_year if this_year <= reference + timedelta(days=7) else date(reference.year - 1, month, day)
    except ValueError:
        return None


def _weekday(text: str, reference: date) -> Range | None:
    match = _WEEKDAY.search(text)
    if match is None:
        return None
    distance = (reference.weekday() - WEEKDAYS.index(match.group(2).lower())) % 7
    if match.group(1) and match.group(1).strip().lower() == "next":
        distance -= 7
    day = reference - timedelta(days=distance)
    return day, day


def _month(text: str, reference: date) -> Range | None:
    match = _MONTH_ONLY.search(text)
    if match is None:
        return None
    month = _month_number(match.group(1))
    year = int(match.group(2)) if match.group(2) else reference.year - (month > reference.month)
    if not 1 <= year <= 9999:
        return None
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return (first, min(last, reference)) if first <= reference else (first, last)


def _relative_day(text: str, reference: date) -> Range | None:
    match = _RELATIVE_DAY.search(text)
    if match is None:
        return None
    day = reference + timedelta(days=_RELATIVE[match.group(1).lower()])
    return day, day


def _relative_week(text: str, reference: date) -> Range | None:
    match = _RELATIVE_WEEK.search(text)
    if match is None:
        return None
    monday = reference - timedelta(days=reference.weekday())
    if match.group(1).lower() == "this":
        return monday, reference
    return monday - timedelta(days=7), monday - timedelta(days=1)
