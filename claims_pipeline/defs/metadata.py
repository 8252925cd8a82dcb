"""What a person sees of a table in Dagster: description, columns, lineage, row counts, a preview."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

import dagster as dg
import polars as pl

from claims_pipeline.schemas import TABLES, Table

PREVIEW_ROWS = 8
PREVIEW_CHARS = 80

OWNERS = ["team:claims-pipeline"]

GROUP = "claims_ledger"
"""One group for all: the UI draws groups as closed boxes, and the way from pages to views must be seen at once."""


def column_schema(table: Table) -> dg.TableSchema:
    """Name, type and meaning of each column, from ``schemas.py``."""
    return dg.TableSchema(
        [
            dg.TableColumn(
                name,
                type=str(column.dtype),
                description=column.description,
                constraints=dg.TableColumnConstraints(nullable=column.nullable, unique=table.key == [name]),
            )
            for name, column in table.schema.columns().items()
        ]
    )


def column_lineage(table: Table, upstream: Sequence[str]) -> dg.TableColumnLineage:
    """Say where each column comes from: ``lineage.toml`` has what equal names do not tell."""
    sources = {column: _sources(table, column, upstream) for column in table.schema.column_names()}
    return dg.TableColumnLineage(
        {
            column: [dg.TableColumnDep(asset_key=name, column_name=source) for name, source in found]
            for column, found in sources.items()
            if found
        }
    )


def _sources(table: Table, column: str, upstream: Sequence[str]) -> list[tuple[str, str]]:
    told = _lineage().get(table.name, {}).get(column)
    if told is None and table.scope == "view":
        told = _lineage()["views"].get(column)
    if told is None:
        return [(name, column) for name in upstream if name in TABLES and column in TABLES[name].schema.column_names()]
    split = [source.split(".") for source in told]
    return [(name, source) for name, source in split if name in upstream or table.scope != "view"]


@cache
def _lineage() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("lineage.toml").read_text(encoding="utf-8"))


def definition_metadata(table: Table, upstream: Sequence[str]) -> dict[str, object]:
    """Metadata that does not change from run to run."""
    return {
        "dagster/column_schema": column_schema(table),
        "dagster/column_lineage": column_lineage(table, upstream),
        "dagster/table_name": table.name,
    }


def run_metadata(name: str, frame: pl.DataFrame) -> dict[str, dg.MetadataValue]:
    """Row count, counts of what was dropped or rejected and why, and a preview."""
    return {
        "dagster/row_count": dg.MetadataValue.int(frame.height),
        **_counts(name, frame),
        "preview": dg.MetadataValue.md(preview(frame)),
    }


def day_metadata(name: str, frame: pl.DataFrame, days: Sequence[date]) -> dict[date, dict[str, dg.MetadataValue]]:
    """The same for each landing day, also for those without rows."""
    return {day: run_metadata(name, frame.filter(pl.col("landed_on") == day)) for day in days}


_COUNTED: Mapping[str, tuple[str, pl.Expr, str]] = {
    "raw_pages": ("rejected by reason", pl.col("status") == "rejected", "reason"),
    "page_lines": ("dropped by label", ~pl.col("kept"), "label"),
    "place_mentions": ("rejected by reason", pl.col("status") == "rejected", "reject_reason"),
    "claims": ("claims by stance", pl.lit(True), "stance"),
}


def _counts(name: str, frame: pl.DataFrame) -> dict[str, dg.MetadataValue]:
    if name not in _COUNTED:
        return {}
    title, which, column = _COUNTED[name]
    counts = (
        frame.filter(which)
        .group_by(pl.col(column).cast(pl.String))
        .len("rows")
        .sort("rows", column, descending=[True, False])
    )
    return {title: dg.MetadataValue.md(_markdown(counts) if counts.height else "none")}


def preview(frame: pl.DataFrame) -> str:
    """Write the first rows as a Markdown table, hashes left out; page text cannot break out of its cell."""
    shown = frame.select(pl.exclude(pl.Binary)).head(PREVIEW_ROWS)
    return _markdown(shown) if frame.height else "no rows"


def _markdown(frame: pl.DataFrame) -> str:
    lines = [_row(frame.columns), "|" + " --- |" * frame.width]
    lines += [_row([_cell(value) for value in row]) for row in frame.iter_rows()]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


_MARKUP = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]()#+!|~"} | {"<": "&lt;", ">": "&gt;"})


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value)[: 2 * PREVIEW_CHARS].split())
    short = text if len(text) <= PREVIEW_CHARS else text[: PREVIEW_CHARS - 1] + "…"
    return short.translate(_MARKUP)
