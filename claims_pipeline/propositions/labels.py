"""Labels: a proposition in words, from the templates beside the event types."""

from __future__ import annotations

from collections.abc import Mapping

from claims_pipeline.propositions.grammar import DEMAND, event_types
from claims_pipeline.propositions.periods import Statement


def label(statement: Statement, wordings: Mapping[str, str], region_names: Mapping[str, str]) -> str:
    """Return the statement in words, for example ``RU captured Zaporizke (Dnipropetrovsk)``."""
    name = statement.event_type
    actor = statement.form.actor or "Somebody"
    place = _place_words(statement, wordings, region_names)
    if name.startswith(DEMAND):
        who = f" by {statement.form.actor}" if statement.form.actor else ""
        return f"Demand: {name.removeprefix(DEMAND).replace('_', ' ')}{who}" + (f", {place}" if place else "")
    rules = event_types()[name]
    template = rules.label if statement.form.target.level == "settlement" else rules.region_label or rules.label
    words = template.format(actor=actor, place=place or "an unnamed place")
    return words[0].upper() + words[1:]


def _place_words(statement: Statement, wordings: Mapping[str, str], region_names: Mapping[str, str]) -> str:
    place_id, region_id, name = statement.form.target
    region = region_names.get(region_id or "", region_id or "")
    key = place_id or name
    if not key:
        return region
    return f"{wordings.get(key, key)} ({region})" if region else wordings.get(key, key)
