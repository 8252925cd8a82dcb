"""What is run: a landing day or a range of them, or everything, by hand or every night."""

import dagster as dg

from claims_pipeline.defs.days import articles, claims, committed_days, pages, places
from claims_pipeline.defs.partitions import landing_days

ledger = dg.define_asset_job(
    "ledger",
    selection=dg.AssetSelection.all(),
    description="Landing days in, published ledger and report out.",
)

days = dg.define_asset_job(
    "days",
    selection=dg.AssetSelection.assets(pages, articles, claims, places, committed_days).without_checks(),
    description="Landing days into the private store; nothing is published.",
)


@dg.schedule(job=ledger, cron_schedule="30 1 * * *", execution_timezone="UTC")
def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Every night, run the landing day that has just ended."""
    last = landing_days.get_last_partition_key(context.scheduled_execution_time)
    keys = landing_days.get_partition_keys(context.scheduled_execution_time)
    ended = keys[-2] if len(keys) > 1 else last
    return dg.RunRequest(run_key=ended, partition_key=ended)
