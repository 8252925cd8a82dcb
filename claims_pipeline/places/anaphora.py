"""Nouns that stand for a place named before: "the village", "both cities", "the peninsula".

A noun takes the nearest place of its own class, so that "the village" passes over a city named since. The classes are
the levels of the gazetteer and the kinds of settlements; where neither the text nor the gazetteer tells a settlement's
kind, it may be of any (agreement as in Lappin and Leass, *An Algorithm for Pronominal Anaphora Resolution*, 1994).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.lexicons import lists, words
from claims_pipeline.places.mention import Mention

SETTLEMENTS = ("village", "town", "city")
AREAS = ("municipality", "district", "region")
ANY = "area"
"""The class of a noun that any place may have: "the area"."""
GREAT, SMALL = 50_000, 10_000
"""Inhabitants from which a place of unknown kind is no village, and below which it is no city."""
MAX_APPOSED = 3
"""Words after the article within which an apposition tells the kind."""
FITS, MAY_FIT, UNFIT = 2, 1, 0


class Noun(NamedTuple):
    """A definite noun for a place: its class, the word, and where in the text it stands."""

    level: str
    word: str
    is_plural: bool
    start: int
    end: int


@cache
def _levels() -> dict[str, tuple[str, bool]]:
    """Noun → (class, whether it is plural)."""
    nouns = lists("anaphora_nouns")
    singular = {noun: (level, False) for level, listed in nouns.items() for noun in listed}
    return singular | {plural(noun): (level, True) for noun, (level, _) in singular.items()}


def plural(noun: str) -> str:
    """Return the plural of a noun for a place."""
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


@cache
def _pattern() -> re.Pattern[str]:
    determiners, modifiers = _either(words("anaphora", "determiners")), _either(words("anaphora", "modifiers"))
    nouns = rf"\b(?:{determiners})(?: (?:{modifiers}))* (?P<noun>{_either(_levels())})\b"
    phrases = rf"\b(?:{_either(words('anaphora', 'region_phrases'))})\b"
    return re.compile(rf"(?i:{nouns}|{phrases})(?!-)(?! (?:of|named|called) [A-Z])")


def _either(options: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, options), key=lambda option: (-len(option), option)))


def find_nouns(text: str) -> list[Noun]:
    """Return the definite nouns for places of a text, in order; one that a name follows ("the city of X") is none.

    >>> find_nouns("the whole village burned")
    [Noun(level='village', word='village', is_plural=False, start=0, end=17)]
    """
    found = []
    for match in _pattern().finditer(text):
        noun = (match["noun"] or "").lower()
        level, is_plural = _levels().get(noun, ("region", False))
        found.append(Noun(level, noun, is_plural, *match.span()))
    return found


def agrees(noun: Noun, mention: Mention, atlas: Atlas) -> int:
    """Return how well a mention is what the noun calls a place: ``FITS``, ``MAY_FIT`` (the next class) or ``UNFIT``."""
    bearers = lists("place_nouns").get(noun.word.removesuffix("s"))
    if bearers is not None:
        regions = {region for bearer in bearers for region in atlas.regions_of(bearer)}
        named = mention.place is not None and atlas.ids[mention.place] in bearers
        return FITS if named else MAY_FIT if set(mention.regions) <= regions else UNFIT
    if noun.level == ANY:
        return FITS
    level = _area(mention, atlas)
    if noun.level in AREAS:
        return FITS if level == noun.level else MAY_FIT if _lies_in(mention, noun.level, atlas) else UNFIT
    if level in AREAS:
        return UNFIT
    kinds = _kinds(mention, atlas)
    if noun.level in kinds:
        return FITS
    if noun.level == "town" and kinds == ("village",):
        return MAY_FIT if mention.head is None else UNFIT
    return MAY_FIT if noun.level != "village" and kinds != ("village",) else UNFIT


def _area(mention: Mention, atlas: Atlas) -> str | None:
    """The level of the area that a mention means; none for a settlement."""
    if mention.place is None:
        return mention.head if mention.head in AREAS else None
    level = atlas.level[mention.place]
    return "region" if level == "macro_region" else level if level in AREAS else None


def _lies_in(mention: Mention, level: str, atlas: Atlas) -> bool:
    """Whether a mention lies in one area of the level: all that have one region lie in a region."""
    if level == "region":
        return len(mention.regions) == 1
    return mention.place is not None and atlas.ancestor_at(mention.place, level) is not None


def _kinds(mention: Mention, atlas: Atlas) -> tuple[str, ...]:
    """The kinds of settlement that a mention may be: as its text calls it, as its codifier does, as its size allows."""
    told = mention.head if mention.head in SETTLEMENTS else _apposed_kind(mention)
    if told:
        return (told,)
    if mention.place is None:
        return SETTLEMENTS
    category, people = atlas.category[mention.place], atlas.population[mention.place]
    if category in ("village", "settlement", "quarter"):
        return ("village",)
    if people >= GREAT or category == "capital":
        return ("city",)
    return ("town", "city") if atlas.is_codified(mention.place) else SETTLEMENTS[: 2 if 0 < people < SMALL else 3]


def _apposed_kind(mention: Mention) -> str | None:
    """The kind that the words after a comma give a name: "X, a small town in"."""
    line, at = mention.line, mention.stop
    if "," not in line.gap(at) or line.word(at) not in ("a", "an", "the"):
        return None
    following = (line.word(at + n) for n in range(1, MAX_APPOSED + 1) if not line.gap(at + n).strip())
    return next((word for word in following if word in SETTLEMENTS), None)


def standing_for(noun: Noun, mention: Mention, atlas: Atlas) -> int | None:
    """Return the area around the mention that the noun means; none where it means the place itself."""
    if noun.level not in AREAS or mention.place is None or atlas.level[mention.place] == "macro_region":
        return None
    return atlas.ancestor_at(mention.place, noun.level)
