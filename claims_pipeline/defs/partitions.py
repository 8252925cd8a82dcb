"""The daily partition on ``landed_on``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

import dagster as dg

from claims_pipeline.settings import Settings

landing_days = dg.DailyPartitionsDefinition(
    start_date=Settings().first_day.isoformat(),
    end_offset=1,  # today's folder can be run before midnight
)

in_few_runs = dg.BackfillPolicy.multi_run(Settings().daily.max_days_a_run)
"""A range of days is one run, up to what memory allows: starting a run costs more than the days in it."""


def only(days: Sequence[date], last: date | None = None) -> dg.DailyPartitionsDefinition:
    """Make partitions of ``days``, and of every day from ``last`` on (the latest of them) as it ends, of none between.

    Each partition of a run is some twenty entries in Dagster's history: a gap of weeks would cost more than the pages.
    """
    first, last = min(days), last or max(days)
    before = {first + timedelta(days=n) for n in range((last - first).days)}
    gap = [datetime.combine(day, time(), UTC) for day in sorted(before - set(days))]
    return dg.DailyPartitionsDefinition(
        start_date=datetime.combine(first, time(), UTC), end_offset=1 if last in days else 0, exclusions=gap or None
    )


def days_of(keys: Iterable[str]) -> list[date]:
    """Read partition keys as days."""
    return [date.fromisoformat(key) for key in keys]
