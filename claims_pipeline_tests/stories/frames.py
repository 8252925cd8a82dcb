"""Input frames of the stage made from plain texts: a line a block, all kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import polars as pl

from claims_pipeline.schemas import Articles, PageLines, RawPages, make_id


@dataclass(frozen=True)
class Page:
    """One page of a test: its text, and what `articles` would say of it."""

    name: str
    text: str
    outlet: str | None = None
    agency: str | None = None
    day: date = date(2025, 1, 1)
    dropped: tuple[int, ...] = ()
    """Numbers, from 1, of lines that are furniture of the page."""

    @property
    def page_id(self) -> str:
        return make_id("page", self.name)


Frames = tuple[Any, Any, Any]


def frames(pages: Iterable[Page]) -> Frames:
    """Return `raw_pages`, `page_lines` and `articles` of the pages."""
    pages = list(pages)
    lines = [line for page in pages for line in _lines(page)]
    return (
        _frame(RawPages, [_raw(page) for page in pages]),
        _frame(PageLines, lines),
        _frame(Articles, [_article(page) for page in pages]),
    )


def _frame(schema: Any, rows: list[dict[str, Any]]) -> Any:
    return schema.validate(pl.DataFrame(rows, schema=schema.create_empty().schema, orient="row"), cast=True)


def _raw(page: Page) -> dict[str, Any]:
    content = page.text.encode("utf-8", "replace")
    return {
        "page_id": page.page_id,
        "landed_on": page.day,
        "source_ref": page.name,
        "content_sha256": sha256(content).hexdigest(),
        "n_bytes": len(content),
        "outlet": page.outlet,
        "media_type": "text/plain",
        "status": "accepted",
        "page_text": page.text,
    }


def _lines(page: Page) -> Iterable[dict[str, Any]]:
    start = 0
    for number, line in enumerate(page.text.split("\n"), 1):
        kept = bool(line.strip()) and number not in page.dropped
        yield {
            "page_id": page.page_id,
            "landed_on": page.day,
            "line_no": number,
            "start_char": start,
            "end_char": start + len(line),
            "label": "body" if kept else "nav" if line.strip() else "blank",
            "kept": kept,
            "rule": "test",
        }
        start += len(line) + 1


def _article(page: Page) -> dict[str, Any]:
    kept = [page.text[line["start_char"] : line["end_char"]] for line in _lines(page) if line["kept"]]
    return {
        "page_id": page.page_id,
        "landed_on": page.day,
        "outlet": page.outlet,
        "agency": page.agency,
        "published_from": page.day,
        "published_to": page.day,
        "published_basis": "sidecar",
        "language": "en",
        "text": "\n".join(kept),
        "n_words": sum(len(line.split()) for line in kept),
    }
