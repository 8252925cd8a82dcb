"""Pages that were read → the three tables of the stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import dataframely as dy
import polars as pl

from claims_pipeline.pages.containers import Unread
from claims_pipeline.pages.origin import utc
from claims_pipeline.pages.reading import Page
from claims_pipeline.schemas import PageBlocks, PageHints, RawPages, make_id


class Rows:
    """The rows gathered so far: those of pages one by one, those of blocks and hints as columns."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[Any, ...]] = {}
        self._blocks = _Columns(PageBlocks)
        self._hints = _Columns(PageHints)

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
        self._blocks.add(page_id, landed_on, reading.blocks, first_number=1)
        self._hints.add(page_id, landed_on, reading.hints, first_number=0)

    def frames(self) -> tuple[dy.DataFrame[RawPages], dy.DataFrame[PageBlocks], dy.DataFrame[PageHints]]:
        """Return the tables, sorted by their keys."""
        pages = pl.DataFrame(list(self._pages.values()), schema=_dtypes(RawPages), orient="row")
        return (
            RawPages.validate(pages.sort(RawPages.primary_key()), cast=True),
            PageBlocks.validate(self._blocks.frame(), cast=True),
            PageHints.validate(self._hints.frame(), cast=True),
        )


class _Columns:
    """A table of numbered things of pages: page, day, number, and the fields of the thing."""

    def __init__(self, schema: type[dy.Schema]) -> None:
        self._schema = schema
        self._values: list[list[Any]] = [[] for _ in _dtypes(schema)]

    def add(self, page_id: str, landed_on: date, things: Sequence[tuple[Any, ...]], first_number: int) -> None:
        if not things:
            return
        n = len(things)
        numbers = range(first_number, first_number + n)
        added: tuple[Iterable[Any], ...] = ([page_id] * n, [landed_on] * n, numbers, *zip(*things, strict=True))
        for column, values in zip(self._values, added, strict=True):
            column += values

    def frame(self) -> pl.DataFrame:
        dtypes = _dtypes(self._schema)
        columns = dict(zip(dtypes, self._values, strict=True))
        return pl.DataFrame(columns, schema=dtypes).sort(self._schema.primary_key())


def _dtypes(schema: type[dy.Schema]) -> pl.Schema:
    return schema.create_empty().schema
