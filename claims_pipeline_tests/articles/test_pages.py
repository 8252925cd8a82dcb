"""What a page's lines are, and what is kept, on whole pages written for these tests."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from claims_pipeline.articles import explain_rule
from claims_pipeline.articles.cues import cue_lexicon
from claims_pipeline.articles.explanations import explanations
from claims_pipeline.schemas import BODY_LABELS
from claims_pipeline_tests.articles.pages import cases, clean, clean_lines, landed

PARAGRAPHS = (
    "The council said that the bridge over the river would stay closed until the end of the month.",
    "Its engineer confirmed that new cracks had been found in two of the four pillars.",
    "Shopkeepers in the old town fear that they will lose the summer, their association said.",
)


def article(page: Any) -> dict[str, Any]:
    return page.articles.row(0, named=True)


def by_name(entries: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(entry, id=entry["name"]) for entry in entries]


@pytest.mark.parametrize("case", by_name(cases("pages_in_the_wild")))
def test_every_line_has_its_label(case: dict[str, Any]) -> None:
    page = clean_lines([line for line, *_ in case["lines"]], date.fromisoformat(case["landed_on"]))
    found = [
        (line, row["label"], row["kept"])
        for (line, *_), row in zip(case["lines"], page.page_lines.iter_rows(named=True), strict=True)
    ]
    assert found == [tuple(line) for line in case["lines"]]


@pytest.mark.parametrize("case", by_name(cases("pages_in_the_wild")))
def test_the_article_row_says_what_the_page_says(case: dict[str, Any]) -> None:
    page = clean_lines([line for line, *_ in case["lines"]], date.fromisoformat(case["landed_on"]))
    row = article(page)
    assert {key: str(row[key]) if isinstance(row[key], date) else row[key] for key in case["article"]} == case[
        "article"
    ]
    assert row["text"] == "\n".join(line for line, label, kept in case["lines"] if kept and label in BODY_LABELS)


@pytest.mark.parametrize("case", by_name(cases("html_pages")))
def test_markup_tells_the_article_from_what_stands_around_it(case: dict[str, Any]) -> None:
    page = clean(landed(case["html"], "page.html", date.fromisoformat(case["landed_on"])))
    row = article(page)
    assert row["text"].splitlines() == case["kept"]
    assert {key: str(row[key]) if isinstance(row[key], date) else row[key] for key in case["article"]} == case[
        "article"
    ]


@pytest.mark.parametrize("line", cases("must_stay_untouched")["lines"])
def test_no_sentence_of_an_article_is_taken_for_furniture(line: str) -> None:
    page = clean_lines([*PARAGRAPHS[:2], line, PARAGRAPHS[2]])
    row = page.page_lines.row(2, named=True)
    assert (row["label"], row["kept"]) == ("body", True)


@pytest.mark.parametrize("case", by_name(cases("known_failures")))
@pytest.mark.xfail(reason="the line classifier takes it for the other kind")
def test_known_failures(case: dict[str, Any]) -> None:
    page = clean_lines(case["lines"])
    assert page.page_lines.row(case["judged"] - 1, named=True)["kept"] == case["kept"]


@pytest.mark.parametrize("rule", sorted({cue.rule for cue in cue_lexicon().cues}))
def test_every_cue_rule_is_explained(rule: str) -> None:
    assert explain_rule(rule).startswith(("Kept", "Dropped"))


def test_rules_of_lines_are_explained_in_the_sense_of_their_verdict() -> None:
    """A sentence that says "Kept" stands for kept lines only, and the other way round."""
    pages = [clean_lines([line for line, *_ in case["lines"]]) for case in cases("pages_in_the_wild")]
    pages += [clean(landed(case["html"], "page.html")) for case in cases("html_pages")]
    verdicts = {(rule, kept) for page in pages for rule, kept in page.page_lines.select("rule", "kept").iter_rows()}
    said = {(rule, explanations()[rule].startswith("Kept")) for rule, _ in verdicts - {("alt_text", False)}}
    assert verdicts - {("alt_text", False)} == said


def test_an_unknown_rule_is_a_bug() -> None:
    with pytest.raises(KeyError):
        explain_rule("because")
