"""Extractors over the same pages in one run: what each returns, and the CPU time that it takes.

Pages go in chunks, and every extractor takes a chunk before any takes the next: what slows the machine down for a
while slows all of them. Garbage is collected between them, outside the clock. Needs no network and no peers.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from claims_pipeline_tests.bench.extractors import Extractor, extractors
from claims_pipeline_tests.evaluation.article_texts import FLAT, HTML, Form, Record

CHUNK = 100
"""The doors are called once a chunk: large enough that what a call costs, not a page, hardly counts."""


@dataclass
class Run:
    """What one extractor made of the pages of a set in one form."""

    form: Form
    extractor: Extractor
    texts: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    raised: int = 0

    @property
    def name(self) -> str:
        """Return the extractor's name."""
        return self.extractor.name

    def take(self, records: Sequence[Record]) -> None:
        """Extract the texts of some more pages."""
        pages = [self.extractor.prepare(record, self.form) for record in records]
        gc.collect()
        started = time.process_time()
        texts = self._extracted(pages)
        self.seconds += time.process_time() - started
        self.texts |= {record["id"]: text for record, text in zip(records, texts, strict=True)}

    def _extracted(self, pages: Sequence[Any]) -> list[str]:
        try:
            return self.extractor.extract(pages)
        except Exception:  # whatever a peer raises on a page is its result there
            if len(pages) == 1:
                self.raised += 1
                return [""]
            return [text for page in pages for text in self._extracted([page])]


def compare(records: Sequence[Record], progress: str = "") -> list[Run]:
    """Run every extractor over all pages, in both forms, chunk by chunk in turn."""
    runs = [Run(form, extractor) for form in (HTML, FLAT) for extractor in extractors(form)]
    _warm_up(records[:1])
    for done, chunk in _chunks(records):
        for run in runs:
            run.take(chunk)
        if progress and sys.stderr.isatty():
            print(f"\r{progress}: {done} of {len(records)} pages", end="", file=sys.stderr)
    if progress and sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    return runs


def _warm_up(records: Sequence[Record]) -> None:
    """Import, compile and load what each needs, so that no page pays for it."""
    for form in (HTML, FLAT):
        for extractor in extractors(form):
            Run(form, extractor).take(records)


def _chunks(records: Sequence[Record]) -> Iterator[tuple[int, Sequence[Record]]]:
    for start in range(0, len(records), CHUNK):
        chunk = records[start : start + CHUNK]
        yield start + len(chunk), chunk
