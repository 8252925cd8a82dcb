"""Articles made for measuring how copies are found: invented words as frequent as words are, a fifth of them edited
copies of an article just before.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate, product
from typing import NamedTuple

from claims_pipeline_tests.bench.generated import CUES, PLACES, SPEAKERS, SYLLABLES, WHILES
from claims_pipeline_tests.stories.frames import Page

SHARE_COPIED = 0.2
N_CHARS = 2_000
N_OUTLETS = 40
A_DAY = 500
RECENT = 400
"""A copy is of one of so many articles before it: copies are printed while the news is new."""
SMALL_WORDS = (
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "for",
    "on",
    "with",
    "at",
    "by",
    "from",
    "as",
    "its",
    "their",
    "after",
)
WORDS = ["".join(syllables) for n in (2, 3, 4) for syllables in product(SYLLABLES, repeat=n)]
_SUMS = list(accumulate(1 / (rank + 20) for rank in range(len(WORDS))))
"""The n-th word is drawn about 1/n as often as the first, as in any language."""


class Article(NamedTuple):
    """A page, and the number of the article whose text it carries: its own, if it is no copy."""

    page: Page
    story: int


def make_articles(n: int) -> list[Article]:
    """Return the same articles for the same number, in order of time."""
    draw = random.Random(n)
    made: list[Article] = []
    bodies: list[list[str]] = []
    """Paragraphs of each, without headline and footer."""
    for number in range(n):
        story = number
        if number and draw.random() < SHARE_COPIED:
            copied = draw.randrange(max(0, number - RECENT), number)
            story = made[copied].story
            bodies.append(_edited(draw, bodies[copied]))
        else:
            bodies.append(_body(draw))
        made.append(Article(_page(draw, number, bodies[-1]), story))
    return made


def _page(draw: random.Random, number: int, body: Sequence[str]) -> Page:
    outlet = draw.randrange(N_OUTLETS)
    headline = f"{draw.choice(PLACES)} {' '.join(_draw_words(draw, 6))}"
    name = WORDS[outlet].capitalize()
    footer = f"Read more of the {name} Courier every morning and tell the desk in {name} what you have seen."
    text = "\n".join([headline, *body, footer])
    return Page(f"article {number}", text, f"The {name} Courier", day=date(2025, 1, 1) + timedelta(number // A_DAY))


def _body(draw: random.Random) -> list[str]:
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < N_CHARS:
        paragraphs.append(" ".join(_sentence(draw) for _ in range(draw.randint(1, 3))))
    return paragraphs


def _sentence(draw: random.Random) -> str:
    said = " ".join(_draw_words(draw, draw.randint(10, 22)))
    kind = draw.random()
    if kind < 0.2:
        return f"“{said.capitalize()},” {draw.choice(SPEAKERS)} {draw.choice(CUES)} {draw.choice(WHILES)}."
    if kind < 0.4:
        return f"{draw.choice(SPEAKERS)} {draw.choice(CUES)} in {draw.choice(PLACES)} that {said}."
    return f"{said.capitalize()}."


def _draw_words(draw: random.Random, n: int) -> list[str]:
    words = draw.choices(WORDS, cum_weights=_SUMS, k=n)
    return [draw.choice(SMALL_WORDS) if draw.random() < 0.45 else word for word in words]


def _edited(draw: random.Random, body: Sequence[str]) -> list[str]:
    """Return what a newsroom makes of a text: cut, moved, reworded here and there, with something of its own."""
    kept = list(body[: max(3, round(len(body) * draw.uniform(0.5, 1)))])
    if draw.random() < 0.3:
        first, second = draw.sample(range(len(kept)), 2)
        kept[first], kept[second] = kept[second], kept[first]
    changed = draw.choice((0, 0, 0.03, 0.08, 0.15))
    edited = [_reworded(draw, paragraph, changed) for paragraph in kept]
    if draw.random() < 0.3:
        edited.insert(draw.randrange(len(edited)), _sentence(draw))
    return edited


def _reworded(draw: random.Random, paragraph: str, share: float) -> str:
    words = paragraph.split(" ")
    return " ".join(draw.choice(WORDS) if draw.random() < share else word for word in words)
