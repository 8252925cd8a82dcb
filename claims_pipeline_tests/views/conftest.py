"""A small ledger in an in-memory database, with the views and macros on it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import dataframely as dy
import duckdb
import polars as pl
import pytest

from claims_pipeline.propositions import lay_claims
from claims_pipeline.schemas import Articles, Copies, PageLines, RawPages
from claims_pipeline.settings import PropositionsSettings
from claims_pipeline.views import MACROS, VIEWS
from claims_pipeline_tests.duckdb_frames import create_stored_tables
from claims_pipeline_tests.propositions.short_frames import (
    claims_frame,
    page_id,
    places_frame,
    regions_frame,
    sources_frame,
    stories_frame,
)

CASE = Path(__file__).parents[1] / "cases" / "views" / "ledger.json"
Frames = Mapping[str, dy.DataFrame[Any]]


def database(frames: Frames) -> duckdb.DuckDBPyConnection:
    """Every stored table, filled from the frames, and every view and macro."""
    con = duckdb.connect()
    create_stored_tables(con, frames)
    for view in VIEWS:
        con.execute(f"create view {view.name} as {view.sql}")
    for macro in MACROS:
        con.execute(macro.sql)
    return con


def _page(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "page_id": page_id(row["id"]),
        "landed_on": date.fromisoformat(row["landed"]),
        "source_ref": f"{row['id']}.txt",
        "content_sha256": "0" * 64,
        "n_bytes": 1000,
        "outlet": row["outlet"],
        "media_type": "text/plain",
        "status": "rejected" if row.get("rejected") else "accepted",
        "reason": "empty" if row.get("rejected") else None,
        "page_text": "" if row.get("rejected") else "ä" * 1000,
    }


def _lines(row: dict[str, Any]) -> list[dict[str, Any]]:
    shared = {"page_id": page_id(row["id"]), "landed_on": date.fromisoformat(row["landed"]), "rule": "a case"}
    kept = {"line_no": 1, "start_char": 0, "end_char": 750, "label": "body", "kept": True}
    dropped = {"line_no": 2, "start_char": 750, "end_char": 1000, "label": "nav", "kept": False}
    return [shared | kept, shared | dropped]


def _article(row: dict[str, Any]) -> dict[str, Any]:
    day = date.fromisoformat(row["landed"])
    return {
        "page_id": page_id(row["id"]),
        "landed_on": day,
        "outlet": row["outlet"],
        "published_from": day,
        "published_to": day,
        "published_basis": "landed_on",
        "text": "words",
        "n_words": 1,
    }


def _copy(pair: list[str]) -> dict[str, Any]:
    a, b = sorted(pair[:2], key=page_id)
    return {
        "page_id_a": page_id(a),
        "page_id_b": page_id(b),
        "kind": pair[2],
        "containment_a": 0.5,
        "containment_b": 0.5,
        "shared_spans_a": [],
        "shared_spans_b": [],
    }


def _frame(schema: type[dy.Schema], rows: list[dict[str, Any]]) -> dy.DataFrame[Any]:
    return schema.validate(pl.DataFrame(rows, schema=schema.create_empty().schema), cast=True)


@pytest.fixture(scope="session")
def small_ledger() -> Iterator[duckdb.DuckDBPyConnection]:
    """The case ``ledger.json``, laid by the propositions stage."""
    case = json.loads(CASE.read_text(encoding="utf-8"))
    rows = case["claims"]
    claims, places, sources = claims_frame(rows), places_frame(rows), sources_frame(rows)
    stories = stories_frame(case["stories"])
    ledger = lay_claims(claims, places, sources, regions_frame(), PropositionsSettings(), story_members=stories)
    accepted = [row for row in case["pages"] if not row.get("rejected")]
    with database(
        {
            "raw_pages": _frame(RawPages, [_page(row) for row in case["pages"]]),
            "page_lines": _frame(PageLines, [line for row in accepted for line in _lines(row)]),
            "articles": _frame(Articles, [_article(row) for row in accepted]),
            "claims": claims,
            "claim_places": places,
            "sources": sources,
            "regions": regions_frame(),
            "story_members": stories,
            "copies": _frame(Copies, [_copy(pair) for pair in case["copies"]]),
            "propositions": ledger.propositions,
            "claim_propositions": ledger.claim_propositions,
        }
    ) as con:
        yield con


@pytest.fixture
def empty_ledger() -> Iterator[duckdb.DuckDBPyConnection]:
    """All tables, no rows."""
    with database({}) as con:
        yield con
