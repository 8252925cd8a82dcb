"""The three tables from texts, links and groups: exact duplicates are unfolded again here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import Any

from claims_pipeline.schemas import make_id
from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.kinds import JOINING, Link
from claims_pipeline.stories.pages import Page

Row = dict[str, Any]


def agreed_kinds(links: Iterable[Link], groups: Sequence[Sequence[int]], settings: StoriesSettings) -> Iterator[str]:
    """Yield the kind of each link in the light of the groups."""
    stories: dict[int, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for text in group:
            stories[text].add(number)
    for link in links:
        yield _agreed_kind(link, bool(stories[link.a] & stories[link.b]), settings)


def _agreed_kind(link: Link, together: bool, settings: StoriesSettings) -> str:
    """Return the kind: a pair is of a joining kind if and only if it shares a story."""
    if together == (link.kind in JOINING):
        return link.kind
    if not together:
        return link.background
    return "wire_copy" if max(link.within_a, link.within_b) >= settings.copy_cosine else "rewrite"


def pairs_within(pages: Sequence[Page], limit: int) -> Iterator[tuple[Page, Page]]:
    """Yield the pairs of pages of one text; if there are more than so many, the first page with each other."""
    listed = len(pages) * (len(pages) - 1) // 2 <= limit
    return combinations(pages, 2) if listed else iter((pages[0], other) for other in pages[1:])


def pairs_between(one: Sequence[Page], other: Sequence[Page], limit: int) -> Iterator[tuple[Page, Page]]:
    """Yield the pairs of pages of two texts; if there are more than so many, that of their first pages.

    The rest follows from the pairs of pages of each text, and rows stay linear in pages.
    """
    return product(one, other) if len(one) * len(other) <= limit else iter([(one[0], other[0])])


def story_rows(classes: Sequence[Sequence[Page]], groups: Sequence[Sequence[int]]) -> Iterator[tuple[Row, list[Row]]]:
    """Yield each row of `stories` with its rows of `story_members`."""
    times = Counter(text for group in groups for text in group)
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


def canonical_order(page: Page) -> tuple[bool, Any, int, str]:
    """Return the rank of a page as its story's canonical one: agency credited, earliest, most words, page id."""
    return page.agency is None, page.published_from, -page.n_words, page.page_id
