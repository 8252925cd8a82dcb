"""Every claim can be found again: by a link into the live page, and by the selectors of its annotation."""

from __future__ import annotations

import json
import urllib.parse

import duckdb
import polars as pl
import pytest

from claims_pipeline.schemas import Claims, RawPages
from claims_pipeline_tests.duckdb_frames import insert_frame
from claims_pipeline_tests.propositions.short_frames import claims_frame
from claims_pipeline_tests.views.conftest import database

ADDRESSES = {
    "https://a.example/x": "https://a.example/x#",
    "http://a.example/x#part": "http://a.example/x#part",
    "HTTPS://a.example/?q=1": "HTTPS://a.example/?q=1#",
    "javascript:alert(1)": None,
    "https://": None,
    "https://a.example/a b": None,
    "https://a.example/\u202e": None,
    "ftp://a.example/x": None,
    None: None,
}
"""Address of a page → what a link to its words begins with; only http and https become links."""
QUOTES = {
    "they entered": "they%20entered",
    "well-known, “yes”—50% & more?": "well%2Dknown%2C%20%E2%80%9Cyes%E2%80%9D%E2%80%9450%25%20%26%20more%3F",
    "long " * 30 + "end": "long%20long%20long%20long,long%20long%20long%20end",
}


def _linked(text: str, url: str | None, spans: list[tuple[int, int]]) -> tuple[str | None, dict]:
    claim = claims_frame([{"id": "c", "page": "p", "said": "2025-06-08", "landed": "2025-06-08", "text": "words"}])
    content = [[{"start_char": start, "end_char": end} for start, end in spans]]
    claim = claim.with_columns(pl.Series("content_spans", content, claim.schema["content_spans"]))
    page = {name: [None] for name in RawPages.column_names()} | {"page_id": claim["page_id"].to_list()}
    page |= {"landed_on": claim["landed_on"].to_list(), "source_ref": ["p.txt"], "content_sha256": ["0" * 64]}
    page |= {"n_bytes": [1], "media_type": ["text/plain"], "status": ["accepted"], "page_text": [text], "url": [url]}
    with database({"claims": Claims.validate(claim)}) as con:
        insert_frame(con, "raw_pages", pl.DataFrame(page, schema=RawPages.create_empty().schema))
        [(link, annotation)] = con.execute("select link, annotation from claim_links").fetchall()
    return link, json.loads(annotation)


@pytest.mark.parametrize("url", ADDRESSES, ids=str)
@pytest.mark.parametrize("quote", QUOTES, ids=len)
def test_a_link_opens_a_safe_address_at_the_words(url: str | None, quote: str) -> None:
    link, _ = _linked(f"Before. {quote} After.", url, [(8, 8 + len(quote))])
    address = ADDRESSES[url]
    assert link == (f"{address}:~:text={QUOTES[quote]}" if address else None)


def test_the_selectors_find_the_words_of_an_interrupted_quote() -> None:
    """A target for each span; what stands before and after it is told; positions count code points."""
    text = "🛰️ “Yes,” said the mayor, “they came.”"
    spans = [(text.index(words), text.index(words) + len(words)) for words in ("Yes,", "they came.")]
    _, annotation = _linked(text, "https://a.example/x", spans)
    assert (annotation["type"], annotation["@context"]) == ("Annotation", "http://www.w3.org/ns/anno.jsonld")
    for target, (start, end) in zip(annotation["target"], spans, strict=True):
        quote, position = target["selector"]
        assert target["source"] == "https://a.example/x"
        assert quote["exact"] == text[start:end]
        assert text.index(quote["prefix"] + quote["exact"] + quote["suffix"]) == max(start - 32, 0)
        assert (position["type"], position["start"], position["end"]) == ("TextPositionSelector", start, end)


def test_a_page_without_an_address_is_named_by_its_bytes() -> None:
    _, annotation = _linked("Words.", None, [(0, 5)])
    assert annotation["target"][0]["source"] == "urn:sha256:" + "0" * 64


def test_every_claim_of_the_sample_has_its_annotation(sample_home) -> None:
    with duckdb.connect(str(sample_home / "claims.duckdb"), read_only=True) as con:
        rows = con.execute(
            "select url, link, annotation, page_text from claim_links join raw_pages using (page_id, url)"
        ).fetchall()
        [(n_linked, n_addressed)] = con.execute("select count(link), count(url) from claim_links").fetchall()
    assert n_linked == n_addressed > 0
    for url, link, annotation, text in rows:
        target = json.loads(annotation)["target"][0]
        quote, position = target["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        first_word = urllib.parse.quote(quote["exact"].split()[0], safe="").replace("-", "%2D")
        assert link.startswith(f"{url}#:~:text={first_word}")
