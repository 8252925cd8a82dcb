"""What the stage knows of event types, stances and entailment, read once from the data files beside this module."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Level = Literal["settlement", "region", "none"]

DEMAND = "demand."
"""Prefix of propositions that somebody asks for: what is demanded is not thereby a fact."""


@dataclass(frozen=True)
class EventType:
    """How one event type makes a proposition.

    ``span``: a ``state`` lasts: claims chain over ``max_gap_days``; a ``happening`` is over within ``happening_days``.
    ``mutual``: both sides take part, so the actor does not tell two propositions apart.
    ``placeless``: it makes a proposition without a target place.
    ``gain``: it is ground that its actor gains or holds, which the other side has no interest to affirm.
    ``incursion``: its actor comes from elsewhere: not the country whose ground it is.
    ``exclusive``: only one can do it at a time, so that a negation that names no actor means nobody.
    ``region_label``: its words where the target is a whole region.
    """

    span: Literal["state", "happening"]
    label: str
    region_label: str | None = None
    mutual: bool = False
    placeless: bool = False
    gain: bool = False
    incursion: bool = False
    exclusive: bool = False


@dataclass(frozen=True)
class Implication:
    """What a claim also says about another proposition of the same place and time.

    ``actor`` is that of the other proposition: the ``same``, any ``other``, an ``opponent`` of who speaks, or the
    ``speaker`` itself. ``always``: also where the side has spoken on that proposition in its own words.
    """

    said: str
    sign: int
    level: Literal["any", "settlement", "region"]
    actor: Literal["same", "other", "opponent", "speaker"]
    on: str
    relation: str
    because: str
    always: bool = False


def _read(name: str) -> Any:
    return json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def stance_effects() -> dict[str, str]:
    """What each stance does to the proposition: affirms, denies, disputes, demands, refuses, no_comment or none."""
    return _read("stances.json")


@cache
def event_types() -> dict[str, EventType]:
    """The event types that form propositions; any other forms none."""
    return {name: EventType(**rules) for name, rules in _read("event_types.json").items()}


@cache
def implications() -> dict[str, list[Implication]]:
    """Implications by the event type that was said."""
    rules: dict[str, list[Implication]] = {}
    for rule in _read("implications.json"):
        rules.setdefault(rule["said"], []).append(Implication(**rule))
    return rules


@cache
def demand_labels() -> dict[str, str]:
    """Words of a demand, by the last part of the event type that is asked for."""
    return _read("demands.json")


@cache
def country_names() -> dict[str, str]:
    """English names of countries by ISO 3166-1 code."""
    rows = files(__package__).joinpath("countries.csv").read_text(encoding="utf-8")
    return {row["country"]: row["name"] for row in csv.DictReader(rows.splitlines())}


@cache
def general_speakers() -> dict[str, str]:
    """Last parts of a source's key that name a ``side`` as such, or ``nobody`` in particular."""
    return {part: rank for rank, parts in _read("general_speakers.json").items() for part in parts}


@cache
def bystanders() -> list[str]:
    """Words for people who were there and have no name: residents, doctors."""
    return sorted(_read("bystanders.json"))


@cache
def _one_state() -> dict[tuple[str, str], list[str]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for group in _read("one_state.json"):
        levels = ("settlement", "region", "none") if group["level"] == "any" else (group["level"],)
        groups |= {(level, name): group["event_types"] for level in levels for name in group["event_types"]}
    return groups


def state_of(event_type: str, level: Level) -> str:
    """Return the state of affairs that the event type speaks of; several scopes can be one state.

    >>> state_of("territorial.controls", "settlement"), state_of("territorial.controls", "region")
    ('territorial.captured', 'territorial.controls')
    """
    return _one_state().get((level, event_type), [event_type])[0]


def shown_type(said: set[str], state: str, level: Level) -> str:
    """Return the event type that names a proposition: the first of its state's scopes that a claim states."""
    order = _one_state().get((level, state), [state])
    return next((name for name in order if name in said), state)


@cache
def families() -> dict[str, str]:
    """Event types by family: those that are one state, or entail one another. Claims of two families never meet."""
    bonds = [(rule.said, rule.on) for rules in implications().values() for rule in rules]
    bonds += [(group["event_types"][0], name) for group in _read("one_state.json") for name in group["event_types"]]
    family = {name: name for name in event_types()}
    for one, other in bonds:
        kept, merged = sorted((family[one], family[other]))
        family = {name: kept if of == merged else of for name, of in family.items()}
    return family
