"""The line classifier over whole pages: text and HTML pages apart, a bounded batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from claims_pipeline.articles.features import TextLines
from claims_pipeline.articles.line_model import line_model
from claims_pipeline.articles.lines import Pages
from claims_pipeline.articles.markup import Markup
from claims_pipeline.articles.page import Page

KEPT = 0.25
"""Probability from which a line is the article's."""
_BATCH_CHARS = 400_000
"""Characters judged at once: enough to share the cost of a call, few enough to stay in a processor's cache."""


class PageText(NamedTuple):
    """The lines of one page that are not blank, and for HTML a row of ``Markup`` for each."""

    lines: Sequence[str]
    markup: Sequence[tuple[Any, ...]] | None = None


def line_probabilities(pages: Sequence[Page]) -> list[list[float]]:
    """Return for each block of each page the probability that it is the article's; 0 for blank blocks."""
    told = map(iter, probabilities([_page_text(page) for page in pages]))
    return [
        [next(page_told) if block.text else 0.0 for block in page.blocks]
        for page, page_told in zip(pages, told, strict=True)
    ]


def body_texts(pages: Sequence[PageText]) -> list[str]:
    """Return the article's lines of each page, a newline between them: what ``articles.text`` is made of."""
    return [
        "\n".join(line for line, probability in zip(page.lines, told, strict=True) if probability >= KEPT)
        for page, told in zip(pages, probabilities(pages), strict=True)
    ]


def probabilities(pages: Sequence[PageText]) -> list[list[float]]:
    """Return the probability of each line of each page; pages do not change each other's."""
    found: dict[int, list[float]] = {number: [] for number, page in enumerate(pages) if not page.lines}
    for form in ("text", "html"):
        numbers = [n for n, page in enumerate(pages) if page.lines and (page.markup is not None) == (form == "html")]
        for batch in _batches(numbers, pages):
            found |= zip(batch, _judge([pages[number] for number in batch], form), strict=True)
    return [found[number] for number in range(len(pages))]


def _page_text(page: Page) -> PageText:
    blocks = [block for block in page.blocks if block.text]
    marks = [(b.xpath or "", b.tag or "", b.context or "", b.link_chars, b.hidden) for b in blocks]
    return PageText([block.text for block in blocks], marks if page.is_html else None)


def _batches(numbers: Sequence[int], pages: Sequence[PageText]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for number in numbers:
        batch.append(number)
        size += sum(map(len, pages[number].lines))
        if size > _BATCH_CHARS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _judge(pages: Sequence[PageText], form: str) -> list[list[float]]:
    sizes = [len(page.lines) for page in pages]
    markup = None
    if form == "html":
        markup = Markup(*map(list, zip(*chain.from_iterable(page.markup or () for page in pages), strict=True)))
    texts = list(chain.from_iterable(page.lines for page in pages))
    given = TextLines(texts, Pages(np.repeat(np.arange(len(sizes)), sizes)), markup)
    told = line_model(form).probability(given).round(4).tolist()
    ends = np.cumsum(sizes).tolist()
    return [told[end - size : end] for end, size in zip(ends, sizes, strict=True)]
