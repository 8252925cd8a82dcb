"""Every country without a pack of its own: the country, its first-level ISO 3166-2 regions, its larger cities."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from claims_pipeline.places.gazetteer import registry
from claims_pipeline.places.gazetteer.codifier import CITY_ERROR_KM, distance_km
from claims_pipeline.places.gazetteer.romanise import latin

MIN_CITY, MIN_CITY_FOR_ALTERNATES = 15_000, 40_000
LARGEST, LARGEST_FOR_ALTERNATES = 300, 150
"""Inhabitants from which a city is kept, and with all its spellings; the largest of a country always are."""
LARGEST_OF_REGION = 25
MIN_NAMED_AS_COUNTRY = 200_000
"""Inhabitants of a city that bears a country's name and is kept, if it is not the largest of its own country."""
NEAR_KM = 25.0
"""A city that no unit contains lies in the region of the nearest one that does, if it is no further than this."""
MIN_LIKENESS = 0.6
"""An alternate less like the main name (difflib ratio) is usually a nickname, or an old name of another place."""

Row = dict[str, Any]
LATIN_NAME = re.compile(r"[A-Z][A-Za-z '.-]{2,}")
_ARTICLE = re.compile(r"^(?:Al|El|An|Ar|As|Ash|At|Ath|Az|Ad|Adh|En|Er|Es|Esh|Et|Ez|Ed|Les?|Las?|Los)[ -](?=[A-Z])")
_KIND = re.compile(
    r"^(?:the )?(?:State|Province|Region|Republic|Emirate|Governorate|Department|County|District) of |"
    r" (?:State|Province|Region|Oblast|Krai|Republic|Governorate|Department|County|District|Emirate|Prefecture|oblast)$"
)


def read_countries() -> Iterator[tuple[Row, list[tuple[str, str]]]]:
    """Yield (place, names) of every country."""
    for name, alpha2, aliases in registry.countries():
        short = name.split(",")[0]
        names = [(latin(n), "country") for n in (short, *aliases) if LATIN_NAME.fullmatch(latin(n)) and len(n) > 3]
        yield _place(alpha2, None, alpha2, None, "country", "country", short), names


def read_country(alpha2: str) -> Iterator[tuple[Row, list[tuple[str, str]]]]:
    """Yield (place, names) of one country's regions and cities; a city's region is always one of these regions."""
    regions = _regions_of(alpha2)
    for unit in regions:
        yield _region(unit)
    alternates, own_names = registry.alternate_names(alpha2), _country_names(alpha2)
    rank_in: dict[str | None, int] = defaultdict(int)
    for rank, (city, region) in enumerate(_with_regions(alpha2, regions)):
        rank_in[region] += 1
        if city.population < MIN_CITY and rank >= LARGEST and rank_in[region] > LARGEST_OF_REGION:
            continue
        if rank and city.population < MIN_NAMED_AS_COUNTRY and latin(city.name) in _all_country_names():
            continue
        has_spellings = city.population >= MIN_CITY_FOR_ALTERNATES or rank < LARGEST_FOR_ALTERNATES
        spellings = [name for name in alternates.get(city.geonames_id, ()) if latin(name) not in own_names]
        yield _city(city, region, spellings if has_spellings else [])


def _country_names(alpha2: str) -> set[str]:
    """The names of a country, which none of its cities shares but by its main name."""
    return next(
        {latin(n) for n in (name.split(",")[0], *aliases)}
        for name, code, aliases in registry.countries()
        if code == alpha2
    )


@cache
def _all_country_names() -> frozenset[str]:
    return frozenset(name for _, alpha2, _ in registry.countries() for name in _country_names(alpha2))


def _with_regions(alpha2: str, regions: list[registry.Subdivision]) -> list[tuple[registry.City, str | None]]:
    """Return the cities of a country, the largest first, each with its region."""
    known = {unit.iso for unit in regions}
    by_size = sorted(registry.cities(alpha2), key=lambda c: (-c.population, c.geonames_id))
    told = [(city, next((iso for iso in city.units if iso in known), None)) for city in by_size]
    sure = [(city.point, region) for city, region in told if region]
    return [(city, region or _namesake(city, regions) or _nearest(city.point, sure)) for city, region in told]


def _nearest(point: registry.Point, sure: list[tuple[registry.Point, str]]) -> str | None:
    km, region = min(((distance_km(point, other), region) for other, region in sure), default=(math.inf, None))
    return region if km <= NEAR_KM else None


def _regions_of(alpha2: str) -> list[registry.Subdivision]:
    """The units that readers know as regions: the first level, lower ones only where most of it has no codes.

    Units above the first level are groups of regions (islands, parts of a country), unless all below them are towns.
    """
    units = _without_groups([u for u in registry.subdivisions() if u.country == alpha2 and u.iso])
    above = [u for u in units if u.level == 0 and not u.kind.startswith(("Geographical", "Chain"))]
    first = [u for u in units if u.level == 1]
    if above and first and all(u.kind.lower().endswith("municipality") for u in first):
        return above
    return first if _top_is_whole(alpha2) else [u for u in units if u.level > 0]


def _without_groups(units: list[registry.Subdivision]) -> list[registry.Subdivision]:
    """Put the units below a first-level unit that GeoNames does not know in its place: it only groups them."""
    groups = {u.number for u in units if u.level == 1 and not u.geonames_code}
    inner = [u for u in units if u.parent in groups and u.geonames_code.count(".") == 1]
    replaced = {u.parent for u in inner}
    return [u._replace(level=1) if u in inner else u for u in units if u.number not in replaced]


def _top_is_whole(alpha2: str) -> bool:
    """Whether every first-level unit has a code of its own, so that lower units need not be regions."""
    top = [u for u in registry.subdivisions() if u.country == alpha2 and u.level == 1]
    return sum(bool(u.iso) for u in top) >= 0.6 * len(top)


def _namesake(city: registry.City, regions: list[registry.Subdivision]) -> str | None:
    """A city that no coded unit contains is often a region of its own name."""
    return next((u.iso for u in regions if city.name in (u.name, *u.aliases)), None)


def _region(unit: registry.Subdivision) -> tuple[Row, list[tuple[str, str]]]:
    forms = [latin(n) for n in (unit.name, *unit.aliases)]
    forms = [f for f in forms if LATIN_NAME.fullmatch(f)]
    bare = [_KIND.sub("", f) for f in forms]
    marked = [b for f, b in zip(forms, bare, strict=True) if f != b]
    display = marked[0] if marked else latin(unit.name)
    names = [(f, "iso") for f in forms] + [(b, "noun") for b in bare]
    return _place(unit.iso, unit.country, unit.country, unit.iso, "region", "region", display or unit.iso), names


def _city(city: registry.City, region: str | None, alternates: list[str]) -> tuple[Row, list[tuple[str, str]]]:
    name = latin(city.name)
    place = _place(
        f"geonames-{city.geonames_id}", region or city.country, city.country, region, "settlement", "city", name
    )
    place.update(population=city.population, latitude=city.point[0], longitude=city.point[1])
    place.update(coordinate_source="cities", coordinate_error_km=CITY_ERROR_KM)
    others = sorted({latin(x) for x in alternates} | {_ARTICLE.sub("", name)})
    return place, [(name, "geonames_main"), *((other, "geonames") for other in others if _usable(other, name))]


def _usable(alternate: str, name: str) -> bool:
    if alternate == name or len(alternate) < 5 or not LATIN_NAME.fullmatch(alternate) or alternate.isupper():
        return False
    return SequenceMatcher(None, _stem(alternate), _stem(name)).ratio() >= MIN_LIKENESS


def _stem(name: str) -> str:
    """The letters of a name without its article: all that two romanisations of it must share."""
    return re.sub("[^a-z]", "", _ARTICLE.sub("", name).lower())


def _place(pid: str, parent: str | None, country: str, region: str | None, level: str, category: str, name: str) -> Row:
    return {
        "place_id": pid, "parent_id": parent, "country": country, "region_id": region, "level": level,
        "category": category, "name": name, "population": None, "latitude": None, "longitude": None,
        "coordinate_source": None, "coordinate_error_km": None,
    }  # fmt: skip
