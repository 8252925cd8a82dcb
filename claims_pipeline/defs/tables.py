"""How assets are declared: one asset a table, one step a stage, everything about a table from ``schemas.py``.

A step names the tables that it reads as its parameters. It returns frames; here they are staged for the steps that come
after, and Dagster is told of each table (and landing day) what a person wants to see.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, get_origin

import dagster as dg
import dataframely as dy
import polars as pl

from claims_pipeline.defs.metadata import GROUP, OWNERS, day_metadata, definition_metadata, run_metadata
from claims_pipeline.defs.partitions import in_few_runs, landing_days
from claims_pipeline.defs.reuse import SAME, Stage, basis, stored_content
from claims_pipeline.defs.workspace import Workspace
from claims_pipeline.schemas import TABLES
from claims_pipeline.warehouse import stage_frame, staged_frame

Frames = pl.DataFrame | tuple[pl.DataFrame, ...]
Step = Callable[..., Frames]
Landed = Callable[[Workspace, Sequence[date]], Mapping[date, Sequence[str]]]
"""Names what landed on each day, so that a change of it is seen."""
Results = Iterator[dg.MaterializeResult]

STAGE_KINDS = {"python", "polars"}
NO_FILE = "No file landed: the stored rows of this day, if any, are as before."


def day_tables(
    *names: str,
    kinds: set[str] = STAGE_KINDS,
    freshness: dg.FreshnessPolicy | None = None,
    deps: Sequence[str] = (),
    landed: Landed | None = None,
    reusable: Callable[[Workspace], bool] = lambda _workspace: True,
) -> Callable[[Step], dg.AssetsDefinition]:
    """Declare the tables that one stage computes for each landing day, from other tables or from what ``landed``.

    A day whose frames were computed before, from the same, is not computed again (``reuse``), if that is ``reusable``.
    """

    def declare(step: Step) -> dg.AssetsDefinition:
        reads = _tables_read(step)

        @dg.multi_asset(
            name=f"{step.__name__}_of_a_day",
            description=inspect.getdoc(step),
            specs=_specs(names, [*deps, *reads], reads, kinds, freshness),
            partitions_def=landing_days,
            backfill_policy=in_few_runs,
        )
        def staged(context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]) -> Results:
            days = workspace.days_among(context.partition_keys)
            stage, title = Stage(workspace.home), step.__name__
            inputs = landed(workspace, days) if landed else {day: stage.content(reads, day) for day in days}
            bases = {day: basis(title, workspace.settings, inputs[day]) for day in days}
            is_reusable = reusable(workspace)
            changed = [day for day in days if not (is_reusable and stage.has(title, names, day, bases[day]))]
            if changed:
                _compute(step, names, reads, workspace, changed)
                for day in changed:
                    stage.note(title, names, day, bases[day])
            for name in names:
                frame = staged_frame(workspace.home.stage, name, days)
                for key, seen in day_metadata(name, frame, days).items():
                    told = seen | {"computed": "now" if key in changed else SAME}
                    context.add_asset_metadata(told, asset_key=name, partition_key=key.isoformat())
                for key in sorted(set(context.partition_keys) - set(map(str, days))):
                    context.add_asset_metadata({"untouched": NO_FILE}, asset_key=name, partition_key=key)
                yield dg.MaterializeResult(asset_key=name)

        return staged

    return declare


def ledger_tables(
    *names: str, stored: Sequence[str] = (), kinds: set[str] = STAGE_KINDS
) -> Callable[[Step], dg.AssetsDefinition]:
    """Declare the tables that one stage computes over all landing days, or that come with the package.

    ``stored`` tables are those that it reads from the private store, once the days are committed: the graph shows the
    commit, the column lineage shows the tables.
    """

    def declare(step: Step) -> dg.AssetsDefinition:
        reads = _tables_read(step)
        deps = [*reads, *(["committed_days"] if stored else [])]

        @dg.multi_asset(
            name=f"{step.__name__}_of_all_days",
            description=inspect.getdoc(step),
            specs=_specs(names, deps, [*stored, *reads], kinds),
        )
        def staged(workspace: dg.ResourceParam[Workspace]) -> Results:
            stage, title = Stage(workspace.home), step.__name__
            inputs = [*stage.content(reads, None), *stored_content(workspace.home, stored)]
            made_from = basis(title, workspace.settings, inputs)
            # Where machines share the store, what was read must be noted, so that a change by another is seen.
            is_same = workspace.home.catalog is None and stage.has(title, names, None, made_from)
            if not is_same:
                stage.forget(title, [None])
                frames = {name: staged_frame(workspace.home.stage, name, None) for name in reads}
                for name, frame in _by_name(names, step(workspace, **frames)):
                    stage_frame(workspace.home.stage, name, frame, None)
                stage.note(title, names, None, made_from)
            for name in names:
                seen = run_metadata(name, staged_frame(workspace.home.stage, name, None))
                yield dg.MaterializeResult(asset_key=name, metadata=seen | {"computed": SAME if is_same else "now"})

        return staged

    return declare


def _compute(
    step: Step, names: Sequence[str], reads: Sequence[str], workspace: Workspace, days: Sequence[date]
) -> None:
    Stage(workspace.home).forget(step.__name__, days)
    frames = {name: staged_frame(workspace.home.stage, name, days) for name in reads}
    for name, frame in _by_name(names, step(workspace, days, **frames)):
        stage_frame(workspace.home.stage, name, frame, days)


def _tables_read(step: Step) -> list[str]:
    parameters: Mapping[str, inspect.Parameter] = inspect.signature(step).parameters
    return [name for name, parameter in parameters.items() if get_origin(parameter.annotation) is dy.DataFrame]


def _specs(
    names: Sequence[str],
    deps: Sequence[str],
    upstream: Sequence[str],
    kinds: set[str],
    freshness: dg.FreshnessPolicy | None = None,
) -> list[dg.AssetSpec]:
    return [
        dg.AssetSpec(
            name,
            deps=deps,
            description=TABLES[name].description,
            metadata=definition_metadata(TABLES[name], upstream),
            group_name=GROUP,
            kinds=kinds,
            owners=OWNERS,
            freshness_policy=freshness if name == names[0] else None,
        )
        for name in names
    ]


def _by_name(names: Sequence[str], frames: Frames) -> list[tuple[str, Any]]:
    return list(zip(names, frames if isinstance(frames, tuple) else (frames,), strict=True))
