"""A national codifier as places: units with parents, levels and ISO regions, coordinates joined from GeoNames.

Coordinates come from GeoNames cities (name and district agree), else from GeoNames postal points whose name is unique
in the region and which lie near their district, else from the municipality or district they belong to; the error
column says which. What a codifier's rows are called and mean is told by the country's ``pack.toml``.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claims_pipeline.places.gazetteer import coded, registry

CITY_ERROR_KM, POSTAL_ERROR_KM, MUNICIPALITY_ERROR_KM, DISTRICT_ERROR_KM, REGION_ERROR_KM = 0.5, 0.5, 10.0, 24.0, 100.0
POSTAL_RADIUS_KM = 70.0
"""A postal point further than this from the centre of its own district is another place of that name."""

Unit = dict[str, Any]
_APOSTROPHES = str.maketrans(dict.fromkeys("'ʼ`´‘", "’"))


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of two points (degrees north, degrees east) on the sphere, equirectangular approximation."""
    x = math.radians(b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return 6371.0 * math.hypot(x, math.radians(b[0] - a[0]))


def spelling(name: str) -> str:
    """Return the name with one kind of apostrophe, for joins."""
    return name.translate(_APOSTROPHES).strip()


def read_units(pack: dict[str, Any], folder: Path) -> list[Unit]:
    """Return every unit of a codifier, in its order, with the pack's levels and ISO region codes.

    Kinds to which the pack gives no level (groups of regions) are left out. Raises ``ValueError`` where a unit is in no
    region, for then its code, its columns or the pack's levels are not what the pack says.
    """
    rows = [row for row in coded.read_rows(pack["codifier"], folder) if row.kind in pack["levels"]]
    levels = {row.code: pack["levels"][row.kind] for row in rows}
    regions = {row.code: _region_code(row.code, pack) for row in rows if levels[row.code] == "region"}
    units = []
    for row in rows:
        above = [code for code in row.ancestors if code in levels]
        within = next((code for code in (row.code, *above) if code in regions), None)
        if within is None:
            raise ValueError(f"no unit above {row.code} ({row.name}) is a region")
        parent = above[-1] if above else ""
        units.append(
            {
                "code": row.code,
                "place_id": regions.get(row.code, row.code),
                "parent_id": regions.get(parent, parent) or pack["country"],
                "district": next((code for code in above if levels[code] == "district"), None),
                "country": pack["country"],
                "region_id": regions[within],
                "level": levels[row.code],
                "category": pack["categories"][row.kind],
                "native": spelling(row.name),
                "population": None,
                "point": None,
                "error": None,
                "source": None,
                "geonames_id": None,
            }
        )
    return units


def _region_code(code: str, pack: dict[str, Any]) -> str:
    """The ISO 3166-2 code of a region: the one that the pack gives, else that of the digits in its code."""
    first, last = pack["codifier"].get("region_digits", (0, len(code)))
    return str(pack["region_codes"].get(code[first:last], f"{pack['country']}-{code[first:last]}"))


def locate(units: list[Unit], pack: dict[str, Any], known: registry.Known) -> None:
    """Fill point, error and population of every unit."""
    _from_cities(units, pack, known)
    centres = _centres(units, "district")
    _from_postal(units, known, centres)
    _from_parents(units)


def _settlements(units: list[Unit]) -> Iterator[Unit]:
    return (unit for unit in units if unit["level"] == "settlement" and unit["category"] != "quarter")


def _from_cities(units: list[Unit], pack: dict[str, Any], known: registry.Known) -> None:
    by_name: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in units:
        if unit["level"] == "settlement" or (unit["level"] == "region" and unit["category"] == "city"):
            by_name[unit["region_id"], unit["native"]].append(unit)
    for city in sorted(known.cities, key=lambda c: (-c.population, c.geonames_id)):
        native = {spelling(name) for name in known.alternates.get(city.geonames_id, (city.name,))}
        found = [
            u for name in sorted(native) for u in by_name.get((city.region or "", name), ()) if not u["geonames_id"]
        ]
        if len(found) > 1 and city.district:
            near = [u for u in found if u["code"].startswith(f"{pack['country']}{city.district}")]
            found = near or found
        rank = {"city": 0, "town": 1, "settlement": 2, "village": 3}
        if len(found) > 1 and city.population >= 5000:
            found = sorted(found, key=lambda u: rank.get(u["category"], 4))[:1]
        if len(found) == 1:
            found[0].update(
                point=city.point,
                error=CITY_ERROR_KM,
                source="cities",
                population=city.population,
                geonames_id=city.geonames_id,
            )


def _centres(units: list[Unit], key: str) -> dict[str, tuple[float, float]]:
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for unit in _settlements(units):
        if unit["point"]:
            points[unit[key]].append(unit["point"])
    return {name: _mean(group) for name, group in points.items()}


def _mean(points: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _from_postal(units: list[Unit], known: registry.Known, centres: dict[str, tuple[float, float]]) -> None:
    by_name: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in _settlements(units):
        by_name[unit["region_id"], unit["native"]].append(unit)
    for (region, name), points in known.postal.items():
        found = by_name.get((region, spelling(name)), [])
        if len(found) != 1 or found[0]["point"]:
            continue
        centre = centres.get(found[0]["district"])
        near = [p for p in points if centre and distance_km(p, centre) < POSTAL_RADIUS_KM]
        if near:
            found[0].update(point=near[0], error=POSTAL_ERROR_KM, source="postal")


def _from_parents(units: list[Unit]) -> None:
    municipal, district = _centres(units, "parent_id"), _centres(units, "district")
    regional = {unit["region_id"]: unit["point"] for unit in units if unit["level"] == "region" and unit["point"]}
    regional |= _centres(units, "region_id")
    for unit in units:
        if unit["point"]:
            continue
        for key, centres, source, error in (
            (unit["place_id"], municipal, "municipality", MUNICIPALITY_ERROR_KM),
            (unit["parent_id"], municipal, "municipality", MUNICIPALITY_ERROR_KM),
            (unit["place_id"], district, "district", DISTRICT_ERROR_KM),
            (unit["district"], district, "district", DISTRICT_ERROR_KM),
            (unit["region_id"], regional, "region", REGION_ERROR_KM),
        ):
            if key and key in centres:
                unit.update(point=centres[key], error=error, source=source)
                break


def unmatched(units: list[Unit], pack: dict[str, Any], points_known: registry.Known) -> Iterator[Unit]:
    """Yield postal settlements whose name the codifier no longer has, as places of their region.

    They were renamed after the postal table was made; where the codifier's place has no point of its own, the two
    cannot be joined, but a text that uses the former name can still be placed.
    """
    matched = {name for _, name in old_names(units, pack, points_known)}
    known = {(unit["region_id"], unit["native"]) for unit in units}
    for (region, name), points in sorted(points_known.postal.items()):
        native = spelling(name)
        if (region, native) in known or native in matched or not re.fullmatch(pack["postal"]["names"], native):
            continue
        yield {
            "code": "", "place_id": f"{region}:{native}", "parent_id": region, "district": None,
            "country": pack["country"], "region_id": region, "level": "settlement", "category": "village",
            "native": native, "population": None, "point": points[0], "error": POSTAL_ERROR_KM,
            "source": "postal", "geonames_id": None,
        }  # fmt: skip


def old_names(units: list[Unit], pack: dict[str, Any], points_known: registry.Known) -> Iterator[tuple[Unit, str]]:
    """Yield (unit, former name) for postal points that carry a name unknown to the codifier on a known settlement."""
    known = {(unit["region_id"], unit["native"]) for unit in units}
    cells: dict[tuple[int, int], list[Unit]] = defaultdict(list)
    for unit in _settlements(units):
        if unit["error"] is not None and unit["error"] <= 1:
            cells[_cell(unit["point"])].append(unit)
    for (region, name), points in sorted(points_known.postal.items()):
        if (region, spelling(name)) in known or not re.fullmatch(pack["postal"]["former"], name):
            continue
        near = [
            u
            for u in cells.get(_cell(points[0]), ())
            if u["region_id"] == region and distance_km(u["point"], points[0]) < 1.0
        ]
        if len(near) == 1:
            yield near[0], spelling(name)


def _cell(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0] * 20), round(point[1] * 20)
