"""What is run without being asked, and who is told when something went wrong.

A schedule knows the hour, not what was missed: Dagster catches up on the last missed tick alone. ``catch_up`` looks at
the landing folder instead, and finds days that no run has committed and files that came after the run, whatever the
cause. One run a day, so that a day that fails keeps no other from being run; each content of a day is asked for once,
so that a day that cannot succeed is not run again until something lands or a person asks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import urllib3
from dagster._core.storage.dagster_run import IN_PROGRESS_RUN_STATUSES

from claims_pipeline.defs.days import LISTING
from claims_pipeline.defs.jobs import ingest, ledger
from claims_pipeline.landing import LandingError, listings
from claims_pipeline.settings import Settings

COMPLETE_AFTER = timedelta(hours=3)
"""So long after midnight a day is complete, and the nightly run has had its turn."""

START_S = 300.0
"""How long a run may take until its process tells of itself."""


def by_itself() -> dg.DefaultSensorStatus:
    """Whether sensors run without being started in the UI."""
    return dg.DefaultSensorStatus.RUNNING if Settings().daily.automatic else dg.DefaultSensorStatus.STOPPED


@dg.sensor(job=ledger, minimum_interval_seconds=Settings().daily.look_every_s, default_status=by_itself())
def catch_up(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Run past days that were missed, and those in which files have landed late."""
    settings = Settings()
    try:
        landed = listings(settings.source)
    except LandingError as error:
        yield dg.SkipReason(str(error))
        return
    last = (datetime.now(UTC) - COMPLETE_AFTER).date() - timedelta(days=1)
    for day in (last - timedelta(days=n) for n in reversed(range(settings.daily.catch_up_days))):
        known = committed_listing(context.instance, day)
        if day in landed and landed[day] != known and not is_running(context.instance, day):
            why = "missed day" if known is None else "late files"
            yield dg.RunRequest(
                run_key=f"{day} {landed[day]}", partition_key=day.isoformat(), tags={"claims_pipeline/why": why}
            )


def committed_listing(instance: dg.DagsterInstance, day: date) -> str | None:
    """Return what had landed on a day when it was last committed, or None if it never was."""
    wanted = dg.AssetRecordsFilter(asset_key=dg.AssetKey("committed_days"), asset_partitions=[day.isoformat()])
    records = instance.fetch_materializations(wanted, limit=1).records
    found = [record.asset_materialization for record in records]
    if not found or found[0] is None:
        return None
    value = found[0].metadata.get(LISTING)
    return str(value.value) if value is not None else ""


def is_running(instance: dg.DagsterInstance, day: date) -> bool:
    """Tell whether a run of this day waits or goes on."""
    tags = {"dagster/partition": day.isoformat()}
    wanted = dg.RunsFilter(job_name=ledger.name, statuses=list(IN_PROGRESS_RUN_STATUSES), tags=tags)
    return instance.get_runs_count(wanted) > 0


@dg.sensor(minimum_interval_seconds=Settings().daily.look_every_s, default_status=by_itself())
def lost_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Give up runs whose process is gone with the machine, which Dagster would wait for: it then runs them again.

    It works where runs are processes beside the code server, as they are unless ``dagster.yaml`` names a run launcher.
    """
    wanted = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED])
    lost = [record for record in context.instance.get_run_records(wanted) if is_lost(context.instance, record)]
    for record in lost:
        context.instance.report_run_failed(record.dagster_run, "Its process is gone, with the machine or the server.")
    return dg.SkipReason(f"{len(lost)} runs were lost." if lost else "Every run that goes on has its process.")


def is_lost(instance: dg.DagsterInstance, record: dg.RunRecord) -> bool:
    """Tell whether the process of a run is gone; one of its number that began after the run is another."""
    events = instance.all_logs(record.dagster_run.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT)
    pids = [
        int(str(event.dagster_event.engine_event_data.metadata["pid"].value))
        for event in events
        if event.dagster_event is not None and "pid" in event.dagster_event.engine_event_data.metadata
    ]
    if not pids:  # it has not come so far; whoever started it may have been killed before it could
        return (datetime.now(UTC) - record.create_timestamp).total_seconds() > START_S
    started = began_at(pids[-1])
    return started is None or started > record.create_timestamp.timestamp() + START_S


def began_at(pid: int) -> float | None:
    """Return when a process of this machine began, in seconds since 1970; None if it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        boot = Path("/proc/stat").read_text(encoding="utf-8").partition("btime ")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return 0.0 if not Path("/proc").exists() and is_alive(pid) else None
    fields = stat.rpartition(")")[2].split()
    if fields[0] == "Z":
        return None  # it has ended, and nobody has asked how
    return float(boot) + int(fields[19]) / os.sysconf("SC_CLK_TCK")


def is_alive(pid: int) -> bool:
    """Tell whether there is a process of this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@dg.run_failure_sensor(monitored_jobs=[ledger, ingest], default_status=by_itself(), minimum_interval_seconds=30)
def failed_run(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
    """Tell the webhook of a run that failed."""
    run = context.dagster_run
    steps = [event.step_key for event in context.get_step_failure_events() if event.step_key]
    where = f" in {', '.join(steps)}" if steps else ""
    text = f"{run.job_name} failed{_of_day(run)}{where}: {_first_line(context.failure_event.message or '')}"
    return tell(text, run.run_id)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS, monitored_jobs=[ledger, ingest], default_status=by_itself(),
    minimum_interval_seconds=30,
)  # fmt: skip
def odd_day(context: dg.RunStatusSensorContext) -> dg.SkipReason | None:
    """Tell the webhook of a run that went well, but whose day is odd beside its own history."""
    run = context.dagster_run
    events = context.instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    failed = [event.dagster_event.asset_check_evaluation_data for event in events if event.dagster_event is not None]
    names = [found.check_name for found in failed if not found.passed]
    if not names:
        return dg.SkipReason("Nothing is odd.")
    return tell(f"{run.job_name} went well{_of_day(run)}, but look at: {', '.join(names)}", run.run_id)


def tell(text: str, run_id: str) -> dg.SkipReason | None:
    """Send one sentence to the webhook, as chat programs take it; say so if there is none or it does not answer."""
    webhook = Settings().daily.webhook
    if webhook is None:
        return dg.SkipReason("No webhook is configured: set CLAIMS_PIPELINE_DAILY__WEBHOOK.")
    try:
        with urllib3.PoolManager(timeout=10, retries=2) as http:
            answer = http.request(
                "POST", webhook.get_secret_value(), json={"text": text, "run_id": run_id}, preload_content=False
            )
            answer.release_conn()
    except urllib3.exceptions.HTTPError as error:
        return dg.SkipReason(f"The webhook did not answer: {type(error).__name__}.")  # its address is a secret
    return None if answer.status < 400 else dg.SkipReason(f"The webhook answered {answer.status}.")


def _of_day(run: dg.DagsterRun) -> str:
    day = run.tags.get("dagster/partition")
    return f" for {day}" if day else ""


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:500]
