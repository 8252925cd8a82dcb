"""``page_blocks`` → ``page_lines``, ``articles``: label every block, keep the article, read its metadata."""

from __future__ import annotations

from typing import NamedTuple

import dataframely as dy

from claims_pipeline.schemas import Articles, PageBlocks, PageHints, PageLines, RawPages
from claims_pipeline.settings import ArticlesSettings, Track


class CleanPages(NamedTuple):
    """The output of the stage."""

    page_lines: dy.DataFrame[PageLines]
    articles: dy.DataFrame[Articles]


def clean_pages(
    raw_pages: dy.DataFrame[RawPages],
    page_blocks: dy.DataFrame[PageBlocks],
    page_hints: dy.DataFrame[PageHints],
    settings: ArticlesSettings,
    track: Track = iter,
) -> CleanPages:
    """Label every block of every accepted page and write its clean text."""
    raise NotImplementedError
