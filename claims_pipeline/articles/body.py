"""Which lines are the article's own text: the line classifier's word, held against the rules.

What a rule calls furniture stays furniture unless the classifier is all but sure; how sure it must be was chosen where
it is best on pages of cross-validation. Two things that no single line shows are rules of their own: a sentence goes on
behind an advertisement, and a last sentence about the outlet is not the article's.
"""

from __future__ import annotations

from collections.abc import Sequence

from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.furniture import Verdict
from claims_pipeline.articles.outlets import copyright_holder
from claims_pipeline.articles.probabilities import KEPT

_BARS = {
    "reading_time_cue": KEPT,
    "link_density": KEPT,
    "share_cue": 0.6,
    "comment_heading": 0.6,
    "newsletter_cue": 0.6,
    "hidden_markup": 0.7,
    "repeats_line": 2.0,
}
"""Probability from which a line is kept although a rule says that it is furniture, where the rule is not right nine
times in ten; a number may stand in a table, a link in a list, and a caption printed twice counts once."""
_SURE = 0.9
_SURE_OF_ZONE = 0.93
_PHRASE = 0.4
_BOXES = {"advertisement_cue": 0.0, "teaser_cue": 0.15}
"""What stands inside articles, and the probability from which a sentence behind it goes on with the article."""
_PROSE_WORDS = 8.0
_LONE_WORDS = 16.0
"""One line of prose alone is an article from so many words on."""
_OUTLET_REACH = 12


def body_lines(
    blocks: Sequence[Block],
    probabilities: Sequence[float],
    furniture: list[Verdict | None],
    zones: Sequence[str | None],
) -> list[bool]:
    """Return which blocks are the article's text; ``furniture`` learns of words on the outlet at its end."""
    is_body = [
        probability >= _bar(block, verdict, zone)
        for block, probability, verdict, zone in zip(blocks, probabilities, furniture, zones, strict=True)
    ]
    prose = [block.words for kept, block in zip(is_body, blocks, strict=True) if kept and is_prose(block)]
    if len(prose) < 2 and sum(prose) < _LONE_WORDS:
        return [False] * len(blocks)
    _go_on_behind_boxes(blocks, probabilities, furniture, zones, is_body)
    _drop_words_on_outlet(blocks, furniture, is_body)
    return is_body


def _bar(block: Block, verdict: Verdict | None, zone: str | None) -> float:
    """Probability from which a line is kept: what says of itself that it is furniture is mostly believed."""
    if verdict is not None:
        return _BARS.get(verdict.rule, _SURE)
    if zone not in (None, "article"):
        return _SURE_OF_ZONE
    return KEPT if block.tag or block.ends_sentence else _PHRASE


def is_prose(block: Block) -> bool:
    """Whether the line reads as prose: lists and headings without any such line are no article."""
    return block.ends_sentence or block.words >= _PROSE_WORDS


def _go_on_behind_boxes(
    blocks: Sequence[Block],
    probabilities: Sequence[float],
    furniture: Sequence[Verdict | None],
    zones: Sequence[str | None],
    is_body: list[bool],
) -> None:
    """A sentence behind an advertisement or a teaser goes on with what stands before it."""
    goes_on, bar = False, 2.0
    for index, block in enumerate(blocks):
        verdict = furniture[index]
        if is_body[index]:
            goes_on, bar = True, 2.0
        elif verdict and verdict.rule in _BOXES:
            bar = _BOXES[verdict.rule] if goes_on else 2.0
        elif block.text:
            is_free = verdict is None and zones[index] in (None, "article")
            goes_on = is_body[index] = is_free and block.ends_sentence and probabilities[index] >= bar
            bar = 2.0


def _drop_words_on_outlet(blocks: Sequence[Block], furniture: list[Verdict | None], is_body: list[bool]) -> None:
    """The last sentence, parted from the article, that opens with the name of the page's copyright is about it."""
    shown = [i for i, block in enumerate(blocks) if block.text]
    kept = [position for position, index in enumerate(shown) if is_body[index]]
    if len(kept) < 2 or kept[-1] - kept[-2] < 2:
        return
    last, below = shown[kept[-1]], shown[kept[-1] + 1 :][:_OUTLET_REACH]
    names = [name for index in below if (name := copyright_holder(blocks[index].folded))]
    if blocks[last].folded.startswith(tuple(names)):
        is_body[last], furniture[last] = False, Verdict("footer", False, "words_on_outlet")
