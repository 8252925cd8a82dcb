"""Build the committed country packs: ``make gazetteer``, or ``python -m claims_pipeline.places.gazetteer.build``.

Development time only. Reads the registry packages of the dependency group ``gazetteer`` and the hand-kept files of each
pack; writes ``places.parquet`` and ``names.parquet`` beside them, and the digest of every file. Downloads nothing. A
country with a ``pack.toml`` gets a full pack from its codifier, all others share the pack ``world``.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from claims_pipeline.places.gazetteer import checksums, codifier, lexicons, registry, romanise, world

PACKS = Path(__file__).parent / "packs"
PLACE_TYPES = {
    "place_id": pl.String, "parent_id": pl.String, "country": pl.String, "region_id": pl.String, "level": pl.String,
    "category": pl.String, "name": pl.String, "population": pl.Int64, "latitude": pl.Float64, "longitude": pl.Float64,
    "coordinate_source": pl.String, "coordinate_error_km": pl.Float64,
}  # fmt: skip
Row = dict[str, Any]
Name = tuple[str, str, str]


def main() -> None:
    """Build every pack, write down the digests, and say which files are other than before."""
    before = checksums.digests(PACKS)
    packs = {path.parent: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(PACKS.glob("*/pack.toml"))}
    for folder, pack in packs.items():
        write(folder, *codified(folder, pack, registry.known_of(pack)))
    write(PACKS / "world", *_world({pack["country"] for pack in packs.values()}))
    forms = pl.concat([pl.read_parquet(path)["form"] for path in sorted(PACKS.glob("*/names.parquet"))])
    lexicons.write_homographs(forms.unique().sort().to_list(), PACKS.parent.parent / "lexicon")
    after = checksums.digests(PACKS)
    checksums.write(PACKS, after)
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    print(*(f"changed: {name}" for name in changed), sep="\n") if changed else print("All files are as they were.")


def codified(folder: Path, pack: dict[str, Any], known: registry.Known) -> tuple[list[Row], list[Name]]:
    """Return the places and names of a country by its codifier, as ``pack.toml`` in the folder describes it."""
    units = codifier.read_units(pack, folder)
    codifier.locate(units, pack, known)
    current = list(units)
    if "postal" in pack:
        units += list(codifier.unmatched(current, pack, known))
    curated = _rows(folder / "curated.csv")
    display = {row["place_id"]: row["form"] for row in reversed(curated) if row["scheme"] == "noun"}
    names = [(row["place_id"], row["form"], row["scheme"]) for row in curated]
    for unit in units:
        names += [(unit["place_id"], form, scheme) for form, scheme in _spellings(unit, pack)]
    names += _former(current, pack, folder, known)
    names += _alternates(units, names, known)
    written = (romanise.official_scheme(pack), "adjective")
    official = {pid: form for pid, form, scheme in reversed(names) if scheme in written}
    places = [_place(unit, display.get(unit["place_id"]) or official[unit["place_id"]]) for unit in units]
    for place in places:
        if place["place_id"] == pack["capital"]:
            place["category"] = "capital"
    return places, names


def _spellings(unit: Row, pack: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (form, scheme) of a unit; where areas are named by adjectives, with the ending and without."""
    adjectives = pack.get("adjectives")
    is_adjective = adjectives and unit["level"] in adjectives["levels"] and unit["category"] != "city"
    stem = re.sub(adjectives["ending"], "", unit["native"]) if adjectives and is_adjective else unit["native"]
    for native in dict.fromkeys((unit["native"], stem)):
        for form, scheme in romanise.spellings(native, pack):
            yield form, "adjective" if is_adjective else scheme


def _place(unit: Row, name: str) -> Row:
    lat, lon = unit["point"] or (None, None)
    return {
        **{k: unit[k] for k in ("place_id", "parent_id", "country", "region_id", "level", "category", "population")},
        "name": name, "latitude": lat, "longitude": lon,
        "coordinate_source": unit["source"], "coordinate_error_km": unit["error"],
    }  # fmt: skip


def _former(units: list[Row], pack: dict[str, Any], folder: Path, known: registry.Known) -> Iterator[Name]:
    if "postal" in pack:
        for unit, native in codifier.old_names(units, pack, known):
            yield from ((unit["place_id"], form, "old") for form, _ in romanise.spellings(native, pack))
    found = {(unit["region_id"], unit["native"]): unit for unit in reversed(units) if unit["level"] == "settlement"}
    for row in _rows(folder / "renames.csv"):
        unit = found[row["region_id"], codifier.spelling(row["native"])]
        yield from ((unit["place_id"], form, "old") for form, _ in romanise.spellings(row["former"], pack))


def _alternates(units: list[Row], names: list[Name], known: registry.Known) -> Iterator[Name]:
    official: dict[str, list[str]] = {}
    for pid, form, scheme in names:
        if scheme != "old":
            official.setdefault(pid, []).append(form)
    for unit in units:
        if unit["geonames_id"]:
            for name in known.alternates.get(unit["geonames_id"], ()):
                form = romanise.latin(name)
                if world.LATIN_NAME.fullmatch(form) and len(form) > 3 and not form.isupper():
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
            and romanise.latin(name) in forms.get(place["place_id"], ())
        ]  # fmt: skip
        if namesakes:
            max(namesakes, key=lambda p: (p["population"], p["place_id"]))["category"] = "capital"


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a hand-kept table; a country may have none."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write(folder: Path, places: Iterable[Row], names: Iterable[Name]) -> None:
    """Write the two tables of a pack, equal for equal rows."""
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
