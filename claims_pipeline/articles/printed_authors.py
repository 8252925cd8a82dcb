"""The authors that a page prints beside the title of its story.

A line names them when it opens with "By", when its markup calls it a byline, when it signs a date, or when it repeats a
name that the markup gives. "Edited by", "Photos by" and the like (``author_words.json``) name somebody else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import NamedTuple

from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.bylines import is_opening, is_role, pen_name, split_names
from claims_pipeline.articles.calendars import find_dates, is_date_line, is_date_text
from claims_pipeline.articles.story_headers import StoryHeader, unglued

_REACH_BELOW = 24
_REACH_ABOVE = 2
_MAX_CHARS = 200
_MAX_WORDS = 24.0
_MAX_SIGNED_WORDS = 10.0
_MAX_NAME_WORDS = 4
_MAX_GAP = 3
"""Lines that may stand between two authors: a role, an address, a button."""
_MAX_STEPS = 3
_ANY_DAY = date(2999, 12, 31)
_END_OF_NAME = re.compile(r"\s*[,|•·]\s*|\s+(?:in|on|at|for)\s+")
_YEAR = re.compile(r"\d{2}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")


class _Named(NamedTuple):
    """What one line says: names that the markup knows, names behind "By", and names that only the place suggests."""

    known: list[str]
    by: list[str]
    suggested: list[str]


def printed_authors(header: StoryHeader, known: Sequence[str]) -> list[str]:
    """Return the persons that the header's first lines of authors name, in order; empty if there are none.

    ``known`` are the names that the markup gives; they count wherever a short line of the header repeats them, and with
    them whom the same line names behind "By". Without them "By" counts, and last what a line's place suggests.
    """
    folded = {name: name.casefold() for name in known}
    near = (header.below[:_REACH_BELOW], header.above[:_REACH_ABOVE])
    return next(filter(None, (_decide(_first_lines(lines, folded), known) for lines in near)), [])


def _decide(lines: Sequence[_Named], known: Sequence[str]) -> list[str]:
    if any(line.known for line in lines):
        names = [name for line in lines if line.known for name in (*line.known, *line.by)]
    else:
        names = [name for line in lines for name in line.by]
    if not names and not known:
        names = [name for line in lines for name in line.suggested]
    return list(dict.fromkeys(names))


def _first_lines(lines: Sequence[Block], known: Mapping[str, str]) -> list[_Named]:
    found: list[_Named] = []
    gap, label = 0, ""
    for line, following in zip_longest(lines, lines[1:]):
        text = line.text[: _MAX_CHARS + 1]
        if not _WORD.search(text) or text.casefold() in _words("joiners"):
            continue
        if other := _names_others(text):
            if found:
                break
            label = "other" if other == "label" else ""
        elif is_opening(text):
            label = "author"
        else:
            named = None if label == "other" else _named(line, known, awaited=label == "author")
            if named is None and label != "other" and not found and _is_signed(line, following):
                named = _Named([], [], split_names(text))
            found += [named] if named else []
            gap = 0 if named else gap + 1
            if found and gap > _MAX_GAP:
                break
            label = label if named and label == "author" else ""
    return found


def _named(line: Block, known: Mapping[str, str], *, awaited: bool) -> _Named | None:
    """Whom a line names; ``awaited`` says that "By" stands on the line above."""
    if len(line.text) > _MAX_CHARS or line.words > (_MAX_SIGNED_WORDS if line.ends_sentence else _MAX_WORDS):
        return None
    text = unglued(line.text, " | ")
    by = _behind_by(line.text, text) or (split_names(text) if awaited else [])
    repeated = [name for name, folded in known.items() if folded in line.folded and not _is_part(name, by)]
    by = [name for name in by if not any(_overlap(one, name) for one in repeated)]
    suggested = [] if repeated or by else _signing(text) or _marked(line, text)
    return _Named(repeated, by, suggested) if repeated or by or suggested else None


def _is_signed(line: Block, following: Block | None) -> bool:
    """Whether a line is a name and nothing else, and the line below it is a date or a role."""
    if following is None or not 2 <= line.words <= _MAX_NAME_WORDS or len(line.text) > _MAX_CHARS:
        return False
    if split_names(line.text) != [line.text]:
        return False
    return is_date_line(following) or is_role(following.text)


def _is_part(name: str, longer: Sequence[str]) -> bool:
    return " " not in name and any(one.startswith(f"{name} ") for one in longer)


def _overlap(one: str, other: str) -> bool:
    one, other = one.replace(" ", ""), other.replace(" ", "")
    return one in other or other in one


def _behind_by(raw: str, text: str) -> list[str]:
    """The names behind "By", which opens the line, or stands behind words such as "Posted" and dates."""
    if (match := _by().match(raw)) and (name := pen_name(_END_OF_NAME.split(raw[match.end() :], maxsplit=1)[0])):
        return [name]
    for match in _by().finditer(text):
        before = _WORD.findall(text[: match.start()].rpartition("|")[2].casefold())
        if all(word in _words("before_by") or is_date_text(word) for word in before):
            return split_names(text[match.end() :])
    return []


def _signing(text: str) -> list[str]:
    """The names in front of a date: "Ada Moss - May 4, 2030"."""
    if not _YEAR.search(text):
        return []
    found = next((found for found in find_dates(text, _ANY_DAY) if found.has_year), None)
    return split_names(text[: found.start]) if found and found.start else []


def _marked(line: Block, text: str) -> list[str]:
    """The names of an element that its markup calls the author's."""
    steps = (line.context or "").rsplit(" > ", _MAX_STEPS)[-_MAX_STEPS:]
    is_author = line.words <= _MAX_SIGNED_WORDS and any(_author_step().search(step) for step in steps)
    return split_names(text) if is_author else []


def _names_others(text: str) -> str | None:
    """``label`` for "Edited by" alone, ``line`` for such a line with names, None for other lines."""
    match = _others().match(text)
    if match is None:
        return None
    return "label" if not text[match.end() :].strip(" :") else "line"


@cache
def _vocabulary() -> dict[str, list[str]]:
    return dict(json.loads((files(__package__) / "author_words.json").read_text("utf-8")))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_vocabulary()[name])


@cache
def _by() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(_vocabulary()["by"], key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{words})(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)


@cache
def _others() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(_vocabulary()["others"], key=len, reverse=True)))
    return re.compile(rf"\W{{0,3}}(?:{words})(?!\w)", re.IGNORECASE)


@cache
def _author_step() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _vocabulary()["markup"]))
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")
