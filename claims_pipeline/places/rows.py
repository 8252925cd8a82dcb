"""Mentions and claim places as rows of their tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.claim_page import Placed
from claims_pipeline.places.mention import Mention


def mention_row(mention: Mention, page: dict[str, Any], atlas: Atlas) -> dict[str, Any]:
    """Return the row of ``place_mentions``."""
    rejected = mention.reject_reason is not None
    return {
        "page_id": page["page_id"],
        "landed_on": page["landed_on"],
        "start_char": mention.start_char,
        "end_char": mention.end_char,
        "surface": mention.surface,
        "status": "rejected" if rejected else mention.status,
        "reject_reason": mention.reject_reason,
        "place_id": None if rejected or mention.place is None else atlas.ids[mention.place],
        "region_ids": [] if rejected else sorted(mention.regions),
        "probability": None if rejected else round(min(1.0, mention.probability), 6),
        "evidence": "; ".join(mention.reasons) or (mention.reject_reason or mention.status),
    }


def claim_rows(placed: Iterable[tuple[str, Placed]], page: dict[str, Any], atlas: Atlas) -> list[dict[str, Any]]:
    """Return the rows of ``claim_places``: one a claim, mention and region."""
    return [
        {
            "claim_id": claim_id,
            "landed_on": page["landed_on"],
            "start_char": place.mention.start_char,
            "end_char": place.mention.end_char,
            "place_id": None if place.place is None else atlas.ids[place.place],
            "region_id": region,
            "role": place.role,
            "evidence": place.reason,
        }
        for claim_id, place in placed
        for region in sorted(place.mention.regions)
    ]
