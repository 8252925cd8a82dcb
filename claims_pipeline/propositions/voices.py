"""Voices: which standings report one act of speaking.

A voice is one speaker on one side of one proposition at one time: what can be shown to be independent, a lower bound.

* **Speaker.** The named source; failing that, the country that speaks; the outlet's own voice, bystanders (residents,
  doctors) and a source without any name count by the story that carries the words, so that copies add none.
* **Time.** Days of speaking within ``voice_window_days`` of each other are one time. A vague day ("in June") joins the
  first precise one inside it.
* **General names.** A side as such ("the military", "officials") joins a named speaker of its country who spoke
  on that side at that time, and nobody in particular ("recent assessments") joins any: a rewrite that says less of who
  spoke does not make a second voice. Which last parts of a ``source_id`` are general is in ``general_speakers.json``, a
  bare country is general too. The outlet's own voice joins none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from claims_pipeline.propositions.answers import SIGN, Standing
from claims_pipeline.propositions.grammar import general_speakers
from claims_pipeline.propositions.standpoints import Claim
from claims_pipeline.schemas import make_id


class _Rank(IntEnum):
    """How much a name says of who spoke."""

    NAMED = 0
    STORY = 1
    SIDE = 2
    NOBODY = 3


@dataclass
class _Voice:
    speaker: str
    rank: _Rank
    country: str | None
    first: date
    last: date

    def is_near(self, day_from: date, day_to: date, window: timedelta) -> bool:
        return day_from - self.last <= window and self.first - day_to <= window


def voice_ids(standings: list[Standing], claims: Mapping[str, Claim], window_days: int) -> dict[tuple[str, str], str]:
    """Return the voice of every (claim, proposition)."""
    window = timedelta(days=window_days)
    sides: dict[tuple[str, int], list[Claim]] = defaultdict(list)
    for standing in standings:
        sides[standing.proposition_id, SIGN[standing.relation]].append(claims[standing.claim_id])
    found = {}
    for (proposition_id, sign), members in sides.items():
        for claim_id, voice in _voices(members, window):
            found[claim_id, proposition_id] = make_id(voice.speaker, proposition_id, sign, voice.first)
    return found


def _voices(members: list[Claim], window: timedelta) -> list[tuple[str, _Voice]]:
    heard = [(claim, *_speaker(claim)) for claim in members]
    heard.sort(key=lambda row: (row[2], *_said(row[0], window), row[0]["claim_id"]))
    by_speaker: dict[str, list[_Voice]] = defaultdict(list)
    named: dict[str | None, list[_Voice]] = defaultdict(list)
    found = []
    for claim, speaker, rank in heard:
        voice = _join(claim, by_speaker[speaker], window) or (
            _join(claim, named[claim["source_country"]], window) if rank >= _Rank.SIDE else None
        )
        if voice is None:
            voice = _Voice(speaker, rank, claim["source_country"], claim["said_from"], claim["said_to"])
            by_speaker[speaker].append(voice)
            if rank != _Rank.STORY:
                named[None].append(voice)
                if voice.country:
                    named[voice.country].append(voice)
        found.append((claim["claim_id"], voice))
    return found


def _said(claim: Claim, window: timedelta) -> tuple[bool, date, date]:
    """Precise days first, so that vague ones find them."""
    return claim["said_to"] - claim["said_from"] > window, claim["said_from"], claim["said_to"]


def _join(claim: Claim, voices: list[_Voice], window: timedelta) -> _Voice | None:
    """Return the first voice near the claim's days; a precise day moves its end on, so that days chain."""
    day_from, day_to = claim["said_from"], claim["said_to"]
    for voice in voices:
        if voice.is_near(day_from, day_to, window):
            if day_to - day_from <= window:
                voice.last = max(voice.last, day_to)
            return voice
    return None


def _speaker(claim: Claim) -> tuple[str, _Rank]:
    source, country = claim["source_id"], claim["source_country"]
    if claim["stance"] == "narrates":
        return f"story:{claim['story']}", _Rank.STORY
    if claim["bystander"]:
        return f"story:{claim['story']} {claim['bystander']}", _Rank.STORY
    if source is None:
        return ("country:" + country, _Rank.SIDE) if country else (f"story:{claim['story']} unnamed", _Rank.NOBODY)
    if country and source.lower() == country.lower():
        return source, _Rank.SIDE
    part = source.rpartition(".")[2]
    return source, _Rank[general_speakers().get(part, "named").upper()]
