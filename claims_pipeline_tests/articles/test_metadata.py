"""Title, authors, agency, dateline and day of publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_pipeline.articles.agencies import credited_agency, named_agency
from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.bylines import byline_names
from claims_pipeline.articles.calendars import find_dates, latest_weekday
from claims_pipeline.articles.dated_lines import signature_of_dated_line
from claims_pipeline.articles.datelines import find_dateline
from claims_pipeline.articles.headlines import find_headline
from claims_pipeline.articles.languages import tell_language
from claims_pipeline.articles.metadata import Hint, authors, cut_site_name
from claims_pipeline.articles.publication import published
from claims_pipeline.articles.story_headers import StoryHeader
from claims_pipeline_tests.articles.pages import LANDED_ON, cases, clean, landed

METADATA = cases("metadata")


def header(below: Sequence[str], above: Sequence[str] = ()) -> StoryHeader:
    """Return lines as they stand below and above a title."""
    return StoryHeader(None, *([Block(1, 0, len(line), line) for line in lines] for lines in (above, below)))


@pytest.mark.parametrize(("line", "expected"), METADATA["bylines"])
def test_a_byline_names_persons_and_nobody_else(line: str, expected: str | None) -> None:
    assert ("; ".join(byline_names(line)) or None) == expected


@pytest.mark.parametrize(("credit_lines", "body", "expected"), METADATA["agencies"])
def test_only_the_text_s_agency_is_credited(credit_lines: list[str], body: list[str], expected: str | None) -> None:
    assert credited_agency(credit_lines, body) == expected


@pytest.mark.parametrize(("credit_lines", "body", "expected"), METADATA["unlisted_agencies"])
def test_an_agency_that_no_list_holds_is_credited_by_the_shape_of_the_credit(
    credit_lines: list[str], body: list[str], expected: str | None
) -> None:
    assert credited_agency(credit_lines, body, find_dateline(body[0])) == expected


@pytest.mark.parametrize(("authors_given", "body", "expected"), METADATA["marked_agencies"])
def test_an_agency_that_the_markup_names_as_author_comes_after_printed_credits(
    authors_given: list[str], body: list[str], expected: str | None
) -> None:
    assert credited_agency([], body, markup=named_agency(authors_given)) == expected


@pytest.mark.parametrize(("line", "expected"), METADATA["dated_lines"])
def test_a_dated_line_is_signed_when_the_date_is_full_and_at_one_end(line: str, expected: str | None) -> None:
    assert signature_of_dated_line(line) == expected


@pytest.mark.parametrize("author", ["Varn Mirror", "The Varn Mirror Online", "Varn Mirror Staff", "NVP", "Reuters"])
def test_an_outlet_or_agency_is_no_author(author: str) -> None:
    hints = [Hint("meta_tag", "author", author)]
    assert authors(hints, header([f"By {author}"]), [f"By {author}"], "The Varn Mirror Online") is None


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in METADATA["authors"]])
def test_authors_are_whom_the_page_names_beside_its_title(case: dict[str, Any]) -> None:
    hints = [Hint(*hint) for hint in case.get("hints", [])]
    assert authors(hints, header(case.get("lines", [])), case.get("elsewhere", []), "Varn Echo") == case["expected"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in METADATA["documents"]])
def test_title_authors_and_day_of_a_document_are_those_of_its_story(case: dict[str, Any]) -> None:
    prose = "".join(f"<p>{paragraph}</p>" for paragraph in METADATA["prose"])
    [article] = clean(landed(case["html"].replace("{prose}", prose), "page.html")).articles.iter_rows(named=True)
    told = (article["title"], article["byline"], str(article["published_from"]))
    assert told == tuple(case["expected"])


@pytest.mark.parametrize(("line", "expected"), METADATA["datelines"])
def test_a_dateline_is_a_place_in_capitals_or_with_an_agency(line: str, expected: str | None) -> None:
    assert find_dateline(line) == expected


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in METADATA["headlines"]])
def test_the_headline_of_a_text_fits_its_story(case: dict[str, Any]) -> None:
    lines = [*case["above"], *METADATA["prose"]]
    labels = ["byline" if number in case.get("signed", []) else None for number in range(len(lines))]
    found = find_headline(header(lines).below, labels, len(case["above"]), [])
    assert (None if found is None else lines[found]) == case["expected"]


@pytest.mark.parametrize(("title", "outlet", "expected"), METADATA["site_names"])
def test_the_site_is_cut_from_the_title_and_the_title_is_not(title: str, outlet: str | None, expected: str) -> None:
    assert cut_site_name(title, outlet) == expected


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in cases("publication")])
def test_the_day_of_publication_has_a_basis(case: dict[str, Any]) -> None:
    hints = [Hint(*hint) for hint in case.get("hints", [])]
    printed = header(case.get("header", []), case.get("above", []))
    given = (case.get("url"), printed, case.get("date_lines", []), case.get("body", []))
    found = published(LANDED_ON, hints, *given)
    assert [str(found.published_from), str(found.published_to), found.basis] == case["expected"]


_SAID = [line for case in METADATA["authors"] for line in case.get("lines", [])] + [
    line for case in cases("publication") for line in case.get("header", [])
]
_PRINTED = st.lists(st.one_of(st.sampled_from(_SAID), st.text(max_size=80)), max_size=12)


@given(_PRINTED, st.lists(st.text(max_size=40), max_size=3))
def test_a_name_is_printed_or_given_and_a_day_is_never_after_landing(lines: list[str], given_names: list[str]) -> None:
    printed, hints = header(lines), [Hint("json_ld", "author", name) for name in given_names]
    letters = "".join("".join([*lines, *given_names]).split())
    names = (authors(hints, printed, lines, None) or "").split("; ")
    assert all("".join(name.split()) in letters for name in names)
    days = published(LANDED_ON, hints, None, printed, lines, lines)
    assert date(1990, 1, 1) <= days.published_from <= days.published_to <= LANDED_ON + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14 May 2030", "2030-05-14"),
        ("May 14, 2030", "2030-05-14"),
        ("14. Mai 2030", "2030-05-14"),
        ("le 14 mai 2030", "2030-05-14"),
        ("14 de mayo de 2030", "2030-05-14"),
        ("14 мая 2030", "2030-05-14"),
        ("14 травня 2030", "2030-05-14"),
        ("2030年5月14日", "2030-05-14"),
        ("2030 May 14", "2030-05-14"),
        ("14.05.2030", "2030-05-14"),
        ("05/14/2030", "2030-05-14"),
        ("03/05/2030", "2030-05-03"),
    ],
)
def test_dates_are_read_as_they_are_printed_in_many_languages(text: str, day: str) -> None:
    assert [str(found.day) for found in find_dates(text, LANDED_ON)] == [day]


def test_a_weekday_is_never_after_the_landing_day() -> None:
    assert [latest_weekday(number, date(2030, 5, 16)).day for number in range(7)] == [13, 14, 15, 16, 10, 11, 12]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The bridge was closed after the flood, and the council has said that it will not be opened this year."),
        ("fr", "Le pont a été fermé après la crue, et la mairie a dit que la réouverture ne se fera pas cette année."),
        ("es", "El puente fue cerrado por la crecida y el ayuntamiento dijo que no se abrirá hasta el año que viene."),
        (
            "pl",
            "Most został zamknięty po powodzi i rada powiedziała, że nie będzie otwarty w tym roku.",
        ),
        ("ru", "Мост был закрыт после наводнения, и совет сказал, что он не будет открыт в этом году, но работы идут."),
        (
            "uk",
            "Міст було закрито після повені, і рада сказала, що він не буде відкритий цього року, але та робота йде.",
        ),
    ],
)
def test_the_language_is_told_by_small_words(language: str, text: str) -> None:
    assert tell_language(text, 10) == language


def test_no_language_is_told_from_too_few_words() -> None:
    assert tell_language("The bridge was closed.", 20) is None
