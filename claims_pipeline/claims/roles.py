"""Text → the office or body that it names, which any country can have: ``data/roles.csv``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from claims_pipeline.claims.countries import country_titles, without_names, without_possessive
from claims_pipeline.claims.lexicon import read_rows, words


@dataclass(frozen=True, slots=True)
class Role:
    """An office or body that any country can have."""

    key: str
    name: str
    kind: str


@lru_cache(maxsize=20_000)
def find_role(text: str, kinds: tuple[str, ...] = ()) -> Role | None:
    """Return the first role of the table that a text names; names of countries are no part of one."""
    blank = without_names(text)
    if not _any_role().search(blank):
        return None
    for pattern, row in _roles():
        if (not kinds or row["kind"] in kinds) and (match := pattern.search(blank)):
            what = next((part for part in match.groupdict().values() if part), "").lower()
            return Role(
                row["key"].replace("{what}", what), row["name"].replace("{what}", what.capitalize()), row["kind"]
            )
    return None


def without_offices(text: str) -> str:
    """Return the text with the offices of several words blanked out: *Ministry of External Affairs*."""
    return _any_role().sub(lambda match: "·" * len(match.group()) if " " in match.group() else match.group(), text)


def title_of(part: str, country: str | None) -> str | None:
    """Return the name of the body that the last part of a ``source_id`` stands for."""
    name = next((row["name"] for _, row in _roles() if row["key"] == part), None)
    return name.format(country=country_titles().get(country, country)) if name and country else None


def is_title(word: str) -> bool:
    """Whether a word is a title or a rank: *President*, *Col.*."""
    return not _titles().isdisjoint(word.lower().rstrip(".").split("-"))


@cache
def _titles() -> frozenset[str]:
    return words()["titles"] | words()["ranks"]


def is_common_name(word: str) -> bool:
    """Whether a capitalised word is no name of a person: an office, an acronym, a part of what places are called."""
    bare = without_possessive(word)
    return bool(find_role(bare)) or bare.isupper() or not words()["name_parts"].isdisjoint(bare.lower().split("-"))


@cache
def _roles() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    return [(_whole_words(row["pattern"]), row) for row in read_rows("roles.csv")]


@cache
def _any_role() -> re.Pattern[str]:
    return _whole_words("|".join(row["pattern"] for row in read_rows("roles.csv")))


def _whole_words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)
