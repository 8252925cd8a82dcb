"""Title, authors and day of publication against the truth of the news benchmark, where its development half lies.

Titles and names are compared as folded words, authors as sets, on all pages; a day is right if the range is that day
alone. Each page lands with its address, as a collector would land it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from claims_pipeline.articles import clean_pages
from claims_pipeline.pages import read_pages
from claims_pipeline.settings import ArticlesSettings, PagesSettings
from claims_pipeline_tests.evaluation.article_texts import LANDED_ON, Record, land, read_records

PAGES = Path("data", "boilerplate", "aed_dev.jsonl.gz")
_WORD = re.compile(r"\w+")
_BETWEEN_NAMES = re.compile(r"[,;&]|\band\b")


def evaluate(shared: Path) -> dict[str, float]:
    """Return the shares of pages whose title, authors and day are right; none if the pages are not there.

    ``authors_not_invented`` is the share of the pages without true authors for which none is given.
    """
    if not (shared / PAGES).is_file():
        return {}
    records = read_records(shared / PAGES)
    articles = read_articles(records)
    told = [(record, articles[record["id"]]) for record in records]
    return {
        "articles.metadata_title": _share(_folded(row["title"]) == _folded(true["title"]) for true, row in told),
        "articles.metadata_authors": _share(_names(row["byline"]) == _names(true["authors"]) for true, row in told),
        "articles.metadata_day": _share(_day(row) == true["date"] for true, row in told if true["date"]),
        "articles.metadata_authors_not_invented": _share(
            not row["byline"] for true, row in told if not true["authors"]
        ),
    }


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
