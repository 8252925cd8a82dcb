"""Carry typed frames from asset to asset of one run by Parquet files in the home's stage."""

from datetime import date

import dagster as dg
import polars as pl

from claims_pipeline.defs.partitions import days_of
from claims_pipeline.defs.workspace import Workspace
from claims_pipeline.warehouse import stage_frame, staged_frame


class StagedFrames(dg.IOManager):
    """Write an asset's frame a day a file; read back the days that the next asset needs."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        """Stage one table."""
        stage_frame(self._workspace.home.stage, context.asset_key.to_user_string(), obj, _days(context))

    def load_input(self, context: dg.InputContext) -> pl.DataFrame:
        """Read one table back, typed by its schema."""
        return staged_frame(self._workspace.home.stage, context.asset_key.to_user_string(), _days(context))


def _days(context: dg.OutputContext | dg.InputContext) -> list[date] | None:
    return days_of(context.asset_partition_keys) if context.has_asset_partitions else None


@dg.io_manager(required_resource_keys={"workspace"}, description="Parquet files in the home's stage folder.")
def staged_frames(context: dg.InitResourceContext) -> StagedFrames:
    """Build the IO manager over the run's home."""
    return StagedFrames(context.resources.workspace)
