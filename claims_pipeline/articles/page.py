"""One accepted page, gathered from the three tables that describe it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import dataframely as dy
import polars as pl

from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.metadata import Hint, hint_values, title_hints, title_parts
from claims_pipeline.schemas import PageBlocks, PageHints, RawPages


@dataclass(frozen=True)
class Page:
    """One accepted page with its blocks and hints, in order."""

    page_id: str
    landed_on: date
    url: str | None
    outlet: str | None
    blocks: Sequence[Block]
    hints: Sequence[Hint]

    @property
    def is_html(self) -> bool:
        """Whether its blocks are elements of a document, not lines of a text."""
        return any(block.xpath for block in self.blocks)

    @cached_property
    def titles(self) -> list[str]:
        """The titles that the markup gives, the most trusted first."""
        named = hint_values(self.hints, "outlet")
        return title_hints(self.hints, self.outlet or (named[0].value if named else None))

    @cached_property
    def title_parts(self) -> list[str]:
        """The parts of those titles, one of which may be the headline where no whole title is."""
        return title_parts(self.hints)


def accepted_pages(
    raw_pages: dy.DataFrame[RawPages], page_blocks: dy.DataFrame[PageBlocks], page_hints: dy.DataFrame[PageHints]
) -> list[Page]:
    """Return the accepted pages, sorted by their ids."""
    accepted = raw_pages.filter(pl.col("status") == "accepted").sort("page_id")
    texts = dict(accepted.select("page_id", "page_text").iter_rows())
    blocks = _blocks_by_page(page_blocks, texts)
    hints = _hints_by_page(page_hints)
    columns = accepted.select("page_id", "landed_on", "url", "outlet")
    return [
        Page(page_id, landed_on, url, outlet, blocks.get(page_id, []), hints.get(page_id, []))
        for page_id, landed_on, url, outlet in columns.iter_rows()
    ]


def _blocks_by_page(page_blocks: dy.DataFrame[PageBlocks], texts: dict[str, str]) -> dict[str, list[Block]]:
    blocks: dict[str, list[Block]] = {}
    columns = ("line_no", "start_char", "end_char", "xpath", "tag", "context", "link_chars", "hidden")
    for (page_id,), rows in page_blocks.select("page_id", *columns).partition_by("page_id", as_dict=True).items():
        if (text := texts.get(page_id)) is not None:
            blocks[page_id] = [
                Block(line_no, start, end, text[start:end], *markup)
                for line_no, start, end, *markup in rows.select(columns).sort("line_no").iter_rows()
            ]
    return blocks


def _hints_by_page(page_hints: dy.DataFrame[PageHints]) -> dict[str, list[Hint]]:
    hints: dict[str, list[Hint]] = defaultdict(list)
    for page_id, *hint in page_hints.sort("page_id", "hint_no").select("page_id", "origin", "key", "value").iter_rows():
        hints[page_id].append(Hint(*hint))
    return hints
