"""Periods: when claims of one normal form are about one statement, and the propositions that follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from claims_pipeline.propositions.grammar import DEMAND, event_types, shown_type
from claims_pipeline.propositions.standpoints import Form, Standpoint
from claims_pipeline.schemas import make_id
from claims_pipeline.settings import PropositionsSettings


@dataclass(frozen=True)
class Statement:
    """One proposition in the making: a normal form and the standpoints that fall into one period."""

    proposition_id: str
    form: Form
    event_type: str
    day_from: date
    day_to: date
    standpoints: tuple[Standpoint, ...]


def statements(standpoints: list[Standpoint], settings: PropositionsSettings) -> list[Statement]:
    """Cut the standpoints of each normal form into periods, each one statement.

    A state lasts: a claim joins while it is within ``max_gap_days`` of the claims before it. A happening is over: a
    claim joins within ``happening_days`` of the period's first day, so that daily strikes never chain into one.
    """
    by_form: dict[Form, list[Standpoint]] = defaultdict(list)
    for standpoint in standpoints:
        by_form[standpoint.form].append(standpoint)
    return [
        _statement(form, period) for form, members in by_form.items() for period in _periods(form, members, settings)
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


def _statement(form: Form, period: list[Standpoint]) -> Statement:
    day_from, day_to = min(s.day_from for s in period), max(s.day_to for s in period)
    parts = (form.state, form.actor, *form.target, form.theatre, day_from, day_to)
    event_type = shown_type({s.event_type for s in period}, form.state, form.target.level)
    return Statement(make_id(*parts), form, event_type, day_from, day_to, tuple(period))
