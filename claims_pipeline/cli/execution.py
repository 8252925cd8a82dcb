"""Run the Dagster job in this process, with the history that the UI shows. Imports Dagster: a second or two."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG
from sqlalchemy.exc import SQLAlchemyError

from claims_pipeline.cli.errors import Wrong
from claims_pipeline.cli.progress import Watch
from claims_pipeline.settings import Settings
from claims_pipeline.warehouse import Home, WriterLock


def run_days(settings: Settings, day: date | None, days: Sequence[date], watch: Watch, lock: WriterLock) -> list[str]:
    """Run landing days into the published ledger, in as few Dagster runs as memory allows; say what failed.

    Of many days all but the last runs only commit them: what is computed over all days is computed once. A day that
    breaks is left as it was, and keeps no other from being run.

    Args:
        settings: Where things are, and every knob.
        day: Landing day of files that stand in no day's folder; None leaves it to the file's own date.
        days: What to run, in order; days between them are not touched.
        watch: Told of each stage as it starts.
        lock: The right to write in the home, held by the caller.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from claims_pipeline.defs import pipeline
        from claims_pipeline.defs.workspace import Workspace

        definitions = pipeline(Workspace(settings, watch, day, lock), days)
        jobs = _Jobs(*map(definitions.resolve_job_def, _Jobs._fields))
    try:
        with open_history(Home(settings.home)) as instance:
            return _run_all(jobs, instance, days, settings.daily.max_days_a_run)
    except SQLAlchemyError as error:
        what = str(error).partition("\n")[0]
        raise Wrong(f"Dagster's history in {settings.home} cannot be written: {what}. Is the disk full?") from None


class _Jobs(NamedTuple):
    """What is run: days into the store, or days and all that follows from them."""

    days: dg.JobDefinition
    ledger: dg.JobDefinition


def _run_all(jobs: _Jobs, instance: dg.DagsterInstance, days: Sequence[date], most: int) -> list[str]:
    *before, last = [days[start : start + most] for start in range(0, len(days), most)]
    failures: list[str] = []
    good: list[date] = []
    for chunk in before:
        result = _run(jobs.days, instance, chunk)
        if result.success:
            good += chunk
        else:
            failures += _run_each(jobs.days, instance, chunk, result, good)
    result = _run(jobs.ledger, instance, last)
    if not result.success and not _has_committed(result):
        failures += _run_each(jobs.days, instance, last, result, good)
        if not good:
            return failures
        result = _run(jobs.ledger, instance, good[-1:])
    return failures + failures_of(result)


def _run_each(
    job: dg.JobDefinition,
    instance: dg.DagsterInstance,
    days: Sequence[date],
    failed: dg.ExecuteInProcessResult,
    good: list[date],
) -> list[str]:
    """Run days alone after they failed together, so that those that broke are left out, and those that did not go on.

    Days whose checks have failed stand in the store already: each would fail them again.
    """
    if len(days) == 1 or _has_committed(failed):
        return [f"{days[0]}: {failure}" for failure in failures_of(failed)]
    failures = []
    for day in days:
        result = _run(job, instance, [day])
        failures += [f"{day}: {failure}" for failure in failures_of(result)]
        good += [day] if result.success else []
    return failures


def _has_committed(result: dg.ExecuteInProcessResult) -> bool:
    return any(event.step_key == "committed_days" for event in result.get_asset_materialization_events())


def _run(job: dg.JobDefinition, instance: dg.DagsterInstance, days: Sequence[date]) -> dg.ExecuteInProcessResult:
    tags = {ASSET_PARTITION_RANGE_START_TAG: str(days[0]), ASSET_PARTITION_RANGE_END_TAG: str(days[-1])}
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    return job.execute_in_process(instance=instance, tags=tags, run_config=quiet, raise_on_error=False)


def open_history(home: Home) -> dg.DagsterInstance:
    """Open Dagster's history, or say what to do about one that cannot be read."""
    try:
        return dg.DagsterInstance.from_config(str(history(home)))
    except OSError:
        raise
    except Exception as error:  # Dagster's, SQLAlchemy's, SQLite's and YAML's errors have nothing else in common
        what = f"Dagster's history in {home.dagster} cannot be read: {str(error).strip().partition(chr(10))[0]}."
        raise Wrong(
            f"{what} Make room if the disk is full. Remove that folder if not: it is no part of the ledger."
        ) from None


def history(home: Home) -> Path:
    """Return the folder of Dagster's history, made ready where it is missing."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    if not (home.dagster / "dagster.yaml").exists():
        shutil.copyfile(Path(__file__).with_name("dagster.yaml"), home.dagster / "dagster.yaml")
    return home.dagster


def failures_of(result: dg.ExecuteInProcessResult) -> list[str]:
    """Say, a sentence each, which checks failed and which steps broke; empty when all went well."""
    from claims_pipeline.defs.checks import HEALTH_CHECKS

    checks = [
        f"Check failed: {check.check_name} of {check.asset_key.to_user_string()}"
        for check in result.get_asset_check_evaluations()
        if not check.passed and check.check_name not in HEALTH_CHECKS.values()
    ]
    broken = [
        f"{event.step_key} broke: {_innermost(event.step_failure_data.error)}"
        for event in result.get_step_failure_events()
    ]
    return checks or broken or ([] if result.success else ["The run failed; its log is in the Dagster UI: `make dev`."])


def _innermost(error: object) -> str:
    while getattr(error, "cause", None) is not None:
        error = error.cause  # type: ignore[attr-defined]
    return getattr(error, "message", str(error)).strip()
