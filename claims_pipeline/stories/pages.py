"""What grouping knows of a page besides its words, and pages of equal words folded into one text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import polars as pl

from claims_pipeline.settings import StoriesSettings


class Page(NamedTuple):
    """One page with a text: the columns of ``fingerprints`` but for the words."""

    page_id: str
    text_digest: str
    n_words: int
    outlet: str | None
    agency: str | None
    published_from: date
    published_to: date
    is_dated: bool
    """Whether the page tells when it was published; else the range is a guess from its arrival."""


def read_pages(fingerprints: pl.DataFrame) -> list[Page]:
    """Return the pages, by page id."""
    return [Page(*row) for row in fingerprints.select(Page._fields).sort("page_id").iter_rows()]


def fold_duplicates(pages: Iterable[Page], settings: StoriesSettings) -> list[list[Page]]:
    """Return the pages by equal text, both levels in the order of page ids.

    A text of fewer than `min_words` words is alone: many pages say as little in the same words.
    """
    classes: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        classes[page.page_id if page.n_words < settings.min_words else page.text_digest].append(page)
    return list(classes.values())
