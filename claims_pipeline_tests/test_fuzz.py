"""What holds for every page, however hostile: reading and cleaning never raise, and their tables fit together.

Pages are drawn in four ways: small valid pages with pieces cut, doubled, swapped and overwritten; markup drawn tag by
tag; soups of entities, controls and marks; and bytes.
"""

from __future__ import annotations

import gzip
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from claims_pipeline.articles import clean_pages, explain_rule
from claims_pipeline.pages import LandedFile
from claims_pipeline.schemas import BODY_LABELS, Articles, PageBlocks, PageHints, PageLines, RawPages
from claims_pipeline.settings import ArticlesSettings
from claims_pipeline_tests.pages.hostile import ARTICLE, LINES
from claims_pipeline_tests.pages.landed import landed, read

_EXAMPLES = 60
"""Of each law: a page is read and cleaned in some milliseconds, and all laws together end in seconds."""

_HEAD = (
    '<head><meta charset="utf-8"><title>Ferry stopped - The Post</title><meta property="og:type" content="article">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-06-07"}</script></head>'
)
_TEXT = f"Skip to content\nListen now\n\n{LINES}\nRead more: Another boat\nBy Ann Lee\n7 June 2025"
_SEEDS = (
    f"<!DOCTYPE html><html lang='en'>{_HEAD}<body><nav><a href='/'>Home</a></nav>{ARTICLE}<footer>©</footer></html>",
    f"<html><body><div class='story-body'><p>{'</p><p>'.join(LINES.splitlines())}</p></div><ul><li>More</ul></html>",
    "<table><tr><td><b>One</b> two<br>three<td><img alt='A quay'><pre> a\n  b</pre></table><dl><dt>x<dd>y</dl>",
)
_TAGS = (
    "p", "div class=story-body", "a href=/x", "b", "table", "tr", "td", "ul", "li", "pre", "br", "img alt=Quay",
    "h1", "h2", "article", "aside", "figure", "figcaption", "blockquote", "span hidden", "script", "style", "svg",
    "title", "head", "body", "html", "meta charset=utf-16", "template", "noscript", "textarea", "select", "option",
    "iframe", "math", "o:p", "x-y", "plaintext", "frameset", "time datetime=2025-13-45", "base href=//",
    'script type="application/ld+json"', "/p", "/div", "/a", "/table", "/script", "/style", "/svg", "/title",
    "/head", "/body", "/html", "/article", "/pre", "!--", "!DOCTYPE", "?xml", "![CDATA[", "/",
)  # fmt: skip
_SOUP = ("&", "&amp;", "&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "&nbsp", "&notanentity;", "&lt;script&gt;")
_MARKS = (
    "\0",
    "\u202e",
    "\u200b",
    "\ufeff",
    "\u2028",
    "\x85",
    "\x0c",
    "\ud800",
    "\U0010ffff",
    "\u0301",
    "\r",
    "“",
    "—",
)
_LINES = (*LINES.splitlines(), *_TEXT.splitlines(), "", '"We wait," he said.', "x" * 300, "12:30", "{[()]}", "•")

_pieces = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in _TAGS]),
    st.sampled_from(_LINES + _SOUP + _MARKS),
    st.text(max_size=12),
    st.sampled_from(["<", ">", '"', "'", "=", "-->", "]]>", "\n"]),
)
_markup = st.lists(_pieces, max_size=60).map("".join)
_texts = st.lists(st.one_of(st.sampled_from(_LINES + _MARKS), st.text(max_size=80)), max_size=30).map("\n".join)
_cuts = st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 400), _pieces), min_size=1, max_size=8)


def _mutated(page: str, cuts: list[tuple[int, int, str]]) -> str:
    """Replace a stretch by a piece and by itself, doubled or dropped, at each cut."""
    for start, length, piece in cuts:
        at = start % (len(page) + 1)
        stretch = page[at : at + length]
        page = page[:at] + piece + stretch * (length % 3) + page[at + length :]
    return page


def _as_bytes(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


_mutants = st.builds(_mutated, st.sampled_from([*_SEEDS, _TEXT]), _cuts)
_encodings = st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-16", "utf-16-le", "cp1251", "shift_jis", "latin-1"])
_contents = st.one_of(
    st.builds(_as_bytes, st.one_of(_mutants, _markup, _texts), _encodings),
    st.binary(max_size=300),
    st.builds(lambda page, junk: page.encode("utf-8", "surrogatepass") + junk, _mutants, st.binary(max_size=60)),
)
_files = st.builds(
    lambda content, name: (name, gzip.compress(content) if name.endswith(".gz") else content),
    _contents,
    st.sampled_from(["a.html", "a.html", "a.txt", "a.htm.gz", "a.jsonl"]),
)


def _tables(*files: LandedFile) -> list[Any]:
    pages = read(*files)
    return [*pages, *clean_pages(*pages, ArticlesSettings())]


@settings(max_examples=_EXAMPLES)
@given(_files)
def test_any_page_becomes_rows_that_fit_together(file: tuple[str, bytes]) -> None:
    """Nothing raises; each block has one line with its offsets, in order, under a rule that can be explained."""
    raw_pages, blocks, hints, lines, articles = _tables(landed(*file))
    for frame, schema in zip(
        (raw_pages, blocks, hints, lines, articles), (RawPages, PageBlocks, PageHints, PageLines, Articles), strict=True
    ):
        assert schema.is_valid(frame)
    accepted = raw_pages.filter(status="accepted")["page_id"].sort()
    assert raw_pages.filter(status="rejected")["reason"].null_count() == 0
    assert articles["page_id"].to_list() == accepted.to_list()
    columns = ["page_id", "landed_on", "line_no", "start_char", "end_char", "xpath"]
    assert_frame_equal(lines.select(columns), blocks.select(columns))
    assert all(explain_rule(rule) for rule in lines["rule"].unique())


@settings(max_examples=_EXAMPLES)
@given(_files)
def test_offsets_slice_the_page_text_exactly(file: tuple[str, bytes]) -> None:
    """Blocks lie in the text, in order, apart from each other, and leave out nothing but white space."""
    raw_pages, blocks, *_ = _tables(landed(*file))
    for page in raw_pages.iter_rows(named=True):
        end = 0
        for first, last in blocks.filter(page_id=page["page_id"]).select("start_char", "end_char").iter_rows():
            assert end <= first <= last <= len(page["page_text"])
            assert not page["page_text"][end:first].strip("\r\n\u2028\u2029")
            end = last
        assert not page["page_text"][end:].strip("\r\n\u2028\u2029")


@settings(max_examples=_EXAMPLES)
@given(_files)
def test_an_article_is_made_of_its_kept_lines_in_order(file: tuple[str, bytes]) -> None:
    raw_pages, _, _, lines, articles = _tables(landed(*file))
    body = lines.filter(lines["kept"] & lines["label"].is_in(BODY_LABELS))
    for page_id, text in articles.select("page_id", "text").iter_rows():
        page_text = raw_pages.filter(page_id=page_id)["page_text"].item()
        spans = body.filter(page_id=page_id).sort("line_no").select("start_char", "end_char").iter_rows()
        assert text == "\n".join(page_text[start:end].strip() for start, end in spans)


@settings(max_examples=_EXAMPLES // 3)
@given(st.lists(_files, min_size=2, max_size=4), st.randoms())
def test_pages_are_read_alike_in_any_order_and_apart(files: list[tuple[str, bytes]], draw: Any) -> None:
    """Tables are the same for any order of files, and hold of each page what it gives alone."""
    landing = [landed(f"{number}{name}", content) for number, (name, content) in enumerate(files)]
    together = _tables(*landing)
    shuffled = draw.sample(landing, len(landing))
    for frame, again in zip(together, _tables(*shuffled), strict=True):
        assert_frame_equal(frame, again)
    for file in landing:
        alone = _tables(file)
        ids = alone[0]["page_id"].implode()
        for frame, own in zip(together, alone, strict=True):
            assert_frame_equal(frame.filter(frame["page_id"].is_in(ids)), own)
