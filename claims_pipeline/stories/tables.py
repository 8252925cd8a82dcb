"""The three tables from texts, links and groups: exact duplicates are unfolded again here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import polars as pl

from claims_pipeline.schemas import make_id
from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.alignment import Run, coverage, spans
from claims_pipeline.stories.kinds import JOINING, Link, background
from claims_pipeline.stories.texts import CleanText

Row = dict[str, Any]


def fold_duplicates(texts: Sequence[CleanText], settings: StoriesSettings) -> list[list[CleanText]]:
    """Return the pages by equal text, both levels in the order of page ids.

    A text of fewer than `min_words` words is alone: many pages say as little in the same words.
    """
    classes: dict[bytes, list[CleanText]] = defaultdict(list)
    for text in sorted(texts, key=lambda text: text.page_id):
        few = len(text.hashes) < settings.min_words
        classes[text.page_id.encode() if few else text.digest].append(text)
    return list(classes.values())


def copy_rows(
    classes: Sequence[Sequence[CleanText]],
    links: Sequence[Link],
    groups: Sequence[Sequence[int]],
    settings: StoriesSettings,
) -> Iterator[Row]:
    """Yield the rows of `copies`, of every pair of pages.

    Where two texts stand on so many pages that they make more than `max_listed` pairs, the pages of a text are paired
    with its first page only, and other texts with that page only: the rest follows, and rows stay linear in pages.
    """
    for pages in classes:
        whole = [Run(0, 0, len(pages[0].hashes))]
        for one, other in _pairs_within(pages, settings.max_listed):
            yield _row(one, other, "same_text", whole)
    together = {pair for group in groups for pair in combinations(group, 2)}
    for link in links:
        kind = _agreed_kind(link, (link.a, link.b) in together, classes, settings)
        for one, other in _pairs_between(classes[link.a], classes[link.b], settings.max_listed):
            yield _row(one, other, kind, link.runs)


def _agreed_kind(link: Link, together: bool, classes: Sequence[Sequence[CleanText]], settings: StoriesSettings) -> str:
    """Return the kind in the light of the groups: a pair is of a joining kind if and only if it shares a story."""
    if together == (link.kind in JOINING):
        return link.kind
    if not together:
        return background(classes[link.a][0], classes[link.b][0], link.runs)
    return "wire_copy" if max(link.within_a, link.within_b) >= settings.copy_cosine else "rewrite"


def _pairs_within(pages: Sequence[CleanText], limit: int) -> Iterator[tuple[CleanText, CleanText]]:
    listed = len(pages) * (len(pages) - 1) // 2 <= limit
    return combinations(pages, 2) if listed else iter((pages[0], other) for other in pages[1:])


def _pairs_between(
    one: Sequence[CleanText], other: Sequence[CleanText], limit: int
) -> Iterator[tuple[CleanText, CleanText]]:
    return product(one, other) if len(one) * len(other) <= limit else iter([(one[0], other[0])])


def _row(one: CleanText, other: CleanText, kind: str, runs: list[Run]) -> Row:
    if one.page_id > other.page_id:
        one, other, runs = other, one, sorted(Run(b, a, length) for a, b, length in runs)
    in_one, in_other = spans(one, other, runs)
    return {
        "page_id_a": one.page_id,
        "page_id_b": other.page_id,
        "kind": kind,
        "containment_a": coverage(one, in_one),
        "containment_b": coverage(other, in_other),
        "shared_spans_a": [{"start_char": start, "end_char": end} for start, end in in_one],
        "shared_spans_b": [{"start_char": start, "end_char": end} for start, end in in_other],
    }


def story_rows(
    classes: Sequence[Sequence[CleanText]], groups: Sequence[Sequence[int]]
) -> Iterator[tuple[Row, list[Row]]]:
    """Yield each row of `stories` with its rows of `story_members`."""
    times: dict[int, int] = defaultdict(int)
    for text in (text for group in groups for text in group):
        times[text] += 1
    for group in groups:
        pages = [page for text in group for page in classes[text]]
        own = [page for text in group if times[text] == 1 for page in classes[text]]
        canonical = min(own or pages, key=canonical_order)
        story_id = make_id("story", canonical.page_id)
        roles = {page.page_id: "canonical" if page is canonical else "copy" for page in pages}
        yield (
            {
                "story_id": story_id,
                "canonical_page_id": canonical.page_id,
                "agency": canonical.agency or min((page.agency for page in pages if page.agency), default=None),
                "n_pages": len(pages),
                "n_outlets": len({page.outlet or (page.page_id,) for page in pages}),
            },
            [{"page_id": page_id, "story_id": story_id, "role": role} for page_id, role in roles.items()],
        )


def canonical_order(page: CleanText) -> tuple[bool, Any, int, str]:
    """Return the rank of a page as its story's canonical one: agency credited, earliest, most words, page id."""
    return page.agency is None, page.published_from, -page.n_words, page.page_id


def outlets_of(classes: Sequence[Sequence[CleanText]]) -> pl.DataFrame:
    """Return `text`, `outlet` of the first page that carries it; null where unknown."""
    schema = {"text": pl.UInt32, "outlet": pl.String}
    return pl.DataFrame([(n, pages[0].outlet) for n, pages in enumerate(classes)], schema=schema, orient="row")
