"""Where shared passages stand in the two pages: runs of words as spans of both page texts, many pairs at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from claims_pipeline.stories.alignment import Run
from claims_pipeline.stories.texts import CleanText
from claims_pipeline.stories.words import Array, spelling

_BATCH = 1_000
"""Pairs whose page texts are held as code points at once."""
_BATCH_WORDS = 1_000_000
"""Words of shared passages that are looked at at once."""
_MAX_MARKS = 40
"""Marks beside a word that are compared: a line may end in a million dashes."""
_SPACE = ord(" ")


class Pair(NamedTuple):
    """Two pages that share text: page ids in order, the number of their link, and the passages in the order of `a`."""

    a: str
    b: str
    link: int
    runs: Sequence[Run]


def ordered_pair(one: str, other: str, link: int, runs: Sequence[Run]) -> Pair:
    """Return a pair with the lower page id first."""
    if one < other:
        return Pair(one, other, link, runs)
    return Pair(other, one, link, sorted(Run(b, a, length) for a, b, length in runs))


def describe_pairs(pairs: Sequence[Pair], texts: Mapping[str, CleanText]) -> Iterator[pl.DataFrame]:
    """Yield the rows of `copies`, with `link` for the kind: spans in step, the nth of one page is the nth of the other.

    A run is cut where either page begins a new line, so that no span holds text that was dropped between two lines.
    Punctuation that both pages have beside the words belongs to the span.
    """
    batch: list[Pair] = []
    n_words = 0
    for pair in pairs:
        batch.append(pair)
        n_words += sum(run.length for run in pair.runs)
        if n_words > _BATCH_WORDS or len(batch) == _BATCH:
            yield _describe(batch, texts)
            batch, n_words = [], 0
    if batch:
        yield _describe(batch, texts)


class _Pages:
    """The words, lines and characters of some pages, each kind in a row; offsets count from the first page's start."""

    def __init__(self, texts: Sequence[CleanText]) -> None:
        n_words, n_lines = [len(text.words) for text in texts], [len(text.line_spans) for text in texts]
        n_chars = [len(text.page_text) for text in texts]
        self.word, self.char = _bases(n_words), _bases(n_chars)
        char = np.repeat(self.char, n_words)
        joined = "".join(text.page_text for text in texts)
        self.codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        self.start = np.concatenate([text.starts for text in texts]) + char
        self.end = np.concatenate([text.ends for text in texts]) + char
        self.line = np.concatenate([text.lines for text in texts]) + np.repeat(_bases(n_lines), n_words)
        spans = np.array([span for text in texts for span in text.line_spans], np.int64).reshape(-1, 2)
        spans += np.repeat(self.char, n_lines)[:, None]
        self.line_start, self.line_end = spans.T
        self.visible = np.concatenate(([0], np.cumsum(~_is_space().take(self.codes))))
        # Characters of the lines that have words.
        used = np.bincount(self.line, minlength=len(spans)) > 0
        visible = (self.visible[self.line_end] - self.visible[self.line_start]) * used
        self.size = np.bincount(np.repeat(np.arange(len(texts)), n_lines), visible, len(texts))

    def before(self, word: Array) -> Array:
        """Return the first character before each word that is no other word's, nor another line's."""
        follows = (word > 0) & (self.line[word] == self.line[word - 1])
        return np.where(follows, self.end[word - 1], self.line_start[self.line[word]])

    def after(self, word: Array) -> Array:
        """Return the end of the characters after each word that are no other word's, nor another line's."""
        beyond = np.minimum(word + 1, len(self.line) - 1)
        leads = (beyond > word) & (self.line[word] == self.line[beyond])
        return np.where(leads, self.start[beyond], self.line_end[self.line[word]])


def _bases(sizes: Sequence[int]) -> Array:
    return np.cumsum([0, *sizes[:-1]]).astype(np.int64)


class _Pieces(NamedTuple):
    """Runs within one line of both pages: the pair, the first word in both, the number of words."""

    pair: Array
    a: Array
    b: Array
    length: Array


def _describe(pairs: Sequence[Pair], texts: Mapping[str, CleanText]) -> pl.DataFrame:
    ids = sorted({page_id for pair in pairs for page_id in (pair.a, pair.b)})
    number = {page_id: n for n, page_id in enumerate(ids)}
    pages = _Pages([texts[page_id] for page_id in ids])
    page_a = np.array([number[pair.a] for pair in pairs], np.int64)
    page_b = np.array([number[pair.b] for pair in pairs], np.int64)
    pieces = _cut(pages, pairs, page_a, page_b)
    (start_a, end_a), (start_b, end_b) = _grown(pages, pieces)
    visible = pages.visible
    shares = [
        np.bincount(pieces.pair, visible[end] - visible[start], len(pairs)) / np.maximum(pages.size[page], 1)
        for start, end, page in ((start_a, end_a, page_a), (start_b, end_b, page_b))
    ]
    char_a, char_b = pages.char[page_a[pieces.pair]], pages.char[page_b[pieces.pair]]
    edges = {"sa": start_a - char_a, "ea": end_a - char_a, "sb": start_b - char_b, "eb": end_b - char_b}
    spans = pl.DataFrame({"pair": pieces.pair} | edges)
    listed = spans.group_by("pair", maintain_order=True).agg(
        shared_spans_a=pl.struct(start_char=pl.col("sa").cast(pl.Int32), end_char=pl.col("ea").cast(pl.Int32)),
        shared_spans_b=pl.struct(start_char=pl.col("sb").cast(pl.Int32), end_char=pl.col("eb").cast(pl.Int32)),
    )
    told = pl.DataFrame(
        {
            "pair": pl.Series(range(len(pairs)), dtype=pl.Int64),
            "page_id_a": [pair.a for pair in pairs],
            "page_id_b": [pair.b for pair in pairs],
            "link": pl.Series([pair.link for pair in pairs], dtype=pl.Int64),
            "containment_a": np.minimum(shares[0], 1.0).round(6),
            "containment_b": np.minimum(shares[1], 1.0).round(6),
        }
    )
    empty = pl.lit([], dtype=listed.schema["shared_spans_a"])
    both = told.join(listed, on="pair", how="left", maintain_order="left").drop("pair")
    return both.with_columns(pl.col("shared_spans_a", "shared_spans_b").fill_null(empty))


def _cut(pages: _Pages, pairs: Sequence[Pair], page_a: Array, page_b: Array) -> _Pieces:
    runs = np.array([run for pair in pairs for run in pair.runs], np.int64).reshape(-1, 3)
    of_pair = np.repeat(np.arange(len(pairs)), [len(pair.runs) for pair in pairs])
    lengths = runs[:, 2]
    first = np.cumsum(lengths) - lengths
    within = np.arange(int(lengths.sum())) - np.repeat(first, lengths)
    a = np.repeat(pages.word[page_a[of_pair]] + runs[:, 0], lengths) + within
    b = np.repeat(pages.word[page_b[of_pair]] + runs[:, 1], lengths) + within
    opens = (within == 0) | (pages.line[a] != pages.line[a - 1]) | (pages.line[b] != pages.line[b - 1])
    at = np.flatnonzero(opens)
    return _Pieces(np.repeat(of_pair, lengths)[at], a[at], b[at], np.diff(at, append=len(opens)))


def _grown(pages: _Pages, pieces: _Pieces) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    last_a, last_b = pieces.a + pieces.length - 1, pieces.b + pieces.length - 1
    start_a, start_b = pages.start[pieces.a], pages.start[pieces.b]
    end_a, end_b = pages.end[last_a], pages.end[last_b]
    room = np.minimum(start_a - pages.before(pieces.a), start_b - pages.before(pieces.b))
    before = _agreeing(pages.codes, start_a - 1, start_b - 1, -1, room)
    room = np.minimum(pages.after(last_a) - end_a, pages.after(last_b) - end_b)
    after = _agreeing(pages.codes, end_a, end_b, 1, room)
    return (start_a - before, end_a + after), (start_b - before, end_b + after)


def _agreeing(codes: Array, at_a: Array, at_b: Array, step: int, room: Array) -> Array:
    """Return how many marks agree from two places on, up to a space; printing variants of a mark are equal."""
    fold = _printings()
    agreeing = np.zeros(len(at_a), np.int64)
    room = np.minimum(room, _MAX_MARKS)
    moving = np.flatnonzero(room > 0)
    while len(moving):
        offset = agreeing[moving] * step
        one, other = codes[at_a[moving] + offset], codes[at_b[moving] + offset]
        moving = moving[(one != _SPACE) & (other != _SPACE) & (fold.take(one) == fold.take(other))]
        agreeing[moving] += 1
        moving = moving[agreeing[moving] < room[moving]]
    return agreeing


@cache
def _printings() -> Array:
    """Return the code point that stands for each: one for all printings of a mark."""
    fold = np.arange(0x110000, dtype=np.uint32)
    for one, other in spelling()["characters"].items():
        fold[ord(one)] = ord(other)
    return fold


@cache
def _is_space() -> Array:
    spaces = np.zeros(0x110000, bool)
    spaces[[code for code in range(0x3001) if chr(code).isspace()]] = True
    return spaces
