"""Small frames that fit each other: two pages on two days, a claim on each, one proposition."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from claims_pipeline.schemas import TABLES, make_id

JUNE, AUGUST = date(2025, 6, 8), date(2025, 8, 26)
TEXT = "🛰️ Officials said that the bridge had fallen."


def page_id(day: date) -> str:
    """The one page of a day."""
    return make_id("page", day)


def claim_id(day: date) -> str:
    """The one claim of a day."""
    return make_id("claim", day)


def day_frames(day: date, text: str = TEXT) -> dict[str, pl.DataFrame]:
    """Every table of a landing day that holds one page with one claim about one place."""
    start = text.index("the bridge")
    common = {"page_id": page_id(day), "landed_on": day}
    span = {"start_char": text.index("Officials"), "end_char": text.index("Officials") + 9}
    rows: dict[str, dict[str, Any]] = {
        "raw_pages": common
        | {"source_ref": f"{day}/a.txt", "content_sha256": "0" * 64, "n_bytes": 10, "media_type": "text/plain"}
        | {"status": "accepted", "page_text": text},
        "page_lines": common
        | {"line_no": 1, "start_char": 0, "end_char": len(text), "label": "body", "kept": True, "rule": "only_line"},
        "articles": common
        | {"published_from": day, "published_to": day, "published_basis": "landed_on", "text": text, "n_words": 8},
        "fingerprints": common
        | {"text_digest": "0" * 32, "n_words": 8, "published_from": day, "published_to": day, "is_dated": False}
        | {"words": bytes(32), "quoted": bytes(1)},
        "claims": common
        | {
            "claim_id": claim_id(day),
            "zone": "body",
            "stance": "says",
            "polarity": "positive",
            "directness": "indirect",
        }
        | {"source_spans": [span], "source_text": "Officials", "source_id": "officials", "hedges": []}
        | {"cue_spans": [{"start_char": start - 10, "end_char": start - 6}], "cue_text": "said"}
        | {"content_spans": [{"start_char": start, "end_char": len(text)}], "content_text": text[start:]}
        | {"said_from": day, "said_to": day, "against_interest": False, "confidence": 0.5, "evidence": "made"}
        | {"extractor_version": "made-1"},
        "sources_seen": {"landed_on": day, "source_id": "officials", "alias": "Officials", "name": "Officials"}
        | {"kind": "official"},
        "place_mentions": common
        | {"start_char": start, "end_char": start + 10, "surface": "the bridge", "status": "region_only"}
        | {"region_ids": ["XX-1"], "probability": 0.5, "evidence": "made"},
        "claim_places": {"claim_id": claim_id(day), "landed_on": day, "start_char": start, "end_char": start + 10}
        | {"region_id": "XX-1", "role": "target", "evidence": "made"},
    }
    return {name: _frame(name, [row]) for name, row in rows.items()}


def ledger_frames(*days: date) -> dict[str, pl.DataFrame]:
    """Every table that is computed over all days, for ``day_frames`` of these days."""
    proposition = make_id("proposition")
    rows: dict[str, list[dict[str, Any]]] = {
        "sources": [{"source_id": "officials", "name": "Officials", "kind": "official", "aliases": ["Officials"]}],
        "copies": [],
        "stories": [
            {"story_id": make_id(day), "canonical_page_id": page_id(day), "n_pages": 1, "n_outlets": 1} for day in days
        ],
        "story_members": [{"page_id": page_id(day), "story_id": make_id(day), "role": "canonical"} for day in days],
        "propositions": [
            {
                "proposition_id": proposition,
                "event_id": proposition,
                "scene_id": proposition,
                "event_type": "damage",
                "region_id": "XX-1",
                "label": "the bridge fell",
            }
            | {"day_from": min(days), "day_to": max(days)}
        ],
        "claim_propositions": [
            {"claim_id": claim_id(day), "proposition_id": proposition, "relation": "affirms"}
            | {"voice_id": make_id(day), "evidence": "made"}
            for day in days
        ],
        "regions": [{"region_id": "XX-1", "country": "XX", "name": "Northmark"}],
        "places": [],
        "place_names": [],
    }
    return {name: _frame(name, table) for name, table in rows.items()}


def _frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = TABLES[name].schema
    columns = {
        column: pl.Series(column, [row.get(column) for row in rows], rule.dtype)
        for column, rule in schema.columns().items()
    }
    return schema.validate(pl.DataFrame(columns))
