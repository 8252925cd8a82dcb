"""Cue and content → stance: what the source does by saying it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from claims_pipeline.claims.events import Event, fold
from claims_pipeline.claims.speakers import SIDED, Speaker


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "data" / "stances.toml").read_text(encoding="utf-8"))


@cache
def _content_patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(row["stance"], re.compile(row["pattern"])) for row in _rules()["content"]]


def settle_stance(cue_stance: str, content: str, is_against_interest: bool) -> str:
    """Return the stance of a claim: its cue's, unless a neutral cue carries a content that is an act of its own."""
    folded = fold(content)
    if cue_stance == "refuses" and re.search(_rules()["silence"]["pattern"], folded):
        return "declines_comment"
    if cue_stance in ("rejects", "dismisses") and re.search(_rules()["proposal"]["pattern"], folded):
        return "refuses"
    if cue_stance not in _rules()["neutral"]:
        return cue_stance
    acted = next((stance for stance, pattern in _content_patterns() if pattern.search(folded)), None)
    if acted is not None:
        return acted
    return "acknowledges" if is_against_interest else cue_stance


def is_against_interest(cue_stance: str, event: Event, content: str, speaker: Speaker) -> bool:
    """Whether the side that a statement hurts affirms it.

    A gain of another side hurts the speaker's, a loss of one's own side hurts it too; both sides must be known, and a
    monitor, medium or civilian speaks for no side.
    """
    rules = _rules()["interest"]
    if speaker.country is None or event.actor_country is None or event.polarity == "negative":
        return False
    if speaker.kind not in SIDED:
        return False
    if cue_stance not in rules["affirming"] or re.search(rules["playing_down"], fold(content)):
        return False
    other_gains = event.event_type in rules["hurts_defender"] and event.actor_country != speaker.country
    own_loss = event.event_type in rules["hurts_actor"] and event.actor_country == speaker.country
    return other_gains or own_loss


def is_forecast(content: str) -> bool:
    """Whether a statement in the outlet's own voice tells what would follow, not what is."""
    return re.search(_rules()["conditional"]["pattern"], fold(content)) is not None


def is_open(content: str) -> bool:
    """Whether a statement in the outlet's own voice leaves open what it tells of: *it is unclear who holds it*."""
    return re.search(_rules()["open"]["pattern"], fold(content)) is not None
