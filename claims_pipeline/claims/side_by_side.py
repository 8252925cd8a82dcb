"""Claims of many pages, read by several processes: the networks take most of a day, and a core each.

A page's claims depend on that page alone, so the pages are cut into parts of equal length, and what comes back is
joined in an order that does not depend on who was first.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import NamedTuple

import dataframely as dy
import polars as pl

from claims_pipeline.claims import Attribution, extract_claims, join_claims
from claims_pipeline.schemas import Articles, PageLines, RawPages
from claims_pipeline.settings import ClaimsSettings, Track

PARTS_A_WORKER = 8
"""More parts than workers, so that none waits long for the last."""


class Part(NamedTuple):
    """Some pages, with all that their claims depend on."""

    raw_pages: pl.DataFrame
    page_lines: pl.DataFrame
    articles: pl.DataFrame


def extract_claims_side_by_side(
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    articles: dy.DataFrame[Articles],
    settings: ClaimsSettings,
    track: Track,
    n_workers: int,
) -> Attribution:
    """Extract claims as ``extract_claims`` does, with the same result, in so many processes; in this one if in one."""
    if n_workers < 2:
        return extract_claims(raw_pages, page_lines, articles, settings, track)
    parts = cut(raw_pages, page_lines, articles, n_workers * PARTS_A_WORKER)
    # Started anew, not forked: a fork would take over the threads' locks, and the right to write in the home.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(n_workers, context, initializer=_end_with_parent) as workers:
        waiting = {workers.submit(_extract, part, settings): part.articles.height for part in parts}
        done = []

        def pages() -> Iterator[int]:
            for future in as_completed(waiting):
                done.append(future.result())
                yield from range(waiting[future])

        for _ in track(_Counted(pages(), articles.height)):
            pass
    return join_claims(done)


def cut(raw_pages: pl.DataFrame, page_lines: pl.DataFrame, articles: pl.DataFrame, n_parts: int) -> Sequence[Part]:
    """Cut the pages into parts of about the same length, pages of one text together: those are read once."""
    lengths = articles.join(raw_pages.select("page_id", "page_text"), on="page_id").select(
        "page_id", pl.col("page_text").hash().alias("text"), pl.col("n_words").cast(pl.Int64) + 50
    )
    texts = lengths.group_by("text").agg("page_id", pl.col("n_words").first()).sort("n_words", "text", descending=True)
    parts: list[list[str]] = [[] for _ in range(n_parts)]
    weights = [0] * n_parts
    for page_ids, n_words in texts.select("page_id", "n_words").iter_rows():
        lightest = weights.index(min(weights))
        parts[lightest] += page_ids
        weights[lightest] += n_words
    return [
        Part(*(frame.filter(pl.col("page_id").is_in(ids)) for frame in (raw_pages, page_lines, articles)))
        for ids in parts
        if ids
    ]


class _Counted(Iterator[int]):
    """Pages that are done, one by one, of a number that is known from the start."""

    def __init__(self, pages: Iterator[int], n_pages: int) -> None:
        self._pages, self._n_pages = pages, n_pages

    def __next__(self) -> int:
        return next(self._pages)

    def __len__(self) -> int:
        return self._n_pages


def _extract(part: Part, settings: ClaimsSettings) -> Attribution:
    return extract_claims(
        RawPages.cast(part.raw_pages), PageLines.cast(part.page_lines), Articles.cast(part.articles), settings
    )


def _end_with_parent() -> None:
    """Let a worker die with the run that it works for, however that dies."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
