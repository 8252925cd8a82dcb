"""One page as its claims see it: the places that may be meant, the claims that tell of them, and what lies between."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.mention import Mention

FOCUS_SHARE = 0.7
"""Share of a page's targets that must be in one region for the page to be about it."""
MAX_BACK = 60
"""Mentions, and claims, looked back through for the place in focus: keeps the cost linear in the page."""

Span = tuple[int, int]
Claim = dict[str, Any]
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s|\n")


@dataclass(frozen=True)
class Placed:
    """One place of one claim: a mention, its part, why, and the place that is meant, often the mention's own."""

    mention: Mention
    role: str
    reason: str
    place: int | None


@dataclass(frozen=True)
class Told:
    """A claim with the targets that its own content names."""

    start: int
    claim: Claim
    targets: tuple[Mention, ...]


class ClaimPage:
    """The mentions and claims of one page, in order."""

    def __init__(self, claims: Iterable[Claim], mentions: list[Mention], text: str, atlas: Atlas) -> None:
        self.text, self.atlas, self.mentions = text, atlas, mentions
        self.usable = [
            m for m in mentions if m.status in ("resolved", "region_only") and m.regions and not m.reject_reason
        ]
        self.claims = sorted(claims, key=lambda claim: (content_start(claim), claim["claim_id"]))
        self.by_id = {claim["claim_id"]: claim for claim in self.claims}
        self.told: list[Told] = []
        """The claims that name a target, in the order of their contents; filled by who reads them."""
        self.focus = _focus_of(self.usable)
        """The mentions of the one region that the page is about; empty where it is about several."""
        self._usable_starts = [m.start_char for m in self.usable]
        self._starts = [m.start_char for m in mentions]
        self._focus_starts = [m.start_char for m in self.focus]
        self._claim_starts = [content_start(claim) for claim in self.claims]

    def near_focus(self, start: int) -> Mention:
        """Return the last mention of the page's one region before the character, else the first of all."""
        return self.focus[max(0, bisect_left(self._focus_starts, start) - 1)]

    def within(self, spans: Sequence[Span]) -> list[Mention]:
        """Return the usable mentions that the spans touch; mentions never overlap each other."""
        if not spans:
            return []
        first = max(0, bisect_left(self._usable_starts, min(s for s, _ in spans)) - 1)
        last = bisect_left(self._usable_starts, max(e for _, e in spans))
        return [m for m in self.usable[first:last] if inside(m, spans)]

    def targets_before(self, start: int) -> list[Mention]:
        """Return the last mentions before the character that tell where something happens, nearest last."""
        last = bisect_left(self._usable_starts, start)
        return [m for m in self.usable[max(0, last - MAX_BACK) : last] if m.role == "target"]

    def before(self, start: int) -> list[Mention]:
        """Return the last usable mentions that begin before the character, nearest last."""
        last = bisect_left(self._usable_starts, start)
        return self.usable[max(0, last - MAX_BACK) : last]

    def sentence_at(self, start: int) -> int:
        """Return the number of the sentence of the last mention, of any status, before the character."""
        last = bisect_left(self._starts, start)
        return self.mentions[last - 1].sentence if last else 0

    def claims_before(self, start: int) -> list[Claim]:
        """Return the last claims whose content begins before the character, nearest first."""
        last = bisect_left(self._claim_starts, start)
        return self.claims[max(0, last - MAX_BACK) : last][::-1]

    def told_before(self, start: int) -> list[Told]:
        """Return the last claims with a target of their own that begin before the character, nearest first."""
        last = bisect_left(self.told, start, key=lambda told: told.start)
        return self.told[max(0, last - MAX_BACK) : last][::-1]

    def in_one_sentence(self, start: int, stop: int) -> bool:
        """Whether no sentence ends between two characters."""
        return not _SENTENCE_END.search(self.text, start, stop)


def spans_of(claim: Claim, column: str) -> list[Span]:
    """Return the spans of a claim's source, cue or content; none where it has none."""
    return [(span["start_char"], span["end_char"]) for span in claim[column] or []]


def content_start(claim: Claim) -> int:
    """Return where a claim's content begins."""
    return spans_of(claim, "content_spans")[0][0]


def inside(mention: Mention, spans: Iterable[Span]) -> bool:
    """Whether a mention touches one of the spans."""
    return any(start < mention.end_char and mention.start_char < end for start, end in spans)


def _focus_of(usable: list[Mention]) -> list[Mention]:
    """The mentions of the region that nearly all targets of the page are in."""
    told = [m for m in usable if m.role == "target" and len(m.regions) == 1]
    counts = Counter(m.regions for m in told)
    if not counts:
        return []
    region, most = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return [m for m in told if m.regions == region] if most >= FOCUS_SHARE * len(told) and most > 1 else []
