"""Entailment: what a claim says of a statement that somebody else made, where its side is otherwise silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from claims_pipeline.propositions.answers import SIGN, Standing
from claims_pipeline.propositions.grammar import Implication, implications
from claims_pipeline.propositions.periods import Statement
from claims_pipeline.propositions.standpoints import Claim, Target


@dataclass(frozen=True)
class _Said:
    """One standing with what it takes to entail others from it."""

    standing: Standing
    claim: Claim
    event_type: str
    actor: str | None
    statement: Statement

    @property
    def side(self) -> str | None:
        side: str | None = self.claim["source_country"]
        return side


def entailed_standings(
    made: Mapping[str, Statement], standings: list[Standing], claims: Mapping[str, Claim], max_gap_days: int
) -> list[Standing]:
    """Return the standings that follow by scope.

    A standing is added only on a statement that a claim is about in its own words, of the same place and an overlapping
    period, and only for a side that does not stand on it by its own words: inference does not outvote speech. Rules
    marked ``always`` are meant by the words themselves, and hold anyway.
    """
    own = {(s.claim_id, key): s.event_type for key, statement in made.items() for s in statement.standpoints}
    said = [_said(s, made[s.proposition_id], claims[s.claim_id], own) for s in standings]
    spoken = {(row.side, row.standing.proposition_id) for row in said}
    here: dict[tuple[Target, str], list[Statement]] = defaultdict(list)
    for statement in made.values():
        here[statement.form.target, statement.form.state].append(statement)
    found: dict[tuple[str, str], Standing] = {}
    for row in said:
        for rule, other in _reached(row, here):
            is_silent = (row.side, other.proposition_id) not in spoken
            if (is_silent or rule.always) and _applies(rule, row, other, max_gap_days):
                found.setdefault((row.standing.claim_id, other.proposition_id), _entailed(rule, row, other))
    return list(found.values())


def _reached(row: _Said, here: Mapping[tuple[Target, str], list[Statement]]) -> Iterator[tuple[Implication, Statement]]:
    """The statements of the same place that a rule leads to; who has no side, or no place, entails nothing."""
    target = row.statement.form.target
    if row.side and target.region_id:
        for rule in _rules(row):
            for other in here.get((target, rule.on), ()):
                yield rule, other


def _said(standing: Standing, statement: Statement, claim: Claim, own: Mapping[tuple[str, str], str]) -> _Said:
    """An answer says what the statement that it answers is named after; every other claim says its own event type."""
    event_type = own.get((standing.claim_id, standing.proposition_id), statement.event_type)
    return _Said(standing, claim, event_type, statement.form.actor, statement)


def _rules(row: _Said) -> Iterator[Implication]:
    level = row.statement.form.target.level
    for rule in implications().get(row.event_type, ()):
        if rule.sign == SIGN[row.standing.relation] and rule.level in ("any", level):
            yield rule


def _applies(rule: Implication, row: _Said, other: Statement, max_gap_days: int) -> bool:
    said_from, said_to = row.claim["said_from"], row.claim["said_to"]
    is_about = other is not row.statement and _fits(rule.actor, row, other.form.actor)
    return is_about and _near(said_from, said_to, other, max_gap_days)


def _fits(wanted: str, row: _Said, actor: str | None) -> bool:
    """Whether the actor of the other statement is the one that the rule speaks of."""
    if actor is None:
        return False
    if wanted == "speaker":
        return actor == row.actor == row.side
    if wanted == "opponent":
        return actor != row.side
    return (actor == row.actor) if wanted == "same" else bool(row.actor) and actor != row.actor


def _near(said_from: date, said_to: date, other: Statement, max_gap_days: int) -> bool:
    gap = timedelta(days=max_gap_days)
    return said_from - other.day_to <= gap and other.day_from - said_to <= gap


def _entailed(rule: Implication, row: _Said, other: Statement) -> Standing:
    conceding = rule.relation == "affirms" and (
        row.claim["against_interest"] or row.side == row.actor != other.form.actor
    )
    return Standing(
        row.standing.claim_id,
        other.proposition_id,
        "concedes" if conceding else rule.relation,
        f"entailed by {row.standing.relation} {row.event_type}: {rule.because}",
    )
