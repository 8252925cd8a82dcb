"""What the names around a name lend to each of its readings: nearness, and the same region."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

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
KM_PER_DEGREE = 111.2
Floats = npt.NDArray[np.float64]


def support(live: list[Mention], readings: list[list[Reading]], fixed: list[list[float]], atlas: Atlas) -> list[int]:
    """Add what the likely readings of the names around it lend to each reading, by distance and shared region.

    A name is weighed once a page, with the names around any of its mentions. Return the mentions that were weighed;
    the others are decided.
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
        asked = {
            r.place for i in open_ for r, base in zip(readings[i], fixed[i], strict=True) if base >= _floor(fixed[i])
        }
        lent = _lent(sorted(asked), list(near.values()), atlas)
        for i in open_:
            floor = _floor(fixed[i])
            for reading, base in zip(readings[i], fixed[i], strict=True):
                if base >= floor:
                    reading.score = base + lent[reading.place]
    return weighed


def _floor(bases: list[float]) -> float:
    """The score below which no support could make a reading the best."""
    return max(bases) - MOST_SUPPORT


def _likely(row: list[Reading], atlas: Atlas) -> list[Reading]:
    likely = [r for r in row if r.probability > MIN_LENDER and atlas.level[r.place] != "country"]
    if len(likely) <= MAX_LENDERS:
        return likely
    return sorted(likely, key=lambda r: (-r.probability, r.place))[:MAX_LENDERS]


def _lent(places: list[int], near: list[list[Reading]], atlas: Atlas) -> dict[int, float]:
    """Return the support of each place by the few names that support it most: of a name counts what lends most."""
    if not near:
        return dict.fromkeys(places, 0.0)
    others = [reading for lenders in near for reading in lenders]
    first = np.cumsum([0, *(len(lenders) for lenders in near[:-1])])
    probabilities = np.array([reading.probability for reading in others])
    affinities = _affinities(np.array(places), np.array([reading.place for reading in others]), atlas)
    of_names = np.maximum.reduceat(affinities * probabilities, first, axis=1)
    if of_names.shape[1] > scores.NEIGHBOURS:
        of_names = np.partition(of_names, -scores.NEIGHBOURS, axis=1)[:, -scores.NEIGHBOURS :]
    # Summed in one order, whatever the partition made of it.
    return dict(zip(places, np.sort(of_names, axis=1).sum(axis=1).tolist(), strict=True))


def _affinities(places: npt.NDArray[np.int64], others: npt.NDArray[np.int64], atlas: Atlas) -> Floats:
    """Return how much each place and each other support one another: same region, and near; a row a place."""
    grid = atlas.grid
    regions, of_others = grid.region[places][:, None], grid.region[others]
    same = (regions == of_others) & (regions >= 0)
    north = grid.north[places][:, None]
    up = KM_PER_DEGREE * (grid.settled_north[others] - north)
    across = KM_PER_DEGREE * (grid.east[others] - grid.east[places][:, None]) * np.cos(np.radians(north))
    km = np.hypot(across, up)
    # A place without coordinates, or one that is no settlement, is near to none: its distance is no number.
    near = np.where(km < MAX_KM, scores.NEIGHBOUR * np.exp(-km / scores.NEIGHBOUR_SCALE_KM), 0.0)
    return scores.SAME_REGION_NEIGHBOUR * same + near
