"""Title, authors and day of publication against the truth of the news benchmark, where its development half lies.

Titles and names are compared as folded words, authors as sets, on all pages; a day is right if the range is that day
alone. Each page lands with its address, as a collector would land it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from claims_pipeline.articles import clean_pages
from claims_pipeline.pages import read_pages
from claims_pipeline.settings import ArticlesSettings, PagesSettings
from claims_pipeline_tests.evaluation.article_texts import LANDED_ON, Record, land, read_records

PAGES = Path("data", "boilerplate", "aed_dev.jsonl.gz")
_WORD = re.compile(r"\w+")
_BETWEEN_NAMES = re.compile(r"[,;&]|\band\b")


class Told(NamedTuple):
    """What is said of one page."""

    title: str | None
    authors: str | None
    """Names, with a comma, semicolon, ampersand or *and* between."""
    day: str | None


def evaluate(shared: Path) -> dict[str, float]:
    """Return the shares of pages whose title, authors and day are right; none if the pages are not there."""
    if not (shared / PAGES).is_file():
        return {}
    records = read_records(shared / PAGES)
    shares = judge(records, told_by_articles(records))
    return {f"articles.metadata_{name}": share for name, share in shares.items()}


def judge(records: Sequence[Record], told: Mapping[str, Told]) -> dict[str, float]:
    """Return the share of right titles, authors and days; a page that nothing is said of has none of them.

    ``authors_not_invented`` is the share of the pages without true authors for which none is given.
    """
    pairs = [(record, told.get(record["id"], Told(None, None, None))) for record in records]
    return {
        "title": _share(_folded(one.title) == _folded(true["title"]) for true, one in pairs),
        "authors": _share(_names(one.authors) == _names(true["authors"]) for true, one in pairs),
        "day": _share(one.day == true["date"] for true, one in pairs if true["date"]),
        "authors_not_invented": _share(not one.authors for true, one in pairs if not true["authors"]),
    }


def told_by_articles(records: Iterable[Record]) -> dict[str, Told]:
    """Return what the project says of each record, by its id."""
    rows = read_articles(records)
    return {page: Told(row["title"], row["byline"], _day(row)) for page, row in rows.items()}


def read_articles(records: Iterable[Record]) -> dict[str, dict[str, Any]]:
    """Return the row of ``articles`` of each record, by its id."""
    files = (
        land(one["html"].encode("utf-8", "replace"), f"{one['id']}.html", LANDED_ON, _beside(one)) for one in records
    )
    read = read_pages(files, PagesSettings())
    rows = clean_pages(*read, ArticlesSettings()).articles.join(
        read.raw_pages.select("page_id", id=pl.col("source_ref").str.strip_suffix(".html")), on="page_id"
    )
    return {row["id"]: row for row in rows.iter_rows(named=True)}


def _beside(record: Record) -> dict[str, str]:
    return {"url": record["url"]}


def _day(row: dict[str, Any]) -> str | None:
    return str(row["published_from"]) if row["published_from"] == row["published_to"] else None


def _names(authors: str | None) -> set[str]:
    return {name for part in _BETWEEN_NAMES.split(authors or "") if (name := _folded(part))}


def _folded(text: str | None) -> str:
    return " ".join(_WORD.findall((text or "").casefold()))


def _share(judged: Iterable[bool]) -> float:
    right = list(judged)
    return round(sum(right) / max(len(right), 1), 4)
