"""The article's run: the stretch of neighbouring lines whose prose outweighs the furniture between.

Every line scores: prose counts its words, furniture costs. The run is the maximum-sum contiguous subsequence (Kadane;
Bentley, "Programming Pearls", column 8), so a short stretch of furniture inside an article is crossed and a long one,
or a heading of comments or related articles, is not. Contiguity is worth more than the quality of single lines on
flattened news pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims_pipeline.articles.blocks import Block

_MAX_WORDS = 60.0
"""A paragraph counts at most as many words: one wall of legal text must not outweigh an article."""
_SENTENCE_WORDS = 8.0
_LONG_WORDS = 20.0
_SENTENCE_COST = 4.0
_SHORT_SENTENCE = 1.0
_SHORT_COST = 5.0
_TITLE_COST = 8.0
_NEIGHBOURS = 2
_ALONE = 0.6
_MILD_COST = 3.0

_MAX_GAP = 2
_MAX_BOX = 6
_TEASER_COST = 5.0
_SHORTEST = 2.0


@dataclass(frozen=True)
class Run:
    """A stretch of lines, by index, ``end`` exclusive, and its score."""

    start: int
    end: int
    score: float


def prose_score(block: Block) -> float:
    """Return how much the line looks like prose: its words when it ends like a sentence, a cost when it does not."""
    words = min(block.words, _MAX_WORDS)
    if not words:
        return 0.0
    if block.ends_sentence or (block.ends_open and words >= _SENTENCE_WORDS):
        return words - _SENTENCE_COST if words >= _SENTENCE_WORDS else _SHORT_SENTENCE if block.is_quoted else -1.0
    if words >= _LONG_WORDS and not block.is_cut_off:
        return words / 2
    return -_TITLE_COST if words >= _SENTENCE_WORDS else -_SHORT_COST


def among_prose(blocks: Sequence[Block], scores: Sequence[float]) -> list[float]:
    """Return the scores with prose that stands alone among furniture counted less: a card, not a paragraph."""
    shown = [i for i, block in enumerate(blocks) if block.text]
    weighed = list(scores)
    for position, index in enumerate(shown):
        if scores[index] > 0:
            near = [
                *shown[max(0, position - _NEIGHBOURS) : position],
                *shown[position + 1 : position + 1 + _NEIGHBOURS],
            ]
            share = sum(scores[i] > -_MILD_COST for i in near) / len(near) if near else 1.0
            weighed[index] = scores[index] * (_ALONE + (1.0 - _ALONE) * share)
    return weighed


def best_run(scores: Sequence[float]) -> Run:
    """Return the contiguous run with the largest sum; the first of equals; empty when nothing is positive."""
    best = Run(0, 0, 0.0)
    start, total = 0, 0.0
    for index, score in enumerate(scores):
        if total <= 0.0:
            start, total = index, 0.0
        total += score
        if total > best.score + 1e-9:
            best = Run(start, index + 1, total)
    return best


def extended(
    run: Run, blocks: Sequence[Block], scores: Sequence[float], is_free: Sequence[bool], is_foreign: Sequence[bool]
) -> tuple[int, int]:
    """Return start and end of the run with the short sentences at its ends that cost more to reach than they score.

    Below, a teaser or an advertisement may stand between, or a box that the markup names (``is_foreign``) when the same
    element holds what stands above and below it; above, nothing may.
    """
    return _start(run, blocks, is_free), _end(run, blocks, scores, is_free, is_foreign)


def _start(run: Run, blocks: Sequence[Block], is_free: Sequence[bool]) -> int:
    start = run.start
    for index in range(run.start - 1, -1, -1):
        if blocks[index].text and not (is_free[index] and _is_short_sentence(blocks[index])):
            break
        start = index if blocks[index].text else start
    return start


def _end(
    run: Run, blocks: Sequence[Block], scores: Sequence[float], is_free: Sequence[bool], is_foreign: Sequence[bool]
) -> int:
    end, gap, boxed = run.end, 0, 0
    for index in range(run.end, len(blocks)):
        if is_free[index] and blocks[index].text:
            if not _is_short_sentence(blocks[index]) or (boxed and not _are_siblings(blocks[end - 1], blocks[index])):
                break
            end, gap, boxed = index + 1, 0, 0
        elif blocks[index].text and is_foreign[index] and boxed < _MAX_BOX:
            boxed += 1
        elif blocks[index].text:
            gap += 1
            if gap > _MAX_GAP or scores[index] < -_TEASER_COST:
                break
    return end


def _are_siblings(a: Block, b: Block) -> bool:
    return a.xpath is not None and b.xpath is not None and a.xpath.rpartition("/")[0] == b.xpath.rpartition("/")[0]


def _is_short_sentence(block: Block) -> bool:
    return block.ends_sentence and block.words >= _SHORTEST and not block.link_chars
