"""How assets are declared: one asset a table, one step a stage, everything about a table from ``schemas.py``."""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, get_origin

import dagster as dg
import dataframely as dy
import polars as pl

from claims_pipeline.defs.metadata import OWNERS, day_metadata, definition_metadata, run_metadata
from claims_pipeline.defs.partitions import days_of, in_one_run, landing_days
from claims_pipeline.schemas import TABLES

Frames = pl.DataFrame | tuple[pl.DataFrame, ...]
Step = Callable[..., Frames]

STAGE_KINDS = {"python", "polars"}


def day_tables(
    *names: str, upstream: Sequence[str] = (), kinds: set[str] = STAGE_KINDS
) -> Callable[[Step], dg.AssetsDefinition]:
    """Declare the tables that one stage computes for each landing day."""

    def declare(step: Step) -> dg.AssetsDefinition:
        @dg.multi_asset(
            outs=_outs(names, upstream, kinds),
            partitions_def=landing_days,
            backfill_policy=in_one_run,
            group_name="landing_days",
        )
        @_as_dagster_reads_it(step)
        def noted(*context: dg.AssetExecutionContext, **inputs: Any) -> Frames:
            running = dg.AssetExecutionContext.get()
            result = step(*context, **inputs)
            for name, frame in _by_name(names, result):
                for day, seen in day_metadata(name, frame, days_of(running.partition_keys)).items():
                    running.add_asset_metadata(seen, asset_key=name, partition_key=day.isoformat())
            return result

        return noted

    return declare


def ledger_tables(
    *names: str, upstream: Sequence[str] = (), deps: Sequence[str] = (), kinds: set[str] = STAGE_KINDS
) -> Callable[[Step], dg.AssetsDefinition]:
    """Declare the tables that one stage computes over all landing days, or that come with the package."""

    def declare(step: Step) -> dg.AssetsDefinition:
        @dg.multi_asset(outs=_outs(names, upstream, kinds), deps=list(deps), group_name="ledger")
        @_as_dagster_reads_it(step)
        def noted(*context: dg.AssetExecutionContext, **inputs: Any) -> Frames:
            running = dg.AssetExecutionContext.get()
            result = step(*context, **inputs)
            for name, frame in _by_name(names, result):
                running.add_asset_metadata(run_metadata(name, frame), asset_key=name)
            return result

        return noted

    return declare


def _as_dagster_reads_it(step: Step) -> Callable[[Step], Step]:
    """Give a wrapper the step's signature without typed frames: Dagster knows no parametrized types."""
    signature = inspect.signature(step)
    shown = [
        parameter.replace(annotation=pl.DataFrame) if get_origin(parameter.annotation) is dy.DataFrame else parameter
        for parameter in signature.parameters.values()
    ]

    def rename(noted: Step) -> Step:
        named = wraps(step)(noted)
        named.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
        named.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}
        return named

    return rename


def _outs(names: Sequence[str], upstream: Sequence[str], kinds: set[str]) -> dict[str, dg.AssetOut]:
    return {
        name: dg.AssetOut(
            description=TABLES[name].description,
            metadata=definition_metadata(TABLES[name], upstream),
            kinds=kinds,
            owners=OWNERS,
            io_manager_key="staged_frames",
        )
        for name in names
    }


def _by_name(names: Sequence[str], frames: Frames) -> list[tuple[str, pl.DataFrame]]:
    return list(zip(names, frames if isinstance(frames, tuple) else (frames,), strict=True))
