"""Agencies that no list holds, by the shapes of credits: datelines, "(XYZ)" behind the text, "by X Press Agency".

A short form counts only where nothing but an agency stands: in brackets in a dateline, or alone behind the text. A full
name counts by its last words (``agency_credits.json``). A short form whose full name the page gives becomes that name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

_MAX_CHARS = 400
_MAX_NAME_WORDS = 6
_SHORT = r"(?P<agency>[A-Z][A-Za-z]{0,3}[A-Z][A-Z]{0,4})"
_IN_DATELINE = re.compile(rf"\(\s*{_SHORT}\s*\)\s*$")
_NAME_IN_DATED_LINE = re.compile(r"\d.*\(\s*(?P<agency>[A-Z]\w+(?: [A-Z]\w+){0,3})\s*\)\s*$")
_ALONE = re.compile(rf"^\W{{0,3}}\(\s*{_SHORT}\s*\)\W{{0,3}}$")
_BEHIND_TEXT = re.compile(rf"[.!?…\"”’]\s*[-–—]?\s*\(\s*{_SHORT}\s*\)\W{{0,2}}$")
_MIN_SHORT = 3


def unlisted_agency(
    dateline: str | None, credits: Sequence[str], ends: Sequence[str], page: Iterable[str]
) -> str | None:
    """Return the agency that the dateline, the credit lines or the last lines of the text name; None if none does.

    ``page`` are all lines in which the full name of a short form is looked for.
    """
    if full := _full_name([*credits, *ends]):
        return full
    short = _short_form(dateline, credits, ends)
    return (expanded(short, page) or short) if short else None


def expanded(short: str, page: Iterable[str]) -> str | None:
    """Return the capitalised words of the page whose first letters spell the short form, or None.

    >>> expanded("NVP", ["It was told to Nordic Varn Press on Monday."])
    'Nordic Varn Press'
    """
    letters = "".join(letter for letter in short if letter.isupper())
    if not _MIN_SHORT <= len(letters) <= _MAX_NAME_WORDS:
        return None
    words = r"\s+(?:(?:of|for|and|de|the)\s+)?".join(rf"{letter}\w+" for letter in letters)
    name = re.compile(rf"\b{words}\b")
    return next((" ".join(match[0].split()) for line in page if (match := name.search(line[:_MAX_CHARS]))), None)


def _full_name(lines: Sequence[str]) -> str | None:
    named = [line for line in lines if any(words in line for words in _words_of_names())]
    for pattern in _full_name_credits():
        for line in named:
            if match := pattern.search(line[:_MAX_CHARS]):
                return " ".join(match["agency"].split())
    return None


def _short_form(dateline: str | None, credits: Sequence[str], ends: Sequence[str]) -> str | None:
    found = [
        _IN_DATELINE.search(dateline or ""),
        _NAME_IN_DATED_LINE.search(dateline or ""),
        *(_ALONE.search(line[:_MAX_CHARS]) for line in credits),
        *(_short_credit().search(line[:_MAX_CHARS]) for line in credits),
        *(pattern.search(line[-_MAX_CHARS:]) for line in ends[-1:] for pattern in (_ALONE, _BEHIND_TEXT)),
    ]
    return next((match["agency"] for match in found if match and len(match["agency"]) >= _MIN_SHORT), None)


@cache
def _vocabulary() -> dict[str, list[str]]:
    return dict(json.loads((files(__package__) / "agency_credits.json").read_text("utf-8"))["unlisted"])


@cache
def _words_of_names() -> tuple[str, ...]:
    return (*_vocabulary()["endings"], *_vocabulary()["beginnings"])


@cache
def _full_name_credits() -> tuple[re.Pattern[str], ...]:
    endings = "|".join(map(re.escape, _vocabulary()["endings"]))
    beginnings = "|".join(map(re.escape, _vocabulary()["beginnings"]))
    word = r"(?<!\w)(?!The\b|By\b|Source\b)[^\W\d_a-z][\w'’&-]*"
    name = rf"(?P<agency>(?:{word}\s+){{1,4}}?(?:{endings})\b|\b(?:{beginnings})(?:\s+{word}){{1,3}})"
    return tuple(re.compile(pattern.replace("{agency}", name)) for pattern in _vocabulary()["full_names"])


@cache
def _short_credit() -> re.Pattern[str]:
    return re.compile("|".join(_vocabulary()["short_forms"]).replace("{agency}", _SHORT))
