"""Excerpts, links and visible text hold their laws on any text."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_pipeline.report.excerpts import REACH, Piece, excerpt
from claims_pipeline.report.links import is_invisible, visible, web_link

TEXT = st.text(alphabet=st.one_of(st.sampled_from(' .!?\n“”"'), st.characters()), max_size=300)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    text = draw(TEXT.filter(bool))
    position = st.integers(0, len(text))
    span = st.tuples(position, position).map(lambda ends: (min(ends), max(ends)))
    spans = st.lists(span, max_size=3)
    return text, {kind: sorted(draw(spans)) for kind in ("source", "cue", "content")}


@given(texts_with_spans())
def test_excerpt_is_text_of_the_page_that_holds_the_content(case: tuple[str, dict[str, list[tuple[int, int]]]]) -> None:
    """Pieces joined are a passage of the page, and the whole content stands in it."""
    text, spans = case
    joined = "".join(piece.text for piece in excerpt(text, spans))
    assert joined in text
    for start, end in spans["content"]:
        assert text[start:end] in joined


@given(st.integers(0, 3000), st.integers(1, 20_000))
def test_excerpt_is_bounded(before: int, length: int) -> None:
    """A page of one endless sentence gives a short excerpt."""
    text = "word " * 5000
    pieces = excerpt(text, {"source": [(0, 4)], "cue": [], "content": [(before, min(before + length, len(text)))]})
    assert sum(len(piece.text) for piece in pieces) <= 7 * REACH


def test_excerpt_marks_the_parts_of_an_interrupted_quote() -> None:
    """Source and cue between the two halves of a quote are marked as such, and neighbours stay out."""
    text = "Before. “Yes,” said the mayor, “they came.” After."
    spans = {"content": [(9, 13), (32, 42)], "cue": [(15, 19)], "source": [(20, 29)]}
    marked = [piece for piece in excerpt(text, spans) if piece.kind]
    assert marked == [
        Piece("content", "Yes,"),
        Piece("cue", "said"),
        Piece("source", "the mayor"),
        Piece("content", "they came."),
    ]
    assert "Before" not in "".join(piece.text for piece in excerpt(text, spans))
    assert "After" not in "".join(piece.text for piece in excerpt(text, spans))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//evil.example/x",
        "https://",
        "https://[broken",
        "https://a.example/\u202e",
        "relative/page.html",
        "",
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    """Whatever a browser could run or read from the reader's disk is no link."""
    assert web_link(url, "words") is None


@given(TEXT, TEXT)
def test_links_never_raise_and_stay_on_the_web(url: str, quoted: str) -> None:
    """Any text gives no link or a http(s) one."""
    for candidate in (url, f"https://a.example/{url}"):
        link = web_link(candidate, quoted)
        assert link is None or urlsplit(link).scheme in ("http", "https")


def test_a_long_quote_is_named_by_its_first_and_last_words() -> None:
    """Browsers match a range where the text between is long; a hyphen would end a text directive."""
    quoted = "the well-known village " + "of many words " * 20 + "was held to the end"
    assert web_link("https://a.example/x#top", quoted) == (
        "https://a.example/x#top:~:text=the%20well%2Dknown%20village%20of,held%20to%20the%20end"
    )


@given(TEXT)
def test_visible_text_is_visible_and_settled(text: str) -> None:
    """Nothing invisible is left, and spelling it out twice changes nothing."""
    assert not any(is_invisible(character) for character in visible(text))
    assert visible(visible(text)) == visible(text)
