"""Label the blocks of one page: what each is, whether it is kept, and by which rule.

The article's text is what ``body`` says; headline and captions are kept beside it; everything else has the label of the
rule that knows it, of the element that it stands in, or of its length.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

import numpy as np

from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.body import body_lines, is_prose
from claims_pipeline.articles.contexts import markup_zones
from claims_pipeline.articles.furniture import Verdict, furniture
from claims_pipeline.articles.headlines import find_headline
from claims_pipeline.articles.lines import Pages
from claims_pipeline.articles.windows import best_runs

_LIKELY = 0.5
_LONG_LINE = 60.0
_SHORT_WORDS = 12.0
_RELATED_WORDS = 5.0
_CAPTION_REACH = 12
_CAPTION_REACH_BELOW = 3
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ZONE_LABELS = {"navigation": "nav"}


def judge(
    blocks: Sequence[Block],
    probabilities: Sequence[float],
    title_hints: Sequence[str] = (),
    title_parts: Sequence[str] = (),
    template: Set[str] = frozenset(),
) -> list[Verdict]:
    """Return one verdict for each block of a page, in order.

    ``probabilities`` are the line classifier's; ``template`` are the lines, folded, that the outlet prints everywhere.
    """
    verdicts, zones = furniture(blocks), markup_zones(blocks)
    is_body = body_lines(blocks, probabilities, verdicts, zones)
    start, end = _extent(blocks, probabilities)
    _drop_far_captions(blocks, verdicts, start, end)
    final = [
        _body(block, template) if kept else verdict or _other(block, zone, any(is_body))
        for block, verdict, zone, kept in zip(blocks, verdicts, zones, is_body, strict=True)
    ]
    labels = [None if kept else verdict and verdict.label for verdict, kept in zip(verdicts, is_body, strict=True)]
    headline = find_headline(blocks, labels, start, title_hints, title_parts) if end else None
    if headline is not None:
        rule = "headline_above_run" if headline < start else "headline_opens_run"
        final[headline] = Verdict("headline", True, rule)
    return final


def _extent(blocks: Sequence[Block], probabilities: Sequence[float]) -> tuple[int, int]:
    """Where the article starts and ends (exclusive): the stretch of prose most likely to be it; 0, 0 for none.

    Lines that are no prose count only against it: one above may be the headline.
    """
    scores = [
        (p - _LIKELY) * min(block.words, _LONG_LINE) if is_prose(block) or p < _LIKELY else 0.0
        for p, block in zip(probabilities, blocks, strict=True)
    ]
    if not any(score > 0 for score in scores):
        return 0, 0
    run = best_runs(np.array(scores), Pages(np.zeros(len(scores), np.int64)))
    return int(run.start[0]), int(run.end[0]) + 1


def _body(block: Block, template: Set[str]) -> Verdict:
    if block.folded in template:
        return Verdict("banner", False, "outlet_template")
    is_phrase = block.words < _SHORT_WORDS and not (block.ends_sentence or block.ends_open)
    is_heading = block.tag is None and is_phrase and not (block.is_quoted or block.is_bulleted)
    label = "subheading" if is_heading or block.tag in _HEADINGS else "body"
    return Verdict(label, True, "article_line")


def _other(block: Block, zone: str | None, has_article: bool) -> Verdict:
    if zone and zone != "article":
        return Verdict(_ZONE_LABELS.get(zone, zone), False, "zone_markup")
    label = "related_link" if block.words >= _RELATED_WORDS else "nav"
    return Verdict(label, False, "furniture_line" if has_article else "no_article")


def _drop_far_captions(blocks: Sequence[Block], verdicts: list[Verdict | None], start: int, end: int) -> None:
    """Captions belong to the article inside its run and near it; further away they belong to other stories."""
    shown = [i for i, block in enumerate(blocks) if block.text]
    near = {i for i in shown if start <= i < end}
    near.update([i for i in shown if i < start][-_CAPTION_REACH:] if end else ())
    near.update([i for i in shown if i >= end][:_CAPTION_REACH_BELOW] if end else ())
    for index in shown:
        verdict = verdicts[index]
        if verdict and verdict.label == "caption" and verdict.kept and index not in near:
            verdicts[index] = Verdict("caption", False, "caption_far_from_article")
