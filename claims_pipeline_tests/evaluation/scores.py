"""A tally of judgements: right or wrong by metric, and for each wrong one where, what and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Scores:
    """Judgements so far."""

    right: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def judge(self, metric: str, is_right: bool, miss: str = "") -> bool:
        """Count one judgement, and keep the words for a wrong one."""
        self.judged[metric] += 1
        self.right[metric] += is_right
        if not is_right:
            self.misses.append(f"{metric:28} {miss}")
        return is_right

    def shares(self) -> dict[str, float]:
        """Return the share of right judgements of each metric."""
        return {metric: round(self.right[metric] / n, 4) for metric, n in self.judged.items()}


def f1(both: int, found: int, true: int) -> float:
    """Return the harmonic mean of precision and recall; 1 where there is nothing to find and nothing was found."""
    return round(2 * both / (found + true), 4) if found + true else 1.0
