"""Pairs of pages that share text, judged and described some at a time, so that few texts are held at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from claims_pipeline.stories.alignment import Run
from claims_pipeline.stories.candidates import components
from claims_pipeline.stories.kinds import Judge, Link
from claims_pipeline.stories.pages import Page
from claims_pipeline.stories.passages import describe_pairs, ordered_pair
from claims_pipeline.stories.tables import pairs_between, pairs_within
from claims_pipeline.stories.texts import Texts

_BATCH_WORDS = 500_000
"""Words of the texts that are held at once."""
_BATCH_PAIRS = 1_000
"""Pages of one text that are listed at once."""
SAME_TEXT = -1
"""In the place of a link's number: the pages are of one text."""
_NUMBERS = {"number": pl.Int64(), "a": pl.Int64(), "b": pl.Int64()}


class _Case(NamedTuple):
    """Pages to be listed: of one text, or of the two texts of a measured pair, the first pages of these first."""

    row: dict[str, Any]
    """The pair, with its `number`."""
    runs: list[Run]
    pages: list[tuple[Page, Page]]


def list_pairs(
    classes: Sequence[Sequence[Page]],
    pairs: pl.DataFrame,
    runs: Sequence[list[Run]],
    texts: Texts,
    judge: Judge,
) -> tuple[dict[int, Link], list[pl.DataFrame]]:
    """Return the links by the number of their pair, and the rows of `copies`, with that number as `link` for the kind.

    Pairs that share no passage long enough to show are left out. Where two texts stand on so many pages that they make
    more than `max_listed` pairs, the pages of a text are paired with its first page only, and other texts with that
    page only: the rest follows, and rows stay linear in pages.
    """
    links: dict[int, Link] = {}
    frames: list[pl.DataFrame] = []
    for cases in _batches(_cases(classes, pairs, runs, judge.settings.max_listed)):
        ids = {page.page_id for case in cases for both in case.pages for page in both}
        read = {text.page_id: text for text in texts.read(ids)}
        for case in cases:
            if case.row["number"] != SAME_TEXT:
                first, second = (read[page.page_id] for page in case.pages[0])
                links[case.row["number"]] = judge.link(case.row, case.runs, first, second)
        listed = [
            ordered_pair(one.page_id, other.page_id, case.row["number"], case.runs)
            for case in cases
            for one, other in case.pages
        ]
        frames += describe_pairs(listed, read)
    return links, frames


def _cases(
    classes: Sequence[Sequence[Page]], pairs: pl.DataFrame, runs: Sequence[list[Run]], limit: int
) -> Iterator[_Case]:
    """Yield all that is to be listed, texts that are connected one after the other, so that few are read twice."""
    part = np.array(components(len(classes), pairs.select("a", "b").iter_rows()), np.int64)
    several = [text for text, pages in enumerate(classes) if len(pages) > 1]
    alone = pl.DataFrame({"number": SAME_TEXT, "a": several, "b": several}, schema_overrides=_NUMBERS)
    rows = pl.concat(
        [
            alone,
            pairs.with_row_index("number").with_columns(pl.col(name).cast(kind) for name, kind in _NUMBERS.items()),
        ],
        how="diagonal",
    )
    for row in rows.sort(pl.Series(part[rows["a"]]), "a", "b").iter_rows(named=True):
        one, other = classes[row["a"]], classes[row["b"]]
        if row["number"] == SAME_TEXT:
            whole = [Run(0, 0, one[0].n_hashed)]
            for pages in _sliced(pairs_within(one, limit)):
                yield _Case(row, whole, pages)
        elif runs[row["number"]]:
            yield _Case(row, runs[row["number"]], list(pairs_between(one, other, limit)))


def _sliced(pairs: Iterator[tuple[Page, Page]]) -> Iterator[list[tuple[Page, Page]]]:
    while some := list(islice(pairs, _BATCH_PAIRS)):
        yield some


def _batches(cases: Iterable[_Case]) -> Iterator[list[_Case]]:
    """Yield cases until their pages have so many words."""
    batch: list[_Case] = []
    known: set[str] = set()
    n_words = 0
    for case in cases:
        pages = {page.page_id: page.n_hashed for both in case.pages for page in both}
        batch.append(case)
        n_words += sum(n for page_id, n in pages.items() if page_id not in known)
        known |= pages.keys()
        if n_words > _BATCH_WORDS:
            yield batch
            batch, known, n_words = [], set(), 0
    if batch:
        yield batch
