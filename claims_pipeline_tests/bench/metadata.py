"""What pages say of themselves, against the truth: title, authors, day, and authors invented where there are none.

As the pipeline lands pages, each goes with its address; the peer is given it too. Titles and names are compared as
folded words; a day is right if the range is that day alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

from claims_pipeline.articles import clean_pages
from claims_pipeline.pages import read_pages
from claims_pipeline.settings import ArticlesSettings, PagesSettings
from claims_pipeline_tests.evaluation.article_texts import LANDED_ON, Record, land

_WORDS = re.compile(r"\w+")
_BETWEEN_NAMES = re.compile(r"[,;]")


class Metadata(NamedTuple):
    """What one page says of itself."""

    title: str | None
    authors: str | None
    """Names, with a comma or semicolon between."""
    day: str | None


def print_metadata(records: Sequence[Record]) -> None:
    """Print the figures of the project and of the peer, if it is there."""
    told = {"this project": _ours(records)}
    if find_spec("trafilatura"):
        told["trafilatura.extract_metadata"] = _trafilatura(records)
    print(f"\n{f'Metadata of the same {len(records)} pages':48} title  authors    day  invented")
    for name, values in told.items():
        print(f"{name:48} {_cells(records, values)}")


def _ours(records: Sequence[Record]) -> dict[str, Metadata]:
    files = (land(r["html"].encode(), f"{r['id']}.html", LANDED_ON, {"url": r["url"]}) for r in records)
    read = read_pages(files, PagesSettings())
    rows = clean_pages(*read, ArticlesSettings()).articles.join(
        read.raw_pages.select("page_id", "source_ref"), on="page_id"
    )
    return {row["source_ref"].removesuffix(".html"): _of_article(row) for row in rows.iter_rows(named=True)}


def _of_article(row: Mapping[str, Any]) -> Metadata:
    is_one_day = row["published_from"] == row["published_to"]
    return Metadata(row["title"], row["byline"], row["published_from"].isoformat() if is_one_day else None)


def _trafilatura(records: Sequence[Record]) -> dict[str, Metadata]:
    from trafilatura import extract_metadata

    return {record["id"]: _of_document(extract_metadata(record["html"], record["url"])) for record in records}


def _of_document(document: Any) -> Metadata:
    return Metadata(document.title, document.author, document.date) if document else Metadata(None, None, None)


def _cells(records: Sequence[Record], told: Mapping[str, Metadata]) -> str:
    pairs = [(record, told.get(record["id"], Metadata(None, None, None))) for record in records]
    signed = [pair for pair in pairs if pair[0]["authors"]]
    unsigned = [pair for pair in pairs if not pair[0]["authors"]]
    title = _share(_folded(one.title) == _folded(record["title"]) for record, one in pairs if record["title"])
    authors = _share(_names(one.authors) == _names(record["authors"]) for record, one in signed)
    day = _share(one.day == record["date"] for record, one in pairs if record["date"])
    invented = sum(bool(_names(one.authors)) for _, one in unsigned)
    return f"{title:.3f}    {authors:.3f}  {day:.3f}  {invented:2} of {len(unsigned)}"


def _share(right: Iterable[bool]) -> float:
    judged = list(right)
    return sum(judged) / max(len(judged), 1)


def _names(authors: str | None) -> set[str]:
    return {name for part in _BETWEEN_NAMES.split(authors or "") if (name := _folded(part))}


def _folded(text: str | None) -> str:
    return " ".join(_WORDS.findall((text or "").casefold()))
