"""From probabilities to a decision: one place, its region only, undecided, or no place at all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.containers import AREA_LEVELS
from claims_pipeline.places.lexicons import homographs
from claims_pipeline.places.mention import Mention

NAMED_REGION = 0.8
"""Probability of a region that the phrase names around a name which no place of it bears."""


@dataclass(slots=True)
class Reading:
    """One candidate of one mention."""

    place: int
    score: float
    ancestors: frozenset[int]
    scheme: str
    explicit: float = 0.0
    probability: float = 0.0


def decide(mention: Mention, row: list[Reading], container: set[int], atlas: Atlas, minimum: float) -> None:
    """Set status, place, regions and probability of a mention from its readings."""
    regions: dict[tuple[str, ...], float] = defaultdict(float)
    for reading in row:
        regions[atlas.regions(reading.place)] += reading.probability
    codes, certain = max(regions.items(), key=lambda item: (item[1], item[0]), default=((), 0.0))
    mention.likely, mention.region_probability = codes, certain
    nothing = max(0.0, 1.0 - sum(r.probability for r in row))
    if not row or nothing > 0.5:
        _reject(mention)
        return
    best = max(row, key=lambda r: (r.probability, -r.place))
    named = {atlas.regions(area) for area in container if atlas.regions(area)}
    if (
        named
        and not any(reading.explicit > 0 for reading in row)
        and mention.head not in AREA_LEVELS
        and len(named) == 1
    ):
        mention.status, mention.regions, mention.probability = "region_only", named.pop(), NAMED_REGION
        mention.reasons.append("the phrase names the region; no such place is known there")
        return
    if best.probability >= minimum:
        mention.status, mention.place, mention.regions = "resolved", best.place, atlas.regions(best.place)
        mention.probability = best.probability
    elif certain >= minimum and codes:
        mention.status, mention.regions, mention.probability = "region_only", codes, certain
    else:
        mention.status, mention.probability = "ambiguous", best.probability
    where = ", ".join(atlas.regions(best.place)) or "no region"
    likely = f"best {atlas.name[best.place]} ({where}) p {best.probability:.2f}, region p {certain:.2f}"
    mention.reasons.append(f"{len(row)} candidates, {likely}")


def _reject(mention: Mention) -> None:
    kinds = (("english", "english_word"), ("given_name", "person"), ("surname", "person"))
    reason = next((name for kind, name in kinds if mention.key in homographs(kind)), "no_evidence")
    mention.reject_reason = reason
