"""What an element's ancestors, classes, ids and roles say that stands inside it (``contexts.json``).

Authors of pages hang "sidebar", "widget" or "ad" on whole pages, too. So an ancestor that holds much of the page's
text says nothing against it, and a kind of zone that covers most of the text is not believed on that page.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from claims_pipeline.articles.blocks import Block

_WORD = re.compile(r"[a-z]+")
_SEPARATOR = " > "
_MAX_STEPS = 24
_MIN_NAMED_WORDS = 60.0
"""Words inside an element that is named as the article's body from which only they, not all text, are believed."""
_STEP_SHARE = 0.35
_ZONE_SHARE = 0.45
_ZONES_OUTSIDE = (
    "cookie_banner", "comment", "newsletter", "ad", "share", "navigation", "related_link", "footer", "caption",
    "byline",
)  # fmt: skip


def markup_zones(blocks: Sequence[Block]) -> list[str | None]:
    """Return for each block the zone that its markup puts it in: ``article``, one outside it, or None."""
    steps = [_steps(block.context) for block in blocks]
    words = [block.words * (1.0 - block.link_density) for block in blocks]
    named = [
        count if _innermost(path, frozenset()) == "article" else 0.0 for path, count in zip(steps, words, strict=True)
    ]
    text = named if sum(named) >= _MIN_NAMED_WORDS else words
    wide = _wide_steps(steps, text)
    found = [_innermost(path, wide) for path in steps]
    common = _common_zones(found, text)
    return [None if zone in common else zone for zone in found]


def _steps(context: str | None) -> list[str]:
    return context.split(_SEPARATOR)[-_MAX_STEPS:] if context else []


def _wide_steps(steps: Sequence[Sequence[str]], text: Sequence[float]) -> frozenset[str]:
    shares: dict[str, float] = defaultdict(float)
    for path, words in zip(steps, text, strict=True):
        if words:
            for step in set(path):
                shares[step] += words
    limit = _STEP_SHARE * sum(text)
    return frozenset(step for step, share in shares.items() if share > limit)


def _innermost(path: Sequence[str], wide: frozenset[str]) -> str | None:
    for step in reversed(path):
        zone, is_article = step_zone(step)
        if zone and step not in wide:
            return zone
        if is_article:
            return "article"
    return None


def _common_zones(found: Sequence[str | None], text: Sequence[float]) -> frozenset[str]:
    shares: dict[str, float] = defaultdict(float)
    for zone, words in zip(found, text, strict=True):
        if zone and zone != "article":
            shares[zone] += words
    return frozenset(zone for zone, share in shares.items() if share > _ZONE_SHARE * sum(text))


@lru_cache(maxsize=50_000)
def step_zone(step: str) -> tuple[str | None, bool]:
    """Return the zone that one element names, if any, and whether it names the article's body."""
    words = set(_WORD.findall(step))
    found = {
        zone
        for zone, (known, joined) in _vocabulary().items()
        if not known.isdisjoint(words) or any(part in step for part in joined)
    }
    outside = next((zone for zone in _ZONES_OUTSIDE if zone in found), None)
    return outside, "article" in found and outside is None


@cache
def _vocabulary() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    data = json.loads((files(__package__) / "contexts.json").read_text("utf-8"))
    return {k: (frozenset(v["words"]), tuple(v["joined"])) for k, v in data.items() if k != "about"}
