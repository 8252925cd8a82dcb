"""What is run: a landing day or a range of them, or everything, by hand or every night."""

from datetime import timedelta

import dagster as dg

from claims_pipeline.defs.days import articles, claims, committed_days, fingerprints, pages, places
from claims_pipeline.settings import Settings

WRITES = {"claims_pipeline/writes": "home"}
"""Runs that wait for each other: `dagster.yaml` limits this tag to one run."""


def by_itself() -> dg.DefaultScheduleStatus:
    """Whether schedules run without being started in the UI."""
    return dg.DefaultScheduleStatus.RUNNING if Settings().daily.automatic else dg.DefaultScheduleStatus.STOPPED


ledger = dg.define_asset_job(
    "ledger",
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets("fetched_pages"),
    description="Landing days in, published ledger and report out.",
    run_tags=WRITES,
)

days = dg.define_asset_job(
    "days",
    selection=dg.AssetSelection.assets(pages, articles, fingerprints, claims, places, committed_days),
    description="Landing days into the private store; nothing is published.",
    run_tags=WRITES,
)

ingest = dg.define_asset_job(
    "ingest",
    selection=dg.AssetSelection.assets("fetched_pages"),
    description="What is new in the sources into today's landing folder.",
)


@dg.schedule(job=ingest, cron_schedule="7 * * * *", execution_timezone="UTC", default_status=by_itself())
def hourly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Every hour, fetch what is new: feeds forget what is older than a day."""
    return dg.RunRequest(run_key=context.scheduled_execution_time.isoformat())


@dg.schedule(job=ledger, cron_schedule="30 1 * * *", execution_timezone="UTC", default_status=by_itself())
def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Every night, run the landing day that has just ended."""
    ended = (context.scheduled_execution_time - timedelta(days=1)).date().isoformat()
    return dg.RunRequest(run_key=ended, partition_key=ended)
