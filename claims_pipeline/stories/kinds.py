"""What two texts that share passages are to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.alignment import Run
from claims_pipeline.stories.pages import Page
from claims_pipeline.stories.texts import CleanText
from claims_pipeline.stories.topics import Topics

JOINING = ("same_text", "revised", "wire_copy", "rewrite")
"""The kinds that make two pages one story."""


@dataclass(frozen=True)
class Link:
    """Two texts, by number, that verifiably share passages; `strength` 0 to 1 decides whether they are one story.

    `background` is the kind of the pair if it is not one story.
    """

    a: int
    b: int
    kind: str
    background: str
    strength: float
    within_a: float
    within_b: float
    is_partial: bool
    runs: list[Run]


class Judge:
    """Says what the texts of a measured pair are to each other."""

    def __init__(self, pages: Sequence[Page], topics: Topics, settings: StoriesSettings) -> None:
        self.pages, self.topics, self.settings = pages, topics, settings

    def link(self, pair: Mapping[str, Any], runs: list[Run], one: CleanText, other: CleanText) -> Link:
        """Return the link of a pair whose texts share the passages ``runs``."""
        a, b, cosine, settings = pair["a"], pair["b"], pair["cosine"], self.settings
        days = gap_days(self.pages[a], self.pages[b])
        background = _background(one, other, runs)
        kind, strength = background, cosine
        if cosine >= settings.revised_cosine:
            kind = "revised"
        elif self._is_background(pair, runs, one, other):
            strength = 0.0
        elif cosine >= settings.copy_cosine:
            kind = "wire_copy"
        elif _is_rewrite(one, other, runs, days, settings) and self.topics.cosine(a, b) >= settings.rewrite_topic:
            kind, strength = "rewrite", settings.rewrite_strength
        return Link(a, b, kind, background, strength, pair["within_a"], pair["within_b"], pair["is_partial"], runs)

    def _is_background(self, pair: Mapping[str, Any], runs: list[Run], one: CleanText, other: CleanText) -> bool:
        """Return whether texts that lie days apart share a paragraph or two, or the furniture of an outlet's series."""
        settings, page_a, page_b = self.settings, self.pages[pair["a"]], self.pages[pair["b"]]
        days = gap_days(page_a, page_b) or 0
        within = max(pair["within_a"], pair["within_b"])
        if days >= settings.stock_gap_days and within < settings.carried_share:
            lines = max(_n_lines(one, runs, 0), _n_lines(other, runs, 1))
            if lines <= settings.stock_paragraphs:
                return True
        is_series = page_a.outlet is not None and page_a.outlet == page_b.outlet and days > settings.series_gap_days
        return is_series and within < settings.reprint_share


def _n_lines(text: CleanText, runs: list[Run], side: int) -> int:
    """Return the number of lines of one side that shared passages touch."""
    return len({line for run in runs for line in text.lines[run[side] : run[side] + run.length].tolist()})


def _background(one: CleanText, other: CleanText, runs: list[Run]) -> str:
    """Return the kind of a pair that is not one story: is what they share mostly somebody's words, or prose?"""
    quoted = sum(_quoted(one, other, run) for run in runs)
    return "shared_quote" if 2 * quoted >= sum(run.length for run in runs) else "stock_background"


def _is_rewrite(one: CleanText, other: CleanText, runs: list[Run], days: int | None, settings: StoriesSettings) -> bool:
    """Return whether the two chose the same long quotes of different speakers, and quote little else.

    Reporters at one speech choose the same words of one speaker; that two of them also choose the same words of a
    second, who spoke elsewhere, and leave out the same rest, means that one had the other's text, or both a third.
    """
    quotes = [run for run in runs if _quoted(one, other, run) >= settings.rewrite_quote_words]
    if len(quotes) < settings.rewrite_quotes or (days or 0) > settings.rewrite_gap_days:
        return False
    shared = sum(_quoted(one, other, run) for run in quotes)
    prose = sum(run.length - _quoted(one, other, run) for run in runs)
    quoted = max(int(one.is_quoted.sum()), int(other.is_quoted.sum()))
    if shared < settings.rewrite_quote_share * quoted or prose < settings.min_run:
        return False
    speakers = [_speaker(one, other, run) for run in quotes]
    return any(these and those and not these & those for these, those in combinations(speakers, 2))


def _speaker(one: CleanText, other: CleanText, quote: Run) -> set[int]:
    """Return the names that stand nearest to a shared quote on both pages."""
    here, there = one.names_near(quote.a, quote.length), other.names_near(quote.b, quote.length)
    distances = {name: here[name] + there[name] for name in here.keys() & there.keys()}
    nearest = min(distances.values(), default=0)
    return {name for name, distance in distances.items() if distance == nearest}


def _quoted(one: CleanText, other: CleanText, run: Run) -> int:
    marks = one.is_quoted[run.a : run.a + run.length] & other.is_quoted[run.b : run.b + run.length]
    return int(np.count_nonzero(marks))


def gap_days(one: Page, other: Page) -> int | None:
    """Return the days between the two publication ranges, 0 where they overlap; None if a page does not tell its."""
    if not (one.is_dated and other.is_dated):
        return None
    later = max(one.published_from, other.published_from)
    earlier = min(one.published_to, other.published_to)
    return max(0, (later - earlier).days)
