"""Floors on the development data beside a checkout."""

from __future__ import annotations

import gzip
import json
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from claims_pipeline_tests.articles.pages import clean, landed
from claims_pipeline_tests.evaluation.article_texts import load_scorer

_LANDED = {"003": date(2025, 6, 8), "004": date(2025, 6, 8)}
_FLAT_FLOOR = 0.885
_HTML_FLOOR = 0.915
"""Just below what the first pages of the set reach; the whole set is judged by ``claims_pipeline_tests.evaluate``."""


def _lines_judged(folder: Path, gold: dict[str, Any]) -> list[bool]:
    landed_on = _LANDED.get(gold["page"], date(2025, 8, 26))
    page = clean(landed((folder / "seeds" / gold["file"]).read_text("utf-8"), gold["file"], landed_on))
    kept = dict(page.page_lines.select("line_no", "kept").iter_rows())
    judged = [line for line in gold["lines"] if line["keep"] in ("body", "drop")]
    return [kept[line["line"]] == (line["keep"] == "body") for line in judged]


def test_every_line_of_the_seed_pages_is_kept_or_dropped_rightly(shared: Path) -> None:
    gold = json.loads((shared / "pages" / "gold_seeds.json").read_text("utf-8"))
    assert all(right for page in gold["pages"] for right in _lines_judged(shared / "pages", page))


def _f1(shared: Path, key: str, name: str) -> float:
    scorer = load_scorer(shared, "score_text")
    with gzip.open(shared / "data" / "boilerplate" / "dev.jsonl.gz", "rt", encoding="utf-8") as records:
        pages = [json.loads(record) for record in islice(records, _SAMPLE)]
    texts = [clean(landed(page[key], name)).articles["text"].to_list() for page in pages]
    truth = {str(n): page["body"] for n, page in enumerate(pages)}
    return float(scorer.score(truth, {str(n): "".join(text) for n, text in enumerate(texts)})[0]["f1"])


_SAMPLE = 15


def test_flattened_pages_are_cleaned_no_worse_than_the_floor(shared: Path) -> None:
    assert _f1(shared, "flat_text", "page.txt") >= _FLAT_FLOOR


def test_html_pages_are_cleaned_no_worse_than_the_floor(shared: Path) -> None:
    assert _f1(shared, "html", "page.html") >= _HTML_FLOOR
