"""Lines that sign and date a text in one: "Harbour FM newsroom, 4 May 2030", "Monday, 4 May 2030 - by Ada Moss"."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from claims_pipeline.articles.calendars import find_dates, is_date_text

_MAX_CHARS = 100
_MAX_REST_WORDS = 6
_ANY_DAY = date(2999, 12, 31)
_FRONT = re.compile(r"(?P<rest>[^|·•]{2,60}?)\s*(?:[|·•]|,\s|\s[-–—/]\s)\s*$")
_BACK = re.compile(r"\s*(?:[|·•]|,\s|\s[-–—/]\s)\s*(?P<rest>\S[^|·•]{1,60})$")


def signature_of_dated_line(text: str) -> str | None:
    """Return what signs a dated line, the date aside; None when the line is no such line.

    The date is printed in full, at one end, parted from the rest by a comma, bar, dot or dash, and the rest is short.

    >>> signature_of_dated_line("HARBOUR FM | MAY 4, 2030")
    'HARBOUR FM'
    >>> signature_of_dated_line("The bridge was closed on 4 May 2030.") is None
    True
    """
    return _signature(text) if len(text) <= _MAX_CHARS and text[-1:].isalnum() else None


@lru_cache(maxsize=1_000)
def _signature(text: str) -> str | None:
    found = next((found for found in find_dates(text, _ANY_DAY) if found.has_year), None)
    if found is None:
        return None
    front, back = text[: found.start], text[found.end :]
    if not back.strip() or is_date_text(back):
        match = _FRONT.match(front)
    else:
        match = _BACK.match(back) if not front.strip() or is_date_text(front) else None
    rest = match["rest"].strip() if match else ""
    return rest if 1 <= len(rest.split()) <= _MAX_REST_WORDS and rest[0].isalpha() else None
