from __future__ import annotations

import gzip
import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_pipeline.pages import read_pages
from claims_pipeline.schemas import PageBlocks, PageHints, RawPages
from claims_pipeline.settings import PagesSettings
from claims_pipeline_tests.pages.landed import cases, landed, read, read_one


@pytest.mark.parametrize("case", cases("must_stay_untouched"), ids=lambda case: case["sentence"])
def test_a_text_page_stays_untouched(case: dict[str, str]) -> None:
    assert read_one("a.txt", case["text"])["page_text"] == case["text"]


@pytest.mark.parametrize("case", cases("encodings"), ids=lambda case: case["sentence"])
def test_bytes_become_text(case: dict[str, str]) -> None:
    markup = case.get("markup", "")
    page = read_one(case["file"], (markup + case["text"]).encode(case["encoding"]))
    assert page["page_text"] == case["text"]
    assert page["encoding"] == case.get("told", case["encoding"])


@pytest.mark.parametrize("case", cases("rejected"), ids=lambda case: case["sentence"])
def test_an_unreadable_page_is_a_row_with_its_reason(case: dict[str, str]) -> None:
    page = read_one(case["file"], case["text"])
    assert (page["status"], page["reason"], page["page_text"], page["blocks"]) == ("rejected", case["reason"], "", [])


@given(st.text(min_size=1))
def test_lines_cover_a_text_page(text: str) -> None:
    """Line numbers count from 1, lines do not overlap, and between them stand only line breaks."""
    page = read_one("a.txt", text)
    if page["status"] == "accepted":
        blocks, rest, end = page["blocks"], "", 0
        for block in blocks:
            rest, end = rest + page["page_text"][end : block["start_char"]], block["end_char"]
        rest += page["page_text"][end:]
        assert [block["line_no"] for block in blocks] == list(range(1, len(blocks) + 1))
        assert not rest.strip("\r\n\u2028\u2029")
        assert not any(mark in block["text"] for block in blocks for mark in "\r\n\u2028\u2029")


@given(st.binary(max_size=400))
def test_no_bytes_raise(content: bytes) -> None:
    """Any bytes under any name become rows, each accepted or rejected with a reason."""
    names = ("a.txt", "a.html", "a.jsonl", "a.txt.gz", "a.jsonl.gz", "a")
    pages = read(*(landed(name, content, sidecar=content) for name in names)).raw_pages
    assert set(names) - {"a.jsonl", "a.jsonl.gz"} <= set(pages["source_ref"])
    assert RawPages.is_valid(pages)


@given(
    st.permutations(
        [("2025-06-08/b.txt", "B."), ("2025-06-08/a.html", "<p>A"), ("c.jsonl", '{"text": "C"}\n{"text": "D"}')]
    )
)
def test_tables_do_not_depend_on_the_order_of_files(files: list[tuple[str, str]]) -> None:
    expected = read(*(landed(path, content) for path, content in sorted(files)))
    pages = read(*(landed(path, content) for path, content in files))
    assert all(one.equals(other) for one, other in zip(pages, expected, strict=True))
    assert pages.raw_pages["page_id"].is_sorted()


def test_equal_bytes_at_two_outlets_are_two_pages_and_the_same_file_twice_is_one() -> None:
    files = [landed("one/a.txt", "Same."), landed("two/a.txt", "Same."), landed("one/a.txt", "Same.")]
    pages = read(*files, landed("one/a.txt", "Same.", day=date(2025, 6, 9))).raw_pages
    assert len(pages) == 3
    assert pages["content_sha256"].n_unique() == 1


def test_nothing_landed_gives_empty_tables() -> None:
    assert [len(frame) for frame in read()] == [0, 0, 0]


def test_every_file_passes_through_track() -> None:
    seen: list[str] = []

    def track(files: Any) -> Any:
        for file in files:
            seen.append(file.path)
            yield file

    read_pages([landed("a.txt", "A"), landed("b.txt", "B")], PagesSettings(), track)
    assert seen == ["a.txt", "b.txt"]


def test_gzip_is_read_within_the_limit() -> None:
    """A bomb, a cut file, and gzip within gzip are rejected by name; the digest is that of the bytes that landed."""
    packed = gzip.compress(b"The bridge is closed.")
    page = read_one("a.txt.gz", packed)
    assert (page["page_text"], page["n_bytes"]) == ("The bridge is closed.", len(packed))
    assert read_one("a.txt.gz", gzip.compress(b"a" * 10_000_000), max_bytes=1_000)["reason"] == "too_large"
    assert read_one("a.txt.gz", packed[:-9])["reason"] == "bad_gzip"
    assert read_one("a.txt.gz", gzip.compress(packed))["reason"] == "binary"


def _records(*records: Any, **limits: Any) -> list[tuple[str, str | None, str]]:
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    pages = read(landed("d/c.jsonl", "\n".join(lines)), **limits).raw_pages.sort("source_ref")
    return list(pages.select("source_ref", "reason", "page_text").iter_rows())


def test_each_record_is_a_page_of_its_own() -> None:
    """Named by its id or line; equal ids are told apart by line; a bad line is a rejected row; html goes first."""
    found = _records(
        {"id": "x", "text": "One"}, "", "oops", {"id": "x", "html": "<p>Two", "text": "no"}, {"text": "Three"}
    )
    assert found == [
        ("d/c.jsonl#3", "bad_record", ""),
        ("d/c.jsonl#5", None, "Three"),
        ("d/c.jsonl#x", None, "One"),
        ("d/c.jsonl#x#4", None, "Two"),
    ]


def test_a_long_record_and_too_many_records_are_rejected_and_the_rest_is_read() -> None:
    found = _records(
        {"text": "a" * 500_000}, {"text": "Two"}, {"text": "Three"}, {"text": "Four"}, max_bytes=100, max_records=3
    )
    assert [(ref, reason) for ref, reason, _ in found] == [
        ("d/c.jsonl#1", "too_large"),
        ("d/c.jsonl#2", None),
        ("d/c.jsonl#3", None),
        ("d/c.jsonl#4", "too_many_records"),
    ]
    found = _records({"text": "One"}, {"text": "b" * 500}, {"text": "Three"}, max_container_bytes=400)
    assert [reason for _, reason, _ in found] == [None, None, "too_large"]


def test_a_cut_container_keeps_the_records_before_the_cut() -> None:
    lines = "".join(
        json.dumps({"id": f"r{number}", "text": f"Record {number * 7919}"}) + "\n" for number in range(20_000)
    )
    pages = read(landed("c.jsonl.gz", gzip.compress(lines.encode())[:-20])).raw_pages
    assert pages["reason"].value_counts().drop_nulls()["reason"].to_list() in (["bad_gzip"], ["bad_record", "bad_gzip"])
    assert pages.filter(status="accepted").height > 10_000


def test_lone_surrogates_never_reach_the_page_text() -> None:
    (row,) = _records('{"text": "A \\ud83d\\ude00 and \\ud800 end"}')
    assert row[2] == "A 😀 and � end"


def test_what_stands_beside_a_page_is_hint_and_column() -> None:
    sidecar = {
        "url": "https://daily.example/a",
        "outlet": " The  Daily ",
        "fetched_at": "2025-06-08T12:00:00+03:00",
        "x": 1,
    }
    page = read_one("a.txt", "Text", sidecar={**sidecar, "published_at": "2025-06-07"})
    assert (page["url"], page["outlet"]) == ("https://daily.example/a", "The Daily")
    assert page["fetched_at_utc"] == datetime(2025, 6, 8, 9, 0)
    assert {hint["key"]: hint["value"] for hint in page["hints"]} == {
        "url": "https://daily.example/a",
        "outlet": "The Daily",
        "fetched_at": "2025-06-08T12:00:00+03:00",
        "published_at": "2025-06-07",
    }
    assert {hint["origin"] for hint in page["hints"]} == {"sidecar"}


def test_a_record_overrides_the_sidecar_of_its_file() -> None:
    lines = '{"text": "One", "outlet": "Gazette"}\n{"text": "Two"}'
    pages = read(landed("c.jsonl", lines, sidecar={"outlet": "The Daily"})).raw_pages.sort("source_ref")
    assert pages["outlet"].to_list() == ["Gazette", "The Daily"]


@pytest.mark.parametrize(
    "sidecar", [b"", b"{", b"[]", b"\xff", b"[" * 100_000], ids=["empty", "cut", "list", "bytes", "deep"]
)
def test_a_bad_sidecar_is_a_hint_and_the_page_is_read(sidecar: bytes) -> None:
    page = read_one("a.txt", "Text", sidecar=sidecar)
    assert page["status"] == "accepted"
    assert [hint["key"] for hint in page["hints"]] == ["sidecar_error"]


@pytest.mark.parametrize("moment", ["yesterday", "0001-01-01T00:00:00+14:00", "2025-13-01", "9" * 5_000])
def test_a_moment_that_is_none_is_null(moment: str) -> None:
    assert read_one("a.txt", "Text", sidecar={"fetched_at": moment})["fetched_at_utc"] is None


def test_frames_are_valid_and_sorted() -> None:
    pages = read(landed("a.html", "<title>T</title><p>x<p>y"), landed("b.txt", "One\nTwo"))
    for frame, schema in zip(pages, (RawPages, PageBlocks, PageHints), strict=True):
        assert schema.is_valid(frame)
        assert frame.equals(frame.sort(schema.primary_key()))
