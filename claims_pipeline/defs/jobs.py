"""What is run: a landing day or a range of them, or everything, by hand or every night."""

from datetime import timedelta

import dagster as dg

from claims_pipeline.defs.days import articles, claims, committed_days, pages, places

ledger = dg.define_asset_job(
    "ledger",
    selection=dg.AssetSelection.all(),
    description="Landing days in, published ledger and report out.",
)

days = dg.define_asset_job(
    "days",
    selection=dg.AssetSelection.assets(pages, articles, claims, places, committed_days),
    description="Landing days into the private store; nothing is published.",
)


@dg.schedule(job=ledger, cron_schedule="30 1 * * *", execution_timezone="UTC")
def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Every night, run the landing day that has just ended."""
    ended = (context.scheduled_execution_time - timedelta(days=1)).date().isoformat()
    return dg.RunRequest(run_key=ended, partition_key=ended)
