"""Judged pages as rows of ``page_lines`` and ``articles``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import dataframely as dy
import polars as pl

from claims_pipeline.articles.agencies import credited_agency
from claims_pipeline.articles.blocks import count_words
from claims_pipeline.articles.datelines import find_dateline
from claims_pipeline.articles.labels import Verdict
from claims_pipeline.articles.languages import tell_language
from claims_pipeline.articles.metadata import authors, outlet_name
from claims_pipeline.articles.page import Page
from claims_pipeline.articles.publication import published
from claims_pipeline.schemas import BODY_LABELS, Articles, PageLines
from claims_pipeline.settings import ArticlesSettings


def line_rows(page: Page, verdicts: Sequence[Verdict]) -> Iterator[dict[str, Any]]:
    """Yield a row of ``page_lines`` for each block."""
    for block, verdict in zip(page.blocks, verdicts, strict=True):
        yield {
            "page_id": page.page_id,
            "landed_on": page.landed_on,
            "line_no": block.line_no,
            "start_char": block.start_char,
            "end_char": block.end_char,
            "xpath": block.xpath,
            **verdict._asdict(),
        }


def article_row(page: Page, verdicts: Sequence[Verdict], settings: ArticlesSettings) -> dict[str, Any]:
    """Return the row of ``articles``: the kept text, and what the page says of itself."""
    body = _texts(page, verdicts, *BODY_LABELS, kept=True)
    text = "\n".join(body)
    first_line = next(iter(_texts(page, verdicts, "body", kept=True)), "")
    dateline = find_dateline(first_line)
    date_lines = [*_texts(page, verdicts, "dateline"), dateline or ""]
    days = published(page.landed_on, page.hints, page.url, date_lines, body)
    outlet = page.outlet or outlet_name(page.hints, first_line, _texts(page, verdicts, "nav"))
    return {
        "page_id": page.page_id,
        "landed_on": page.landed_on,
        "title": _title(page, verdicts),
        "byline": authors(page.hints, _texts(page, verdicts, "byline"), outlet),
        "outlet": outlet,
        "agency": credited_agency(_texts(page, verdicts, "agency_credit", "byline"), body),
        "dateline": dateline,
        "published_from": days.published_from,
        "published_to": days.published_to,
        "published_basis": days.basis,
        "language": tell_language(text, settings.min_language_words),
        "text": text,
        "n_words": int(count_words(text)),
    }


def to_frames(
    lines: list[dict[str, Any]], articles: list[dict[str, Any]]
) -> tuple[dy.DataFrame[PageLines], dy.DataFrame[Articles]]:
    """Return both tables, checked and sorted by their keys."""
    return (
        PageLines.validate(_frame(lines, PageLines).sort("page_id", "line_no"), cast=True),
        Articles.validate(_frame(articles, Articles).sort("page_id"), cast=True),
    )


def _frame(rows: list[dict[str, Any]], schema: type[dy.Schema]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema.create_empty().schema)


def _texts(page: Page, verdicts: Sequence[Verdict], *labels: str, kept: bool | None = None) -> list[str]:
    return [
        block.text
        for block, verdict in zip(page.blocks, verdicts, strict=True)
        if verdict.label in labels and kept in (None, verdict.kept)
    ]


def _title(page: Page, verdicts: Sequence[Verdict]) -> str | None:
    visible = next(iter(_texts(page, verdicts, "headline", kept=True)), None)
    return visible or next(iter(page.titles), None) or None
