"""Judged pages as rows of ``page_lines`` and ``articles``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import dataframely as dy
import polars as pl

from claims_pipeline.articles.agencies import credited_agency, named_agency
from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.dated_lines import signature_of_dated_line
from claims_pipeline.articles.datelines import find_dateline
from claims_pipeline.articles.furniture import Verdict
from claims_pipeline.articles.languages import tell_language
from claims_pipeline.articles.metadata import agency_values, authors, outlet_name
from claims_pipeline.articles.page import Page
from claims_pipeline.articles.publication import published
from claims_pipeline.articles.story_headers import story_header
from claims_pipeline.schemas import BODY_LABELS, Articles, PageLines
from claims_pipeline.settings import ArticlesSettings

_LAST_LINES = 5
_CREDIT_REACH = 30
"""Lines around the article within which a credit is its own: menus name agencies, too."""


class _Lines:
    """The texts of a judged page: by label, kept in the body, first of the body, and the headline."""

    def __init__(self, page: Page, verdicts: Sequence[Verdict]) -> None:
        self.of: dict[str, list[str]] = defaultdict(list)
        self.kept: list[str] = []
        self.n_words = 0.0
        self.first = ""
        self.headline: str | None = None
        self.signed: list[str] = []
        """Lines with authors below the first line that is kept, without their dates."""
        near = _near_article(verdicts)
        self.credits = [
            page.blocks[i].text for label in ("agency_credit", "byline") for i in near if verdicts[i].label == label
        ]
        """Lines with an agency or authors, in the article and near it."""
        for block, verdict in zip(page.blocks, verdicts, strict=True):
            self.of[verdict.label].append(block.text)
            if verdict.label == "byline" and (self.kept or self.headline):
                self.signed.append(signature_of_dated_line(block.text) or block.text)
            if verdict.kept:
                self._keep(block, verdict.label)

    def dated(self, dateline: str | None) -> list[str]:
        """The lines with the day of publication: dated ones, signed ones, and the dateline."""
        signed = [text for text in self.of["byline"] if signature_of_dated_line(text)]
        return [*self.of["dateline"], *signed, dateline or ""]

    @property
    def below(self) -> list[str]:
        """The last lines of the page that say who the outlet and its partners are."""
        return [text for label in ("related_link", "footer") for text in self.of[label][-_LAST_LINES:]]

    def _keep(self, block: Block, label: str) -> None:
        if label in BODY_LABELS:
            self.kept.append(block.text)
            self.n_words += block.words
        if label == "body":
            self.first = self.first or block.text
        elif label == "headline":
            self.headline = self.headline or block.text


def _near_article(verdicts: Sequence[Verdict]) -> range:
    """The lines from some way above the first line that is kept to some way below the last; all, if none is."""
    kept = [i for i, verdict in enumerate(verdicts) if verdict.kept]
    if not kept:
        return range(len(verdicts))
    return range(max(0, kept[0] - _CREDIT_REACH), min(len(verdicts), kept[-1] + _CREDIT_REACH))


def line_rows(page: Page, verdicts: Sequence[Verdict], probabilities: Sequence[float]) -> Iterator[dict[str, Any]]:
    """Yield a row of ``page_lines`` for each block."""
    for block, verdict, probability in zip(page.blocks, verdicts, probabilities, strict=True):
        yield {
            "page_id": page.page_id,
            "landed_on": page.landed_on,
            "line_no": block.line_no,
            "start_char": block.start_char,
            "end_char": block.end_char,
            "xpath": block.xpath,
            **verdict._asdict(),
            "score": probability if block.text else None,
        }


def article_row(page: Page, verdicts: Sequence[Verdict], settings: ArticlesSettings) -> dict[str, Any]:
    """Return the row of ``articles``: the kept text, and what the page says of itself."""
    lines = _Lines(page, verdicts)
    body = lines.kept
    text = "\n".join(body)
    dateline = find_dateline(lines.first)
    outlet = page.outlet or outlet_name(page.hints, lines.first, lines.of["nav"])
    header = story_header(page.blocks, [verdict.label for verdict in verdicts], page.titles, outlet)
    days = published(page.landed_on, page.hints, page.url, header, lines.dated(dateline), body)
    marked = named_agency(agency_values(page.hints))
    return {
        "page_id": page.page_id,
        "landed_on": page.landed_on,
        "title": (header.title and header.title.text) or lines.headline or next(iter(page.titles), None) or None,
        "byline": authors(page.hints, header, lines.signed, outlet),
        "outlet": outlet,
        "agency": credited_agency(lines.credits, body, dateline, lines.below, marked),
        "dateline": dateline,
        "published_from": days.published_from,
        "published_to": days.published_to,
        "published_basis": days.basis,
        "language": tell_language(text, settings.min_language_words),
        "text": text,
        "n_words": int(lines.n_words),
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
