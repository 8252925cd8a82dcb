"""Periods: when claims of one normal form are about one statement, and the propositions that follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from claims_pipeline.propositions.grammar import DEMAND, event_types, shown_type
from claims_pipeline.propositions.quantities import Quantity
from claims_pipeline.propositions.standpoints import Form, Standpoint
from claims_pipeline.schemas import make_id
from claims_pipeline.settings import PropositionsSettings


@dataclass(frozen=True)
class Statement:
    """One proposition in the making: a normal form, the standpoints that fall into one period, and a number if told.

    ``event_id`` names form and period: statements that differ in their number alone have it in common.
    """

    proposition_id: str
    event_id: str
    form: Form
    quantity: Quantity | None
    event_type: str
    day_from: date
    day_to: date
    standpoints: tuple[Standpoint, ...]


def statements(standpoints: list[Standpoint], settings: PropositionsSettings) -> list[Statement]:
    """Cut the standpoints of each normal form into periods, each one statement.

    A state lasts: a claim joins while it is within ``max_gap_days`` of the claims before it. A happening is over: a
    claim joins within ``happening_days`` of the period's first day, so that daily strikes never chain into one.

    Where claims of one period tell numbers, each number is a statement: of those that hold another ("at least 3" holds
    5) only the other is. A claim stands on every number that its own can mean; one that tells none, on all.
    """
    by_form: dict[Form, list[Standpoint]] = defaultdict(list)
    for standpoint in standpoints:
        by_form[standpoint.form].append(standpoint)
    return [
        statement
        for form, members in by_form.items()
        for period in _periods(form, members, settings)
        for statement in _by_number(form, period)
    ]


def reach_of(state: str, settings: PropositionsSettings) -> int:
    """Return how far apart two claims on a state can be and meet: days."""
    return settings.max_gap_days if _lasts(state) else settings.happening_days


def _lasts(state: str) -> bool:
    return state.startswith(DEMAND) or event_types()[state].span == "state"


def _periods(form: Form, members: list[Standpoint], settings: PropositionsSettings) -> Iterator[list[Standpoint]]:
    lasts = _lasts(form.state)
    gap = timedelta(days=reach_of(form.state, settings))
    spans = sorted(((*_span(s, gap), s) for s in members), key=lambda row: (row[0], row[1], row[2].claim_id))
    period: list[Standpoint] = []
    reach = date.min
    for day_from, day_to, standpoint in spans:
        if period and day_from > reach:
            yield period
            period = []
        if not period:
            reach = _later(day_to if lasts else day_from, gap)
        elif lasts:
            reach = max(reach, _later(day_to, gap))
        period.append(standpoint)
    yield period


def _span(standpoint: Standpoint, gap: timedelta) -> tuple[date, date]:
    """A span too wide to tell periods apart ("since the invasion") counts by its last day."""
    if standpoint.day_to - standpoint.day_from > gap:
        return standpoint.day_to, standpoint.day_to
    return standpoint.day_from, standpoint.day_to


def _later(day: date, gap: timedelta) -> date:
    return date.max if gap > date.max - day else day + gap


def _by_number(form: Form, period: list[Standpoint]) -> Iterator[Statement]:
    """The statements of one period: one, or one for each number that is told, the least that holds no other."""
    told = {s.quantity for s in period if s.quantity}
    day_from, day_to = min(s.day_from for s in period), max(s.day_to for s in period)
    event = (form.state, form.actor, *form.target, form.theatre, day_from, day_to)
    numbers: list[Quantity | None] = [*_least(told)]
    for number in numbers or [None]:
        members = tuple(s for s in period if not (number and s.quantity) or s.quantity.overlaps(number))
        event_type = shown_type({s.event_type for s in members}, form.state, form.target.level)
        parts = event if number is None else (*event, *number)
        yield Statement(make_id(*parts), make_id(*event), form, number, event_type, day_from, day_to, members)


def _least(told: set[Quantity]) -> list[Quantity]:
    """The numbers that hold no other, in order; an open end comes last."""
    least = [number for number in told if not any(number.holds(other) for other in told)]
    return sorted(least, key=lambda number: (number.low, number.high is None, number.high or 0))
