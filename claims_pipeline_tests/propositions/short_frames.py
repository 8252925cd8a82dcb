"""Frames of the pipeline written short: a case names what matters, the rest is filled in the same way every time."""

from __future__ import annotations

from datetime import date
from typing import Any

import dataframely as dy
import polars as pl

from claims_pipeline.schemas import (
    ClaimPlaces,
    Claims,
    Regions,
    Sources,
    StoryMembers,
    make_id,
)

Row = dict[str, Any]


def claim_id(name: str) -> str:
    return make_id("claim", name)


def page_id(name: str) -> str:
    return make_id("page", name)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _claim(row: Row) -> Row:
    name, stance = row["id"], row.get("stance", "claims")
    said = row.get("said", "2025-06-08").split("/")
    event = row.get("event_day", "").split("/")
    text = row.get("text", f"what {name} says")
    start = row.get("start", 100)
    return {
        "claim_id": claim_id(name),
        "page_id": page_id(row.get("page", "p")),
        "landed_on": _day(row.get("landed", "2025-09-01")),
        "zone": "body",
        "source_spans": [],
        "cue_spans": [] if stance == "narrates" else [{"start_char": 0, "end_char": 4}],
        "content_spans": [{"start_char": start, "end_char": start + len(text)}],
        "source_text": row.get("source_text"),
        "cue_text": None if stance == "narrates" else "said",
        "content_text": text,
        "source_id": row.get("who"),
        "source_country": row.get("side"),
        "stance": stance,
        "polarity": "negative" if row.get("negated") else "positive",
        "directness": "indirect",
        "hedges": row.get("hedges", []),
        "event_type": row.get("event"),
        "actor_country": row.get("actor"),
        "parent_claim_id": claim_id(row["inside"]) if "inside" in row else None,
        "responds_to_claim_id": claim_id(row["answers"]) if "answers" in row else None,
        "said_from": _day(said[0]),
        "said_to": _day(said[-1]),
        "event_from": _day(event[0]),
        "event_to": _day(event[-1]),
        "against_interest": row.get("hurts", False),
        "confidence": 0.9,
        "evidence": "a case",
        "extractor_version": "case 1",
    }


def claims_frame(rows: list[Row]) -> dy.DataFrame[Claims]:
    return Claims.validate(pl.DataFrame([_claim(row) for row in rows], schema=Claims.create_empty().schema), cast=True)


def _place(row: Row, number: int, target: str) -> Row:
    """``key@region``, ``@region``, or ``?Name@region`` for a name in the text that fits several places."""
    place, _, region = target.rpartition("@")
    is_open, place = place.startswith("?"), place.removeprefix("?")
    surface = row.get("text", "").find(place) if place else -1
    start = row.get("start", 100) + surface if surface >= 0 else 5_000 + number
    return {
        "claim_id": claim_id(row["id"]),
        "landed_on": _day(row.get("landed", "2025-09-01")),
        "start_char": start,
        "end_char": start + max(len(place), 1),
        "place_id": (None if is_open else place) if place else region,
        "region_id": region,
        "role": row.get("role", "target"),
        "evidence": "a case",
    }


def places_frame(rows: list[Row]) -> dy.DataFrame[ClaimPlaces]:
    found = [_place(row, number, target) for row in rows for number, target in enumerate(row.get("at", []))]
    return ClaimPlaces.validate(pl.DataFrame(found, schema=ClaimPlaces.create_empty().schema), cast=True)


def sources_frame(rows: list[Row]) -> dy.DataFrame[Sources]:
    named = {row["who"]: row.get("side") for row in rows if row.get("who")}
    found = [
        {"source_id": who, "name": who.upper(), "kind": "unknown", "country": side, "aliases": []}
        for who, side in sorted(named.items())
    ]
    return Sources.validate(pl.DataFrame(found, schema=Sources.create_empty().schema), cast=True)


def regions_frame() -> dy.DataFrame[Regions]:
    names = {"UA-12": "Dnipropetrovsk Oblast", "UA-14": "Donetsk Oblast", "SD-KH": "Khartoum", "SD-DN": "North Darfur"}
    found = [{"region_id": code, "country": code[:2], "name": name} for code, name in names.items()]
    return Regions.validate(pl.DataFrame(found), cast=True)


def stories_frame(stories: dict[str, list[str]]) -> dy.DataFrame[StoryMembers]:
    found = [
        {"page_id": page_id(page), "story_id": make_id("story", story), "role": "canonical" if i == 0 else "copy"}
        for story, pages in stories.items()
        for i, page in enumerate(pages)
    ]
    return StoryMembers.validate(pl.DataFrame(found, schema=StoryMembers.create_empty().schema), cast=True)
