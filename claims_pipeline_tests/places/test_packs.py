"""A country is data: a pack built from another codifier, and the digests of those that ship."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from claims_pipeline.places import locate_page
from claims_pipeline.places.atlas import PACKS, Atlas
from claims_pipeline.places.gazetteer import build, checksums, codifier
from claims_pipeline.places.gazetteer.coded import Coded, read_rows
from claims_pipeline.places.gazetteer.registry import City, Known
from claims_pipeline.settings import PlacesSettings
from claims_pipeline_tests.places.marked import CASES

FOLDER = CASES / "pack"
PACK: dict[str, Any] = tomllib.loads((FOLDER / "pack.toml").read_text(encoding="utf-8"))
MARAWI = City("Marawi City", 1701054, "PH", "PH-LAS", None, 207_000, (8.0034, 124.2840), ("PH-LAS",))
KNOWN = Known([MARAWI], {1701054: ("Marawi City", "City of Marawi (Capital)", "Dansalan")}, {})
COUNTRY = {
    "place_id": "PH", "parent_id": None, "country": "PH", "region_id": None, "level": "country", "category": "country",
    "name": "Philippines", "population": None, "latitude": None, "longitude": None, "coordinate_source": None,
    "coordinate_error_km": None,
}  # fmt: skip


def table() -> pl.DataFrame:
    """The codifier as the function of a package would give it, with the ancestors of each unit."""
    rows = pl.DataFrame([row._asdict() for row in read_rows(PACK["codifier"], FOLDER)])
    return rows.rename({"code": "number", "kind": "level"})


WAYS = {
    "code": PACK["codifier"],
    "parent": {"file": "units.csv", "id": "code", "name": "name", "kind": "level", "parent": "above"},
    "ancestors": {
        "table": f"{__name__}:table", "id": "number", "name": "name", "kind": "level", "ancestors": "ancestors",
    },
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_contains_a_unit_is_told_in_any_of_three_ways(way: str) -> None:
    rows = {row.code: row for row in read_rows(WAYS[way], FOLDER)}
    assert rows["1900000000"].ancestors == ()
    assert rows["1903617004"] == Coded("1903617004", "Banggoló", "Bgy", ("1900000000", "1903600000", "1903617000"))


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (WAYS["code"] | {"kind": "sort"}, "no column sort"),
        (WAYS["parent"] | {"parent": "code"}, "go in a circle"),
    ],
)
def test_a_codifier_that_is_not_as_described_is_an_error(source: dict[str, Any], error: str) -> None:
    with pytest.raises(ValueError, match=error):
        read_rows(source, FOLDER)


def test_a_unit_of_no_region_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"no unit above 1003500000 \(Lanao del Norte\) is a region"):
        codifier.read_units(PACK | {"levels": PACK["levels"] | {"Prov": "district"}}, FOLDER)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """A gazetteer of that country alone."""
    packs = tmp_path_factory.mktemp("packs")
    (packs / "ph").mkdir()
    (packs / "ph" / "pack.toml").write_bytes((FOLDER / "pack.toml").read_bytes())
    places, names = build.codified(FOLDER, PACK, KNOWN)
    build.write(packs / "ph", [*places, COUNTRY], [*names, ("PH", "Philippines", "country")])
    return Atlas((), packs)


def test_units_keep_their_codes_and_hang_on_their_regions(atlas: Atlas) -> None:
    """A region goes by its ISO code, kinds without a level are passed over, spellings follow the pack's rules."""
    [(banggolo, scheme)] = atlas.named("Banggolo")
    chain = ["1903617004", "1903617000", "PH-LAS", "PH"]
    assert scheme == "official"
    assert {atlas.ids[n] for n in atlas.ancestors(banggolo)} == set(chain)
    assert [atlas.ids[atlas.parents[atlas.number[one]]] for one in chain[:-1]] == chain[1:]
    assert not {"1000000000", "1900000000"} & set(atlas.ids)


def test_coordinates_and_other_names_come_from_the_registry(atlas: Atlas) -> None:
    marawi = atlas.number["1903617000"]
    assert (atlas.name[marawi], atlas.population[marawi]) == ("Marawi", 207_000)
    assert (atlas.grid.north[marawi], atlas.grid.east[marawi]) == MARAWI.point
    assert [atlas.ids[place] for place, _ in atlas.named("Dansalan")] == ["1903617000"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Militants in the Philippines held the village of Bacayawan in Lanao del Norte.", {"Bacayawan": "1003515003"}),
        ("Militants in the Philippines held the village of Bacayawan in Lanao del Sur.", {"Bacayawan": "1903605002"}),
        ("Philippine troops entered Marawi and shelled Banggolo.", {"Marawi": "1903617000", "Banggolo": "1903617004"}),
    ],
)
def test_pages_are_placed_by_the_new_country(atlas: Atlas, text: str, places: dict[str, str]) -> None:
    mentions = locate_page(text, [(0, len(text))], atlas, PlacesSettings())
    found = {m.surface: atlas.ids[m.place] for m in mentions if m.place is not None and not m.reject_reason}
    assert places.items() <= found.items()


def test_the_packs_are_what_the_build_wrote_from_what_lies_beside_them() -> None:
    """If not, a file was edited without ``make gazetteer``."""
    assert checksums.read(PACKS) == checksums.digests(PACKS)


def test_a_file_that_was_changed_is_noticed(tmp_path: Path) -> None:
    packs = tmp_path / "gazetteer" / "packs"
    (packs / "xx").mkdir(parents=True)
    (packs / "xx" / "curated.csv").write_text("place_id,form,scheme\n", encoding="utf-8")
    checksums.write(packs, checksums.digests(packs))
    assert checksums.read(packs) == checksums.digests(packs)
    (packs / "xx" / "curated.csv").write_text("place_id,form,scheme\nXX,Exland,noun\n", encoding="utf-8")
    assert checksums.read(packs).keys() == checksums.digests(packs).keys()
    assert checksums.read(packs) != checksums.digests(packs)
