"""Which line is the headline: what the markup calls the title, else the line above the article that fits it best.

Text has no markup: there a headline is told by what surrounds it (authors, a date, a summary below it), by its shape,
by its words, which the article repeats and other stories' headlines do not, and by standing near the article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.bylines import is_person
from claims_pipeline.articles.calendars import find_dates
from claims_pipeline.articles.story_headers import title_heading, unglued

_REACH = 40
"""Lines above the article that are looked at for one that is the title."""
_MIN_OVERLAP = 0.75
_MIN_WORDS, _MAX_WORDS = 3.0, 30.0
_SIGNATURE_REACH = 4
_BODY_LINES = 12
_MAX_DATED_WORDS = 16.0
_MAX_TITLE_CHARS = 300
_MAX_LINE_CHARS = 500
_TOLD, _STRONG, _SIGNED, _DATED, _LONG, _SHORT = 2.5, 3.0, 1.5, 1.5, 2.4, -1.4
_CAPITALS, _STATEMENT, _MASTHEAD, _ASIDE, _DISTANCE, _OPENS_RUN = 1.7, -3.0, -1.3, -1.5, -0.025, -0.4
"""Weights of `_fit`: a conditional logit over the lines above the articles of two benchmarks, rounded."""
_MIN_FIT = 2.0
_WORD = re.compile(r"[^\W\d_]{4,}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SIGNATURES = frozenset(("byline", "dateline"))
_ANY_DAY = date(2999, 12, 31)


class _Story(NamedTuple):
    """The words of the article's first lines, and those of them that stand in several lines."""

    words: frozenset[str]
    repeated: frozenset[str]


def find_headline(
    blocks: Sequence[Block],
    labels: Sequence[str | None],
    start: int,
    hints: Sequence[str],
    parts: Sequence[str] = (),
) -> int | None:
    """Return the index of the headline, at or above the first line of the article, or None.

    ``labels`` says what the lines are, as far as that is known; ``parts`` are parts of the titles that the markup
    gives, for markup that puts the site in front of the title.
    """
    above = islice((i for i in range(start - 1, -1, -1) if blocks[i].text), _REACH)
    candidates = [start, *above]
    if not hints:
        return _by_fit(blocks, labels, candidates, start)
    heading = title_heading(blocks, labels, hints, start)
    if heading is not None and heading <= start:
        return heading
    found = _by_hint(blocks, candidates, hints)
    return _by_hint(blocks, candidates, parts) if found is None and parts else found


def _by_hint(blocks: Sequence[Block], candidates: Sequence[int], hints: Sequence[str]) -> int | None:
    wanted = [frozenset(hint.casefold().split()) for hint in hints]
    scored = [(max(_overlap(w, blocks[i]) for w in wanted), blocks[i].tag == "h1", i) for i in candidates]
    overlap, _, index = max(scored)
    return index if overlap >= _MIN_OVERLAP else None


def _overlap(wanted: frozenset[str], block: Block) -> float:
    words = frozenset(block.folded.split())
    return len(wanted & words) / max(1, len(wanted | words))


def _by_fit(blocks: Sequence[Block], labels: Sequence[str | None], lines: Sequence[int], start: int) -> int | None:
    """The line that fits best among the article's first and those above it, nearest first."""
    told: Counter[str] = Counter()
    for block in blocks[start : start + _BODY_LINES]:
        told.update(set(_WORD.findall(block.folded[:_MAX_LINE_CHARS])))
    story = _Story(frozenset(told), frozenset(word for word, count in told.items() if count > 1))
    signed = [labels[i] in _SIGNATURES for i in lines]
    dated = [_is_dated(blocks[i]) for i in lines]
    scored = []
    for distance, index in enumerate(lines):
        block = blocks[index]
        if labels[index] or dated[distance] or not _may_be_headline(block, opens_run=index == start):
            continue
        below = slice(max(0, distance - _SIGNATURE_REACH), distance)
        score = _fit(block, story) + _SIGNED * any(signed[below]) + _DATED * any(dated[below])
        scored.append((score + _DISTANCE * distance + (_OPENS_RUN if index == start else 0.0), -distance, index))
    score, _, index = max(scored, default=(0.0, 0, 0))
    return index if score >= _MIN_FIT else None


def _fit(block: Block, story: _Story) -> float:
    """How much the line is like a headline of the story."""
    words = set(_WORD.findall(block.folded))
    told = len(words & story.words) / len(words) if words else 0.5
    strong = min(len(words & story.repeated), 4) / 4
    pieces = block.text.split()
    capitals = sum(piece[0].isupper() for piece in pieces) / len(pieces)
    score = _TOLD * told + _STRONG * strong + _CAPITALS * capitals
    score += _SHORT if block.words < 4 else _LONG if 6 <= block.words <= 20 else 0.0
    score += _STATEMENT * block.text.endswith((".", "。", "।"))
    return score + _MASTHEAD * _is_masthead(block) + _ASIDE * any(mark in block.text for mark in "(/|")


def _may_be_headline(block: Block, *, opens_run: bool) -> bool:
    has_length = _MIN_WORDS <= block.words <= _MAX_WORDS and len(block.text) <= _MAX_TITLE_CHARS
    return has_length and not block.text.endswith(("…", "...", ":")) and not (opens_run and block.ends_sentence)


def _is_dated(block: Block) -> bool:
    if len(block.text) > _MAX_TITLE_CHARS or not _YEAR.search(block.text):
        return False
    if block.words > _MAX_DATED_WORDS or block.ends_sentence:
        return False
    return any(found.has_year for found in find_dates(unglued(block.text), _ANY_DAY))


def _is_masthead(block: Block) -> bool:
    """Whether all its words have capitals and the last is an outlet's: "THE VARN COURIER - CITY DESK"."""
    return not is_person(block.text) and all(word[0].isupper() for word in block.text.split() if word[0].isalpha())
