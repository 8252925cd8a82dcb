"""``claims`` → ``propositions``, ``claim_propositions``: the same thing said, denied, conceded.

Input: ``claims`` and ``claim_places`` of all days, ``sources``, ``regions``. Output: one row for each checkable
statement, and one for each claim that stands on it.

Method:

1. **Normal form.** Two claims meet in one proposition when they name the same state of affairs (event type with its
   scope), the same actor, the same place (a settlement, or else a region), in one period. Never because their texts are
   alike. A claim with two target places stands on two propositions. Scopes stay apart (*entered* is not *captured*),
   but for a settlement *captured*, *fully captured* and *controls* are one state: a village is held or it is not.
   A claim that names no actor joins the only one that fits, of its kind, place and days; with two it stays apart.
2. **Numbers.** Of an event that counts something each number that is told is a statement: three dead and thirty are
   two. "At least 3" is affirmed by 5, overlapping ranges agree, and who tells no number stands on each
   (:mod:`.quantities`). Statements that differ in their number alone share an ``event_id``.
3. **Answers.** A denial stands on exactly the statement of the claim that it answers.
4. **Entailment.** A claim also stands on a statement that follows by scope, but only where somebody made that statement
   and the claim's side is otherwise silent on it. Who left a village, or lost it, concedes its capture whatever the
   side said before: that is the clock's end.
5. **Voices.** Standings that report one act of speaking share a ``voice_id`` (:mod:`.voices`).

Demands, threats, promises, intentions, forecasts and warnings are no facts: a demand makes a proposition of its own
(``demand.*``) when somebody refuses it, the others make none. Event types without a template in ``event_types.json``
(assessments, rhetoric) make none either, nor do territorial claims without a place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import dataframely as dy
import polars as pl

from claims_pipeline.propositions.actors import with_likely_actors
from claims_pipeline.propositions.answers import SIGN, Standing, answered_claims, settle_answers
from claims_pipeline.propositions.entailment import entailed_standings
from claims_pipeline.propositions.grammar import DEMAND
from claims_pipeline.propositions.labels import label
from claims_pipeline.propositions.periods import Statement, statements
from claims_pipeline.propositions.standpoints import (
    Claim,
    Standpoint,
    Target,
    own_standpoints,
    theatres,
)
from claims_pipeline.propositions.targets import place_wordings, targets_by_claim, usual_wordings
from claims_pipeline.propositions.voices import voice_ids
from claims_pipeline.schemas import (
    ClaimPlaces,
    ClaimPropositions,
    Claims,
    Places,
    Propositions,
    Regions,
    Sources,
    StoryMembers,
)
from claims_pipeline.settings import PropositionsSettings, Track


class Ledger(NamedTuple):
    """The output of the stage."""

    propositions: dy.DataFrame[Propositions]
    claim_propositions: dy.DataFrame[ClaimPropositions]


def lay_claims(
    claims: dy.DataFrame[Claims],
    claim_places: dy.DataFrame[ClaimPlaces],
    sources: dy.DataFrame[Sources],
    regions: dy.DataFrame[Regions],
    settings: PropositionsSettings,
    track: Track = iter,
    story_members: dy.DataFrame[StoryMembers] | None = None,
    places: dy.DataFrame[Places] | None = None,
) -> Ledger:
    """Lay the claims of all days on the statements that they are about.

    Without ``story_members`` an unattributed claim is a voice of its page; with it, of its story: copies add none.
    With ``places`` a label has the gazetteer's name of a settlement; without, the name that claims use most.
    Order of rows is of no account. Nothing is raised on any content.
    """
    rows = _claims_with_side(claims, sources)
    located = claim_places.sort(ClaimPlaces.primary_key()).to_dicts()
    names = dict(regions.select("region_id", "name").iter_rows())
    wordings = place_wordings(rows, located)

    own = _own_standpoints(rows, targets_by_claim(rows, located, wordings, names), settings, track)
    answered = answered_claims(rows, own.keys())
    made = statements([s for claim_id in own if claim_id not in answered for s in own[claim_id]], settings)
    spoken = _direct_standings(made, settings)
    spoken += settle_answers(answered, rows, spoken)
    kept = _without_idle_demands(made, spoken)
    spoken = [s for s in spoken if s.proposition_id in kept]
    standings = spoken + entailed_standings(kept, spoken, rows, settings.max_gap_days)

    return Ledger(
        _propositions_frame(kept, usual_wordings(rows, located, wordings) | _settlements(kept, places), names),
        _standings_frame(standings, voice_ids(standings, rows, _stories(story_members), settings.voice_window_days)),
    )


def _claims_with_side(claims: dy.DataFrame[Claims], sources: dy.DataFrame[Sources]) -> dict[str, Claim]:
    """The claims by id; a claim that names no side has that of its source."""
    countries = dict(sources.select("source_id", "country").iter_rows())
    rows = {row["claim_id"]: row for row in claims.sort("claim_id").iter_rows(named=True)}
    return {
        claim_id: row | {"source_country": row["source_country"] or countries.get(row["source_id"])}
        for claim_id, row in rows.items()
    }


def _own_standpoints(
    rows: dict[str, Claim], targets: dict[str, list[Target]], settings: PropositionsSettings, track: Track
) -> dict[str, list[Standpoint]]:
    """Where each claim stands by its own words; who reports that another claims something does not claim it too."""
    theatre = theatres(rows.values(), targets)
    relayed = {(row["parent_claim_id"], row["event_type"]) for row in rows.values() if row["stance"] != "narrates"}
    found = [
        standpoint
        for claim_id, row in track(rows.items())
        if (claim_id, row["event_type"]) not in relayed or row["stance"] == "narrates"
        for standpoint in own_standpoints(row, targets.get(claim_id, []), theatre.get(row["page_id"]))
    ]
    own: dict[str, list[Standpoint]] = defaultdict(list)
    for standpoint in with_likely_actors(found, rows, settings):
        own[standpoint.claim_id].append(standpoint)
    return own


def _direct_standings(made: Iterable[Statement], settings: PropositionsSettings) -> list[Standing]:
    found = {}
    for statement in made:
        number = f", number {statement.quantity.words()}" if statement.quantity else ""
        for s in statement.standpoints:
            why = f"{s.event_type}, same actor, place and period (gap of at most {settings.max_gap_days} days){number}"
            found[s.claim_id, statement.proposition_id] = Standing(
                s.claim_id, statement.proposition_id, s.relation, why
            )
    return list(found.values())


def _without_idle_demands(made: list[Statement], standings: list[Standing]) -> dict[str, Statement]:
    refused = {s.proposition_id for s in standings if SIGN[s.relation] < 0}
    return {s.proposition_id: s for s in made if not s.form.state.startswith(DEMAND) or s.proposition_id in refused}


def _stories(story_members: dy.DataFrame[StoryMembers] | None) -> dict[str, str]:
    if story_members is None:
        return {}
    return dict(story_members.group_by("page_id").agg(pl.col("story_id").min()).iter_rows())


def _settlements(made: dict[str, Statement], places: dy.DataFrame[Places] | None) -> dict[str, str]:
    if places is None:
        return {}
    needed = sorted({s.form.target.place_id for s in made.values() if s.form.target.place_id})
    return dict(places.filter(pl.col("place_id").is_in(needed)).select("place_id", "name").iter_rows())


def _propositions_frame(
    made: dict[str, Statement], wordings: dict[str, str], region_names: dict[str, str]
) -> dy.DataFrame[Propositions]:
    records = [
        {
            "proposition_id": s.proposition_id,
            "event_id": s.event_id,
            "event_type": s.event_type,
            "actor_country": s.form.actor,
            "place_id": s.form.target.place_id,
            "region_id": s.form.target.region_id,
            "day_from": s.day_from,
            "day_to": s.day_to,
            "quantity_from": s.quantity.low if s.quantity else None,
            "quantity_to": s.quantity.high if s.quantity else None,
            "label": label(s, wordings, region_names),
        }
        for s in made.values()
    ]
    frame = pl.DataFrame(records, schema=Propositions.create_empty().schema).sort("proposition_id")
    return Propositions.validate(frame, cast=True)


def _standings_frame(standings: list[Standing], voices: dict[tuple[str, str], str]) -> dy.DataFrame[ClaimPropositions]:
    records = [
        {
            "claim_id": s.claim_id,
            "proposition_id": s.proposition_id,
            "relation": s.relation,
            "voice_id": voices[s.claim_id, s.proposition_id],
            "evidence": s.evidence,
        }
        for s in standings
    ]
    schema = ClaimPropositions.create_empty().schema
    frame = pl.DataFrame(records, schema=schema).sort(ClaimPropositions.primary_key())
    return ClaimPropositions.validate(frame, cast=True)
