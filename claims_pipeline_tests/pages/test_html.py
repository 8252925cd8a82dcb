from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Comment
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from claims_pipeline.pages.html import read_html
from claims_pipeline.settings import PagesSettings
from claims_pipeline_tests.pages.landed import cases, read_one

TAGS = [
    "p",
    "div",
    "b",
    "a href=/x",
    "table",
    "tr",
    "td",
    "pre",
    "li",
    "q",
    "span hidden",
    "img alt=Pic",
    "br",
    "o:p",
    "/p",
]
TAGS += ["/div", "/b", "/a", "/table", "/pre", "/q", "/span", "script", "/script", "!--", "--", "svg", "/svg", "dialog"]
FRAGMENTS = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS]), st.text(max_size=8), st.sampled_from(["&amp;", "\n", " "])
)
DOCUMENTS = st.lists(FRAGMENTS, max_size=40).map("".join)


def _assert_blocks(case: dict[str, Any]) -> None:
    blocks = read_one("a.html", case["html"])["blocks"]
    assert [block["text"] for block in blocks] == [block["text"] for block in case["blocks"]]
    for block, expected in zip(blocks, case["blocks"], strict=True):
        assert {key: block[key] for key in expected} == expected


@pytest.mark.parametrize("case", cases("html"), ids=lambda case: case["sentence"])
def test_html_is_flattened_as_a_reader_sees_it(case: dict[str, Any]) -> None:
    _assert_blocks(case)


@pytest.mark.xfail
@pytest.mark.parametrize("case", cases("known_failures"), ids=lambda case: case["sentence"])
def test_known_failure(case: dict[str, Any]) -> None:
    _assert_blocks(case)


@pytest.mark.parametrize("case", cases("hints"), ids=lambda case: case["sentence"])
def test_a_page_says_what_it_is(case: dict[str, Any]) -> None:
    page = read_one("a.html", case["html"])
    assert [[hint["origin"], hint["key"], hint["value"]] for hint in page["hints"]] == case["hints"]
    assert (page["url"], page["outlet"]) == (case["url"], case["outlet"])
    assert [hint["hint_no"] for hint in page["hints"]] == list(range(len(page["hints"])))


@given(DOCUMENTS)
def test_every_block_is_its_line_of_the_page_text(document: str) -> None:
    """Block n is line n of the page text, none is blank, and no more of it stands in links than it has."""
    page = read_one("a.html", "<p>x" + document)
    if page["status"] == "accepted":
        assert [block["text"] for block in page["blocks"]] == page["page_text"].split("\n")
        assert all(block["text"].strip() for block in page["blocks"])
        assert all(0 <= block["link_chars"] <= len(block["text"]) for block in page["blocks"])


@given(DOCUMENTS)
def test_an_xpath_finds_its_element_again(document: str) -> None:
    """lxml finds exactly one element at a block's XPath, and it is the block's element."""
    page = read_one("a.html", "<body>" + document)
    tree = html.document_fromstring("<body>" + document.replace("\0", "�"))
    for block in page["blocks"]:
        (element,) = tree.xpath(block["xpath"])
        assert element.tag == block["tag"]


PLAIN = st.lists(
    st.sampled_from([f"<{tag}>" for tag in (*TAGS, "section", "/li", "/pre", "/section", "ul", "h2", "/h2", "style")])
    | st.sampled_from(["one ", "two", "&amp;", "три\n", "<", "</", "\u00a0"]),
    max_size=40,
).map(lambda pieces: re.sub("<(?:/?q|span hidden|img alt=Pic|/?svg|dialog)>", "", "".join(pieces)))


@given(PLAIN)
def test_no_text_that_beautiful_soup_finds_is_lost(document: str) -> None:
    """White space aside, the page text is that of Beautiful Soup's tree, in its order."""
    soup = BeautifulSoup(f"<body>{document}", "lxml")
    for code in soup(["script", "style"]):
        code.decompose()
    strings = [string for string in soup.find_all(string=True) if not isinstance(string, Comment)]
    reading = read_html(f"<body>{document}", PagesSettings())
    assert "".join("".join(strings).split()) == "".join(reading.text.split())


def test_text_is_whole_where_the_parser_was_fed_in_parts() -> None:
    sentence = "Міст закрито до ранку. "
    assert read_one("a.html", f"<p>{sentence * 5_000}")["page_text"] == (sentence * 5_000).strip()


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<div>", "</div>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<b>", "</b>"),
        ("<ul><li>", "</li></ul>"),
        ("<q>", "</q>"),
    ],
)
@pytest.mark.parametrize("depth", [1_000, 30_000])
def test_text_survives_any_nesting(opening: str, closing: str, depth: int) -> None:
    """lxml's own tree ends at depth 256, or 2,048 if asked to, and loses what lies deeper."""
    page = read_one("a.html", opening * depth + "deep" + closing * depth + "<p>after")
    assert "deep" in page["page_text"]
    assert page["blocks"][-1]["text"] == "after"


def test_an_xpath_is_bounded_and_still_found_in_a_deep_page() -> None:
    markup = "<div>" * 1000 + "deep" + "</div>" * 1000
    page = read_one("a.html", markup, max_depth=200)
    (element,) = html.document_fromstring(markup).xpath(page["blocks"][0]["xpath"])
    assert element.tag == "div"
    assert page["blocks"][0]["xpath"].count("/") == 200


def test_end_tags_that_end_nothing_reject_a_deep_page_by_name() -> None:
    """The parser compares each of them with all open elements: few in a deep page or many in a flat one are fine."""
    assert read_one("a.html", "<div>" * 20_000 + "deep" + "</a></b>" * 20_000)["reason"] == "too_deep"
    assert read_one("a.html", "<div>" * 20_000 + "deep" + "</a></b>" * 20)["page_text"] == "deep"
    assert read_one("a.html", "<div>flat" + "</a></b>" * 20_000)["page_text"] == "flat"


@pytest.mark.parametrize(
    "hostile",
    [
        "<p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">x</p>",
        "<table><tr><td colspan=100000 rowspan=100000>x</table>",
        '<!DOCTYPE html [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]><p>&b;',
        '<script type="application/ld+json">' + "[" * 200_000 + "</script>",
        '<p class="' + "c " * 100_000 + '" style="' + "display:" * 100_000 + '">x</p>',
        "<" * 100_000,
        "<!--<p>" + "<![CDATA[" * 10_000 + "]]>-->",
    ],
    ids=["attributes", "colspan", "entities", "deep_json", "classes", "brackets", "comments"],
)
def test_hostile_markup_does_not_hide_the_text_after_it(hostile: str) -> None:
    page = read_one("a.html", hostile + "<p>The text after it.")
    assert page["blocks"][-1]["text"] == "The text after it."
    assert all(len(block["context"]) < 2_000 for block in page["blocks"])


def test_scripts_make_no_page_too_large() -> None:
    """An oversized page is read without its scripts, its JSON-LD included; oversized text is rejected."""
    data = '<script type="application/ld+json">{"@type": "Article", "headline": "H"}</script>'
    script = "<SCRIPT>" + 'a = "<p>";' * 1_000 + "</SCRIPT>"
    page = read_one("a.html", f"<p>before{script}{data}<p>after", max_markup_chars=1_000)
    assert page["page_text"] == "before\nafter"
    assert [hint["value"] for hint in page["hints"]] == ["H"]
    assert read_one("a.html", "<p>" + "word " * 1_000, max_markup_chars=1_000)["reason"] == "too_large"


def test_limits_on_elements_and_blocks_reject_by_name() -> None:
    assert read_one("a.html", "<p>x" * 11, max_elements=10)["reason"] == "too_many_elements"
    assert read_one("a.html", "<p>x" * 11, max_blocks=10)["reason"] == "too_many_blocks"
    assert read_one("a.html", "<p>" + "x" * 101, max_text_chars=100)["reason"] == "text_too_long"
    assert read_one("a.html", "<p>x" * 10, max_blocks=10)["status"] == "accepted"


def test_real_pages_are_read_and_their_xpaths_found(shared: Path) -> None:
    """Real news pages: all accepted, nearly every XPath finds an element of the block's name that holds its words."""
    with gzip.open(shared / "data/boilerplate/dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = [json.loads(line)["html"] for _, line in zip(range(12), lines, strict=False)]
    n_found = n_blocks = 0
    for document in documents:
        page = read_one("a.html", document)
        assert page["status"] == "accepted"
        tree = html.document_fromstring(document, parser=html.HTMLParser(huge_tree=True))
        for block in page["blocks"]:
            found = tree.xpath(block["xpath"])
            words = "".join(found[0].itertext()) + (found[0].get("alt") or "") if found else ""
            n_found += (
                len(found) == 1 and found[0].tag == block["tag"] and block["text"].split()[0].strip("“‘") in words
            )
            n_blocks += 1
    assert n_found >= 0.995 * n_blocks
