"""The cue lexicon: verbs and nouns that attribute, the stance that each takes, and what may follow it."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb that attributes.

    ``frames`` says what its content may be: ``clause`` (with or without *that*), ``that`` (only with it),
    ``clause_verb`` (a clause with a verb of its own), ``quote_or_that``, ``np`` (a noun phrase: *denied the report*),
    ``object`` (the phrase and what is said of it), ``to`` (an infinitive), ``as`` and ``small_clause`` (*called it X*),
    ``addressee`` (*told AFP*), or a preposition that must follow (``of``, ``for``, ``on``, ``against``).
    """

    lemma: str
    stance: str
    frames: frozenset[str]
    particles: frozenset[str]
    not_objects: frozenset[str]


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that attributes: *Moscow's claim that …*, *claims to have …*, *reports of …*."""

    stance: str
    complements: frozenset[str]


def read_rows(name: str) -> list[dict[str, str]]:
    """Read one table of the stage's data folder."""
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def words() -> dict[str, frozenset[str]]:
    """Return the word lists of ``data/words.toml`` as frozen sets."""
    lists = tomllib.loads((files(__package__) / "data" / "words.toml").read_text(encoding="utf-8"))
    return {name: frozenset(values) for name, values in lists.items()}


@cache
def verb_forms() -> dict[str, Verb]:
    """Return the verbs by each of their forms; forms of several words are joined by a hyphen, as in ``ruled-out``."""
    forms: dict[str, Verb] = {}
    for row in read_rows("cue_verbs.csv"):
        verb = Verb(
            row["lemma"],
            row["stance"],
            frozenset(row["frames"].split()),
            frozenset(row["particle"].split()),
            frozenset((row["not_objects"] or "").split()),
        )
        for form in [row["lemma"].replace(" ", "-"), *row["forms"].split()]:
            forms.setdefault(form, verb)
    return forms


@cache
def noun_forms() -> dict[str, Noun]:
    """Return the nouns by form."""
    return {
        row["noun"]: Noun(row["stance"], frozenset(row["complements"].split())) for row in read_rows("cue_nouns.csv")
    }


@cache
def stance_forms() -> dict[str, str]:
    """Return the stance of each form that attributes only where the network says that it does."""
    return {
        form: row["stance"] for row in read_rows("cue_stances.csv") for form in [row["lemma"], *row["forms"].split()]
    }
