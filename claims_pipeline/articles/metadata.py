"""What a page says of itself: title, authors and outlet, from its markup first and its own lines second."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from claims_pipeline.articles.agencies import agency_forms, folded_forms
from claims_pipeline.articles.bylines import byline_names, is_opening, pen_name, split_names
from claims_pipeline.articles.datelines import syndicated_outlet
from claims_pipeline.articles.printed_authors import printed_authors
from claims_pipeline.articles.story_headers import StoryHeader

_SEPARATORS = re.compile(r"\s+[|\-–—·•»:]\s+|\s*[|»]\s*")
_SEPARATOR_CHARS = " |-–—·•»:\t\u00a0"
_MAX_TITLE_CHARS = 300
_MAX_SITE_WORDS = 5
_MAX_LOGO_CHARS = 60
_MIN_TITLE_WORDS = 3
_MAX_VALUES = 20
_MAX_AUTHOR_CHARS = 400
_MAX_KNOWN = 40
_LETTERS = re.compile(r"[\W_]+|(?:\.[a-z]{2,3}){1,2}$")
_LOGO = re.compile(r"(?P<outlet>[\w.&'’ -]{1,40}?)(?:\s+news)?\s+logo", re.IGNORECASE)


class Hint(NamedTuple):
    """One row of ``page_hints``."""

    origin: str
    key: str
    value: str


def hint_values(hints: Iterable[Hint], field: str) -> list[Hint]:
    """Return the hints that speak about a field, in the order of trust of ``hint_keys.json``."""
    wanted = _hint_keys()[field]
    found = [
        (wanted[f"{h.origin} {h.key}"], n, h)
        for n, h in enumerate(hints)
        if f"{h.origin} {h.key}" in wanted and h.value
    ]
    return [hint for *_, hint in sorted(found)]


def title_hints(hints: Sequence[Hint], outlet: str | None) -> list[str]:
    """Return the titles that the markup gives, each without the name of the site behind or in front."""
    return [cut_site_name(h.value[:_MAX_TITLE_CHARS], outlet) for h in hint_values(hints, "title")]


def title_parts(hints: Sequence[Hint]) -> list[str]:
    """Return what stands between the separators of the markup's titles: one of the parts may be the headline.

    Parts too short to tell a headline from a site's name are left out.
    """
    values = [hint.value[:_MAX_TITLE_CHARS] for hint in hint_values(hints, "title")]
    parts = [part.strip() for value in values for part in _SEPARATORS.split(value)]
    return [part for part in parts if len(part.split()) > _MIN_TITLE_WORDS and part not in values]


def cut_site_name(title: str, outlet: str | None) -> str:
    """Return the title without a site's name behind its last, or in front of its first, separator.

    >>> cut_site_name("Bridge reopens after flood | The Odense Courier", None)
    'Bridge reopens after flood'
    """
    if (
        outlet
        and title.casefold().startswith(outlet.casefold())
        and title[len(outlet) :].lstrip()[:1] in tuple("|-–—·•»:")
    ):
        title = title[len(outlet) :].lstrip(_SEPARATOR_CHARS)
    parts = [part for part in _SEPARATORS.split(title) if part.strip()]
    if len(parts) < 2:
        return title.strip()
    last = parts[-1]
    is_site = (outlet and last.casefold() == outlet.casefold()) or len(last.split()) <= _MAX_SITE_WORDS
    head = title[: title.rindex(last)].rstrip(_SEPARATOR_CHARS)
    return head if is_site and len(head.split()) >= _MIN_TITLE_WORDS else title.strip()


def authors(hints: Sequence[Hint], header: StoryHeader, byline_lines: Sequence[str], outlet: str | None) -> str | None:
    """Return the authors as printed, joined by ``; ``; None for nobody.

    Whom the page names beside its title counts first, then the most trusted hint of the markup that names a person,
    then any line that is a byline: a hint often names the outlet, which is no person, or one author of several.
    """
    given = list(_given_authors(hints, outlet))
    known = list(dict.fromkeys(name for names in given for name in names))[:_MAX_KNOWN]
    printed = _persons(printed_authors(header, known), outlet)
    others = (_persons([name for name in byline_names(line) if " " in name], outlet) for line in byline_lines)
    return "; ".join(printed or next(iter(given), []) or next(filter(None, others), [])) or None


def _given_authors(hints: Sequence[Hint], outlet: str | None) -> Iterator[list[str]]:
    """The persons that each kind of hint names, the most trusted first; kinds that name none are left out."""
    values: dict[tuple[str, str], list[str]] = {}
    for hint in hint_values(hints, "author"):
        values.setdefault((hint.origin, hint.key), []).append(hint.value)
    for listed in values.values() or [list(_labelled_authors(hints))]:
        parts = [part for value in listed[:_MAX_VALUES] for part in value[:_MAX_AUTHOR_CHARS].split("|")[:_MAX_VALUES]]
        names = [name for part in parts for name in _split(_without_by(part))]
        if persons := _persons(names, outlet):
            yield persons


def _labelled_authors(hints: Sequence[Hint]) -> Iterator[str]:
    """What stands under "Written by" in the labels of a page's card for social networks."""
    values = {hint.key: hint.value for hint in hints if hint.key.startswith(("twitter:label", "twitter:data"))}
    for key, value in values.items():
        if key.startswith("twitter:label") and is_opening(value):
            yield values.get(f"twitter:data{key[len('twitter:label') :]}", "")


def _split(value: str) -> list[str]:
    return [name] if (name := pen_name(value)) else split_names(value)


def _persons(names: Sequence[str], outlet: str | None) -> list[str]:
    persons = [name for name in names if not _is_agency(name) and not _is_outlet(name, outlet or "")]
    return list(dict.fromkeys(persons))


def _is_agency(name: str) -> bool:
    """Whether the name is an agency's, or a desk of one: "Reuters", "AP Sports"."""
    first = name.partition(" ")[0]
    return name.casefold() in folded_forms() or (first.isupper() and first in agency_forms())


def _is_outlet(name: str, outlet: str) -> bool:
    """Whether the name is the outlet's, a part of it, or opens with it: "Varn Courier" of "The Varn Courier Online"."""
    one, other = name.casefold(), outlet.casefold()
    letters, site = _LETTERS.sub("", one), _LETTERS.sub("", other.removeprefix("www."))
    if f" {one} " in f" {other} " or (not one.isascii() and letters in site):
        return True
    return bool(site) and (letters == site or f"{one} ".startswith(f"{other} "))


def _logo(line: str) -> re.Match[str] | None:
    is_one = line.endswith(("logo", "Logo", "LOGO")) and len(line) <= _MAX_LOGO_CHARS
    return _LOGO.fullmatch(" ".join(line.split())) if is_one else None


def _without_by(value: str) -> str:
    return value[3:] if value[:3].casefold() == "by " else value


def agency_values(hints: Sequence[Hint]) -> list[str]:
    """Return what the markup says of who wrote or supplied the text, in the order of trust."""
    return [hint.value for hint in hint_values(hints, "agency")]


def outlet_name(hints: Sequence[Hint], first_line: str, logo_lines: Sequence[str]) -> str | None:
    """Return the outlet: the markup's, else the one a syndicator names in front of the text, else a logo's."""
    if named := hint_values(hints, "outlet"):
        return named[0].value.strip() or None
    if syndicated := syndicated_outlet(first_line):
        return syndicated
    return next((m["outlet"].strip() for line in logo_lines if (m := _logo(line))), None)


@cache
def _hint_keys() -> dict[str, dict[str, int]]:
    data = json.loads((files(__package__) / "hint_keys.json").read_text("utf-8"))
    return {field: {key: rank for rank, key in enumerate(keys)} for field, keys in data.items()}
