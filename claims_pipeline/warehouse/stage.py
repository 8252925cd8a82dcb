"""Frames on their way between the assets of one run: one Parquet file a table and landing day.

Nothing here is a source of truth: what counts is committed to the store. A day without rows leaves an empty file, so
that "nothing that day" and "never computed" stay apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from claims_pipeline.schemas import TABLES
from claims_pipeline.warehouse.home import written_whole


class NotStagedError(LookupError):
    """A frame is asked for that no asset has produced."""


def stage_frame(folder: Path, name: str, frame: pl.DataFrame, days: Sequence[date] | None) -> None:
    """Keep a table's frame for the assets that come after; ``days`` are those that it covers, None for all."""
    if days is None:
        return _write(_path(folder, name, None), frame)
    by_day = {key[0]: part for key, part in frame.partition_by("landed_on", as_dict=True).items()}
    if strays := set(by_day) - set(days):
        raise ValueError(f"{name} holds days that were not asked for: {sorted(map(str, strays))}")
    for day in days:
        _write(_path(folder, name, day), by_day.get(day))
    return None


def staged_frame(folder: Path, name: str, days: Sequence[date] | None) -> pl.DataFrame:
    """Read back what was staged, typed by its schema."""
    schema = TABLES[name].schema
    paths = [_path(folder, name, day) for day in (days if days is not None else [None])]
    for path in paths:
        if not path.exists():
            raise NotStagedError(f"{name} of {path.stem} has not been computed: materialise the assets before it first")
    frames = [pl.read_parquet(path) for path in paths if path.stat().st_size]
    return schema.cast(pl.concat([schema.create_empty(), *frames], how="vertical_relaxed"))


def _path(folder: Path, name: str, day: date | None) -> Path:
    return folder / name / f"{day or 'all'}.parquet"


def _write(path: Path, frame: pl.DataFrame | None) -> None:
    with written_whole(path) as aside:
        if frame is None:
            aside.touch()
        else:
            frame.write_parquet(aside)
