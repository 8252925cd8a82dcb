"""Pair the claims that a reader expects of a page with those that the pipeline found there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims_pipeline_tests.evaluation.quotes import QuotedPage, Span, covered, iou, spans_of

Claim = Mapping[str, Any]

LEAST_IOU = 0.5
ANAPHOR_SCORE = 0.4  # below every match by content: a claim whose content overlaps is the better partner


@dataclass(frozen=True)
class Expected:
    """One expected claim, its snippets found on the page."""

    claim: Claim
    source: set[int]
    cue: set[int]
    content: set[int]

    @property
    def is_anaphor(self) -> bool:
        """Whether the content is one word (*it*, *this*), which only its sentence tells apart."""
        return len(self.claim["content"]) == 1 and " " not in self.claim["content"][0]

    def likeness(self, found: Claim) -> float:
        """Return how well a found claim matches, 0 where it does not."""
        source, cue = covered(spans_of(found["source_spans"])), covered(spans_of(found["cue_spans"]))
        if self.is_anaphor:
            same_source = bool(source & self.source) or not self.source
            return ANAPHOR_SCORE if cue & self.cue and same_source else 0.0
        overlap = iou(self.content, covered(spans_of(found["content_spans"])))
        return overlap + 0.001 * bool(source & self.source) if overlap >= LEAST_IOU else 0.0


def expect(claim: Claim, page: QuotedPage) -> Expected:
    """Find a claim's snippets; of several places on the page, the one whose parts stand closest together."""
    places = [_place(claim, first, page) for first in page.find(claim["content"][0])]
    _, source, cue, content = min(places, key=lambda place: place[0])
    return Expected(claim, covered([source]), covered([cue]), covered(content))


def _place(claim: Claim, first: Span, page: QuotedPage) -> tuple[int, Span | None, Span | None, list[Span | None]]:
    content = [first, *(page.nearest(snippet, first) for snippet in claim["content"][1:])]
    source, cue = page.nearest(claim["source"], first), page.nearest(claim["cue"], first)
    parts = [first, *(part for part in (source, cue) if part)]
    return max(end for _, end in parts) - min(start for start, _ in parts), source, cue, content


def match(expected: Sequence[Expected], found: Sequence[Claim]) -> dict[str, Claim]:
    """Return the found claim of each expected one by its id: one to one, the best pairs first."""
    pairs = [(one.likeness(two), i, j) for i, one in enumerate(expected) for j, two in enumerate(found)]
    partner: dict[int, int] = {}
    for likeness, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if likeness and i not in partner and j not in partner.values():
            partner[i] = j
    return {expected[i].claim["id"]: found[j] for i, j in partner.items()}
