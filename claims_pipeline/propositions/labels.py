"""Labels: a proposition in words, from the templates in the data files beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from claims_pipeline.propositions.grammar import DEMAND, country_names, demand_labels, event_types
from claims_pipeline.propositions.periods import Statement
from claims_pipeline.propositions.standpoints import Target


class Names(NamedTuple):
    """What places are called: regions and settlements by their ids, the place of a scene by the claims that use it."""

    regions: Mapping[str, str]
    settlements: Mapping[str, str]
    used: Mapping[str, str]


def label(statement: Statement, scene: str, names: Names) -> str:
    """Return the statement in words, for example ``Russia killed people in Zaporizke (Dnipropetrovsk): 3``."""
    actor = statement.form.actor
    place = _place_words(statement.form.target, scene, names)
    words = _template(statement).format(
        actor=country_names().get(actor, actor) if actor else "somebody",
        place=place or "an unnamed place",
    )
    number = f": {statement.quantity.words()}" if statement.quantity else ""
    return words[0].upper() + words[1:] + number


def _template(statement: Statement) -> str:
    name = statement.event_type
    if name.startswith(DEMAND):
        asked = name.removeprefix(DEMAND)
        return demand_labels().get(asked) or f"Demand about {asked.replace('_', ' ')}: {{actor}}, {{place}}"
    rules = event_types()[name]
    return rules.label if statement.form.target.level == "settlement" else rules.region_label or rules.label


def _place_words(target: Target, scene: str, names: Names) -> str:
    place_id, region_id, name = target
    region = names.regions.get(region_id or "", region_id or "")
    key = place_id or name
    if not key:
        return region
    words = names.settlements.get(key) or names.used.get(scene, key)
    return f"{words} ({region})" if region else words
