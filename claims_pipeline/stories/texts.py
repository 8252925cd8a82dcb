"""The words of a page's clean text, normalised so that two printings of one sentence have equal words."""

from __future__ import annotations

import json
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import polars as pl

from claims_pipeline.schemas import BODY_LABELS

_WORD = re.compile(r"[^\W_]+")
_NEAR_WORDS = 30
"""Words before and after a quote among which its speaker is named."""
_SPELLING = Path(__file__).with_name("spelling.json")


@cache
def spelling() -> dict[str, Any]:
    """Return the characters and word endings that printings of one text differ in."""
    return json.loads(_SPELLING.read_text(encoding="utf-8"))


@lru_cache(maxsize=1 << 17)
def word_hash(word: str) -> int:
    """Return the stable 64-bit hash of a normalised word: BLAKE2b (RFC 7693), 8 bytes, big-endian."""
    digest = blake2b(normalise(word).encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "big")


def normalise(word: str) -> str:
    """Fold case, accents, width and British spelling.

    The endings also change words that no spelling reform touched (`rise` becomes `rize`); that is harmless, because
    both sides of a comparison are folded alike and the result is never shown.
    """
    folded = unicodedata.normalize("NFKD", word.casefold())
    folded = "".join(char for char in folded if not unicodedata.combining(char))
    for ending, other in spelling()["endings"]:
        if folded.endswith(ending) and len(folded) > len(ending) + 1:
            return folded[: -len(ending)] + other
    return folded


@dataclass(frozen=True)
class CleanText:
    """One page's kept body lines as words; offsets are code points into the page text."""

    page_id: str
    page_text: str
    outlet: str | None
    agency: str | None
    published_from: date
    published_to: date
    is_dated: bool
    """Whether the page tells when it was published; else the range is a guess from its arrival."""
    n_words: int
    starts: array[int]
    ends: array[int]
    lines: array[int]
    """For each word the index of its line in `line_spans`."""
    line_spans: list[tuple[int, int]]
    hashes: array[int]

    @cached_property
    def digest(self) -> bytes:
        """The words alone: equal for texts that differ in white space, case, quotation marks or spelling only."""
        return blake2b(self.hashes.tobytes(), digest_size=16).digest()

    @cached_property
    def size(self) -> int:
        """Characters of the lines that have words, white space apart."""
        spans = (self.line_spans[line] for line in sorted(set(self.lines)))
        return sum(len("".join(self.page_text[start:end].split())) for start, end in spans)

    @cached_property
    def quoted(self) -> bytearray:
        """For each word whether it stands inside quotation marks of its line."""
        inside = bytearray(len(self.starts))
        for start, end in self.line_spans:
            for opened, closed in _quotations(self.page_text, start, end):
                first, last = bisect_left(self.starts, opened), bisect_left(self.starts, closed)
                inside[first:last] = b"\x01" * (last - first)
        return inside

    @cached_property
    def names(self) -> bytearray:
        """For each word whether it is written with a capital, here and everywhere else in the text."""
        capital = [self.page_text[start].isupper() for start in self.starts]
        common = {word for word, is_capital in zip(self.hashes, capital, strict=True) if not is_capital}
        return bytearray(
            is_capital and word not in common for word, is_capital in zip(self.hashes, capital, strict=True)
        )

    def names_near(self, word: int, length: int) -> dict[int, int]:
        """Return the names outside quotation marks in and around a passage, with their distance from it in words."""
        first, last = max(0, word - _NEAR_WORDS), min(len(self.hashes), word + length + _NEAR_WORDS)
        near: dict[int, int] = {}
        for n in range(first, last):
            if self.names[n] and not self.quoted[n]:
                distance = max(0, word - n, n - (word + length - 1))
                near[self.hashes[n]] = min(distance, near.get(self.hashes[n], distance))
        return near


@cache
def _quote_mark() -> re.Pattern[str]:
    marks = "".join(spelling()[kind] for kind in ("open_quotes", "close_quotes", "straight_quotes"))
    return re.compile(f"[{re.escape(marks)}]")


def _quotations(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the quotations of a line from mark to mark; one that is not closed ends with the line."""
    opened = None
    for mark in _quote_mark().finditer(text, start, end):
        closes = mark.group() in spelling()["close_quotes"] or mark.group() in spelling()["straight_quotes"]
        if opened is None and mark.group() not in spelling()["close_quotes"]:
            opened = mark.end()
        elif opened is not None and closes:
            yield opened, mark.start()
            opened = None
    if opened is not None:
        yield opened, end


def read_texts(
    raw_pages: pl.DataFrame, page_lines: pl.DataFrame, articles: pl.DataFrame, track: Any = iter
) -> list[CleanText]:
    """Return the clean text of every accepted page that has one, sorted by page id."""
    accepted = raw_pages.filter(pl.col("status") == "accepted").select("page_id", "page_text")
    lines = (
        page_lines.filter(pl.col("kept") & pl.col("label").cast(pl.String).is_in(BODY_LABELS))
        .sort("page_id", "line_no")
        .group_by("page_id", maintain_order=True)
        .agg("start_char", "end_char")
    )
    told = articles.filter(pl.col("n_words") > 0).select(
        "page_id",
        "outlet",
        "agency",
        "published_from",
        "published_to",
        "n_words",
        is_dated=pl.col("published_basis").cast(pl.String) != "landed_on",
    )
    rows = told.join(accepted, on="page_id").join(lines, on="page_id", how="left").sort("page_id")
    return list(_tokenise(track(rows.iter_rows(named=True))))


def _tokenise(rows: Iterable[dict[str, Any]]) -> Iterator[CleanText]:
    for row in rows:
        starts, ends, lines = array("i"), array("i"), array("i")
        spans = list(zip(row.pop("start_char") or (), row.pop("end_char") or (), strict=True))
        for line, (start, end) in enumerate(spans):
            found = [word.span() for word in _WORD.finditer(row["page_text"], start, end)]
            starts.extend(span[0] for span in found)
            ends.extend(span[1] for span in found)
            lines.extend([line] * len(found))
        hashes = array("Q", [word_hash(row["page_text"][a:b]) for a, b in zip(starts, ends, strict=True)])
        yield CleanText(**row, starts=starts, ends=ends, lines=lines, line_spans=spans, hashes=hashes)
