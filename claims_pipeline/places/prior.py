"""Where the other pages of a day are: a prior for names on pages that name no region at all.

Learned from mentions of which a first pass is certain, one a page and name, and copies of a text counted once; used in
a second pass, so that the order of pages does not matter (the corpus prior of Leidner, *Toponym Resolution in Text*).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.mention import Mention

CERTAIN = 0.9
Prior = Mapping[int, int]
"""Area (district, or region where a country has none) → certain names of the day in it."""


def area_around(place: int, atlas: Atlas) -> int | None:
    """Return the district of a settlement, else its region; none for what is no settlement."""
    if atlas.level[place] != "settlement":
        return None
    district = atlas.ancestor_at(place, "district")
    return district if district is not None else atlas.ancestor_at(place, "region")


def learn(mentions: list[Mention], atlas: Atlas) -> Counter[int]:
    """Return how many different names of one page are certainly in each area."""
    sure = {(m.key, m.place) for m in mentions if m.status == "resolved" and m.probability >= CERTAIN}
    areas = [area_around(place, atlas) for _, place in sure if place is not None]
    return Counter(area for area in areas if area is not None)


def may_tell(mentions: list[Mention], prior: Prior, atlas: Atlas) -> bool:
    """Whether a name of the page is undecided and the prior speaks for one of its places."""
    open_ = [m for m in mentions if m.status == "ambiguous" and not m.reject_reason]
    areas = {area_around(place, atlas) for m in open_ for place, _ in m.candidates}
    return any(area in prior for area in areas)
