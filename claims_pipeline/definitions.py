"""The one ``Definitions`` object, for ``workspace.yaml`` and ``dg``."""

from datetime import UTC, date, datetime, timedelta

import dagster as dg

from claims_pipeline.defs import pipeline
from claims_pipeline.landing import LandingError, landing_days
from claims_pipeline.settings import Settings


@dg.definitions
def defs() -> dg.Definitions:
    """Load the pipeline: its partitions are the days that have landed by now, and every day to come.

    A day between that held no file when this was loaded is no partition: "reload definitions" looks again.
    """
    return pipeline(landed=landed_so_far(Settings()), last=datetime.now(UTC).date())


def landed_so_far(settings: Settings) -> list[date]:
    """List the days of the landing folder that can be partitions; none if there is no such folder."""
    today = datetime.now(UTC).date()
    n_recent = settings.daily.catch_up_days if settings.daily.automatic else 0
    recent = {today - timedelta(days=n) for n in range(n_recent)}  # files may still land there
    try:
        return sorted(recent | {day for day in landing_days(settings.source) if settings.first_day <= day <= today})
    except LandingError:
        return []
