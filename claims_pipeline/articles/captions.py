"""Captions of pictures: lines with a picture's credit, and lines printed twice (alt text and caption)."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from itertools import pairwise

from claims_pipeline.articles.blocks import Block

_TAIL_CHARS = 120
_MAX_CAPTION_WORDS = 90
_MAX_EXTRA_CHARS = 90
"""What a caption may have more than the alt text that it repeats: a credit."""
_MIN_REPEAT_CHARS = 25


def caption_rule(block: Block) -> str | None:
    """Return the rule that makes the line a caption by its own words, or None."""
    if not 3 <= block.words <= _MAX_CAPTION_WORDS:
        return None
    if _opening().match(block.folded[:80]):
        return "caption_opening"
    tail = block.text[-_TAIL_CHARS:]
    if any(map(tail.__contains__, _credit_signs())) and _credit().search(tail):
        return "caption_credit"
    return None


def repeated_captions(blocks: list[Block]) -> list[tuple[int, int]]:
    """Return pairs of indexes (first, second) of neighbouring lines where one is the other, a credit aside."""
    pairs = []
    shown = [i for i, block in enumerate(blocks) if block.text]
    for first, second in pairwise(shown):
        if _repeats(blocks[first].folded, blocks[second].folded):
            pairs.append((first, second))
    return pairs


def _repeats(a: str, b: str) -> bool:
    shorter, longer = sorted((a.rstrip(". "), b.rstrip(". ")), key=len)
    if len(shorter) < _MIN_REPEAT_CHARS or len(longer) - len(shorter) > _MAX_EXTRA_CHARS:
        return False
    extra = longer[len(shorter) : len(shorter) + 1]
    return longer.startswith(shorter) and not extra.isalnum()


@cache
def _vocabulary() -> dict[str, list[str]]:
    return dict(json.loads((files(__package__) / "captions.json").read_text("utf-8")))


@cache
def _opening() -> re.Pattern[str]:
    return re.compile("|".join(_vocabulary()["openings"]))


@cache
def _credit_signs() -> tuple[str, ...]:
    """Strings one of which every credit holds: looked for first, as few lines hold one."""
    return tuple(_vocabulary()["credit_signs"])


@cache
def _credit() -> re.Pattern[str]:
    return re.compile("|".join(_vocabulary()["credits"]))
