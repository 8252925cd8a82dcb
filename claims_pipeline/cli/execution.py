"""Run the Dagster job in this process, with the history that the UI shows. Imports Dagster: a second or two."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG
from sqlalchemy.exc import SQLAlchemyError

from claims_pipeline.cli.errors import Wrong
from claims_pipeline.cli.progress import Watch
from claims_pipeline.settings import Settings
from claims_pipeline.warehouse import Home, WriterLock


def run_days(settings: Settings, day: date | None, days: Sequence[date], watch: Watch, lock: WriterLock) -> list[str]:
    """Run landing days into the published ledger, all in one Dagster run; say what failed, a sentence each.

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

        job = pipeline(Workspace(settings, watch, day, lock), days).resolve_job_def("ledger")
    tags = {ASSET_PARTITION_RANGE_START_TAG: str(days[0]), ASSET_PARTITION_RANGE_END_TAG: str(days[-1])}
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    try:
        with open_history(Home(settings.home)) as instance:
            return failures_of(
                job.execute_in_process(instance=instance, tags=tags, run_config=quiet, raise_on_error=False)
            )
    except SQLAlchemyError as error:
        what = str(error).partition("\n")[0]
        raise Wrong(f"Dagster's history in {settings.home} cannot be written: {what}. Is the disk full?") from None


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
    checks = [
        f"Check failed: {check.check_name} of {check.asset_key.to_user_string()}"
        for check in result.get_asset_check_evaluations()
        if not check.passed
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
