"""``page_blocks`` → ``page_lines``, ``articles``: label every block, keep the article, read its metadata.

In: ``raw_pages`` (accepted ones), ``page_blocks`` (a line of text, or a block of HTML, each) and ``page_hints``.
Out: ``page_lines``, one to one with ``page_blocks``; ``articles``, one row for each accepted page.

Method. One sequence method serves text as copied from a browser and HTML. Lines first say what they are by
themselves: cue phrases (``cues.toml``), the shape of bylines, dates and captions, repetition. What is left is scored as
prose (length, end of sentence; for HTML also links, ancestors and the element that holds most prose), and the article
is the contiguous run with the largest sum (Kadane's maximum subarray). Inside the run sentences, quotes, list items and
subheadings are kept; everything outside is dropped. Each verdict carries the name of its rule (``explain_rule``).
Contiguity follows Pasternack and Roth, "Extracting article text from the web with maximum subsequence segmentation"
(WWW 2009); the scores are rules, not learned, and mostly blind to language.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import dataframely as dy

from claims_pipeline.articles.explanations import explain_rule
from claims_pipeline.articles.labels import body_lines, judge
from claims_pipeline.articles.page import accepted_pages
from claims_pipeline.articles.probabilities import line_probabilities
from claims_pipeline.articles.rows import article_row, line_rows, to_frames
from claims_pipeline.articles.templates import template_lines
from claims_pipeline.schemas import Articles, PageBlocks, PageHints, PageLines, RawPages
from claims_pipeline.settings import ArticlesSettings, Track

__all__ = ["CleanPages", "clean_pages", "explain_rule"]


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
    """Label every block of every accepted page and write its clean text.

    Never raises on any text; a page without an article has lines without a body, and an article row without text.
    Pages are independent of each other, so their order does not matter. ``articles.text`` joins the kept lines of the
    body with a newline each, white space at their ends cut; offsets are in ``page_lines``.
    """
    lines: list[dict[str, Any]] = []
    articles: list[dict[str, Any]] = []
    pages = accepted_pages(raw_pages, page_blocks, page_hints)
    judged = line_probabilities(pages)
    templates = template_lines(pages, [body_lines(probabilities) for probabilities in judged])
    for page, probabilities, template in zip(track(pages), judged, templates, strict=True):
        verdicts = judge(page.blocks, probabilities, page.titles, page.title_parts, template)
        lines.extend(line_rows(page, verdicts, probabilities))
        articles.append(article_row(page, verdicts, settings))
    return CleanPages(*to_frames(lines, articles))
