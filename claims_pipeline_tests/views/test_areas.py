"""Claims rolled up by the gazetteer: settlement, municipality, district, region, part of a country, country."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from claims_pipeline.places import load_gazetteer
from claims_pipeline.settings import PlacesSettings
from claims_pipeline_tests.propositions.short_frames import claim_id, claims_frame, places_frame, sources_frame
from claims_pipeline_tests.views.conftest import database

YUNAKIVKA, SUMY_DISTRICT = "UA59080310010046655", "UA59080000000057897"
CLAIMS = [
    {"id": "village", "who": "ru.ministry", "at": [f"{YUNAKIVKA}@UA-59"]},
    {"id": "district", "who": "ua.governor", "at": [f"{SUMY_DISTRICT}@UA-59"]},
    {"id": "region", "who": "ua.governor", "at": ["@UA-59"]},
    {"id": "macro", "who": "ru.ministry", "at": ["UA:donbas@UA-09", "UA:donbas@UA-14"]},
    {"id": "abroad", "who": "sd.army", "at": ["@SD-DN"]},
    {"id": "origin", "who": "ua.governor", "at": ["@UA-63"], "role": "origin"},
    {"id": "nowhere", "who": "ua.governor"},
]


@pytest.fixture(scope="module")
def areas() -> Iterator[duckdb.DuckDBPyConnection]:
    regions, places, _ = load_gazetteer(PlacesSettings())
    frames = {"regions": regions, "places": places, "claims": claims_frame(CLAIMS)}
    with database({**frames, "claim_places": places_frame(CLAIMS), "sources": sources_frame(CLAIMS)}) as con:
        yield con


@pytest.mark.parametrize(
    ("area", "claims"),
    [
        (YUNAKIVKA, {"village"}),
        (SUMY_DISTRICT, {"village", "district"}),
        ("UA-59", {"village", "district", "region"}),
        ("UA-14", {"macro"}),
        ("UA:donbas", {"macro"}),
        ("UA", {"village", "district", "region", "macro"}),
        ("SD", {"abroad"}),
        ("UA-63", set()),
    ],
)
def test_a_claim_is_in_all_that_contains_its_place(
    areas: duckdb.DuckDBPyConnection, area: str, claims: set[str]
) -> None:
    """And in nothing smaller; where something comes from is no place of it."""
    found = areas.execute("select claim_id, places from area_claims(?)", [area]).fetchall()
    assert {claim for claim, _ in found} == {claim_id(name) for name in claims}
    assert len(found) == len(claims)
    assert all(places for _, places in found)


@pytest.mark.parametrize(
    ("level", "counts"),
    [
        ("settlement", {YUNAKIVKA: (1, 1)}),
        ("district", {SUMY_DISTRICT: (2, 2)}),
        ("region", {"UA-59": (3, 2), "UA-09": (1, 1), "UA-14": (1, 1), "SD-DN": (1, 1)}),
        ("macro_region", {"UA:donbas": (1, 1)}),
        ("country", {"UA": (4, 2), "SD": (1, 1)}),
    ],
)
def test_the_areas_of_a_level_are_counted(
    areas: duckdb.DuckDBPyConnection, level: str, counts: dict[str, tuple[int, int]]
) -> None:
    """Claims and speakers, each once an area."""
    found = areas.execute("select area_id, n_claims, n_speakers from area_counts(?)", [level]).fetchall()
    assert {area: (claims, speakers) for area, claims, speakers in found} == counts
