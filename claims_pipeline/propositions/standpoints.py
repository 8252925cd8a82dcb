"""Normal form: which statement each claim is about, and on which side of it the claim stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from claims_pipeline.propositions.grammar import DEMAND, Level, event_types, stance_effects, state_of
from claims_pipeline.propositions.quantities import Quantity

Claim = dict[str, Any]
"""What one claim tells, as :mod:`.situations` reads it: its columns ``SAME``, its ``targets`` and its ``quantity``."""


class Target(NamedTuple):
    """Where a claim's content takes place: a settlement by its key, or by its name where the gazetteer has several."""

    place_id: str | None
    region_id: str | None
    name: str | None = None

    @property
    def level(self) -> Level:
        """How fine the target is."""
        return "settlement" if self.place_id or self.name else "region" if self.region_id else "none"


class Form(NamedTuple):
    """The normal form of a statement, its period aside."""

    state: str
    actor: str | None
    target: Target
    theatre: str | None
    """Country that the page is about; tells placeless statements (talks, exchanges) of two conflicts apart."""


@dataclass(frozen=True)
class Standpoint:
    """One claim on one normal form."""

    claim_id: str
    form: Form
    event_type: str
    relation: str
    day_from: date
    day_to: date
    quantity: Quantity | None = None


NOWHERE = Target(None, None)
_FLIPPED = {"affirms": "denies", "denies": "affirms", "disputes": "affirms", "no_comment": "no_comment"}


def relation_of(claim: Claim) -> str:
    """Return affirms, concedes, denies, disputes, no_comment, demands, refuses or none.

    A negated content turns the sign: who says that nothing happened denies it, who denies that nothing happened affirms
    it. Who is hurt by what it affirms concedes it.
    """
    effect = stance_effects()[claim["stance"]]
    if claim["polarity"] == "negative":
        effect = _FLIPPED.get(effect, effect)
    return "concedes" if effect == "affirms" and claim["against_interest"] else effect


def own_standpoints(claim: Claim, targets: list[Target], theatre: str | None) -> list[Standpoint]:
    """Return where a claim stands by its own words: one standpoint a target; none if no checkable fact."""
    name, relation = claim["event_type"], relation_of(claim)
    rules = event_types().get(name)
    if rules is None or relation == "none":
        return []
    asked = relation in ("demands", "refuses")
    if not targets and not ((rules.placeless or asked) and theatre):
        return []
    one_sided = claim["stance"] == "accuses" or claim["polarity"] == "negative"
    if rules.mutual and claim["stance"] == "accuses" and not claim["actor_country"]:
        return []
    actor = claim["actor_country"] if one_sided or not rules.mutual else None
    day_from, day_to = _days(claim)
    relation = {"demands": "affirms", "refuses": "denies"}.get(relation, relation)
    quantity = None if asked else claim["quantity"]
    return [
        Standpoint(claim["claim_id"], form, name, relation, day_from, day_to, quantity)
        for form in (
            Form(_asked(name) if asked else state_of(name, t.level), actor, t, None if t.region_id else theatre)
            for t in targets or [NOWHERE]
        )
    ]


def _asked(event_type: str) -> str:
    return DEMAND + event_type.partition(".")[2]


def _days(claim: Claim) -> tuple[date, date]:
    """The days that the content is about: those it names, else those on which it was said."""
    day_from = claim["event_from"] or claim["event_to"] or claim["said_from"]
    day_to = claim["event_to"] or claim["event_from"] or claim["said_to"]
    return min(day_from, day_to), max(day_from, day_to)
