"""The sample corpus and what is expected of it belong together."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from claims_pipeline.landing import landed_files, landing_days
from claims_pipeline.pages import read_pages
from claims_pipeline.settings import PagesSettings

GOLD = json.loads(Path(__file__).with_name("cases").joinpath("sample", "gold.json").read_text(encoding="utf-8"))
PAIRS = [pair for kind in ("stories", "shared_quotes", "stock_background", "independent") for pair in GOLD[kind]]


@pytest.fixture(scope="module")
def raw_pages(sample: Path) -> pl.DataFrame:
    settings = PagesSettings()
    files = landed_files(sample, landing_days(sample), max_bytes=settings.max_bytes)
    return read_pages(files, settings).raw_pages


@pytest.fixture(scope="module")
def texts(raw_pages: pl.DataFrame) -> dict[str, str]:
    accepted = raw_pages.filter(pl.col("status") == "accepted")
    return {ref: _folded(text) for ref, text in accepted.select("source_ref", "page_text").iter_rows()}


def _folded(text: str) -> str:
    return " ".join(text.split())


def test_every_page_is_judged_once(raw_pages: pl.DataFrame, texts: dict[str, str]) -> None:
    """Each accepted page of the sample has an entry, and each other page is named as one to reject."""
    refs = [page["source_ref"] for page in GOLD["pages"]]
    assert sorted(texts) == sorted(refs)
    rejected = raw_pages.filter(pl.col("status") == "rejected")["source_ref"].to_list()
    assert sorted(ref.split("#")[0] for ref in rejected) == sorted(page["source_ref"] for page in GOLD["rejected"])


@pytest.mark.parametrize("page", GOLD["pages"], ids=lambda page: page["source_ref"])
def test_every_snippet_stands_on_its_page(page: dict[str, Any], texts: dict[str, str]) -> None:
    """Titles, lines, places, sources, cues and contents are quoted from the page, whichever the format."""
    text = texts[page["source_ref"]]
    snippets = [page["title"], *page["kept"], *page["dropped"], *(place["surface"] for place in page["places"])]
    for claim in page["claims"]:
        snippets += [claim["source"], claim["cue"], *claim["content"]]
    assert [snippet for snippet in snippets if snippet and snippet not in text] == []


def test_claims_refer_to_what_exists() -> None:
    """Ids are unique; parents, propositions and pairs of pages are there."""
    claims = [claim for page in GOLD["pages"] for claim in page["claims"]]
    ids = Counter(claim["id"] for claim in claims)
    assert max(ids.values()) == 1
    assert {claim["parent"] for claim in claims} - {None} <= set(ids)
    assert {claim["proposition"] for claim in claims} - {None} == set(GOLD["propositions"])
    assert {ref for pair in PAIRS for ref in pair} <= {page["source_ref"] for page in GOLD["pages"]}


def test_sample_is_small_and_spreads_over_days(sample: Path) -> None:
    """A clone stays quick, and a first run shows more than one partition."""
    assert sum(path.stat().st_size for path in sample.rglob("*") if path.is_file()) < 300_000
    assert len(landing_days(sample)) >= 5
