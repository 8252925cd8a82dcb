"""How often a placed region is right at each probability: ``python -m claims_pipeline_tests.places.reliability``.

Pages are made from the gazetteer: a few settlements that lie near each other, named in stock sentences, with their
region on some pages and without on most. The truth is known for any number of them, and half of the names are shared
with other regions. Pages with an even number are for fitting ``scores.TEMPERATURE``; the others judge it.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from statistics import fmean
from typing import NamedTuple

from claims_pipeline.places import locate_page
from claims_pipeline.places.atlas import Atlas, load_atlas
from claims_pipeline.settings import PlacesSettings

PAGES = 1_600
FULL_PACK, SHARE_OF_FULL_PACK = "UA", 0.6
MOST_NAMES, NEAR_KM = 5, 40.0
BINS = 10
SENTENCES = (
    "Shells fell on {names} during the night.",
    "Officials from {country} counted the dead in {names}.",
    "Floods reached {names}, rescuers said.",
    "{country} sent doctors to {names}.",
    "The road through {names} is closed.",
    "Power was cut in {names}.",
)
WITH_REGION = "It was the third time this month in the {region} region."
REGION_NAMED = 0.25


class Told(NamedTuple):
    """What was said of one settlement of a made page."""

    probability: float
    is_right: bool
    is_placed: bool


def make_page(number: int, atlas: Atlas) -> tuple[str, dict[str, str]]:
    """Return the text of a page, and the region of each settlement that it names."""
    draw = random.Random(number)
    groups = _districts(atlas)
    own, others = [[g for g in groups if (g[0] == FULL_PACK) == is_own] for is_own in (True, False)]
    country, _, members = draw.choice(own if draw.random() < SHARE_OF_FULL_PACK else others)
    chosen = draw.sample(members, min(len(members), draw.randint(1, MOST_NAMES)))
    names = {atlas.name[place]: atlas.region[place] or "" for place in chosen}
    listed = [*names]
    joined = listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
    text = draw.choice(SENTENCES).format(names=joined, country=atlas.name[atlas.number[country]])
    if draw.random() < REGION_NAMED:
        text += " " + WITH_REGION.format(region=atlas.name[atlas.number[names[listed[0]]]])
    return text, names


@cache
def _districts(atlas: Atlas) -> list[tuple[str, str, list[int]]]:
    """Return (country, area, settlements near the first of them) of every area that has some."""
    members: dict[str, list[int]] = defaultdict(list)
    for place, level in enumerate(atlas.level):
        is_known = atlas.region[place] in atlas.number and not math.isnan(atlas.grid.north[place])
        if level == "settlement" and is_known and len(atlas.name[place]) > 3 and atlas.category[place] != "quarter":
            district = atlas.ancestor_at(place, "district")
            members[atlas.ids[district] if district is not None else str(atlas.region[place])].append(place)
    near = {area: [p for p in group if _km(atlas, group[0], p) < NEAR_KM] for area, group in sorted(members.items())}
    return [(atlas.country[group[0]], area, group) for area, group in near.items() if len(group) > MOST_NAMES]


def _km(atlas: Atlas, one: int, other: int) -> float:
    north = 111.2 * float(atlas.grid.north[other] - atlas.grid.north[one])
    east = 111.2 * float(atlas.grid.east[other] - atlas.grid.east[one]) * math.cos(math.radians(atlas.grid.north[one]))
    return math.hypot(north, east)


def told_of(numbers: Sequence[int], atlas: Atlas, settings: PlacesSettings) -> Iterator[Told]:
    """Yield what was said of the settlements of the pages with these numbers."""
    for number in numbers:
        text, names = make_page(number, atlas)
        for mention in locate_page(text, [(0, len(text))], atlas, settings):
            if mention.surface in names and not mention.head and mention.likely is not None:
                is_right = mention.likely == (names[mention.surface],)
                yield Told(mention.region_probability, is_right, bool(mention.regions) and not mention.reject_reason)


def calibration_error(told: Sequence[Told]) -> float:
    """Return the expected calibration error: the mean gap of probability and share of right ones over ten bins."""
    gaps = (abs(sum(one.probability - one.is_right for one in group)) for group in _bins(told).values())
    return sum(gaps) / max(1, len(told))


def _bins(told: Sequence[Told]) -> dict[int, list[Told]]:
    bins: dict[int, list[Told]] = defaultdict(list)
    for one in told:
        bins[min(BINS - 1, int(one.probability * BINS))].append(one)
    return dict(sorted(bins.items()))


def evaluate_reliability() -> dict[str, float]:
    """Return, on the pages that judge: how far probabilities and truth agree, and the right share of what is placed."""
    told = [*told_of(range(1, PAGES, 2), load_atlas(PlacesSettings()), PlacesSettings())]
    placed = [one for one in told if one.is_placed]
    return {
        "marked_places.calibrated_judged": round(1 - calibration_error(told), 4),
        "marked_places.made_pages_placed_right_judged": round(sum(o.is_right for o in placed) / len(placed), 4),
        "marked_places.made_pages_placed_judged": round(len(placed) / len(told), 4),
    }


def main() -> None:
    """Print the reliability table of both halves."""
    atlas, settings = load_atlas(PlacesSettings()), PlacesSettings()
    for half, numbers in (("for fitting", range(0, PAGES, 2)), ("judging", range(1, PAGES, 2))):
        told = [*told_of(numbers, atlas, settings)]
        print(f"Pages {half}: {len(told)} names, expected calibration error {calibration_error(told):.3f}")
        print("probability     names   mean p   right")
        for number, group in _bins(told).items():
            mean, right = fmean(one.probability for one in group), fmean(one.is_right for one in group)
            print(f"{number / BINS:.1f} to {(number + 1) / BINS:.1f}   {len(group):8}   {mean:6.2f}  {right:6.2f}")


if __name__ == "__main__":
    main()
