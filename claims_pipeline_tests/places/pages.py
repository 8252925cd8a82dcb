"""Pages and claims of one text, as typed frames."""

from __future__ import annotations

from datetime import date
from typing import Any

import dataframely as dy
import polars as pl

from claims_pipeline.places import Placement, locate_claims
from claims_pipeline.schemas import Claims, PageLines, RawPages, make_id
from claims_pipeline.settings import PlacesSettings

DAY = date(2026, 3, 1)


def typed(rows: list[dict[str, Any]], schema: type[dy.Schema]) -> Any:
    """Return rows as a frame of the schema, columns not given null."""
    full = [dict.fromkeys(schema.column_names()) | row for row in rows]
    return schema.validate(pl.DataFrame(full, schema={n: c.dtype for n, c in schema.columns().items()}), cast=True)


def raw_page(text: str, ref: str = "page.txt") -> dict[str, Any]:
    return {
        "page_id": make_id(ref), "landed_on": DAY, "source_ref": ref, "content_sha256": "0" * 64, "n_bytes": len(text),
        "media_type": "text/plain", "status": "accepted", "page_text": text,
    }  # fmt: skip


def lines_of(text: str, ref: str = "page.txt") -> list[dict[str, Any]]:
    rows, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        rows.append(
            {"page_id": make_id(ref), "landed_on": DAY, "line_no": number, "start_char": start,
             "end_char": start + len(line), "label": "body", "kept": True, "rule": "test"}
        )  # fmt: skip
        start += len(line) + 1
    return rows


def claim(text: str, content: str, ref: str = "page.txt", **fields: Any) -> dict[str, Any]:
    source = fields.pop("source", None)
    return {
        "claim_id": make_id(ref, content), "page_id": make_id(ref), "landed_on": DAY, "zone": "body",
        "source_spans": _span(text, source), "cue_spans": [{"start_char": 0, "end_char": 1}],
        "content_spans": _span(text, content), "content_text": content, "stance": "says", "polarity": "positive",
        "directness": "indirect", "hedges": [], "said_from": DAY, "said_to": DAY, "against_interest": False,
        "confidence": 1.0, "evidence": "", "extractor_version": "test",
    } | fields  # fmt: skip


def _span(text: str, part: str | None) -> list[dict[str, int]]:
    if part is None:
        return []
    start = text.rindex(part)
    return [{"start_char": start, "end_char": start + len(part)}]


def locate(text: str, claims: list[dict[str, Any]] | None = None) -> Placement:
    return locate_claims(
        typed([raw_page(text)], RawPages),
        typed(lines_of(text), PageLines),
        typed(claims or [], Claims),
        PlacesSettings(),
    )
