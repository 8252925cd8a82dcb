"""What an outlet prints on many of its pages: lines of its template, not of one article.

An outlet's pages that arrived on one day are looked at together. A line that stands on several of them is furniture
even where it reads as prose: an appeal for support, a note on the outlet. Versions of one article share most of their
lines and count as one page, so no sentence of an article is lost because it was sent twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from datetime import date
from urllib.parse import urlsplit

from claims_pipeline.articles.page import Page
from claims_pipeline.articles.probabilities import KEPT

_MIN_PAGES = 3
_SAME_ARTICLE = 0.5
_MAX_VERSIONS = 50
"""Versions compared of the pages that share one line: beyond them the line is the template's without a doubt."""


def template_lines(pages: Sequence[Page], probabilities: Sequence[Sequence[float]]) -> list[frozenset[str]]:
    """Return for each page which of its lines, folded, that may be its article's are its outlet's."""
    texts = [
        frozenset(block.folded for block, told in zip(page.blocks, of_page, strict=True) if told >= KEPT)
        for page, of_page in zip(pages, probabilities, strict=True)
    ]
    of_outlet: dict[tuple[date, str], list[frozenset[str]]] = defaultdict(list)
    for page, lines in zip(pages, texts, strict=True):
        of_outlet[_outlet_day(page)].append(lines)
    recurring = {key: frozenset(_recurring(lines)) for key, lines in of_outlet.items() if key[1]}
    return [recurring.get(_outlet_day(page), frozenset()) & lines for page, lines in zip(pages, texts, strict=True)]


def _outlet_day(page: Page) -> tuple[date, str]:
    try:
        host = urlsplit(page.url or "").hostname
    except ValueError:
        host = None
    return page.landed_on, (host or page.outlet or "").casefold().removeprefix("www.")


def _recurring(pages: Sequence[Set[str]]) -> Iterable[str]:
    carriers: dict[str, list[int]] = defaultdict(list)
    for number, lines in enumerate(pages):
        for line in lines:
            carriers[line].append(number)
    shared = {line: numbers for line, numbers in carriers.items() if len(numbers) >= _MIN_PAGES}
    return (line for line, numbers in shared.items() if _n_articles([pages[n] for n in numbers]) >= _MIN_PAGES)


def _n_articles(pages: Sequence[Set[str]]) -> int:
    """How many of the pages are articles of their own: not half of the lines are those of one counted before."""
    counted: list[Set[str]] = []
    for lines in sorted(pages, key=lambda lines: (-len(lines), sorted(lines)))[:_MAX_VERSIONS]:
        if all(len(lines & other) < _SAME_ARTICLE * min(len(lines), len(other)) for other in counted):
            counted.append(lines)
    return len(counted)
