"""The day that a page prints for its readers beside the title of its story.

Of several, the day of publication counts before a day without a word, and that before the day of an update
(``date_words.json``). A page that prints nothing but the day of an update is, as it landed, of that day.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.calendars import find_dates, is_date_text
from claims_pipeline.articles.story_headers import StoryHeader, unglued

_MAX_CHARS = 160
_MAX_REST_WORDS = 14
_NEAR_BELOW = 12
_NEAR_ABOVE = 2
"""Lines from the title within which a dated line is the story's, whatever else is said of its day."""
_YEAR = re.compile(r"(?:19|20)\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_PUBLISHED, _PRINTED, _UPDATED = range(3)
_DAY = timedelta(days=1)
_VISIT = timedelta(days=3)


class _Found(NamedTuple):
    rank: int
    day: date


def printed_day(header: StoryHeader, given: date | None, last_day: date) -> date | None:
    """Return the day printed with its year near the title and not after ``last_day``; None if none is.

    ``given`` is the day that the markup gives. Further from the title a line may belong to another story, and above it
    the masthead may print the day of the visit (one hardly before ``last_day``): there a day counts only if it repeats
    the markup's, as the newsroom's zone has it.
    """
    below = [_days(block, last_day) for block in header.below]
    above = [_days(block, last_day) for block in header.above]
    below_near, above_near = [*chain(*below[:_NEAR_BELOW])], [*chain(*above[:_NEAR_ABOVE])]
    if given and any(given in _readings(found) for found in (*below_near, *above_near)):
        return given
    above_near = [found for found in above_near if given is None or found.day < last_day - _VISIT]
    if near := below_near or above_near:
        return min(near, key=lambda found: found.rank).day
    far = [*chain(*below[_NEAR_BELOW:]), *chain(*above)]
    return next((found.day for found in far if given and abs(found.day - given) <= _DAY), None)


def _days(block: Block, last_day: date) -> list[_Found]:
    """The days of a line that is short and no statement, each with what the words in front of it make of it."""
    text = block.text
    if len(text) > _MAX_CHARS or not _YEAR.search(text) or (block.ends_sentence and not is_date_text(text)):
        return []
    text = unglued(text)
    found, rest, start = [], [], 0
    for one in find_dates(text, last_day):
        if one.start < start:
            continue
        rest.append(text[start : one.start])
        start = one.end
        if one.has_year and one.day <= last_day:
            found.append(_Found(_rank(rest[-1]), one.day))
    n_words = sum(len(_WORD.findall(piece)) for piece in (*rest, text[start:]))
    return found if n_words <= _MAX_REST_WORDS else []


def _readings(found: _Found) -> tuple[date, ...]:
    """The days that a printed date can be, day first or month first; none for the day of an update."""
    day = found.day
    swapped = (day.replace(month=day.day, day=day.month),) if day.day <= 12 else ()
    return () if found.rank == _UPDATED else (day, *swapped)


def _rank(before: str) -> int:
    """What the words in front of a date make of it: the last of them counts."""
    ranks = [_date_words()[word] for word in _WORD.findall(before.casefold()) if word in _date_words()]
    return ranks[-1] if ranks else _PRINTED


@cache
def _date_words() -> dict[str, int]:
    data = json.loads((files(__package__) / "date_words.json").read_text("utf-8"))
    ranks = {"published": _PUBLISHED, "updated": _UPDATED}
    return {word: rank for name, rank in ranks.items() for word in data[name]}
