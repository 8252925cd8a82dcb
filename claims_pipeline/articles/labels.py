"""Judge the blocks of one page: what each is, whether it is kept, and by which rule.

The order of the rules is the order of the functions below: what a line says of itself (cues, captions, repeats), where
it stands in the markup, where the article runs, and last what a line is inside or outside that run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.bylines import byline_names, is_byline
from claims_pipeline.articles.calendars import is_date_line
from claims_pipeline.articles.captions import caption_rule, repeated_captions
from claims_pipeline.articles.containers import article_container, holds
from claims_pipeline.articles.contexts import markup_zones
from claims_pipeline.articles.cues import cue_lexicon
from claims_pipeline.articles.dated_lines import signature_of_dated_line
from claims_pipeline.articles.headlines import find_headline
from claims_pipeline.articles.outlets import copyright_holder
from claims_pipeline.articles.runs import Run, among_prose, best_run, extended, prose_score
from claims_pipeline.schemas import BODY_LABELS

_LINK_DENSITY = 0.6
_FEW_WORDS = 8.0
_MIN_RUN_SCORE = 12.0
_MIN_SHARED_SCORE = 5.0
"""A page whose best run scores less has no article: one sentence of sixteen words, or a few shorter ones together."""
_OUTSIDE_COST = 15.0
_ZONE_COST = 10.0
_ARTICLE_ZONE_WORTH = 0.4
"""What a word of a list or table, which has no shape of prose, is worth where the markup names the article's body."""
_LONG_LINE = 40.0
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


def judge(blocks: Sequence[Block], title_hints: Sequence[str] = (), title_parts: Sequence[str] = ()) -> list[Verdict]:
    """Return one verdict for each block of a page, in order."""
    verdicts, weights = _self_evident(blocks)
    _mark_repeats(blocks, verdicts)
    _mark_on_air(blocks, verdicts)
    scores = _line_scores(blocks, verdicts, weights)
    zones = markup_zones(blocks)
    if any(block.xpath for block in blocks):
        scores = _with_markup(blocks, verdicts, scores, zones)
    run = best_run(among_prose(blocks, scores))
    start, end = 0, 0
    if _is_article(scores, run):
        start, end = extended(
            run, blocks, scores, _free(blocks, verdicts, zones), [zone not in (None, "article") for zone in zones]
        )
    if end:
        labels = [verdict and verdict.label for verdict in verdicts]
        headline = find_headline(blocks, labels, start, title_hints, title_parts)
        if headline is not None:
            verdicts[headline] = Verdict(
                "headline", True, "headline_above_run" if headline < start else "headline_opens_run"
            )
    _judge_run(blocks, verdicts, zones, start, end)
    _drop_words_on_outlet(blocks, verdicts, end)
    _drop_far_captions(blocks, verdicts, start, end)
    return [
        verdict or _outside(block, zone, bool(end))
        for block, verdict, zone in zip(blocks, verdicts, zones, strict=True)
    ]


def _free(blocks: Sequence[Block], verdicts: Sequence[Verdict | None], zones: Sequence[str | None]) -> list[bool]:
    """Whether a line may still join the run: it is nothing yet, and the markup, if any, calls it the article's."""
    return [
        verdict is None and (zone == "article" if block.xpath else zone is None)
        for block, verdict, zone in zip(blocks, verdicts, zones, strict=True)
    ]


def _is_article(scores: Sequence[float], run: Run) -> bool:
    shared = sum(score > 0 for score in scores[run.start : run.end]) > 1
    return run.score >= (_MIN_SHARED_SCORE if shared else _MIN_RUN_SCORE)


def _self_evident(blocks: Sequence[Block]) -> tuple[list[Verdict | None], list[float]]:
    verdicts: list[Verdict | None] = []
    weights = []
    for block in blocks:
        verdict, weight = _by_itself(block)
        verdicts.append(verdict)
        weights.append(weight)
    return verdicts, weights


def _by_itself(block: Block) -> tuple[Verdict | None, float]:
    if not block.text:
        return Verdict("blank", False, "blank"), 0.0
    if block.hidden:
        return Verdict("nav", False, "hidden_markup"), 0.0
    if cue := cue_lexicon().find(block):
        return Verdict(cue.label, False, cue.rule), cue.weight
    if is_byline(block):
        return Verdict("byline", False, "byline_shape"), 2.0
    if is_date_line(block):
        return Verdict("dateline", False, "date_line"), 8.0
    if _DIGIT.search(block.text) and (signature := signature_of_dated_line(block.text)):
        label = "byline" if byline_names(signature) else "dateline"
        return Verdict(label, False, "signature_with_date"), 2.0
    if rule := caption_rule(block):
        return Verdict("caption", True, rule), 1.0
    return _by_markup(block)


def _by_markup(block: Block) -> tuple[Verdict | None, float]:
    if block.link_density > _LINK_DENSITY and block.words < _FEW_WORDS * 3:
        return Verdict("related_link" if block.words >= 4 else "nav", False, "link_density"), 6.0
    if block.context is None:
        return None, 0.0
    if block.tag == "figcaption" or ("figcaption" in block.context):
        return Verdict("caption", True, "caption_markup"), 1.0
    return None, 0.0


def _mark_repeats(blocks: Sequence[Block], verdicts: list[Verdict | None]) -> None:
    """A line printed twice in a row is a picture's alt text and caption; prose printed again later counts once."""
    for first, second in repeated_captions(list(blocks)):
        free = all(v is None or v.label == "caption" for v in (verdicts[first], verdicts[second]))
        if free:
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


def _line_scores(blocks: Sequence[Block], verdicts: Sequence[Verdict | None], weights: Sequence[float]) -> list[float]:
    seen = Counter(block.folded for block in blocks if block.text)
    scores = []
    for block, verdict, weight in zip(blocks, verdicts, weights, strict=True):
        if verdict is not None:
            scores.append(-weight)
        else:
            score = prose_score(block)
            scores.append(min(score, 0.0) if seen[block.folded] > 1 and block.words < _FEW_WORDS else score)
    return scores


def _with_markup(
    blocks: Sequence[Block], verdicts: Sequence[Verdict | None], scores: list[float], zones: Sequence[str | None]
) -> list[float]:
    weighed = [_by_context(*signs) for signs in zip(blocks, verdicts, scores, zones, strict=True)]
    container = article_container(blocks, weighed)
    if container is None:
        return weighed
    return [
        score if holds(container, block.xpath) else min(score, 0.0) - _OUTSIDE_COST if block.text else score
        for block, score in zip(blocks, weighed, strict=True)
    ]


def _by_context(block: Block, verdict: Verdict | None, score: float, zone: str | None) -> float:
    if zone == "article" and verdict is None:
        score = max(score, _ARTICLE_ZONE_WORTH * min(block.words, _LONG_LINE))
    elif zone and score > 0 and not _is_embedded_post(block, zone):
        return -1.0 if zone in ("caption", "byline") else -_ZONE_COST
    if score <= 0:
        return score
    score *= 1.0 - block.link_density
    return score * 1.25 if block.tag in ("p", "blockquote") else score


def _judge_run(
    blocks: Sequence[Block], verdicts: list[Verdict | None], zones: Sequence[str | None], start: int, end: int
) -> None:
    shown = [i for i in range(start, end) if blocks[i].text]
    seen: set[str] = set()
    for position, index in enumerate(shown):
        block = blocks[index]
        if verdicts[index] is None:
            verdicts[index] = (
                _by_zone(block, zones[index])
                or _repeat(block, block.folded in seen)
                or _by_shape(block, zones[index])
                or _short_line(blocks, verdicts, shown, position)
            )
        seen.add(block.folded)


def _by_zone(block: Block, zone: str | None) -> Verdict | None:
    if block.tag == "img":
        return Verdict("caption", block.words >= _FEW_WORDS and not block.link_chars, "alt_text")
    if zone == "caption":
        return Verdict("caption", True, "caption_markup")
    if zone and zone != "article" and not _is_embedded_post(block, zone):
        return Verdict(_ZONE_LABELS.get(zone, zone), False, "zone_inside_article")
    return None


def _is_embedded_post(block: Block, zone: str) -> bool:
    """Pages call both the buttons for sharing and the posts that an article quotes "social"."""
    return zone == "share" and block.words >= _FEW_WORDS


def _repeat(block: Block, is_repeat: bool) -> Verdict | None:
    """Long prose printed again counts once; a short sentence may recur, as questions of an interview do."""
    if is_repeat and (block.words >= _FEW_WORDS * 1.5 or not block.ends_sentence):
        return Verdict("body", False, "repeats_line")
    return None


def _by_shape(block: Block, zone: str | None) -> Verdict | None:
    if block.tag in _HEADINGS:
        return Verdict("subheading", True, "heading_markup")
    if block.ends_sentence or block.ends_open or block.words >= _FEW_WORDS * 1.5:
        return Verdict("body", True, "article_run")
    if block.is_quoted or block.is_bulleted or block.tag in ("p", "blockquote") or zone == "article":
        return Verdict("body", True, "short_line_of_article")
    return None


def _drop_words_on_outlet(blocks: Sequence[Block], verdicts: list[Verdict | None], end: int) -> None:
    """The last sentence, parted from the article, that opens with the name of the page's copyright is about it."""
    shown = [i for i in range(max(0, end - _OUTLET_REACH), end) if blocks[i].text]
    if len(shown) < 2 or verdicts[shown[-1]] != Verdict("body", True, "article_run"):
        return
    before = verdicts[shown[-2]]
    names = [name for block in blocks[end : end + _OUTLET_REACH] if (name := copyright_holder(block.folded))]
    if before and before.label not in BODY_LABELS and blocks[shown[-1]].folded.startswith(tuple(names)):
        verdicts[shown[-1]] = Verdict("footer", False, "words_on_outlet")


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


def _short_line(
    blocks: Sequence[Block], verdicts: Sequence[Verdict | None], shown: Sequence[int], position: int
) -> Verdict:
    """A short line alone above prose is a subheading; short lines in a row inside an article are furniture."""
    following = next((blocks[i] for i in shown[position + 1 :] if verdicts[i] is None), None)
    if following is not None and following.words >= _FEW_WORDS:
        return Verdict("subheading", True, "short_line_above_prose")
    return Verdict("nav", False, "short_lines_in_a_row")


def _outside(block: Block, zone: str | None, has_article: bool) -> Verdict:
    if zone and zone != "article":
        return Verdict(_ZONE_LABELS.get(zone, zone), False, "outside_zone_markup")
    label = "related_link" if block.words >= 5 else "nav"
    return Verdict(label, False, "outside_article_run" if has_article else "no_article")
