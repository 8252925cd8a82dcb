"""What grouping knows of a page besides its words, and pages of equal words folded into one text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.fingerprints import HASH_BYTES
from claims_pipeline.stories.words import Array


class Page(NamedTuple):
    """One page with a text: the columns of ``fingerprints`` but for the words."""

    page_id: str
    text_digest: str
    n_words: int
    n_hashed: int
    """Words that are hashed: ``n_words`` counts signs that stand alone, too, and words joined by a dash as one."""
    outlet: str | None
    agency: str | None
    published_from: date
    published_to: date
    is_dated: bool
    """Whether the page tells when it was published; else the range is a guess from its arrival."""


def read_pages(fingerprints: pl.DataFrame) -> list[Page]:
    """Return the pages, by page id."""
    told = fingerprints.with_columns(n_hashed=pl.col("words").bin.size() // HASH_BYTES)
    return [Page(*row) for row in told.select(Page._fields).sort("page_id").iter_rows()]


def number_outlets(pages: Iterable[Page]) -> Array:
    """Return the number of each page's outlet, by name from 0; -1 where it is unknown."""
    outlets = [page.outlet for page in pages]
    number = {outlet: n for n, outlet in enumerate(sorted({outlet for outlet in outlets if outlet is not None}))}
    return np.array([-1 if outlet is None else number[outlet] for outlet in outlets], np.int64)


def fold_duplicates(pages: Iterable[Page], settings: StoriesSettings) -> list[list[Page]]:
    """Return the pages by equal text, both levels in the order of page ids.

    A text of fewer than `min_words` words is alone, one without words always: many pages say as little alike.
    """
    classes: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        is_alone = page.n_hashed < max(1, settings.min_words)
        classes[page.page_id if is_alone else page.text_digest].append(page)
    return list(classes.values())
