"""What holds for every page, whatever stands in it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from claims_pipeline.articles import clean_pages
from claims_pipeline.articles.explanations import explanations
from claims_pipeline.schemas import BODY_LABELS
from claims_pipeline.settings import ArticlesSettings
from claims_pipeline_tests.articles.pages import cases, clean, landed, read

_LINES = [line for case in cases("pages_in_the_wild") for line, *_ in case["lines"]]
_TAGS = ("p", "h2", "li", "div class='related'", "figcaption", "aside", "blockquote", "div class='article-body'")
_EXAMPLES = 12
"""Each example reads and cleans whole pages."""

texts = st.lists(st.one_of(st.sampled_from(_LINES), st.text(max_size=60)), max_size=25).map("\n".join)
documents = st.lists(st.tuples(st.sampled_from(_TAGS), st.sampled_from(_LINES)), max_size=20).map(
    lambda blocks: "".join(f"<{tag}>{line}</{tag.split()[0]}>" for tag, line in blocks)
)


@settings(max_examples=_EXAMPLES)
@given(texts)
def test_lines_are_the_blocks_one_to_one_with_equal_offsets(text: str) -> None:
    pages = read(landed(text))
    lines = clean_pages(*pages, ArticlesSettings()).page_lines
    columns = ["page_id", "landed_on", "line_no", "start_char", "end_char", "xpath"]
    assert_frame_equal(lines.select(columns), pages.page_blocks.sort("page_id", "line_no").select(columns))


@settings(max_examples=_EXAMPLES)
@given(documents)
def test_documents_keep_their_blocks_too(document: str) -> None:
    pages = read(landed(f"<html><body>{document}</body></html>", "page.html"))
    lines = clean_pages(*pages, ArticlesSettings()).page_lines
    columns = ["page_id", "line_no", "start_char", "end_char", "xpath"]
    assert_frame_equal(lines.select(columns), pages.page_blocks.sort("page_id", "line_no").select(columns))


@settings(max_examples=_EXAMPLES)
@given(texts)
def test_every_rule_has_a_sentence(text: str) -> None:
    assert set(clean(landed(text)).page_lines["rule"]) <= set(explanations())


@settings(max_examples=_EXAMPLES)
@given(texts)
def test_the_article_is_its_kept_lines(text: str) -> None:
    pages = read(landed(text))
    page = clean_pages(*pages, ArticlesSettings())
    for page_text, row in zip(pages.raw_pages["page_text"], page.articles.iter_rows(named=True), strict=False):
        kept = page.page_lines.filter(page.page_lines["kept"] & page.page_lines["label"].is_in(BODY_LABELS))
        spans = kept.select("start_char", "end_char").iter_rows()
        assert row["text"] == "\n".join(page_text[start:end].strip() for start, end in spans)


@settings(max_examples=_EXAMPLES)
@given(st.permutations(range(4)))
def test_the_order_of_pages_does_not_matter(order: list[int]) -> None:
    files = [landed("\n".join(line for line, *_ in case["lines"]), f"{n}.txt") for n, case in enumerate(_PAGES)]
    expected = clean(*files)
    found = clean(*(files[n] for n in order))
    assert_frame_equal(found.page_lines, expected.page_lines)
    assert_frame_equal(found.articles, expected.articles)


@settings(max_examples=_EXAMPLES)
@given(texts, texts)
def test_a_page_does_not_change_for_the_company_of_another(first: str, second: str) -> None:
    alone = clean(landed(first, "a.txt"))
    both = clean(landed(first, "a.txt"), landed(second, "b.txt"))
    ids = alone.articles["page_id"].to_list()
    assert_frame_equal(both.articles.filter(both.articles["page_id"].is_in(ids)), alone.articles)


@settings(max_examples=_EXAMPLES)
@given(st.text())
def test_cleaning_never_raises(text: str) -> None:
    pages = read(landed(text))
    articles = clean_pages(*pages, ArticlesSettings()).articles
    assert articles.height == (pages.raw_pages["status"] == "accepted").sum()


def test_rejected_pages_have_no_rows() -> None:
    page = clean(landed("", "empty.txt"))
    assert (page.page_lines.height, page.articles.height) == (0, 0)


_PAGES = cases("pages_in_the_wild")[:4]
