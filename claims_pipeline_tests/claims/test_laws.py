"""Laws of the claims stage on any text: it never raises, its spans are exact, and neither order nor place matters."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from claims_pipeline.claims import extract_claims, list_sources
from claims_pipeline.claims.page import KeptLine, read_page
from claims_pipeline.schemas import Articles, PageLines, RawPages, SourcesSeen, make_id
from claims_pipeline.settings import ClaimsSettings

DAY = date(2025, 8, 26)
PHRASES = [
    "said", "claims", "denied", "according to", "that", "“", "”", '"', "’", "‘", ",", ".", ":", "—", "(", ")", "!", "?",
    "the ministry", "Kenya's army", "Moscow", "he", "its troops", "have captured", "the village", "rejected", "this",
    "a request", "who", "which", "and", "but", "on Tuesday", "in May", "at least 12", "released photos showing",
    "was reported to have", "by", "of", "to comment", "not", "U.S.", "Lt. Col.", "😀", "\u200f", "ß", "İ", "́",
]  # fmt: skip
prose = st.lists(st.sampled_from(PHRASES), max_size=40).map(" ".join)


def read(text: str) -> list[tuple]:
    lines = [KeptLine(0, len(text), "body")]
    return [
        (one.stance, one.source, one.cue, one.content)
        for one in read_page(text, lines, (DAY, DAY), ClaimsSettings(max_sentence_chars=500))
    ]


@given(st.one_of(prose, st.text(max_size=300)))
@example("“ said")
@example("that that that, said, said")
@example("’said’ ’")
def test_any_text_is_read_and_every_span_lies_in_it(text: str) -> None:
    for stance, source, cue, content in read(text):
        spans = [*source, *cue, *content]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert content
        assert cue or stance == "narrates"
        assert all(text[start:end].strip() == text[start:end] for start, end in content)


@given(prose, st.integers(min_value=1, max_value=50))
def test_claims_move_with_their_line(text: str, shift: int) -> None:
    """A line further down the page gives the same claims, further down."""
    moved = [KeptLine(shift, shift + len(text), "body")]
    there = read_page("#" * shift + text, moved, (DAY, DAY), ClaimsSettings(max_sentence_chars=500))
    assert [(one.stance, [(a - shift, b - shift) for a, b in one.content]) for one in there] == [
        (stance, content) for stance, _, _, content in read(text)
    ]


def test_claims_that_repeat_cues_grow_with_the_text_and_not_with_its_square() -> None:
    """A page of 1,200 *he said that she said that* gives claims within claims, but no more of them a word."""
    short, long = (read("he said that she said that " * n) for n in (150, 600))
    assert short
    assert len(long) <= 5 * len(short)
    assert len(long) <= 600 * 6 / 5


def frames(texts: list[str]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    pages, lines, articles = [], [], []
    for number, text in enumerate(texts):
        key = {"page_id": make_id(number, text), "landed_on": DAY}
        pages.append(
            {
                **key, "source_ref": f"{number}.txt", "content_sha256": "0" * 64, "n_bytes": len(text), "url": None,
                "outlet": None, "fetched_at_utc": None, "media_type": "text/plain", "encoding": "utf-8",
                "status": "accepted", "reason": None, "page_text": text,
            }
        )  # fmt: skip
        lines.append(
            {
                **key, "line_no": 1, "start_char": 0, "end_char": len(text), "xpath": None, "label": "body",
                "kept": True, "rule": "article_run",
            }
        )  # fmt: skip
        articles.append(
            {
                **key, "title": None, "byline": None, "outlet": None, "agency": None, "dateline": None,
                "published_from": DAY, "published_to": DAY, "published_basis": "landed_on", "language": "en",
                "text": text, "n_words": len(text.split()),
            }
        )  # fmt: skip
    return (
        RawPages.validate(pl.DataFrame(pages, schema=RawPages.create_empty().schema), cast=True),
        PageLines.validate(pl.DataFrame(lines, schema=PageLines.create_empty().schema), cast=True),
        Articles.validate(pl.DataFrame(articles, schema=Articles.create_empty().schema), cast=True),
    )


@given(st.lists(prose.filter(str.strip), min_size=1, max_size=5, unique=True), st.randoms(use_true_random=False))
def test_neither_order_nor_company_of_pages_matters(texts: list[str], random) -> None:
    raw_pages, page_lines, articles = frames(texts)
    whole = extract_claims(raw_pages, page_lines, articles, ClaimsSettings())
    shuffled = list(range(len(texts)))
    random.shuffle(shuffled)
    again = extract_claims(raw_pages[shuffled], page_lines[shuffled], articles[shuffled], ClaimsSettings())
    assert_frame_equal(whole.claims, again.claims)
    assert_frame_equal(whole.sources_seen, again.sources_seen)
    apart = [
        extract_claims(raw_pages[[i]], page_lines[[i]], articles[[i]], ClaimsSettings()) for i in range(len(texts))
    ]
    assert_frame_equal(whole.claims, pl.concat([one.claims for one in apart]).sort("claim_id"))


def test_a_page_that_landed_twice_gives_its_claims_twice() -> None:
    """It is read once: the same spans and stances, under ids of its own."""
    text = "The ministry said that its troops had captured the village. Kyiv denied it."
    once, twice = (extract_claims(*frames([text] * n), ClaimsSettings()).claims for n in (1, 2))
    assert twice["claim_id"].n_unique() == twice.height == 2 * once.height
    parts = ["stance", "source_spans", "cue_spans", "content_spans", "evidence"]
    for (_,), page in twice.group_by("page_id"):
        assert_frame_equal(page.select(parts), once.select(parts), check_row_order=False)


def test_spans_reslice_to_their_text_and_dropped_lines_claim_nothing() -> None:
    text = "😀 Chad's army said it had retaken the town of Faya.\n“We hold it,” the mayor said."
    raw_pages, page_lines, articles = frames([text])
    both = extract_claims(raw_pages, page_lines, articles, ClaimsSettings()).claims
    assert both.height >= 2
    for row in both.iter_rows(named=True):
        for column in ("source", "cue", "content"):
            sliced = " ".join(text[s["start_char"] : s["end_char"]] for s in row[f"{column}_spans"])
            assert (sliced or None) == row[f"{column}_text"]
    dropped = page_lines.with_columns(kept=pl.lit(False))
    assert extract_claims(raw_pages, PageLines.validate(dropped), articles, ClaimsSettings()).claims.is_empty()


def test_speakers_of_all_days_are_summarised_whatever_the_order() -> None:
    seen = pl.DataFrame(
        [
            (date(2025, 1, 2), "td.military", "Chadian army", "Armed forces of Chad", "military", "TD"),
            (date(2025, 1, 1), "td.military", "Chad's army", "Armed forces of Chad", "military", None),
            (date(2025, 1, 1), "lake_post", "Lake Post", "Lake Post", "media", None),
        ],
        schema=SourcesSeen.create_empty().schema,
        orient="row",
    )
    one, other = (list_sources(SourcesSeen.validate(frame, cast=True)) for frame in (seen, seen.reverse()))
    assert_frame_equal(one, other)
    assert one.filter(source_id="td.military")["aliases"].to_list() == [["Chad's army", "Chadian army"]]
    assert one.filter(source_id="td.military")["country"].item() == "TD"
