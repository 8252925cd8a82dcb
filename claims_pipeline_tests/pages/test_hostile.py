"""Pages that break extractors end as rows: their article kept, or their reason named."""

from __future__ import annotations

from typing import Any

import pytest

from claims_pipeline.articles import clean_pages
from claims_pipeline.pages import LandedFile
from claims_pipeline.settings import ArticlesSettings
from claims_pipeline_tests.pages.hostile import HOSTILE_PAGES, SENTENCES, Article, HostilePage
from claims_pipeline_tests.pages.landed import DAY, landed, read


@pytest.mark.parametrize("page", HOSTILE_PAGES, ids=lambda page: page.name)
def test_a_hostile_page_keeps_its_article_or_names_its_reason(page: HostilePage) -> None:
    row, text = _read_and_cleaned(landed(page.path, page.content()))
    if row["status"] == "rejected":
        assert row["reason"] in page.reasons
        assert (row["page_text"], text) == ("", None)
    else:
        assert text is not None
        assert page.article is not Article.KEPT or all(sentence in text for sentence in SENTENCES)
        assert page.article is not Article.NONE or text == ""


def test_a_file_that_was_not_read_is_a_row_too() -> None:
    """A file too large to hold has no content, and one that could not be opened has an error."""
    digest = landed("a.html", b"").sha256
    unread = LandedFile("a.html", DAY, 50_000_000, digest, None)
    locked = LandedFile("b.html", DAY, 0, digest, None, error="unreadable")
    assert _read_and_cleaned(unread)[0]["reason"] == "too_large"
    assert _read_and_cleaned(locked)[0]["reason"] == "unreadable"


def test_hostile_pages_change_nothing_about_their_neighbours() -> None:
    """Read in one call, a page between hostile ones gives the rows that it gives alone."""
    small = [
        page for page in HOSTILE_PAGES if page.name.split()[0] in ("lone", "null", "picture", "everything", "deep")
    ]
    files = [landed(f"{n}{page.path}", page.content()) for n, page in enumerate(small)]
    calm = landed("calm.txt", "\n".join(SENTENCES))
    alone, together = _tables(calm), _tables(*files, calm)
    page_id = alone[0]["page_id"][0]
    assert all(frame.filter(page_id=page_id).equals(own) for frame, own in zip(together, alone, strict=True))


def _tables(*files: LandedFile) -> list[Any]:
    pages = read(*files)
    return [*pages, *clean_pages(*pages, ArticlesSettings())]


def _read_and_cleaned(file: LandedFile) -> tuple[dict[str, Any], str | None]:
    """Return the page's row and its clean text; None where it has no article row."""
    raw_pages, _, _, lines, articles = _tables(file)
    assert raw_pages.height == 1
    assert lines.height == 0 or articles.height == 1
    return raw_pages.row(0, named=True), next(iter(articles["text"]), None)
