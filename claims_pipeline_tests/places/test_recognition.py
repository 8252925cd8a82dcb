"""Which strings are places, and which are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from claims_pipeline_tests.places.pages import locate

CASES = Path(__file__).parents[1] / "cases" / "places"


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["says"]) for case in json.loads((CASES / f"{name}.json").read_text("utf-8"))]


def check_regions(case: dict[str, Any]) -> None:
    found = locate(case["text"]).place_mentions
    for surface, regions in case["regions"].items():
        rows = found.filter(surface=surface).filter(pl.col("status") != "rejected")
        assert rows.height, f"{surface} was not found"
        assert [r.to_list() for r in rows["region_ids"]] == [regions] * rows.height


def check_rejected(case: dict[str, Any]) -> None:
    found = locate(case["text"]).place_mentions
    for surface, reason in case["surfaces"].items():
        assert set(found.filter(surface=surface)["reject_reason"].to_list()) == {reason}


@pytest.mark.parametrize("case", cases("in_the_wild"))
def test_a_place_takes_its_region(case: dict[str, Any]) -> None:
    check_regions(case)


@pytest.mark.parametrize("case", cases("must_stay_unplaced"))
def test_what_only_bears_a_places_name_is_rejected_with_its_reason(case: dict[str, Any]) -> None:
    check_rejected(case)


@pytest.mark.parametrize("case", cases("no_mention"))
def test_words_that_are_no_names_give_no_row(case: dict[str, Any]) -> None:
    surfaces = locate(case["text"]).place_mentions.filter(pl.col("status") != "rejected")["surface"].to_list()
    assert not set(case["absent"]) & set(surfaces)


@pytest.mark.parametrize("case", cases("known_failures"))
@pytest.mark.xfail(strict=True)
def test_known_failures(case: dict[str, Any]) -> None:
    check_regions(case) if "regions" in case else check_rejected(case)


def test_countries_resolve_to_themselves_without_a_region() -> None:
    """A country is a place of level country and has no region code."""
    row = locate("Storms passed over Poland.").place_mentions.row(0, named=True)
    assert (row["place_id"], row["region_ids"], row["status"]) == ("PL", [], "resolved")


def test_a_name_shared_by_many_regions_stays_ambiguous_without_context() -> None:
    """Abstain rather than guess among villages of one name."""
    row = locate("Ukrainian guns fired near Ivanivka.").place_mentions.filter(surface="Ivanivka").row(0, named=True)
    assert (row["status"], row["region_ids"], row["place_id"]) == ("ambiguous", [], None)
