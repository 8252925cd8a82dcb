"""What became of the pages of one source in one run, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

_MAX_EXAMPLES = 5


@dataclass
class Tally:
    """Counts of one source; nothing vanishes without a reason."""

    source: str
    counts: Counter[str] = field(default_factory=Counter)
    """``listed`` pages are ``known``, ``fetched``, ``unchanged``, ``left_for_later`` or among the failures."""
    failures: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    broken: str | None = None
    """Why the source as a whole gave nothing: its feed does not answer, its folder is gone."""
    n_bytes: int = 0
    files: list[Path] = field(default_factory=list)

    def count(self, what: str) -> None:
        """Count a page, or a listing that has not changed."""
        self.counts[what] += 1

    def fail(self, reason: str, example: str) -> None:
        """Count a page that could not be had."""
        self.failures[reason] += 1
        shown = self.examples.setdefault(reason, [])
        if len(shown) < _MAX_EXAMPLES:
            shown.append(example)

    def fail_source(self, reason: str, detail: str = "") -> None:
        """Say why the whole source gave nothing."""
        self.broken = f"{reason}{f' ({detail})' if detail else ''}"

    def sentence(self) -> str:
        """Say what became of the source."""
        if self.broken:
            return f"{self.source}: nothing, {self.broken}."
        told = [f"{n} {name.replace('_', ' ')}" for name, n in sorted(self.counts.items()) if name != "listed"]
        told += [f"{n} failed ({reason})" for reason, n in sorted(self.failures.items())]
        return f"{self.source}: {', '.join(told) or 'nothing listed'}."


def tallied(tallies: Sequence[Tally]) -> pl.DataFrame:
    """Lay out what became of each source, a row a source."""
    rows = [
        {
            "source": tally.source,
            "fetched": tally.counts["fetched"],
            "unchanged or known": tally.counts["unchanged"] + tally.counts["known"],
            "failed": sum(tally.failures.values()),
            "told": tally.sentence(),
        }
        for tally in tallies
    ]
    return pl.DataFrame(rows)
