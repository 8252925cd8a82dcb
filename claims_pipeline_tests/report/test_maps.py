"""Maps and charts: areas are true, sheets hold what they should, classes cover every value."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_pipeline.places import load_gazetteer
from claims_pipeline.report.charts import CLASSES, age_class, lay_timeline, scale_of
from claims_pipeline.report.maps import OUTLINES, lay_sheets, read_outlines
from claims_pipeline.report.maps.sheets import WIDTH, View
from claims_pipeline.settings import Settings


def test_outlines_are_those_whose_digest_is_written_down() -> None:
    origin = OUTLINES.with_name("ORIGIN.md").read_text(encoding="utf-8")
    assert hashlib.sha256(OUTLINES.read_bytes()).hexdigest() in origin


def test_every_outline_is_a_region_of_the_gazetteer() -> None:
    regions = load_gazetteer(Settings().places).regions
    assert set(read_outlines()) <= set(regions["region_id"])
    mapped = {region[:2] for region in read_outlines()}
    assert len(mapped) >= 0.9 * regions["country"].n_unique()


@pytest.mark.parametrize("region", ["UA-59", "SD-DN", "NO-50", "FJ-W", "RU-CHU", "BR-AM"])
def test_projection_keeps_areas(region: str) -> None:
    """The area of a ring on the map is that on the sphere, wherever it lies."""
    ring = read_outlines()[region][0]
    x, y = View([ring]).project(ring).T
    flat = abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2
    longitude, latitude = np.radians(ring).T
    step = np.angle(np.exp(1j * (np.roll(longitude, -1) - longitude)))
    sphere = abs(np.sum(step * (np.sin(latitude) + np.sin(np.roll(latitude, -1))))) / 2
    assert flat == pytest.approx(sphere, rel=0.01)


@pytest.mark.parametrize(
    ("regions", "countries"),
    [
        (["UA-59", "RU-KRS", "UA-12"], ["UA"]),  # a neighbour stands on the same sheet
        (["SD-DN", "IQ-NI", "SD-KH"], ["SD", "IQ"]),
        (["FJ-W"], ["FJ"]),  # on both sides of 180 degrees
        (["RU-CHU", "RU-KGD"], ["RU"]),
    ],
)
def test_each_theatre_has_a_sheet(regions: list[str], countries: list[str]) -> None:
    sheets, elsewhere = lay_sheets(regions)
    assert [sheet.country for sheet in sheets] == countries
    assert not elsewhere
    marks = [mark for sheet in sheets for mark in sheet.marks]
    assert sorted(mark.region_id for mark in marks) == sorted(regions)
    for sheet in sheets:
        for mark in sheet.marks:
            assert 0 <= mark.x <= WIDTH
            assert 0 <= mark.y <= sheet.height
            assert re.fullmatch(r"(M-?\d+,-?\d+l(-?\d+,-?\d+ ?)+z)+", mark.path)


def test_a_region_without_outline_stands_elsewhere() -> None:
    """Whatever the ledger speaks of has a place: on a map, or on the list beside it."""
    sheets, elsewhere = lay_sheets(["ZZ-1", "UA-59", "ZZ-2"])
    assert [sheet.country for sheet in sheets] == ["UA"]
    assert elsewhere == ["ZZ-1", "ZZ-2"]


def test_a_country_much_larger_than_what_is_spoken_of_is_not_shown_whole() -> None:
    """The region fills its sheet."""
    [sheet], _ = lay_sheets(["RU-KRS"])
    [mark] = sheet.marks
    assert mark.room > WIDTH / 2


@given(st.lists(st.integers(0, 10**6), max_size=30))
def test_classes_cover_every_count(values: list[int]) -> None:
    """The floors rise, no class is named twice, and only nothing has no class."""
    scale = scale_of(values)
    assert list(scale.floors) == sorted(set(scale.floors))
    assert len(scale.floors) <= CLASSES
    assert len(scale.labels()) == len(scale.floors)
    assert all((scale.place(value) > 0) == (value > 0) for value in values)


@given(st.integers(0, 10**5), st.integers(0, 10**5))
def test_what_is_newer_is_no_lower(one: int, other: int) -> None:
    assert 1 <= age_class(max(one, other)) <= age_class(min(one, other)) <= CLASSES


ROWS = st.lists(
    st.tuples(st.sampled_from(["UA", "RU", None]), st.integers(0, 1500), *[st.integers(0, 40)] * 3).filter(
        lambda row: sum(row[2:]) > 0
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda row: row[:2],
)


@given(ROWS)
def test_a_timeline_loses_no_side_and_stays_in_its_box(rows: list[tuple[str | None, int, int, int, int]]) -> None:
    """Every claim is counted in a lane, and every bar stands within the chart."""
    told = [
        {
            "side": side, "name": side or "Outlets", "day": date(2025, 1, 1) + timedelta(day),
            "n_claims": affirming + denying + conceding, "n_affirming": affirming, "n_denying": denying,
            "n_conceding": conceding,
        }
        for side, day, affirming, denying, conceding in rows
    ]  # fmt: skip
    timeline = lay_timeline(told)
    assert sum(lane.n_claims for lane in timeline.lanes) == sum(row["n_claims"] for row in told)
    assert {lane.name for lane in timeline.lanes} == {row["name"] for row in told}
    for bar in (bar for lane in timeline.lanes for bar in lane.bars):
        assert 0 <= bar.x <= 100
        assert max(bar.said, bar.denying) <= 34
