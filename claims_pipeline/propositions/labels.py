"""Labels: a proposition in words, from the templates beside the event types."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from claims_pipeline.propositions.grammar import DEMAND, event_types
from claims_pipeline.propositions.periods import Statement
from claims_pipeline.propositions.standpoints import Claim


def place_surfaces(claims: Mapping[str, Claim], claim_places: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return the most frequent wording of each place in the contents of claims (first in the alphabet on a tie).

    A wording in small letters is no name: "there", "the village".
    """
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for row in claim_places:
        claim = claims.get(row["claim_id"])
        if claim and row["place_id"] and row["role"] == "target":
            surface = _surface(claim, row["start_char"], row["end_char"])
            if surface and not surface[0].islower():
                seen[row["place_id"]][surface] += 1
    return {place: min(count, key=lambda text: (-count[text], text)) for place, count in seen.items()}


def _surface(claim: Claim, start: int, end: int) -> str | None:
    """Content text at a span of the page: the content's spans are joined by one space."""
    offset = 0
    for span in claim["content_spans"]:
        if span["start_char"] <= start and end <= span["end_char"]:
            at = offset + start - span["start_char"]
            return " ".join(claim["content_text"][at : at + end - start].split()) or None
        offset += span["end_char"] - span["start_char"] + 1
    return None


def label(statement: Statement, surfaces: Mapping[str, str], region_names: Mapping[str, str]) -> str:
    """Return the statement in words, for example ``RU captured Zaporizke (Dnipropetrovsk Oblast)``."""
    name = statement.event_type
    actor = statement.form.actor or "Somebody"
    place = _place_words(statement, surfaces, region_names)
    if name.startswith(DEMAND):
        who = f" by {statement.form.actor}" if statement.form.actor else ""
        return f"Demand: {name.removeprefix(DEMAND).replace('_', ' ')}{who}" + (f", {place}" if place else "")
    words = event_types()[name].label.format(actor=actor, place=place or "an unnamed place")
    return words[0].upper() + words[1:]


def _place_words(statement: Statement, surfaces: Mapping[str, str], region_names: Mapping[str, str]) -> str:
    place_id, region_id = statement.form.target
    region = region_names.get(region_id or "", region_id or "")
    if not place_id:
        return region
    return f"{surfaces.get(place_id, place_id)} ({region})" if region else surfaces.get(place_id, place_id)
