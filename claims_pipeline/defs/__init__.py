"""The Dagster layer: assets that call one stage each, checks, jobs, schedules, sensors, what a run works with.

``sources`` fetches, ``days`` declares the tables of a landing day, ``ledger`` what is computed over all of them,
``checks`` what must hold before anything is published, ``automation`` what is run without being asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import dagster as dg

from claims_pipeline.defs import automation, days, jobs, ledger, sources
from claims_pipeline.defs.partitions import only
from claims_pipeline.defs.workspace import Workspace, workspace_resource
from claims_pipeline.settings import Settings


def pipeline(
    workspace: Workspace | None = None, landed: Sequence[date] = (), last: date | None = None
) -> dg.Definitions:
    """Gather the whole pipeline; without a workspace each run makes its own from the environment.

    With ``landed`` the other days up to ``last`` (the latest of them) are no partitions: a range covers exactly these.
    """
    loaded = dg.load_assets_from_modules([days, ledger])
    assets = [asset for asset in loaded if isinstance(asset, dg.AssetsDefinition)]
    fetches = (workspace.settings if workspace else Settings()).sources is not None
    return dg.Definitions(
        assets=[
            *(_partitioned_by(only(landed, last), assets) if landed else assets),
            sources.fetched_pages if fetches else sources.filled_by_others,
        ],
        jobs=[jobs.ledger, jobs.days, *([jobs.ingest] if fetches else [])],
        schedules=[jobs.nightly, *([jobs.hourly] if fetches else [])],
        sensors=[automation.catch_up, automation.lost_runs, automation.failed_run, automation.odd_day],
        resources={
            "workspace": workspace_resource(workspace),
            "unlocked_workspace": workspace_resource(workspace, is_writer=False),
        },
        executor=dg.in_process_executor,  # a process a step costs seconds each, and all write one DuckDB file
    )


def _partitioned_by(
    partitions: dg.DailyPartitionsDefinition, assets: Sequence[dg.AssetsDefinition]
) -> Sequence[dg.AssetsDefinition]:
    def narrowed(spec: dg.AssetSpec) -> dg.AssetSpec:
        return spec.replace_attributes(partitions_def=partitions) if spec.partitions_def else spec

    return dg.map_asset_specs(narrowed, assets)
