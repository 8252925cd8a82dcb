"""Voices: which standings report one act of speaking.

A voice is one speaker on one side of one proposition at one time. The speaker is the named source; failing that, the
country that speaks; failing that (the outlet's own voice, "recent assessments"), the story that carries the words, so
that copies add none. Days of speaking within ``voice_window_days`` of each other are one time; a vague day ("in June")
joins the first precise one inside it, so that a vague date never adds a voice: independence may be understated, but is
not overstated by vague dating.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from claims_pipeline.propositions.answers import SIGN, Standing
from claims_pipeline.propositions.standpoints import Claim
from claims_pipeline.schemas import make_id


def voice_ids(
    standings: list[Standing], claims: Mapping[str, Claim], story_of_page: Mapping[str, str], window_days: int
) -> dict[tuple[str, str], str]:
    """Return the voice of every (claim, proposition)."""
    groups: dict[tuple[str, str, int], list[Standing]] = defaultdict(list)
    for standing in standings:
        speaker = _speaker(claims[standing.claim_id], story_of_page)
        groups[speaker, standing.proposition_id, SIGN[standing.relation]].append(standing)
    found = {}
    for (speaker, proposition_id, sign), members in groups.items():
        for standing, first_day in _times(members, claims, timedelta(days=window_days)):
            found[standing.claim_id, proposition_id] = make_id(speaker, proposition_id, sign, first_day)
    return found


def _speaker(claim: Claim, story_of_page: Mapping[str, str]) -> str:
    if claim["stance"] == "narrates" or not (claim["source_id"] or claim["source_country"]):
        return "story:" + story_of_page.get(claim["page_id"], claim["page_id"])
    return claim["source_id"] or "country:" + claim["source_country"]


def _times(members: list[Standing], claims: Mapping[str, Claim], window: timedelta) -> list[tuple[Standing, date]]:
    """Return the standings with the first day of the time of speaking to which each belongs."""
    days = [(claims[s.claim_id]["said_from"], claims[s.claim_id]["said_to"], s) for s in members]
    days.sort(key=lambda row: (row[1] - row[0] > window, row[0], row[1], row[2].claim_id))
    times: list[tuple[date, date]] = []
    found = []
    for day_from, day_to, standing in days:
        place = next((i for i, (a, b) in enumerate(times) if day_from - b <= window and a - day_to <= window), None)
        if place is None:
            place = len(times)
            times.append((day_from, day_to))
        elif day_to - day_from <= window:
            times[place] = times[place][0], max(times[place][1], day_to)
        found.append((standing, place))
    return [(standing, times[place][0]) for standing, place in found]
