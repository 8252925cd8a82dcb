"""What an element's ancestors, classes, ids and roles say that stands inside it (``contexts.json``).

Authors of pages hang "sidebar", "widget" or "ad" on whole pages, too. So an ancestor that holds much of the page's
text says nothing against it, and a kind of zone that covers most of the text is not believed on that page.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick

from claims_pipeline.articles.blocks import Block

_HEADING = re.compile(r"h[1-6]\b")
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
    words: dict[str | None, float] = defaultdict(float)
    for block in blocks:
        words[block.context] += block.words * (1.0 - block.link_density)
    if words.keys() <= {None}:
        return [None] * len(blocks)
    steps = {context: _steps(context) for context in words}
    named = {
        context: count if _innermost(steps[context], frozenset()) == "article" else 0.0
        for context, count in words.items()
    }
    text = named if sum(named.values()) >= _MIN_NAMED_WORDS else words
    wide = _wide_steps(steps, text)
    found = {context: _innermost(path, wide) for context, path in steps.items()}
    common = _common_zones(found, text)
    zones = {context: None if zone in common else zone for context, zone in found.items()}
    return [zones[block.context] for block in blocks]


def _steps(context: str | None) -> list[str]:
    return context.split(_SEPARATOR)[-_MAX_STEPS:] if context else []


def _wide_steps(steps: Mapping[str | None, Sequence[str]], text: Mapping[str | None, float]) -> frozenset[str]:
    shares: dict[str, float] = defaultdict(float)
    for context, words in text.items():
        if words:
            for step in set(steps[context]):
                shares[step] += words
    limit = _STEP_SHARE * sum(text.values())
    return frozenset(step for step, share in shares.items() if share > limit)


def _innermost(path: Sequence[str], wide: frozenset[str]) -> str | None:
    for step in reversed(path):
        zone, is_article = step_zone(step)
        if zone and step not in wide:
            return zone
        if is_article:
            return "article"
    return None


def _common_zones(found: Mapping[str | None, str | None], text: Mapping[str | None, float]) -> frozenset[str]:
    shares: dict[str, float] = defaultdict(float)
    for context, zone in found.items():
        if zone and zone != "article":
            shares[zone] += text[context]
    limit = _ZONE_SHARE * sum(text.values())
    return frozenset(zone for zone, share in shares.items() if share > limit)


def _without_slug(step: str) -> str:
    """Return the step of a heading without its id: that is made of the heading's text."""
    return step.partition("#")[0] if _HEADING.match(step) else step


def step_zone(step: str) -> tuple[str | None, bool]:
    """Return the zone that one element names, if any, and whether it names the article's body."""
    found = step_zones(step)
    outside = next((zone for zone in _ZONES_OUTSIDE if zone in found), None)
    return outside, "article" in found and outside is None


@lru_cache(maxsize=50_000)
def step_zones(step: str) -> frozenset[str]:
    """Return every zone that the names of one element tell of, the article's included."""
    words, parts, automaton = _vocabulary()
    step = _without_slug(step)
    found = {zone for word in _WORD.findall(step) for zone in words.get(word, ())}
    found.update(parts[match[0]] for match in automaton.find_matches_as_indexes(step, overlapping=True))
    return frozenset(found)


@cache
def zone_names() -> tuple[str, ...]:
    """Return the zones of ``contexts.json``, in its order."""
    return tuple(_entries())


@cache
def _entries() -> dict[str, dict[str, list[str]]]:
    data = json.loads((files(__package__) / "contexts.json").read_text("utf-8"))
    return {zone: entry for zone, entry in data.items() if zone != "about"}


@cache
def _vocabulary() -> tuple[dict[str, list[str]], list[str], AhoCorasick]:
    """Return the zones of each word, the zone of each joined part, and the automaton that finds the parts."""
    zones = _entries()
    words: dict[str, list[str]] = defaultdict(list)
    for zone, entry in zones.items():
        for word in entry["words"]:
            words[word].append(zone)
    joined = [(part, zone) for zone, entry in zones.items() for part in entry["joined"]]
    return words, [zone for _, zone in joined], AhoCorasick([part for part, _ in joined])
