"""What the names around a name lend to each of its readings: nearness, and the same region."""

from __future__ import annotations

import math
from collections import defaultdict

from claims_pipeline.places import scores
from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.decide import Reading
from claims_pipeline.places.mention import Mention

MIN_LENDER, MAX_LENDERS = 0.05, 4
DECIDED = 0.995
"""A mention this certain needs no neighbours."""
MOST_SUPPORT = scores.NEIGHBOURS * (scores.NEIGHBOUR + scores.SAME_REGION_NEIGHBOUR)
MAX_NEIGHBOURS, MAX_SPREAD = 20, 4
"""Mentions on either side that can support a candidate, and mentions of it that are looked around: keep the cost
linear in the page."""
MAX_KM = 8 * scores.NEIGHBOUR_SCALE_KM
"""Further away than this two places lend each other nothing."""
Affinities = dict[tuple[int, int], float]


def support(
    live: list[Mention],
    readings: list[list[Reading]],
    fixed: list[list[float]],
    atlas: Atlas,
    known: Affinities,
) -> list[int]:
    """Add what the likely readings of the names around it lend to each reading, by distance and shared region.

    A name is weighed once a page, with the names around any of its mentions, nearest first. Return the mentions that
    were weighed; the others are decided.
    """
    weighed: list[int] = []
    lenders = [_likely(row, atlas) for row in readings]
    groups: dict[str, list[int]] = defaultdict(list)
    for i, mention in enumerate(live):
        groups[mention.key].append(i)
    for key, members in groups.items():
        open_ = [i for i in members if len(readings[i]) > 1 and max(r.probability for r in readings[i]) <= DECIDED]
        if not open_:
            continue
        weighed += open_
        near: dict[str, list[Reading]] = {}
        for i in open_[:MAX_SPREAD]:
            for j in range(max(0, i - MAX_NEIGHBOURS), min(len(live), i + MAX_NEIGHBOURS + 1)):
                if lenders[j] and live[j].key != key:
                    near[live[j].key] = lenders[j]
        lent: dict[int, float] = {}
        for i in open_:
            floor = max(fixed[i]) - MOST_SUPPORT
            for reading, base in zip(readings[i], fixed[i], strict=True):
                if base >= floor:
                    if reading.place not in lent:
                        lent[reading.place] = _lent(reading.place, near, atlas, known)
                    reading.score = base + lent[reading.place]
    return weighed


def _lent(place: int, near: dict[str, list[Reading]], atlas: Atlas, known: Affinities) -> float:
    """Return the support of the few names that support a place most."""
    most = []
    for others in near.values():
        best = 0.0
        for other in others:
            pair = (place, other.place)
            affinity = known[pair] if pair in known else _affinity(place, other.place, atlas, known)
            if other.probability * affinity > best:
                best = other.probability * affinity
        if best:
            most.append(best)
    return sum(sorted(most, reverse=True)[: scores.NEIGHBOURS])


def _likely(row: list[Reading], atlas: Atlas) -> list[Reading]:
    likely = [r for r in row if r.probability > MIN_LENDER and atlas.level[r.place] != "country"]
    return sorted(likely, key=lambda r: (-r.probability, r.place))[:MAX_LENDERS]


def _affinity(place: int, other: int, atlas: Atlas, known: Affinities) -> float:
    """Return how much two places support each other: same region, and near."""
    lent = 0.0
    if atlas.region[place] is not None and atlas.region[place] == atlas.region[other]:
        lent = scores.SAME_REGION_NEIGHBOUR
    north, east = atlas.latitude[place], atlas.longitude[place]
    other_north, other_east = atlas.latitude[other], atlas.longitude[other]
    if north is not None and other_north is not None and atlas.level[other] == "settlement":
        up = 111.2 * (other_north - north)
        if abs(up) < MAX_KM:
            km = math.hypot(111.2 * (other_east - east) * math.cos(math.radians(north)), up)
            lent += scores.NEIGHBOUR * math.exp(-km / scores.NEIGHBOUR_SCALE_KM) if km < MAX_KM else 0.0
    known[place, other] = lent
    return lent
