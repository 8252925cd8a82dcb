"""The daily partition on ``landed_on``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import dagster as dg

from claims_pipeline.settings import Settings

landing_days = dg.DailyPartitionsDefinition(
    start_date=Settings().first_day.isoformat(),
    end_offset=1,  # today's folder can be run before midnight
)

in_one_run = dg.BackfillPolicy.single_run()
"""A range of days is one run: starting a run costs more than the days in it."""


def days_of(keys: Iterable[str]) -> list[date]:
    """Read partition keys as days."""
    return [date.fromisoformat(key) for key in keys]
