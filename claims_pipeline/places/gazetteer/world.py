"""Every country without a pack of its own: the country, its first-level ISO 3166-2 regions, its larger cities."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from claims_pipeline.places.gazetteer import registry

MIN_CITY, MIN_CITY_FOR_ALTERNATES = 15_000, 40_000
MIN_LIKENESS = 0.6
"""An alternate less like the main name (difflib ratio) is usually a nickname, or an old name of another place."""

Row = dict[str, Any]
_LATIN = re.compile(r"[A-Z][A-Za-z '.-]{2,}")
_KIND = re.compile(
    r"^(?:the )?(?:State|Province|Region|Republic|Emirate|Governorate|Department|County|District) of |"
    r" (?:State|Province|Region|Oblast|Krai|Republic|Governorate|Department|County|District|Emirate|Prefecture|oblast)$"
)


def latin(name: str) -> str:
    """Return the name without diacritics and with plain apostrophes removed."""
    text = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l").replace("Ł", "L").replace("ø", "o"))
    return re.sub("[‘’ʼ`'\"]", "", "".join(c for c in text if not unicodedata.combining(c))).strip()


def read_countries() -> Iterator[tuple[Row, list[tuple[str, str]]]]:
    """Yield (place, names) of every country."""
    for name, alpha2, aliases in registry.countries():
        short = name.split(",")[0]
        names = [(latin(n), "country") for n in (short, *aliases) if _LATIN.fullmatch(latin(n)) and len(n) > 3]
        yield _place(alpha2, None, alpha2, None, "country", "country", short), names


def read_country(alpha2: str) -> Iterator[tuple[Row, list[tuple[str, str]]]]:
    """Yield (place, names) of one country's regions and cities; a city's region is always one of these regions."""
    regions = _regions_of(alpha2)
    for unit in regions:
        yield _region(unit)
    known = {unit.iso for unit in regions}
    alternates = registry.alternate_names(alpha2)
    for city in registry.cities(alpha2):
        if city.population < MIN_CITY:
            continue
        region = next((iso for iso in city.units if iso in known), None) or _namesake(city, regions)
        yield _city(city, region, alternates.get(city.geonames_id, ()))


def _regions_of(alpha2: str) -> list[registry.Subdivision]:
    """The units that readers know as regions: the first level, lower ones only where most of it has no codes.

    Units above the first level are groups of regions (islands, parts of a country), unless all below them are towns.
    """
    units = [u for u in registry.subdivisions() if u.country == alpha2 and u.iso]
    above = [u for u in units if u.level == 0 and not u.kind.startswith(("Geographical", "Chain"))]
    first = [u for u in units if u.level == 1]
    if above and first and all(u.kind.lower().endswith("municipality") for u in first):
        return above
    return first if _top_is_whole(alpha2) else [u for u in units if u.level > 0]


def _top_is_whole(alpha2: str) -> bool:
    """Whether every first-level unit has a code of its own, so that lower units need not be regions."""
    top = [u for u in registry.subdivisions() if u.country == alpha2 and u.level == 1]
    return sum(bool(u.iso) for u in top) >= 0.6 * len(top)


def _namesake(city: registry.City, regions: list[registry.Subdivision]) -> str | None:
    """A city that no coded unit contains is often a region of its own name."""
    return next((u.iso for u in regions if city.name in (u.name, *u.aliases)), None)


def _region(unit: registry.Subdivision) -> tuple[Row, list[tuple[str, str]]]:
    forms = [latin(n) for n in (unit.name, *unit.aliases)]
    forms = [f for f in forms if _LATIN.fullmatch(f)]
    bare = [_KIND.sub("", f) for f in forms]
    marked = [b for f, b in zip(forms, bare, strict=True) if f != b]
    display = marked[0] if marked else latin(unit.name)
    names = [(f, "iso") for f in forms] + [(b, "noun") for b in bare]
    return _place(unit.iso, unit.country, unit.country, unit.iso, "region", "region", display or unit.iso), names


def _city(city: registry.City, region: str | None, alternates: tuple[str, ...]) -> tuple[Row, list[tuple[str, str]]]:
    name = latin(city.name)
    place = _place(
        f"geonames-{city.geonames_id}", region or city.country, city.country, region, "settlement", "city", name
    )
    place.update(population=city.population, latitude=city.point[0], longitude=city.point[1], coordinate_error_km=0.5)
    names = [(name, "geonames_main")]
    if city.population >= MIN_CITY_FOR_ALTERNATES:
        names += [(a, "geonames") for a in sorted({latin(x) for x in alternates}) if _usable(a, name)]
    return place, names


def _usable(alternate: str, name: str) -> bool:
    if alternate == name or len(alternate) < 5 or not _LATIN.fullmatch(alternate) or alternate.isupper():
        return False
    return SequenceMatcher(None, alternate.lower(), name.lower()).ratio() >= MIN_LIKENESS


def _place(pid: str, parent: str | None, country: str, region: str | None, level: str, category: str, name: str) -> Row:
    return {
        "place_id": pid, "parent_id": parent, "country": country, "region_id": region, "level": level,
        "category": category, "name": name, "population": None, "latitude": None, "longitude": None,
        "coordinate_error_km": None,
    }  # fmt: skip
