"""Pages with the true text of their articles, as labelled lines."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np

from claims_pipeline.articles.alphabet import Array
from claims_pipeline.articles.features import TextLines
from claims_pipeline.articles.lines import Pages
from claims_pipeline.articles.markup import Markup
from claims_pipeline.pages import LandedFile, read_pages
from claims_pipeline.settings import PagesSettings
from claims_pipeline_tests.training.truth import article_lines

FORMS = {"text": ("flat_text", "txt"), "html": ("html", "html")}
N_FOLDS = 5
_DAY = date(2026, 1, 1)
_SET_WEIGHTS = {"dev": 3.0, "aed_dev": 2.0}
"""News pages count more than articles in general: a page of the two news benchmarks weighs as three, as two others."""
_MIN_ARTICLE_WORDS = 50
_MIN_ARTICLE_SHARE = 0.15
_MAX_LINE_WORDS = 100
_LINE_WEIGHT = 3

Record = dict[str, Any]


class Corpus(NamedTuple):
    """Labelled lines of one form of all pages; arrays have an entry a line."""

    pages: list[Record]
    given: TextLines
    truth: Array
    weight: Array
    fold: Array


def load_corpus(folder: Path, form: str) -> Corpus:
    """Return all lines of all pages of ``folder/*.jsonl.gz``: ``id``, ``url``, ``body``, ``html``, ``flat_text``."""
    key, suffix = FORMS[form]
    pages: list[Record] = []
    texts: list[str] = []
    number: list[int] = []
    truth: list[bool] = []
    markup: list[tuple[Any, ...]] = []
    for name, page in _records(folder):
        if blocks := _blocks(page[key], suffix):
            lines = [text for text, _ in blocks]
            number += [len(pages)] * len(lines)
            texts += lines
            truth += article_lines(lines, page["body"] or "")
            markup += [marks for _, marks in blocks]
            pages.append({"set": name} | {column: page[column] or "" for column in ("id", "url", "body")})
    if not pages:
        raise FileNotFoundError(f"no pages in {folder}/*.jsonl.gz")
    columns = Markup(*map(list, zip(*markup, strict=True))) if form == "html" else None
    given = TextLines(texts, Pages(np.array(number)), columns)
    known = np.array(truth)
    return Corpus(pages, given, known, _weights(pages, given, known), _folds(pages)[given.pages.number])


def _records(folder: Path) -> Iterator[tuple[str, Record]]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield path.name.partition(".")[0], json.loads(line)


def _blocks(content: str, suffix: str) -> list[tuple[str, tuple[Any, ...]]]:
    """Return text and markup of each block of a page that is not blank."""
    data = content.encode("utf-8", "replace")
    file = LandedFile(f"page.{suffix}", _DAY, len(data), hashlib.sha256(data).hexdigest(), data)
    raw, blocks, _ = read_pages([file], PagesSettings())
    text = raw["page_text"][0]
    columns = blocks.sort("line_no").select("start_char", "end_char", *Markup._fields)
    rows = ((text[start:end].strip(), marks) for start, end, *marks in columns.iter_rows())
    return [(line, tuple("" if mark is None else mark for mark in marks)) for line, marks in rows if line]


def _weights(pages: Sequence[Record], given: TextLines, truth: Array) -> Array:
    """A line counts by its words, a page by its set: no long article outweighs others."""
    page, words = given.pages.number, np.minimum(given.lines.n_words, _MAX_LINE_WORDS) + _LINE_WEIGHT
    article, whole = np.bincount(page, words * truth), np.bincount(page, words)
    size = np.maximum(np.maximum(article, _MIN_ARTICLE_SHARE * whole), _MIN_ARTICLE_WORDS)
    by_set = np.array([_SET_WEIGHTS.get(record["set"], 1.0) for record in pages])
    weight = words / size[page] * by_set[page]
    return np.asarray(weight / weight.mean())


def _folds(pages: Sequence[Record]) -> Array:
    """A site's pages are all in one fold: a model is measured on sites that it has not seen."""
    hosts = [(urlsplit(page["url"]).hostname or page["id"]).removeprefix("www.") for page in pages]
    return np.array([int(hashlib.sha1(host.encode()).hexdigest(), 16) % N_FOLDS for host in hosts])
