"""``articles`` → ``claims``, ``sources_seen``: who says what, with exact spans.

A claim is source + cue + content, the terms of the attribution-relation corpora PARC (Pareti 2015) and PolNeAR (Newell
et al. 2018), or the outlet's own statement of fact (``narrates``). Two readers vote: a network that was trained to see
attributions, and a grammar of the constructions in which English news attributes. Every span can say why it was chosen
(``evidence``), and how sure it is (``confidence``):

1. ``text``: kept lines → sentences of tokens, quotation marks paired;
2. ``tagging``: lines → attributions by the network, or ``endpoint``: by a language model that the user names;
3. ``cues``, ``attribution``: the same by the grammar, the source and content of each cue by the frames that it takes
   (``complements``, ``quotations``, ``constructions``; bounds from ``phrases``, ``clauses``, ``verbs``);
4. ``votes``, ``confidence``: which of both count, with whose spans; ``cue_words``: how to read a cue of the network;
5. ``page``, ``contents``: quotations carried to their speaker, contents cut into single statements;
6. ``cast``, ``speakers``, ``spelling``: source text → organisation or person, kind and country;
7. ``events``, ``stances``, ``times``: what the content is about, what the source does by saying it, when;
8. ``answers``, ``narration``: claims inside claims, answers to claims, and the outlet's own statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import dataframely as dy
import polars as pl

from claims_pipeline.claims.endpoint import Endpoint
from claims_pipeline.claims.page import KeptLine, read_page
from claims_pipeline.claims.rows import claim_rows, source_rows
from claims_pipeline.claims.statements import Statement
from claims_pipeline.schemas import Articles, Claims, PageLines, RawPages, Sources, SourcesSeen
from claims_pipeline.settings import ClaimsSettings, Track

EXTRACTOR_VERSION = "vote-1"
_SEEN = {name: column.dtype for name, column in SourcesSeen.columns().items()}


class Attribution(NamedTuple):
    """The output of the stage."""

    claims: dy.DataFrame[Claims]
    sources_seen: dy.DataFrame[SourcesSeen]


def extract_claims(
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    articles: dy.DataFrame[Articles],
    settings: ClaimsSettings,
    track: Track = iter,
    endpoint: Endpoint | None = None,
) -> Attribution:
    """Extract every attributed statement, and the outlet's own, from the kept lines of accepted pages.

    In: ``raw_pages`` (the text that offsets index), ``page_lines`` (only kept lines are read), ``articles`` (the
    publication range that relative days count from). Out: ``claims`` sorted by id, and the names under which their
    speakers appear. Cost is linear in the text, and a page that landed twice is read once; sentences are cut at
    ``settings.max_sentence_chars``. On the pages that an ``endpoint`` answers, its attributions stand in for the
    network's. Raises nothing on any text; pages without kept lines give no rows.
    """
    version = f"{EXTRACTOR_VERSION}+{endpoint.version}" if endpoint else EXTRACTOR_VERSION
    claims, sources = [], []
    pages = _pages(raw_pages, page_lines, articles)
    contents = list(map(_content, pages))
    times = Counter(contents)
    known: dict[tuple[Any, ...], list[Statement]] = {}
    for page, content in zip(track(pages), contents, strict=True):
        statements = known[content] if content in known else read_page(*content, settings, endpoint)
        if times[content] > 1:
            known[content] = statements
        claims += claim_rows(page, statements, version)
        sources += source_rows(page, statements)
    return Attribution(
        Claims.validate(pl.DataFrame(claims, schema=Claims.create_empty().schema).sort("claim_id"), cast=True),
        SourcesSeen.validate(_first_seen(pl.DataFrame(sources, schema=_SEEN)), cast=True),
    )


def join_claims(parts: Iterable[Attribution]) -> Attribution:
    """Join what was extracted from parts of the pages: the same as if all had been read at once, in any order."""
    claims, sources = zip(*parts, strict=True)
    return Attribution(
        Claims.validate(pl.concat(claims).sort("claim_id"), cast=True),
        SourcesSeen.validate(_first_seen(pl.concat(sources)), cast=True),
    )


def list_sources(sources_seen: dy.DataFrame[SourcesSeen]) -> dy.DataFrame[Sources]:
    """Summarise the speakers of all days: ``sources_seen`` → ``sources``, a row a speaker, aliases sorted.

    Where days disagree on name, kind or country, the alphabetically first known value stands, so that no order of days
    matters.
    """
    sources = (
        sources_seen.with_columns(pl.col("kind").cast(pl.String))
        .group_by("source_id")
        .agg(
            pl.col("name").sort().first(),
            pl.col("kind").sort().first(),
            pl.col("country").drop_nulls().sort().first(),
            pl.col("alias").unique().sort().alias("aliases"),
        )
        .sort("source_id")
    )
    return Sources.validate(sources, cast=True)


def _content(page: dict[str, Any]) -> tuple[str, tuple[KeptLine, ...], tuple[date, date]]:
    """Return all that the statements of a page depend on."""
    lines = tuple(KeptLine(line["start_char"], line["end_char"], line["label"]) for line in page["lines"])
    return page["page_text"], lines, (page["published_from"], page["published_to"])


def _pages(raw_pages: pl.DataFrame, page_lines: pl.DataFrame, articles: pl.DataFrame) -> list[dict]:
    """Return one dict a page that has kept lines, with its lines in order."""
    lines = (
        page_lines.filter("kept")
        .sort("page_id", "line_no")
        .group_by("page_id", maintain_order=True)
        .agg(pl.struct("start_char", "end_char", pl.col("label").cast(pl.String)).alias("lines"))
    )
    return (
        lines.join(raw_pages.select("page_id", "landed_on", "page_text"), on="page_id")
        .join(articles.select("page_id", "published_from", "published_to"), on="page_id")
        .sort("page_id")
        .to_dicts()
    )


def _first_seen(frame: pl.DataFrame) -> pl.DataFrame:
    """Return each day, speaker and alias once."""
    return frame.sort(frame.columns).unique(SourcesSeen.primary_key(), keep="first", maintain_order=True)
