"""Average linkage: two groups merge if their pairs are alike on average, so one bridge cannot join two stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from itertools import product
from typing import NamedTuple

from claims_pipeline.stories.kinds import Link
from claims_pipeline.stories.weights import Vectors

_SCALE = 1_000_000
"""Strengths are summed in whole millionths: the same sum in any order, and ties are ties."""
_SAMPLE = 4
"""Texts of a group that stand for it where its pairs with another group were not all measured."""


class _Tie(NamedTuple):
    """What is known between two groups: sum of strengths over the measured pairs, their number."""

    total: int
    measured: int
    is_partial: bool

    def plus(self, other: _Tie) -> _Tie:
        return _Tie(self.total + other.total, self.measured + other.measured, self.is_partial or other.is_partial)


class Linkage:
    """Groups of texts, merged from the strongest tie down; ties of equal strength by lowest number.

    A pair that was not measured counts 0, because the texts share no rare shingle; except between groups whose tie is
    partial (their shingles stand in too many texts to pair all): there a fixed sample of such pairs is measured.
    """

    def __init__(self, starts: Sequence[int], links: Sequence[Link], vectors: Vectors) -> None:
        """``starts`` has a number for each text: texts of one number are one group from the start."""
        self.vectors = vectors
        first: dict[int, int] = {}
        group = [first.setdefault(number, text) for text, number in enumerate(starts)]
        self.members: dict[int, list[int]] = defaultdict(list)
        for text, own in enumerate(group):
            self.members[own].append(text)
        self.ties: dict[int, dict[int, _Tie]] = defaultdict(dict)
        for link in links:
            a, b = group[link.a], group[link.b]
            if a != b:
                tie = _Tie(round(link.strength * _SCALE), 1, link.is_partial)
                known = self.ties[a].get(b)
                self.ties[a][b] = self.ties[b][a] = known.plus(tie) if known else tie

    def merge(self, threshold: float) -> list[list[int]]:
        """Merge while the mean strength of some two groups reaches `threshold`; return sorted lists of text numbers."""
        heap = [(-self._mean(a, b), a, b) for a in self.ties for b in self.ties[a] if a < b]
        heapify(heap)
        while heap and -heap[0][0] >= threshold * _SCALE:
            height, a, b = heappop(heap)
            if b in self.ties[a] and b in self.members and self._mean(a, b) == -height:
                self._join(a, b)
                for other in self.ties[a]:
                    low, high = sorted((a, other))
                    heappush(heap, (-self._mean(low, high), low, high))
        return sorted(sorted(group) for group in self.members.values())

    def _join(self, a: int, b: int) -> None:
        self.members[a] += self.members.pop(b)
        for other, tie in self.ties.pop(b).items():
            del self.ties[other][b]
            if other != a:
                known = self.ties[a].get(other)
                self.ties[a][other] = self.ties[other][a] = known.plus(tie) if known else tie

    def _mean(self, a: int, b: int) -> float:
        tie, pairs = self.ties[a][b], len(self.members[a]) * len(self.members[b])
        missing = pairs - tie.measured
        guess = self._sampled(a, b) * missing if missing and tie.is_partial else 0.0
        return (tie.total + guess) / pairs

    def _sampled(self, a: int, b: int) -> float:
        pairs = list(product(_spread(self.members[a]), _spread(self.members[b])))
        return sum(round(self.vectors.cosine(*sorted(pair)) * _SCALE) for pair in pairs) / len(pairs)


def _spread(group: list[int]) -> list[int]:
    """Return a few members at even distances in the order of numbers."""
    ordered = sorted(group)
    step = max(1, len(ordered) // _SAMPLE)
    return ordered[::step][:_SAMPLE]
