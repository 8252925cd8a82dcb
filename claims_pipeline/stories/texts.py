"""The words of pages' clean texts, and where they stand in the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from claims_pipeline.schemas import BODY_LABELS
from claims_pipeline.settings import Track
from claims_pipeline.stories.words import Array, read_words

_NEAR_WORDS = 30
"""Words before and after a quote among which its speaker is named."""
_BATCH_CHARS = 1_000_000
"""Characters of clean text that are held and read at once."""
_BATCH_PAGES = 500
"""Pages whose whole texts are held at once."""


@dataclass(frozen=True)
class CleanText:
    """One page's kept body lines as words, arrays with an entry a word; offsets are code points into the page text."""

    page_id: str
    page_text: str
    words: Array
    """Hashes of 32 bits, equal for two printings of a word."""
    starts: Array
    ends: Array
    lines: Array
    """For each word the index of its line in `line_spans`."""
    line_spans: list[tuple[int, int]]
    is_capital: Array
    is_quoted: Array

    @cached_property
    def names(self) -> Array:
        """For each word whether it is written with a capital, here and everywhere else in the text."""
        return self.is_capital & ~np.isin(self.words, self.words[~self.is_capital], kind="sort")

    def names_near(self, word: int, length: int) -> dict[int, int]:
        """Return the names outside quotation marks in and around a passage, with their distance from it in words."""
        first, last = max(0, word - _NEAR_WORDS), min(len(self.words), word + length + _NEAR_WORDS)
        near: dict[int, int] = {}
        for n in (first + np.flatnonzero((self.names & ~self.is_quoted)[first:last])).tolist():
            distance = max(0, word - n, n - (word + length - 1))
            name = int(self.words[n])
            near[name] = min(distance, near.get(name, distance))
        return near


class Texts:
    """The texts of some pages: where these and their lines stand in the tables is looked up once, each is read anew."""

    def __init__(self, page_ids: Iterable[str], raw_pages: pl.DataFrame, page_lines: pl.DataFrame) -> None:
        wanted = pl.DataFrame({"page_id": pl.Series(list(page_ids), dtype=pl.String)})
        self._pages = wanted.join(raw_pages.select("page_id").with_row_index("row"), on="page_id").sort("page_id")
        self._texts = raw_pages["page_text"]
        lines = (
            page_lines.lazy()
            .filter(pl.col("kept") & pl.col("label").cast(pl.String).is_in(BODY_LABELS))
            .join(self._pages.lazy().select("page_id").with_row_index("page"), on="page_id")
            .select("page", "line_no", "start_char", "end_char")
            .collect(engine="streaming")
            .sort("page", "line_no")
        )
        self._lines = np.searchsorted(lines["page"], np.arange(len(self._pages) + 1))
        self._starts, self._ends = lines["start_char"].to_numpy(), lines["end_char"].to_numpy()

    def read(self, page_ids: Iterable[str] | None = None, track: Track = iter) -> Iterator[CleanText]:
        """Yield the clean text of some of the pages, or of all, by page id; one without kept lines has no words."""
        pages = self._pages.with_row_index("page")
        if page_ids is not None:
            wanted = pl.Series(list(page_ids), dtype=pl.String).sort()
            pages = pages[pages["page_id"].search_sorted(wanted)]
        batch: list[tuple[str, str, list[tuple[int, int]]]] = []
        size = 0
        for page_id, text, page in track(self._page_texts(pages)):
            own = slice(*self._lines[page : page + 2])
            starts, ends = self._starts[own], self._ends[own]
            batch.append((page_id, text, list(zip(starts.tolist(), ends.tolist(), strict=True))))
            size += int((ends - starts).sum())
            if size > _BATCH_CHARS:
                yield from _read_batch(batch)
                batch, size = [], 0
        yield from _read_batch(batch)

    def _page_texts(self, pages: pl.DataFrame) -> Iterator[tuple[str, str, int]]:
        """Yield id, text and number of each page, those of a few at a time."""
        for some in pages.iter_slices(_BATCH_PAGES):
            yield from zip(some["page_id"], self._texts.gather(some["row"]), some["page"], strict=True)


def _read_batch(batch: list[tuple[str, str, list[tuple[int, int]]]]) -> Iterator[CleanText]:
    """Read the words of all pages of a batch in one go: lines joined, offsets moved back to their pages."""
    pieces = [text[start:end].replace("\n", " ") for _, text, spans in batch for start, end in spans]
    lengths = np.array([len(piece) + 1 for piece in pieces], np.int64)
    begins = np.cumsum(lengths) - lengths
    words = read_words("\n".join(pieces))
    bounds = np.append(np.searchsorted(words.start, begins), len(words.start))
    n_words = np.diff(bounds)
    shift = np.repeat(np.array([start for _, _, spans in batch for start, _ in spans], np.int64) - begins, n_words)
    start, end, hashes = words.start + shift, words.end + shift, (words.hash >> np.uint64(32)).astype(np.uint32)
    n_lines = np.array([len(spans) for _, _, spans in batch], np.int64)
    first = np.cumsum(n_lines) - n_lines
    line = np.repeat(np.arange(len(pieces)) - np.repeat(first, n_lines), n_words)
    edges = bounds[np.append(first, len(pieces))].tolist()
    for (page_id, text, spans), own in zip(batch, map(slice, edges, edges[1:]), strict=True):
        yield CleanText(
            page_id=page_id,
            page_text=text,
            words=hashes[own],
            starts=start[own],
            ends=end[own],
            lines=line[own],
            line_spans=spans,
            is_capital=words.is_capital[own],
            is_quoted=words.is_quoted[own],
        )
