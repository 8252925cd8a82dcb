"""What a line says of itself: cue phrases, shapes of bylines, dates and captions, repetition, links, markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.bylines import byline_names, is_byline
from claims_pipeline.articles.calendars import is_date_line
from claims_pipeline.articles.captions import caption_rule, repeated_captions
from claims_pipeline.articles.cues import cue_lexicon
from claims_pipeline.articles.dated_lines import signature_of_dated_line

_LINK_DENSITY = 0.6
_FEW_WORDS = 8.0
_LINK_WORDS = 24.0
_TITLE_WORDS = 4.0
_NAME_WORDS = 5.0
_ON_AIR_REACH = 2
_DIGIT = re.compile(r"\d")


class Verdict(NamedTuple):
    """What a block is, whether claims may be taken from it, and the rule that decided."""

    label: str
    kept: bool
    rule: str


def furniture(blocks: Sequence[Block]) -> list[Verdict | None]:
    """Return for each block what it is when it is not the article's text, or None where nothing says so."""
    verdicts = [_by_itself(block) for block in blocks]
    _mark_repeats(blocks, verdicts)
    _mark_on_air(blocks, verdicts)
    return verdicts


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
    if block.link_density > _LINK_DENSITY and block.words < _LINK_WORDS:
        return Verdict("related_link" if block.words >= _TITLE_WORDS else "nav", False, "link_density")
    if block.context is None:
        return None
    if block.tag == "img":
        return Verdict("caption", block.words >= _FEW_WORDS and not block.link_chars, "alt_text")
    if block.tag == "figcaption" or "figcaption" in block.context:
        return Verdict("caption", True, "caption_markup")
    return None


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
                if verdicts[above] is None and blocks[above].words <= _NAME_WORDS and not blocks[above].ends_sentence:
                    verdicts[above] = Verdict("on_air", False, "presenter_by_times_on_air")
