"""The Dagster layer: assets that call one stage each, checks, jobs, a schedule, and what a run works with.

``days`` declares the tables of a landing day, ``ledger`` what is computed over all of them, ``checks`` what must hold
before anything is published.
"""

from __future__ import annotations

import dagster as dg

from claims_pipeline.defs import days, jobs, ledger
from claims_pipeline.defs.checks import checks
from claims_pipeline.defs.staging import staged_frames
from claims_pipeline.defs.workspace import Workspace, workspace_resource


def pipeline(workspace: Workspace | None = None) -> dg.Definitions:
    """Gather the whole pipeline; without a workspace each run makes its own from the environment."""
    return dg.Definitions(
        assets=dg.load_assets_from_modules([days, ledger]),
        asset_checks=checks,
        jobs=[jobs.ledger, jobs.days],
        schedules=[jobs.nightly],
        resources={"workspace": workspace_resource(workspace), "staged_frames": staged_frames},
        executor=dg.in_process_executor,  # a process a step costs seconds each, and all write one DuckDB file
    )
