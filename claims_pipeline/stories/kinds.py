"""What two texts that share passages are to each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import log, sqrt
from typing import Any

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.alignment import Aligner, Run
from claims_pipeline.stories.texts import CleanText

JOINING = ("same_text", "revised", "wire_copy", "rewrite")
"""The kinds that make two pages one story."""


@dataclass(frozen=True)
class Link:
    """Two texts, by number, that verifiably share passages; `strength` 0 to 1 decides whether they are one story."""

    a: int
    b: int
    kind: str
    strength: float
    within_a: float
    within_b: float
    is_partial: bool
    runs: list[Run]


class Topics:
    """Cosine of two texts' words weighted by rarity: what they are about, whatever the wording."""

    def __init__(self, texts: list[CleanText], corpus_floor: int) -> None:
        self.texts = texts
        self.total = max(len(texts), corpus_floor)
        self.frequency = Counter(word for text in texts for word in set(text.hashes))

    def cosine(self, a: int, b: int) -> float:
        """Return the cosine, 0 to 1."""
        one, other = set(self.texts[a].hashes), set(self.texts[b].hashes)
        norm = sqrt(self._weight(one) * self._weight(other))
        return self._weight(one & other) / norm if norm else 0.0

    def _weight(self, words: set[int]) -> int:
        return sum(round(log(self.total / self.frequency[word]) ** 2 * 1_000_000) for word in words)


def judge(pair: Mapping[str, Any], aligner: Aligner, topics: Topics, settings: StoriesSettings) -> Link | None:
    """Return the link of a measured pair, or None if no passage of the shared text is long enough to show."""
    one, other, cosine = aligner.texts[pair["a"]], aligner.texts[pair["b"]], pair["cosine"]
    runs = aligner.runs(pair["a"], pair["b"])
    if not runs:
        return None
    within = max(pair["within_a"], pair["within_b"])
    kind, strength = background(one, other, runs), cosine
    if cosine >= settings.revised_cosine:
        kind = "revised"
    elif _is_stock(one, other, runs, within, settings):
        strength = 0.0
    elif cosine >= settings.copy_cosine:
        kind = "wire_copy"
    elif _is_rewrite(one, other, runs, settings) and topics.cosine(pair["a"], pair["b"]) >= settings.rewrite_topic:
        kind, strength = "rewrite", settings.rewrite_strength
    return Link(pair["a"], pair["b"], kind, strength, pair["within_a"], pair["within_b"], pair["is_partial"], runs)


def _is_stock(one: CleanText, other: CleanText, runs: list[Run], within: float, settings: StoriesSettings) -> bool:
    """Return whether texts that lie days apart share a paragraph or two, less than half of either."""
    if within >= settings.carried_share or (gap_days(one, other) or 0) < settings.stock_gap_days:
        return False
    lines_a = {one.lines[run.a + n] for run in runs for n in range(run.length)}
    lines_b = {other.lines[run.b + n] for run in runs for n in range(run.length)}
    return max(len(lines_a), len(lines_b)) <= settings.stock_paragraphs


def background(one: CleanText, other: CleanText, runs: list[Run]) -> str:
    """Return the kind of a pair that is not one story: is what they share mostly somebody's words, or prose?"""
    quoted = sum(_quoted(one, other, run) for run in runs)
    return "shared_quote" if 2 * quoted >= sum(run.length for run in runs) else "stock_background"


def _is_rewrite(one: CleanText, other: CleanText, runs: list[Run], settings: StoriesSettings) -> bool:
    """Return whether the two chose the same long quotes of different speakers, and quote little else.

    Reporters at one speech choose the same words of one speaker; that two of them also choose the same words of a
    second, who spoke elsewhere, and leave out the same rest, means that one had the other's text, or both a third.
    """
    quotes = [run for run in runs if _quoted(one, other, run) >= settings.rewrite_quote_words]
    if len(quotes) < settings.rewrite_quotes or (gap_days(one, other) or 0) > settings.rewrite_gap_days:
        return False
    shared = sum(_quoted(one, other, run) for run in quotes)
    prose = sum(run.length - _quoted(one, other, run) for run in runs)
    if shared < settings.rewrite_quote_share * max(sum(one.quoted), sum(other.quoted)) or prose < settings.min_run:
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
    marks = zip(one.quoted[run.a : run.a + run.length], other.quoted[run.b : run.b + run.length], strict=True)
    return sum(a and b for a, b in marks)


def gap_days(one: CleanText, other: CleanText) -> int | None:
    """Return the days between the two publication ranges, 0 where they overlap; None if a page does not tell its."""
    if not (one.is_dated and other.is_dated):
        return None
    later = max(one.published_from, other.published_from)
    earlier = min(one.published_to, other.published_to)
    return max(0, (later - earlier).days)
