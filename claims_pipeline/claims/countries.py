"""The sides that a text names: countries by name, adjective and capital, and countries by their cities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from claims_pipeline.claims.lexicon import read_rows, words
from claims_pipeline.claims.spelling import names_data

SURNAME = re.compile(r" ((?:[A-ZÀ-Þ]['’])?[A-ZÀ-Þ][a-zß-ÿ]\w+)")


@dataclass(frozen=True, slots=True)
class CountryName:
    """What a name says of a side: its country, or the organisation that goes by it."""

    country: str | None
    source_id: str | None = None
    kind: str | None = None
    is_adjective: bool = False


@cache
def _names() -> dict[str, CountryName]:
    """Return every name as it is written: names, adjectives, peoples, capitals, and names kept by hand.

    A row kept by hand stands before the others; its kind is ``adjective`` or that of the body that goes by the name.
    """
    names: dict[str, CountryName] = {}
    for row in read_rows("countries.csv"):
        code, capital = row["country"], row["capital"]
        names.setdefault(row["name"], CountryName(code))
        if capital:
            names.setdefault(capital, CountryName(code, kind="government"))
        for adjective in filter(None, row["adjective"].split("|")):
            names.setdefault(adjective, CountryName(code, is_adjective=True))
            names.setdefault(adjective + "s", CountryName(code))
    for row in read_rows("country_names.csv"):
        is_adjective = row["kind"] == "adjective"
        kind = None if is_adjective else row["kind"] or None
        names[row["name"]] = CountryName(row["country"] or None, row["source_id"] or None, kind, is_adjective)
    return names | {name.upper(): known for name, known in names.items() if len(name) > 4}


@cache
def _automaton() -> tuple[AhoCorasick, list[str]]:
    forms = sorted(_names())
    return AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest), forms


def find_names(text: str) -> Iterator[tuple[int, int, CountryName]]:
    """Yield start, end and meaning of each name in the text, in order.

    Names within words do not count, nor does the first name of a person: *Sofia Kovalenko*, *Israel Katz*.
    """
    automaton, forms = _automaton()
    for index, start, end in automaton.find_matches_as_indexes(text):
        before, after = text[start - 1 : start], text[end : end + 1]
        if before.isalnum() or before in ("-", "_") or after.isalnum() or after == "_":
            continue
        if not (text[start:end] in names_data()["first_names"] and _is_before_surname(text, end)):
            yield start, end, _names()[forms[index]]


def _is_before_surname(text: str, end: int) -> bool:
    """Whether a capitalised word follows that is no office or force."""
    following = SURNAME.match(text, end)
    return following is not None and _offices().fullmatch(following.group(1).lower()) is None


@cache
def _offices() -> re.Pattern[str]:
    """Return what matches a word of an office, force or body."""
    lists = words()
    plain = lists["titles"] | lists["ranks"] | lists["name_parts"] | lists["participial_adjectives"] | {"security"}
    patterns = [row["pattern"] for row in read_rows("roles.csv")]
    return re.compile("|".join([*map(re.escape, sorted(plain)), *patterns]))


def named_countries(text: str) -> list[tuple[int, str]]:
    """Return the countries that a text names, with the offset of each name, in order."""
    return [(start, known.country) for start, _, known in find_names(text) if known.country]


def without_names(text: str) -> str:
    """Return the text with every country name blanked out."""
    for start, end, _ in find_names(text):
        text = text[:start] + "·" * (end - start) + text[end:]
    return text


def is_nationality(word: str) -> bool:
    """Whether a word is the adjective of a country: *Sudanese*."""
    known = _names().get(word)
    return known is not None and known.is_adjective


@cache
def country_titles() -> dict[str, str]:
    """Return the English name of each country by code."""
    titles: dict[str, str] = {}
    for row in read_rows("countries.csv"):
        titles.setdefault(row["country"], row["name"])
    return titles


@cache
def _cities() -> dict[str, str]:
    return {row["name"]: row["country"] for row in read_rows("cities.csv")}


def city_country(text: str) -> str | None:
    """Return the country of the last large city that a text names."""
    runs = re.findall(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*", text)
    for run in reversed(runs):
        names = [without_possessive(word) for word in run.split()]
        whole = " ".join(names)
        for name in (whole, f"{whole} City", *reversed(names)):
            if name in _cities():
                return _cities()[name]
    return None


def without_possessive(name: str) -> str:
    """Return a name without its possessive ending."""
    return re.sub(r"['’]s?$", "", name)
