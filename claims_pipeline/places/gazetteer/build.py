"""Build the committed country packs: ``python -m claims_pipeline.places.gazetteer.build``.

Development time only. Reads the registry packages of the dependency group ``gazetteer`` and the hand-kept CSV files
of each pack; writes ``places.parquet`` and ``names.parquet`` beside them. Downloads nothing. A country with a
``pack.toml`` gets a full pack, all others share the pack ``world``.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from claims_pipeline.places.gazetteer import codifier, lexicons, registry, romanise, world

PACKS = Path(__file__).parent / "packs"
PLACE_TYPES = {
    "place_id": pl.String, "parent_id": pl.String, "country": pl.String, "region_id": pl.String, "level": pl.String,
    "category": pl.String, "name": pl.String, "population": pl.Int64, "latitude": pl.Float64, "longitude": pl.Float64,
    "coordinate_source": pl.String, "coordinate_error_km": pl.Float64,
}  # fmt: skip
Row = dict[str, Any]
Name = tuple[str, str, str]


def main() -> None:
    """Build every pack."""
    packs = {path.parent: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(PACKS.glob("*/pack.toml"))}
    for folder, pack in packs.items():
        _write(folder, *_codified(folder, pack))
    _write(PACKS / "world", *_world({pack["country"] for pack in packs.values()}))
    forms = pl.concat([pl.read_parquet(path)["form"] for path in sorted(PACKS.glob("*/names.parquet"))])
    lexicons.write_homographs(forms.unique().sort().to_list(), PACKS.parent.parent / "lexicon")


def _codified(folder: Path, pack: dict[str, Any]) -> tuple[list[Row], list[Name]]:
    units = codifier.read_units(pack)
    codifier.locate(units, pack)
    current = list(units)
    units += list(codifier.unmatched(current, pack))
    curated = _rows(folder / "curated.csv")
    display = {row["place_id"]: row["form"] for row in reversed(curated) if row["scheme"] == "noun"}
    names = [(row["place_id"], row["form"], row["scheme"]) for row in curated]
    for unit in units:
        scheme = (
            "adjective"
            if unit["level"] in ("district", "municipality", "region") and unit["category"] != "city"
            else None
        )
        stem = re.sub(pack["russian"]["adjective_ending"], "", unit["native"]) if scheme else unit["native"]
        for native in dict.fromkeys((unit["native"], stem)):
            names += [(unit["place_id"], form, scheme or kind) for form, kind in romanise.spellings(native, pack)]
    names += _former(current, pack, folder)
    names += _alternates(units, names)
    official = {pid: form for pid, form, scheme in reversed(names) if scheme in ("kmu2010", "adjective")}
    places = [_place(unit, display.get(unit["place_id"]) or official[unit["place_id"]]) for unit in units]
    for place in places:
        if place["place_id"] == pack["capital"]:
            place["category"] = "capital"
    return places, names


def _place(unit: Row, name: str) -> Row:
    lat, lon = unit["point"] or (None, None)
    return {
        **{k: unit[k] for k in ("place_id", "parent_id", "country", "region_id", "level", "category", "population")},
        "name": name, "latitude": lat, "longitude": lon,
        "coordinate_source": unit["source"], "coordinate_error_km": unit["error"],
    }  # fmt: skip


def _former(units: list[Row], pack: dict[str, Any], folder: Path) -> Iterator[Name]:
    for unit, native in codifier.old_names(units, pack):
        yield from ((unit["place_id"], form, "old") for form, _ in romanise.spellings(native, pack))
    found = {(unit["region_id"], unit["native"]): unit for unit in reversed(units) if unit["level"] == "settlement"}
    for row in _rows(folder / "renames.csv"):
        unit = found[row["region_id"], codifier.spelling(row["native"])]
        yield from ((unit["place_id"], form, "old") for form, _ in romanise.spellings(row["former"], pack))


def _alternates(units: list[Row], names: list[Name]) -> Iterator[Name]:
    official: dict[str, list[str]] = {}
    for pid, form, scheme in names:
        if scheme != "old":
            official.setdefault(pid, []).append(form)
    for unit in units:
        if unit["geonames_id"]:
            for name in registry.alternate_names(unit["country"]).get(unit["geonames_id"], ()):
                form = world.latin(name)
                if world._LATIN.fullmatch(form) and len(form) > 3 and not form.isupper():
                    alike = any(
                        world.SequenceMatcher(None, form, other).ratio() >= 0.72 for other in official[unit["place_id"]]
                    )
                    yield unit["place_id"], form, "geonames" if alike else "geonames_old"


def _world(own_pack: set[str]) -> tuple[list[Row], list[Name]]:
    found = list(world.read_countries())
    for _, alpha2, _ in registry.countries():
        if alpha2 not in own_pack:
            found += world.read_country(alpha2)
    names = [(place["place_id"], form, scheme) for place, forms in found for form, scheme in forms]
    names += [(row["place_id"], row["form"], row["scheme"]) for row in _rows(PACKS / "world" / "curated.csv")]
    places = [place for place, _ in found]
    _mark_capitals(places, names)
    return places, names


def _mark_capitals(places: list[Row], names: list[Name]) -> None:
    """Set the category of each country's capital: the largest settlement that bears its name in any spelling."""
    told = registry.capitals() | {row["country"]: row["name"] for row in _rows(PACKS / "world" / "capitals.csv")}
    forms: dict[str, set[str]] = {}
    for place_id, form, _ in names:
        forms.setdefault(place_id, set()).add(form)
    for country, name in told.items():
        namesakes = [
            place
            for place in places
            if place["country"] == country and place["level"] == "settlement"
            and world.latin(name) in forms.get(place["place_id"], ())
        ]  # fmt: skip
        if namesakes:
            max(namesakes, key=lambda p: (p["population"], p["place_id"]))["category"] = "capital"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(folder: Path, places: Iterable[Row], names: Iterable[Name]) -> None:
    frame = pl.DataFrame(list(places), schema=PLACE_TYPES).unique("place_id", keep="first").sort("place_id")
    frame = frame.with_columns(pl.col("latitude", "longitude").round(5))
    best = pl.DataFrame(list(dict.fromkeys(names)), schema=["place_id", "form", "scheme"], orient="row")
    best = best.filter(pl.col("form").str.len_chars() > 1).unique(
        ["place_id", "form"], keep="first", maintain_order=True
    )
    best = best.sort("place_id", "form").with_columns(pl.col("scheme").cast(pl.Categorical))
    frame.with_columns(
        pl.col("country", "level", "category", "region_id", "coordinate_source").cast(pl.Categorical)
    ).write_parquet(folder / "places.parquet", compression="zstd", compression_level=19)
    best.write_parquet(folder / "names.parquet", compression="zstd", compression_level=19)


if __name__ == "__main__":
    main()
