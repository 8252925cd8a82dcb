"""One key for one name, however it is transliterated: *Tregubov* and *Trehubov* are one, *Tregubov* and *Trubov* two.

The fold is stated as data, ``data/names.toml``: rules of spelling by tradition, and first names that have forms in
several languages. A tradition holds for speakers of its countries and for names of its shape. There is no list of
persons, and nothing is compared by distance: names are one where, and only where, their keys are equal.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a", "ħ": "h"}
)
"""Letters that do not come apart into a plain letter and a mark."""
DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1+")


@dataclass(frozen=True, slots=True)
class _Tradition:
    countries: frozenset[str]
    shape: re.Pattern[str]
    rules: tuple[tuple[re.Pattern[str], str], ...]

    def holds(self, name: str, country: str | None) -> bool:
        return country in self.countries or any(self.shape.search(part) for part in (name, *name.split()))


@cache
def names_data() -> dict[str, Any]:
    """Return the tables of ``data/names.toml``."""
    return tomllib.loads((files(__package__) / "data" / "names.toml").read_text(encoding="utf-8"))


@cache
def _traditions() -> list[_Tradition]:
    return [
        _Tradition(
            frozenset(row.get("countries", ())),
            re.compile(row["shape"]),
            tuple((re.compile(pattern), new) for pattern, new in row["rules"]),
        )
        for row in names_data()["tradition"]
    ]


@cache
def _forms() -> dict[str, str]:
    return {_undouble(form): name for name, forms in names_data()["forms"].items() for form in (name, *forms)}


@lru_cache(maxsize=20_000)
def fold_name(name: str, country: str | None = None) -> tuple[str, ...]:
    """Return the words of a person's name as they are in any spelling.

    >>> fold_name("Viktor Tregubov") == fold_name("Viktor Trehubov")
    True
    """
    lower = name.lower().strip()
    traditions = [one for one in _traditions() if one.holds(lower, country)]
    folded = plain(lower)
    for tradition in traditions:
        for pattern, new in tradition.rules:
            folded = " ".join(pattern.sub(new, folded).split())
    folds = [_undouble(word) for word in folded.split()]
    return tuple(_forms().get(word, word) for word in folds[:-1]) + tuple(folds[-1:])


def traditions_of(country: str) -> tuple[int, ...]:
    """Return which traditions hold for a country; where they are the same, names fold the same."""
    return tuple(number for number, one in enumerate(_traditions()) if country in one.countries)


def plain(text: str) -> str:
    """Return lower-case text in plain Latin letters, without marks."""
    apart = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _undouble(word: str) -> str:
    return DOUBLED.sub(r"\1", word) if len(word) > 3 else word


def name_key(name: str, country: str | None = None) -> str:
    """Return the part of a ``source_id`` that stands for a person's name."""
    return "_".join(fold_name(name, country))


def may_be_one(name: str, other: str, country: str | None = None) -> bool:
    """Whether two names can be one person's on a page: one surname, and first names that agree or are not given."""
    one, two = fold_name(name, country), fold_name(other, country)
    if not one or not two or one[-1] != two[-1]:
        return False
    return len(one) == 1 or len(two) == 1 or any(_agree(a, b) for a in one[:-1] for b in two[:-1])


def _agree(name: str, other: str) -> bool:
    """Whether first names are equal, or one is the initial of the other."""
    return name == other or (min(len(name), len(other)) == 1 and name[0] == other[0])
