"""Run Dagster jobs in this process, with the history that the UI shows. Imports Dagster: a second or two."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import TracebackType

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from claims_pipeline.cli.progress import Watch
from claims_pipeline.settings import Settings
from claims_pipeline.warehouse import WriterLock


class History:
    """Dagster's history in the home, and the jobs that write it."""

    def __init__(self, folder: Path, settings: Settings, day: date | None, watch: Watch, lock: WriterLock) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from claims_pipeline.defs import pipeline
            from claims_pipeline.defs.workspace import Workspace

            self._pipeline = pipeline(Workspace(settings, watch, day, lock))
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "dagster.yaml").exists():
            shutil.copyfile(Path(__file__).with_name("dagster.yaml"), folder / "dagster.yaml")
        self._instance = dg.DagsterInstance.from_config(str(folder))

    def __enter__(self) -> History:
        self._instance.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._instance.__exit__(kind, error, trace)

    def run(self, job: str, days: Sequence[date]) -> dg.ExecuteInProcessResult:
        """Run one job over a range of neighbouring landing days."""
        tags = {ASSET_PARTITION_RANGE_START_TAG: str(days[0]), ASSET_PARTITION_RANGE_END_TAG: str(days[-1])}
        quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        return self._pipeline.resolve_job_def(job).execute_in_process(
            instance=self._instance, tags=tags, run_config=quiet, raise_on_error=False
        )


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
