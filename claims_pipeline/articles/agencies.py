"""Which news agency a text is credited to, never a picture's (``agencies.txt``)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain

from ahocorasick_rs import AhoCorasick

from claims_pipeline.articles.unlisted_agencies import unlisted_agency

_FIRST_LINES = 2
_LAST_LINES = 3
_TAIL_CHARS = 160
_MAX_CHARS = 5_000


@cache
def agency_forms() -> dict[str, str]:
    """Return every printed form of an agency's name with the name that the ledger uses."""
    forms: dict[str, str] = {}
    for line in (files(__package__) / "agencies.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, *others = line.split("\t")
            forms.update(dict.fromkeys((name, *others), name))
    return forms


@cache
def folded_forms() -> frozenset[str]:
    """Return every printed form of an agency's name in one case."""
    return frozenset(form.casefold() for form in agency_forms())


@cache
def _names() -> str:
    return "(?:" + "|".join(map(re.escape, sorted(agency_forms(), key=len, reverse=True))) + ")"


@cache
def _credits() -> tuple[re.Pattern[str], ...]:
    """Ways to credit a text, the surest first; the agency is the group."""
    agency = f"(?P<agency>{_names()})"
    lines = json.loads((files(__package__) / "agency_credits.json").read_text("utf-8"))["patterns"]
    return tuple(re.compile(line.replace("{agency}", agency)) for line in lines)


@cache
def _by_folded_form() -> dict[str, str]:
    return {form.casefold(): name for form, name in agency_forms().items()}


def named_agency(values: Iterable[str]) -> str | None:
    """Return the agency whose name, and nothing else, is one of the values, such as the markup's authors; or None.

    >>> named_agency(["Ada Moss", "By The Associated Press"])
    'AP'
    """
    bare = (value.casefold().removeprefix("by ").removeprefix("the ").strip() for value in values)
    return next((_by_folded_form()[name] for name in bare if name in _by_folded_form()), None)


def credited_agency(
    credit_lines: Sequence[str],
    body_lines: Sequence[str],
    dateline: str | None = None,
    page: Iterable[str] = (),
    markup: str | None = None,
) -> str | None:
    """Return the agency that the text is credited to, or None.

    Credit lines count first, then datelines and credits at the ends of the body, by known names before unlisted ones;
    then comes the agency that the markup names as author, and last statements made to an agency ("told …"). Captions
    and picture credits must not be passed in: a photographer's agency did not write the text. ``page`` are lines in
    which an unlisted agency's full name may stand.
    """
    ends = [line[-_TAIL_CHARS:] for line in body_lines[-_LAST_LINES:]]
    starts = [line[:_TAIL_CHARS] for line in body_lines[:_FIRST_LINES]]
    *credits, statement = _credits()
    return (
        _listed(credits, (*credit_lines, *starts, *ends))
        or unlisted_agency(dateline, credit_lines, ends, chain(credit_lines, body_lines, page))
        or markup
        or _listed([statement], body_lines)
    )


def _names_agency(text: str) -> bool:
    """Whether the text holds an agency's name: a tenth of the cost of the credits' patterns, and true of few lines."""
    return _any_name().find_matches_as_indexes(text) != []


@cache
def _any_name() -> AhoCorasick:
    return AhoCorasick(list(agency_forms()))


def _listed(patterns: Sequence[re.Pattern[str]], lines: Sequence[str]) -> str | None:
    if not _names_agency("\n".join(lines)):
        return None
    named = [line[:_MAX_CHARS] for line in lines if _names_agency(line[:_MAX_CHARS])]
    matches = (pattern.search(line) for pattern in patterns for line in named)
    return next((agency_forms()[match["agency"]] for match in matches if match), None)
