"""Statements → rows of ``claims`` and ``sources_seen``."""

from __future__ import annotations

from typing import Any

from claims_pipeline.claims.events import fold
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.statements import Span, Statement
from claims_pipeline.schemas import make_id


def claim_rows(page: dict[str, Any], statements: list[Statement], version: str) -> list[dict[str, Any]]:
    """Return one row a statement; statements with equal spans are one claim."""
    ids = {id(one): make_id(page["page_id"], one.source, one.cue, one.content) for one in statements}
    rows = {ids[id(one)]: _claim_row(page, one, ids, version) for one in reversed(statements)}
    return list(rows.values())


def _claim_row(page: dict[str, Any], one: Statement, ids: dict[int, str], version: str) -> dict[str, Any]:
    text = page["page_text"]
    return {
        "claim_id": ids[id(one)],
        "page_id": page["page_id"],
        "landed_on": page["landed_on"],
        "zone": one.zone,
        "source_spans": _spans(one.source),
        "cue_spans": _spans(one.cue),
        "content_spans": _spans(one.content),
        "source_text": _slice(text, one.source),
        "cue_text": _slice(text, one.cue),
        "content_text": _slice(text, one.content),
        "source_id": one.speaker.source_id,
        "source_country": one.speaker.country,
        "stance": one.stance,
        "polarity": one.event.polarity,
        "directness": one.directness,
        "hedges": one.event.hedges,
        "event_type": one.event.event_type,
        "actor_country": one.event.actor_country,
        "parent_claim_id": ids[id(one.parent)] if one.parent else None,
        "responds_to_claim_id": ids[id(one.answers)] if one.answers else None,
        "said_from": one.said[0],
        "said_to": one.said[1],
        "event_from": one.happened[0] if one.happened else None,
        "event_to": one.happened[1] if one.happened else None,
        "against_interest": one.is_against_interest,
        "confidence": one.confidence,
        "evidence": "; ".join(one.evidence),
        "extractor_version": version,
    }


def source_rows(page: dict[str, Any], statements: list[Statement]) -> list[dict[str, Any]]:
    """Return the speakers of a page under the names that it gives them; pronouns are no names."""
    rows = []
    for one in statements:
        alias = _slice(page["page_text"], one.source)
        if (
            one.speaker.source_id is None
            or alias is None
            or fold(alias) in words()["pronouns"] | words()["possessives"]
        ):
            continue
        rows.append(
            {
                "landed_on": page["landed_on"],
                "source_id": one.speaker.source_id,
                "alias": alias,
                "name": one.speaker.name or alias,
                "kind": one.speaker.kind,
                "country": one.speaker.country,
            }
        )
    return rows


def _spans(spans: list[Span]) -> list[dict[str, int]]:
    return [{"start_char": start, "end_char": end} for start, end in spans]


def _slice(text: str, spans: list[Span]) -> str | None:
    return " ".join(text[start:end] for start, end in spans) or None
