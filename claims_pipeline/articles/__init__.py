"""``page_blocks`` → ``page_lines``, ``articles``: label every block, keep the article, read its metadata.

In: ``raw_pages`` (accepted ones), ``page_blocks`` (a line of text, or a block of HTML, each) and ``page_hints``.
Out: ``page_lines``, one to one with ``page_blocks``; ``articles``, one row for each accepted page.

Method. A line classifier, trained on pages with known articles, gives each line the probability that it belongs to
the article: boosted trees over the line's shape, its neighbours, its page, the learned weights of its words and, for
HTML, its markup, in two stages of which the second knows what the first said around the line (``line_model``; stacked
sequential learning, Cohen and Carvalho, IJCAI 2005). It knows no language and reads no document twice. Rules name what
furniture is: cue phrases (``cues.toml``), the shape of bylines, dates and captions, repetition, the names of elements.
Where a rule calls a line furniture the classifier must be all but sure to keep it. Lines that an outlet prints on
several articles of one day are its template (``templates``). Every verdict carries its rule (``explain_rule``) and its
probability.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import dataframely as dy

from claims_pipeline.articles.explanations import explain_rule
from claims_pipeline.articles.labels import judge
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
    The order of pages does not matter, and pages change each other only as pages of one outlet and landing day do: what
    three articles of it share is its template. ``articles.text`` joins the kept lines of the
    body with a newline each, white space at their ends cut; offsets are in ``page_lines``.
    """
    lines: list[dict[str, Any]] = []
    articles: list[dict[str, Any]] = []
    pages = accepted_pages(raw_pages, page_blocks, page_hints)
    judged = line_probabilities(pages)
    templates = template_lines(pages, judged)
    for page, probabilities, template in zip(track(pages), judged, templates, strict=True):
        verdicts = judge(page.blocks, probabilities, page.titles, page.title_parts, template)
        lines.extend(line_rows(page, verdicts, probabilities))
        articles.append(article_row(page, verdicts, settings))
    return CleanPages(*to_frames(lines, articles))
