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

6. **Situations and scenes.** Claims that say the same from the same mouth are decided on once (:mod:`.situations`).
   Claims meet on one scene only, a place or the theatre of what has none, so scenes are laid by themselves, in batches
   of bounded size, and ``only`` lays some scenes anew: the rest of the ledger stays as it is.

Demands, threats, promises, intentions, forecasts and warnings are no facts: a demand makes a proposition of its own
(``demand.*``) when somebody refuses it, the others make none. Event types without a template in ``event_types.json``
(assessments, rhetoric) make none either, nor do territorial claims without a place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import dataframely as dy
import polars as pl

from claims_pipeline.propositions.actors import with_likely_actors
from claims_pipeline.propositions.answers import ANSWERED, SIGN, Standing, settle_answers
from claims_pipeline.propositions.entailment import entailed_standings
from claims_pipeline.propositions.grammar import DEMAND
from claims_pipeline.propositions.labels import Names, label
from claims_pipeline.propositions.periods import Statement, statements
from claims_pipeline.propositions.situations import Situations, claim_of, find_situations, scene_of
from claims_pipeline.propositions.standpoints import Claim, Standpoint, own_standpoints
from claims_pipeline.propositions.told import told_by_claims
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
    make_id,
)
from claims_pipeline.settings import PropositionsSettings, Track

BATCH = 100_000
"""Situations that are laid together: what a batch takes in memory does not grow with the ledger."""


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
    only: Collection[str] | None = None,
) -> Ledger:
    """Lay the claims of all days on the statements that they are about.

    Without ``story_members`` an unattributed claim is a voice of its page; with it, of its story: copies add none.
    With ``places`` a label has the gazetteer's name of a settlement; without, the name that claims use most.
    With ``only``, some ``scene_id``, these scenes alone are laid, from claims that must hold every page with a say on
    one of them: :func:`touched_scenes` tells which a day's claims touch. Order of rows is of no account. Nothing is
    raised on any content.
    """
    told, wordings = told_by_claims(claims, claim_places, sources, regions, story_members)
    situations = find_situations(told, track)
    if only is not None:
        situations = situations.on(only)
    names = Names(_by_id(regions, "region_id"), _by_id(places, "place_id"), dict(wordings.iter_rows()))
    laid = [_lay_batch(batch, settings, names) for batch in _batches(situations)]
    propositions = pl.concat([Propositions.create_empty(), *(batch.propositions for batch in laid)])
    standings = pl.concat([_STANDINGS.to_frame(), *(batch.standings for batch in laid)])
    return Ledger(
        Propositions.validate(propositions.sort("proposition_id"), cast=True),
        _to_members(standings, situations.members),
    )


def touched_scenes(
    claims: dy.DataFrame[Claims],
    claim_places: dy.DataFrame[ClaimPlaces],
    sources: dy.DataFrame[Sources],
    regions: dy.DataFrame[Regions],
) -> set[str]:
    """Return the ``scene_id`` of every scene on which these claims have a say; ``claims`` are whole pages.

    Where pages come, go, or change their story, the scenes of their claims before and after are all that changes.
    """
    told, _ = told_by_claims(claims, claim_places, sources, regions, None)
    return set(find_situations(told, iter).attendance["scene_id"])


class _Laid(NamedTuple):
    """Some scenes of the ledger; the standings are those of situations."""

    propositions: pl.DataFrame
    standings: pl.DataFrame


_STANDINGS = pl.Schema(
    {name: column.dtype for name, column in ClaimPropositions.columns().items()} | {"relation": pl.String()}
)


def _batches(situations: Situations) -> Iterator[dict[str, Claim]]:
    """The situations of some scenes at a time, by id; ``scenes`` says of which."""
    sizes = situations.attendance.group_by("scene").len().sort("scene")
    batch_of = sizes.select("scene", batch=(pl.col("len").cum_sum() - 1) // BATCH)
    attending = situations.attendance.join(batch_of, on="scene")
    for part in attending.partition_by("batch", maintain_order=False):
        here = part.group_by("claim_id").agg(pl.col("scene").alias("scenes"))
        rows = situations.claims.join(here, on="claim_id").sort("claim_id")
        yield {row["claim_id"]: claim_of(row) for row in rows.iter_rows(named=True)}


def _by_id(named: pl.DataFrame | None, key: str) -> dict[str, str]:
    return {} if named is None else dict(named.select(key, "name").iter_rows())


def _lay_batch(rows: dict[str, Claim], settings: PropositionsSettings, names: Names) -> _Laid:
    own = _own_standpoints(rows, settings)
    answered = {claim_id: row["answered"] for claim_id, row in rows.items() if row["answered"] in rows}
    made = statements([s for claim_id in own if not rows[claim_id]["answered"] for s in own[claim_id]], settings)
    spoken = _direct_standings(made, settings)
    spoken += settle_answers(answered, rows, spoken)
    kept = _without_idle_demands(made, spoken)
    spoken = [s for s in spoken if s.proposition_id in kept]
    standings = spoken + entailed_standings(kept, spoken, rows, settings.max_gap_days)
    voices = voice_ids(standings, rows, settings.voice_window_days)
    return _Laid(_propositions_frame(kept.values(), names), _standings_frame(standings, voices))


def _own_standpoints(rows: dict[str, Claim], settings: PropositionsSettings) -> dict[str, list[Standpoint]]:
    """Where each claim stands by its own words, on these scenes; who relays a claim does not claim it too."""
    found = [
        standpoint
        for row in rows.values()
        if not row["is_relay"]
        for standpoint in own_standpoints(row, row["targets"], row["theatre"])
        if scene_of(standpoint.event_type, standpoint.form) in row["scenes"]
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


def _propositions_frame(made: Collection[Statement], names: Names) -> pl.DataFrame:
    placed = [(s, scene_of(s.standpoints[0].event_type, s.form)) for s in made]
    records = [
        (
            s.proposition_id,
            s.event_id,
            make_id(scene),
            s.event_type,
            s.form.actor,
            s.form.target.place_id,
            s.form.target.region_id,
            s.day_from,
            s.day_to,
            s.quantity.low if s.quantity else None,
            s.quantity.high if s.quantity else None,
            label(s, scene, names),
        )
        for s, scene in placed
    ]
    return pl.DataFrame(records, schema=Propositions.create_empty().schema, orient="row")


def _standings_frame(standings: list[Standing], voices: dict[tuple[str, str], str]) -> pl.DataFrame:
    records = [
        (s.claim_id, s.proposition_id, s.relation, voices[s.claim_id, s.proposition_id], s.evidence) for s in standings
    ]
    return pl.DataFrame(records, schema=_STANDINGS, orient="row")


def _to_members(standings: pl.DataFrame, members: pl.DataFrame) -> dy.DataFrame[ClaimPropositions]:
    """What a situation stands on, each of its claims stands on; an answer names the claim that it answers itself."""
    frame = (
        standings.rename({"claim_id": "stands_for"})
        .join(members, on="stands_for")
        .with_columns(
            evidence=pl.when(pl.col("evidence") == ANSWERED)
            .then(pl.concat_str(pl.lit(f"{ANSWERED} "), "answered"))
            .otherwise("evidence")
        )
        .select(*ClaimPropositions.column_names())
        .sort(ClaimPropositions.primary_key())
    )
    return ClaimPropositions.validate(frame, cast=True)
