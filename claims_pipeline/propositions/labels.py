"""Labels: a proposition in words, from the templates in the data files beside this module."""

from __future__ import annotations

from collections.abc import Mapping

from claims_pipeline.propositions.grammar import DEMAND, country_names, demand_labels, event_types
from claims_pipeline.propositions.periods import Statement
from claims_pipeline.propositions.standpoints import Target


def label(statement: Statement, wordings: Mapping[Target, str], region_names: Mapping[str, str]) -> str:
    """Return the statement in words, for example ``Russia killed people in Zaporizke (Dnipropetrovsk): 3``."""
    actor = statement.form.actor
    place = _place_words(statement, wordings, region_names)
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


def _place_words(statement: Statement, wordings: Mapping[Target, str], region_names: Mapping[str, str]) -> str:
    place_id, region_id, name = statement.form.target
    region = region_names.get(region_id or "", region_id or "")
    key = place_id or name
    if not key:
        return region
    words = wordings.get(statement.form.target, key)
    return f"{words} ({region})" if region else words
