"""Pages that were read → the three tables of the stage."""

from __future__ import annotations

from datetime import date
from typing import Any

import dataframely as dy
import polars as pl

from claims_pipeline.pages.containers import Unread
from claims_pipeline.pages.origin import utc
from claims_pipeline.pages.reading import Page
from claims_pipeline.schemas import PageBlocks, PageHints, RawPages, make_id


class Rows:
    """The rows gathered so far."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[Any, ...]] = {}
        self._blocks: list[tuple[Any, ...]] = []
        self._hints: list[tuple[Any, ...]] = []

    def add(self, landed_on: date, page: Unread, read: Page) -> None:
        """Add a page, unless it is there already: the same bytes under the same name on the same day are one page."""
        page_id = make_id(landed_on, page.source_ref, page.sha256)
        if page_id in self._pages:
            return
        reading = read.reading
        self._pages[page_id] = (
            *(page_id, landed_on, page.source_ref, page.sha256, page.n_bytes, read.url, read.outlet),
            *(utc(page.origin.values.get("fetched_at")), read.media_type, read.encoding),
            *("rejected" if reading.reason else "accepted", reading.reason, reading.text),
        )
        self._hints += [(page_id, landed_on, number, *hint) for number, hint in enumerate(reading.hints)]
        for number, (start, block) in enumerate(zip(reading.starts, reading.blocks, strict=True), start=1):
            self._blocks.append((page_id, landed_on, number, start, start + len(block.text), *block[1:]))

    def frames(self) -> tuple[dy.DataFrame[RawPages], dy.DataFrame[PageBlocks], dy.DataFrame[PageHints]]:
        """Return the tables, sorted by their keys."""
        return (
            RawPages.validate(_frame(list(self._pages.values()), RawPages), cast=True),
            PageBlocks.validate(_frame(self._blocks, PageBlocks), cast=True),
            PageHints.validate(_frame(self._hints, PageHints), cast=True),
        )


def _frame(rows: list[tuple[Any, ...]], schema: type[dy.Schema]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema.create_empty().schema, orient="row").sort(schema.primary_key())
