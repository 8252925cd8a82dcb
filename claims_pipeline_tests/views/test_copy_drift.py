"""What changed between two copies: each case is one claim on two pages that share text, and every row it must make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from claims_pipeline.schemas import Claims, Copies
from claims_pipeline_tests.propositions.short_frames import (
    claims_frame,
    page_id,
    places_frame,
    regions_frame,
    sources_frame,
)
from claims_pipeline_tests.views.conftest import database

CASES = json.loads((Path(__file__).parents[1] / "cases" / "views" / "drift.json").read_text(encoding="utf-8"))


def _drift(a: dict[str, Any], b: dict[str, Any]) -> list[list[str | None]]:
    rows = [{**a, "id": "a", "page": "a"}, {**b, "id": "b", "page": "b"}]
    claims = claims_frame(rows).with_columns(cue_text=pl.Series([row.get("cue", "said") for row in rows]))
    pair = sorted([page_id("a"), page_id("b")])
    copies = {"page_id_a": pair[:1], "page_id_b": pair[1:], "kind": ["wire_copy"]}
    shares = {"containment_a": [0.5], "containment_b": [0.5], "shared_spans_a": [[]], "shared_spans_b": [[]]}
    tables = {
        "claims": Claims.validate(claims),
        "claim_places": places_frame(rows),
        "sources": sources_frame(rows),
        "regions": regions_frame(),
        "copies": Copies.validate(pl.DataFrame(copies | shares, schema=Copies.create_empty().schema), cast=True),
    }
    with database(tables) as con:
        found = con.execute("select page_id_a, change, value_a, value_b from copy_drift order by change").fetchall()
    return [[change, x, y] if first == page_id("a") else [change, y, x] for first, change, x, y in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_drift_tells_what_differs_and_no_more(case: dict[str, Any]) -> None:
    assert _drift(case["a"], case["b"]) == case["changes"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_page_does_not_drift_from_its_equal(case: dict[str, Any]) -> None:
    assert _drift(case["a"], case["a"]) == []
