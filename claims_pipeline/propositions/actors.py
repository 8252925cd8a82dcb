"""Unknown actors: whose act a claim that names no actor tells of."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from claims_pipeline.propositions.answers import SIGN
from claims_pipeline.propositions.grammar import DEMAND, event_types
from claims_pipeline.propositions.periods import Statement, reach_of, statements
from claims_pipeline.propositions.standpoints import Claim, Form, Standpoint
from claims_pipeline.settings import PropositionsSettings


def with_likely_actors(
    standpoints: list[Standpoint], claims: Mapping[str, Claim], settings: PropositionsSettings
) -> list[Standpoint]:
    """Fill in a missing actor where it can be only one: the statements of its kind, place and period name one alone.

    With two candidates the claim stays apart, except that who says that nobody holds a place denies it of each. A party
    to the conflict (the side whose ground it is, or an actor there) speaks of gains in its own interest: what it
    affirms is its own gain, what it denies or concedes is another's. Nobody invades ground of his own.
    """
    acts = _Acts(statements([s for s in standpoints if s.form.actor], settings), settings)
    return [filled for s in standpoints for filled in _with_actors(s, claims[s.claim_id], acts)]


class _Acts:
    """Statements that name an actor, by scene and actor, in the order of their days."""

    def __init__(self, named: list[Statement], settings: PropositionsSettings) -> None:
        self._settings = settings
        self._by_scene: dict[Form, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
        for statement in sorted(named, key=lambda s: (s.day_to, s.proposition_id)):
            self._by_scene[_scene(statement.form)][statement.form.actor or ""].append(statement)

    def actors(self, standpoint: Standpoint) -> Iterator[str]:
        """The actors of statements within reach of a standpoint's days."""
        reach = timedelta(days=reach_of(standpoint.form.state, self._settings))
        for actor, period in self._by_scene.get(_scene(standpoint.form), {}).items():
            at = bisect_left(period, True, key=lambda s: standpoint.day_from - s.day_to <= reach)
            if at < len(period) and period[at].day_from - standpoint.day_to <= reach:
                yield actor


def _scene(form: Form) -> Form:
    return form._replace(actor=None)


def _with_actors(standpoint: Standpoint, claim: Claim, acts: _Acts) -> list[Standpoint]:
    rules = event_types()[standpoint.event_type]
    if standpoint.form.actor or rules.mutual:
        return [standpoint]
    here = set(acts.actors(standpoint))
    fitting = sorted(actor for actor in here if _fits(actor, standpoint, claim["source_country"], here))
    if len(fitting) == 1 or (fitting and rules.exclusive and claim["polarity"] == "negative"):
        return [replace(standpoint, form=standpoint.form._replace(actor=actor)) for actor in fitting]
    return [standpoint]


def _fits(actor: str, standpoint: Standpoint, side: str | None, here: set[str]) -> bool:
    rules, home = event_types()[standpoint.event_type], (standpoint.form.target.region_id or "")[:2]
    if standpoint.form.state.startswith(DEMAND):
        return True
    if rules.incursion and actor == home:
        return False
    if not rules.gain or not (side in here or side == home):
        return True
    return (actor == side) == (SIGN[standpoint.relation] > 0 and standpoint.relation != "concedes")
