"""Label the blocks of one page: what each is, whether it is kept, and by which rule.

The line classifier (``line_model``) decides which lines are the article's own text; the rules here say what the other
lines are, by their words, shape and markup, and which of them are kept beside it: headline and captions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import NamedTuple

from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.bylines import byline_names, is_byline
from claims_pipeline.articles.calendars import is_date_line
from claims_pipeline.articles.captions import caption_rule, repeated_captions
from claims_pipeline.articles.contexts import markup_zones
from claims_pipeline.articles.cues import cue_lexicon
from claims_pipeline.articles.dated_lines import signature_of_dated_line
from claims_pipeline.articles.headlines import find_headline
from claims_pipeline.articles.outlets import copyright_holder
from claims_pipeline.articles.probabilities import KEPT
from claims_pipeline.articles.runs import best_run

_BARS = {
    "reading_time_cue": KEPT,
    "link_density": KEPT,
    "share_cue": 0.6,
    "comment_heading": 0.6,
    "newsletter_cue": 0.6,
    "repeats_line": 2.0,
}
"""Probability from which a line is kept although a rule says that it is furniture, where the rule is not right nine
times in ten; a number may stand in a table, a link in a list, and a caption printed twice counts once."""
_SURE = 0.9
_PHRASE = 0.4
_SURE_OF_ZONE = 0.96
_LINK_DENSITY = 0.6
_FEW_WORDS = 8.0
_RELATED_WORDS = 5.0
_ON_AIR_REACH = 2
_OUTLET_REACH = 12
_CAPTION_REACH = 12
_CAPTION_REACH_BELOW = 3
_DIGIT = re.compile(r"\d")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ZONE_LABELS = {"navigation": "nav"}


class Verdict(NamedTuple):
    """What a block is, whether claims may be taken from it, and the rule that decided."""

    label: str
    kept: bool
    rule: str


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
    verdicts = [_by_itself(block) for block in blocks]
    _mark_repeats(blocks, verdicts)
    _mark_on_air(blocks, verdicts)
    zones = markup_zones(blocks)
    is_body = [
        probability >= _bar(block, verdict, zone)
        for block, probability, verdict, zone in zip(blocks, probabilities, verdicts, zones, strict=True)
    ]
    if not any(kept and _is_prose(block) for kept, block in zip(is_body, blocks, strict=True)):
        is_body = [False] * len(blocks)
    _go_on_behind_advertisements(blocks, verdicts, zones, is_body)
    _drop_words_on_outlet(blocks, verdicts, is_body)
    run = best_run([(p - KEPT) * min(b.words, 60.0) for p, b in zip(probabilities, blocks, strict=True)])
    _drop_far_captions(blocks, verdicts, run.start, run.end)
    headline = None
    if run.end:
        labels = [None if kept else verdict and verdict.label for verdict, kept in zip(verdicts, is_body, strict=True)]
        headline = find_headline(blocks, labels, run.start, title_hints, title_parts)
    final = [
        _body(block, template) if kept else verdict or _furniture(block, zone, any(is_body))
        for block, verdict, zone, kept in zip(blocks, verdicts, zones, is_body, strict=True)
    ]
    if headline is not None:
        rule = "headline_above_run" if headline < run.start else "headline_opens_run"
        final[headline] = Verdict("headline", True, rule)
    return final


def _bar(block: Block, verdict: Verdict | None, zone: str | None) -> float:
    """Probability from which a line is kept: what says of itself that it is furniture is mostly believed."""
    if verdict is None and block.tag is None and not block.ends_sentence:
        return _PHRASE
    if verdict is None:
        return KEPT if zone in (None, "article") else _SURE_OF_ZONE
    return _BARS.get(verdict.rule, _SURE)


def body_lines(probabilities: Sequence[float]) -> list[bool]:
    """Return which lines the classifier holds for the article's."""
    return [probability >= KEPT for probability in probabilities]


def _by_itself(block: Block) -> Verdict | None:
    if not block.text:
        return Verdict("blank", False, "blank")
    if block.hidden:
        return Verdict("nav", False, "hidden_markup")
    if cue := cue_lexicon().find(block):
        return Verdict(cue.label, False, cue.rule)
    if is_byline(block):
        return Verdict("byline", False, "byline_shape")
    if is_date_line(block):
        return Verdict("dateline", False, "date_line")
    if _DIGIT.search(block.text) and (signature := signature_of_dated_line(block.text)):
        return Verdict("byline" if byline_names(signature) else "dateline", False, "signature_with_date")
    if rule := caption_rule(block):
        return Verdict("caption", True, rule)
    return _by_markup(block)


def _by_markup(block: Block) -> Verdict | None:
    if block.link_density > _LINK_DENSITY and block.words < _FEW_WORDS * 3:
        return Verdict("related_link" if block.words >= 4 else "nav", False, "link_density")
    if block.context is None:
        return None
    if block.tag == "img":
        return Verdict("caption", block.words >= _FEW_WORDS and not block.link_chars, "alt_text")
    if block.tag == "figcaption" or "figcaption" in block.context:
        return Verdict("caption", True, "caption_markup")
    return None


def _body(block: Block, template: Set[str]) -> Verdict:
    if block.folded in template:
        return Verdict("banner", False, "outlet_template")
    is_short = block.words < _FEW_WORDS * 1.5 and not (block.ends_sentence or block.ends_open)
    is_heading = is_short and not (block.is_quoted or block.is_bulleted or block.tag in ("p", "blockquote"))
    if block.tag in _HEADINGS or (block.tag is None and is_heading):
        return Verdict("subheading", True, "article_line")
    return Verdict("body", True, "article_line")


def _furniture(block: Block, zone: str | None, has_article: bool) -> Verdict:
    if zone and zone != "article":
        return Verdict(_ZONE_LABELS.get(zone, zone), False, "zone_markup")
    label = "related_link" if block.words >= _RELATED_WORDS else "nav"
    return Verdict(label, False, "furniture_line" if has_article else "no_article")


def _is_prose(block: Block) -> bool:
    """Whether the line could stand in an article alone: lists and headings without any such line are no article."""
    return block.ends_sentence or block.words >= _FEW_WORDS


def _go_on_behind_advertisements(
    blocks: Sequence[Block], verdicts: Sequence[Verdict | None], zones: Sequence[str | None], is_body: list[bool]
) -> None:
    """A sentence behind an advertisement goes on with what stands before it: "story continues below" says so."""
    follows = False
    for index, block in enumerate(blocks):
        verdict = verdicts[index]
        if is_body[index]:
            follows = True
        elif verdict and verdict.rule == "advertisement_cue":
            pass
        elif block.text:
            is_free = verdict is None and zones[index] in (None, "article")
            behind = follows and verdicts[_above(blocks, index)] is not None
            is_body[index] = follows = bool(is_free and behind and block.ends_sentence)


def _above(blocks: Sequence[Block], index: int) -> int:
    return next((i for i in range(index - 1, -1, -1) if blocks[i].text), index)


def _drop_words_on_outlet(blocks: Sequence[Block], verdicts: list[Verdict | None], is_body: list[bool]) -> None:
    """The last sentence, parted from the article, that opens with the name of the page's copyright is about it."""
    shown = [i for i, block in enumerate(blocks) if block.text]
    kept = [position for position, index in enumerate(shown) if is_body[index]]
    if len(kept) < 2 or kept[-1] - kept[-2] < 2:
        return
    last = shown[kept[-1]]
    below = shown[kept[-1] + 1 :][:_OUTLET_REACH]
    names = [name for index in below if (name := copyright_holder(blocks[index].folded))]
    if blocks[last].folded.startswith(tuple(names)):
        is_body[last], verdicts[last] = False, Verdict("footer", False, "words_on_outlet")


def _mark_repeats(blocks: Sequence[Block], verdicts: list[Verdict | None]) -> None:
    """A line printed twice in a row is a picture's alt text and caption."""
    for first, second in repeated_captions(list(blocks)):
        if all(v is None or v.label == "caption" for v in (verdicts[first], verdicts[second])):
            if (verdicts[first] or Verdict("", True, "")).kept:
                verdicts[first] = Verdict("caption", True, "caption_repeats_alt_text")
            verdicts[second] = Verdict("caption", False, "repeats_line")


def _mark_on_air(blocks: Sequence[Block], verdicts: list[Verdict | None]) -> None:
    """A short line just above times on air names the presenter."""
    shown = [i for i, block in enumerate(blocks) if block.text]
    for position, index in enumerate(shown):
        verdict = verdicts[index]
        if verdict and verdict.label == "on_air":
            for above in shown[max(0, position - _ON_AIR_REACH) : position]:
                if verdicts[above] is None and blocks[above].words <= 5 and not blocks[above].ends_sentence:
                    verdicts[above] = Verdict("on_air", False, "presenter_by_times_on_air")


def _drop_far_captions(blocks: Sequence[Block], verdicts: list[Verdict | None], start: int, end: int) -> None:
    """Captions belong to the article inside its run and near it; further away they belong to other stories."""
    shown = [i for i, block in enumerate(blocks) if block.text]
    near = {i for i in shown if start <= i < end} if end else set()
    near.update([i for i in shown if i < start][-_CAPTION_REACH:] if end else ())
    near.update([i for i in shown if i >= end][:_CAPTION_REACH_BELOW] if end else ())
    for index in shown:
        verdict = verdicts[index]
        if verdict and verdict.label == "caption" and verdict.kept and index not in near:
            verdicts[index] = Verdict("caption", False, "caption_far_from_article")
