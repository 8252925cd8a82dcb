"""WARC files as crawlers write them, and as nobody should: each record a page, or a rejected one with its reason."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_pipeline.schemas import RawPages
from claims_pipeline_tests.pages.landed import landed, read

HTML = b"<html><body><p>The ministry said so.</p></body></html>"
OK = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def record(block: bytes, kind: str = "response", **fields: str) -> bytes:
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:8bffe178-6e9d-4be9-b0e8-d2d4045de5ba>",
        "WARC-Date": "2025-06-08T10:00:00Z",
        "WARC-Target-URI": "https://herald.example/a",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    head = "WARC/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return head.encode() + b"\r\n" + block + b"\r\n\r\n"


def response(head: str = OK, body: bytes = HTML) -> bytes:
    return record(head.encode("latin-1") + b"\r\n" + body)


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x;x=1\r\n%s\r\n" % (len(body[n : n + 7]), body[n : n + 7]) for n in range(0, len(body), 7)) + (
        b"0\r\n\r\n"
    )


def pages_of(content: bytes, name: str = "a.warc", **limits: Any) -> list[dict[str, Any]]:
    return read(landed(name, content), **limits).raw_pages.to_dicts()


RECORDS: dict[str, tuple[bytes, str | None]] = {
    "a response": (response(), None),
    "chunked": (response(f"{OK}Transfer-Encoding: chunked\r\n", chunked(HTML)), None),
    "chunked by its header only": (response(f"{OK}Transfer-Encoding: chunked\r\n"), None),
    "gzip": (response(f"{OK}Content-Encoding: gzip\r\n", gzip.compress(HTML)), None),
    "gzip by its header only": (response(f"{OK}Content-Encoding: gzip\r\n"), None),
    "deflate": (response(f"{OK}Content-Encoding: deflate\r\n", zlib.compress(HTML)), None),
    "deflate without a head": (response(f"{OK}Content-Encoding: deflate\r\n", zlib.compress(HTML)[2:-4]), None),
    "both": (
        response(f"{OK}Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunked(gzip.compress(HTML))),
        None,
    ),
    "lines that end in LF": (record(b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + HTML), None),
    "no type, but markup": (response("HTTP/1.1 200 OK\r\n"), None),
    "a resource": (record(HTML, "resource", Content_Type="text/html"), None),
    "a text made of a page": (record(b"The ministry said so.", "conversion", Content_Type="text/plain"), None),
    "a page that is gone": (response("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n"), "not_ok"),
    "a picture": (response("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n", b"\x89PNG"), "wrong_type"),
    "a page seen before": (record(b"HTTP/1.1 200 OK\r\n\r\n", "revisit"), "revisit"),
    "a coding that is not read": (response(f"{OK}Content-Encoding: br\r\n", b"\x0b"), "unsupported_encoding"),
    "a coding that it is not": (response(f"{OK}Content-Encoding: gzip\r\n", b"\x00\x01"), "bad_encoding"),
    "a bomb": (response(f"{OK}Content-Encoding: gzip\r\n", gzip.compress(b"a" * 90_000)), "too_large"),
    "a page that is too large": (response(OK, b"a" * 90_000), "too_large"),
    "no words": (response(OK, b""), "empty"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_is_a_page_or_a_reason(name: str) -> None:
    content, reason = RECORDS[name]
    [page] = pages_of(record(b"", "warcinfo") + record(b"GET /", "request") + content, max_bytes=80_000)
    assert page["reason"] == reason
    assert page["page_text"].strip() == ("The ministry said so." if reason is None else "")
    assert page["url"] == "https://herald.example/a"
    assert page["source_ref"] == "a.warc#8bffe178-6e9d-4be9-b0e8-d2d4045de5ba"
    assert str(page["fetched_at_utc"]) == "2025-06-08 10:00:00"


def test_an_archive_that_grows_without_end_is_read_up_to_the_limit() -> None:
    content = gzip.compress(response() + response(OK, b" " * 900_000) * 50)
    reasons = [page["reason"] for page in pages_of(content, "a.warc.gz", max_container_bytes=3_000_000)]
    assert reasons.count(None) == 1
    assert "too_large" in reasons
    assert len(reasons) < 10


def test_records_of_one_name_and_those_without_stay_apart() -> None:
    nameless = response().replace(b"WARC-Record-ID: <urn:uuid:8bffe178-6e9d-4be9-b0e8-d2d4045de5ba>\r\n", b"")
    found = pages_of(response() * 2 + nameless + nameless)
    assert len({page["source_ref"] for page in found}) == 4


@given(st.lists(st.tuples(st.integers(0, 2_000), st.binary(max_size=20)), max_size=6), st.booleans())
def test_no_damage_raises(damage: list[tuple[int, bytes]], is_gzip: bool) -> None:
    content = bytearray(response() + response(f"{OK}Transfer-Encoding: chunked\r\n", chunked(HTML)))
    for at, piece in damage:
        content[at % len(content) : at % len(content) + 5] = piece
    packed = gzip.compress(bytes(content)) if is_gzip else bytes(content)
    assert RawPages.is_valid(read(landed("a.warc.gz" if is_gzip else "a.warc", packed)).raw_pages)
