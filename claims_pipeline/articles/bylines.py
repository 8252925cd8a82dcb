"""Who wrote the article: lines that name authors, and what the markup says of them."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from claims_pipeline.articles.blocks import Block

_MAX_WORDS = 16
_MAX_AUTHORS = 8
_MAX_CHARS = 400
_MAX_OPENING_CHARS = 40
_MAX_ROLE_WORDS = 6
_WIDE_SPACE = re.compile(r"\s*(?:\u00a0\s|\s\u00a0)")
"""A gap that no sentence has parts a name from the outlet behind it."""


def is_byline(block: Block) -> bool:
    """Return whether the line names its authors: "By" and names or a desk, in the languages of ``bylines.json``."""
    return block.words <= _MAX_WORDS and (bool(_names_behind_by(block.text)) or _is_signed_by_desk(block.folded))


def _is_signed_by_desk(folded: str) -> bool:
    """Whether nobody is named but a role, as in "By our court reporter"."""
    words = folded.split()
    return len(words) <= _MAX_ROLE_WORDS and bool(_opening().match(folded)) and words[-1] in _desks()


def byline_names(text: str) -> list[str]:
    """Return the persons that a byline names, in order; empty when the line is no byline.

    >>> byline_names("By Ada Moss and Ivo Brandt")
    ['Ada Moss', 'Ivo Brandt']
    >>> byline_names("By Thursday the river had risen")
    []
    """
    return _persons(_names_behind_by(text), text)


def split_names(text: str) -> list[str]:
    """Return the persons of a list of authors; roles, outlets and times behind the names are cut off."""
    parts = _persons(_split(_WIDE_SPACE.split(text[:_MAX_CHARS].strip(), maxsplit=1)[0]), text)
    return [name for name in map(_without_titles, parts) if " " in name]


def _without_titles(name: str) -> str:
    """The name without degrees behind it; empty when it is a degree or a role."""
    words = name.split()
    while words and words[-1].casefold().strip(".®") in _titles():
        words.pop()
    return " ".join(words) if words and words[-1].casefold() not in _roles() else ""


def is_opening(text: str) -> bool:
    """Return whether the line is "By" and nothing else: the names stand on the lines below."""
    return len(text) <= _MAX_OPENING_CHARS and text.strip(" :").casefold() in _openings()


def is_role(text: str) -> bool:
    """Return whether the line is what somebody is: "Senior Reporter", "Tech Writer".

    >>> is_role("Senior Harbour Correspondent"), is_role("Ada Moss")
    (True, False)
    """
    words = text.casefold().split()
    return 1 <= len(words) <= _MAX_ROLE_WORDS and words[-1] in _roles()


def is_person(name: str) -> bool:
    """Return whether the name can be a person's: it does not end as an outlet, a desk or a newsroom does.

    >>> is_person("Ada Moss"), is_person("Front Street Review")
    (True, False)
    """
    words = name.casefold().split()
    return bool(words) and words[-1] not in _organisations()


def _persons(names: list[str], text: str) -> list[str]:
    """The names that can be persons': the last one of "Varn Mirror Staff" cannot."""
    cut = _cut().search(line := " ".join(text[:_MAX_CHARS].split()))
    if cut and _organisation_tail().fullmatch(line[cut.start() :]):
        names = names[:-1]
    return [name for name in names if is_person(name)]


def _names_behind_by(text: str) -> list[str]:
    line = " ".join(text[:_MAX_CHARS].split())
    match = _opening().match(line)
    return _split(line[match.end() :]) if match else []


def _split(text: str) -> list[str]:
    text = _cut().split(" ".join(text[:_MAX_CHARS].split()), maxsplit=1)[0]
    text = _without_affiliation(text)
    parts = [part.strip(" ,;|/／·•-–—\t\u00a0") for part in _joiner().split(text)]
    return [" ".join(part.split()) for part in parts if part and _is_name(part)][:_MAX_AUTHORS]


def _without_affiliation(text: str) -> str:
    """The list without what follows a comma behind its last "and": "Ada Moss and Ivo Brandt, Varn Echo"."""
    joined = max((match.end() for match in _and().finditer(text)), default=0)
    comma = text.find(",", joined)
    return text[:comma] if joined and comma > 0 else text


def _is_name(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= 5 or any(c.isdigit() or c in "@/:" for c in text):
        return False
    if words[0].casefold() in _not_names():
        return False
    return all(w[0].isupper() or w.casefold() in _particles() or not w[0].isascii() for w in words) and (
        len(words) >= 2 or text.isupper()
    )


def pen_name(text: str) -> str | None:
    """Return a name of one word, as markup gives pen names; None for anything else.

    >>> pen_name("MossyAda"), pen_name("admin"), pen_name("Staff")
    ('MossyAda', None, None)
    """
    name = text.strip()
    is_word = 3 <= len(name) <= 30 and name.isalpha() and name[0].isupper() and not name.isupper()
    unfit = _not_names() | _roles() | _titles() | _organisations()
    return name if is_word and name.casefold() not in unfit else None


@cache
def _vocabulary() -> dict[str, list[str]]:
    return dict(json.loads((files(__package__) / "bylines.json").read_text("utf-8")))


@cache
def _desks() -> frozenset[str]:
    return frozenset(_vocabulary()["desks"]) | _organisations()


@cache
def _organisations() -> frozenset[str]:
    return frozenset(_vocabulary()["organisations"])


@cache
def _titles() -> frozenset[str]:
    return frozenset(_vocabulary()["titles"])


@cache
def _roles() -> frozenset[str]:
    return frozenset(_vocabulary()["roles"])


@cache
def _organisation_tail() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _vocabulary()["organisation_tails"]))
    return re.compile(rf" (?:{words})[ .)]{{0,3}}", re.IGNORECASE)


@cache
def _openings() -> frozenset[str]:
    return frozenset(_vocabulary()["openings"])


@cache
def _opening() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(_vocabulary()["openings"], key=len, reverse=True)))
    return re.compile(rf"(?:{words})(?:\s*:\s*|\s+)", re.IGNORECASE)


@cache
def _joiner() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _vocabulary()["joiners"]))
    return re.compile(rf"\s*[,;&]\s*|\s+(?:{words})\s+", re.IGNORECASE)


@cache
def _and() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _vocabulary()["joiners"]))
    return re.compile(rf"\s(?:{words}|&)\s")


@cache
def _cut() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _vocabulary()["cuts"]))
    return re.compile(rf"\s*[|·•(/]|\s+[-–—]\s+|\s+(?=\d)|,?\s+(?:{words})\b", re.IGNORECASE)


@cache
def _particles() -> frozenset[str]:
    return frozenset(_vocabulary()["particles"])


@cache
def _not_names() -> frozenset[str]:
    return frozenset(_vocabulary()["not_names"])
