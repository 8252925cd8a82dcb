"""Excerpts, links and visible text hold their laws on any text."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from claims_pipeline.report.excerpts import REACH, Piece, excerpt
from claims_pipeline.report.links import claims_link, is_invisible, source_file, visible

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


@given(TEXT)
def test_links_to_claims_say_their_filters_back(value: str) -> None:
    """Whatever a filter holds, nothing of it leaves its place in the address."""
    address = claims_link(region="UA-59", source=value)
    assert address.isascii()
    assert parse_qs(address.partition("#")[2], keep_blank_values=True) == {"region": ["UA-59"], "source": [value]}


@given(TEXT)
def test_a_sources_file_is_a_plain_name(source_id: str) -> None:
    """Ids come from the text of pages: none leads out of the folder."""
    assert re.fullmatch(r"sources/[0-9a-f]{16}\.html", source_file(source_id))


@given(TEXT)
def test_visible_text_is_visible_and_settled(text: str) -> None:
    """Nothing invisible is left, and spelling it out twice changes nothing."""
    assert not any(is_invisible(character) for character in visible(text))
    assert visible(visible(text)) == visible(text)
