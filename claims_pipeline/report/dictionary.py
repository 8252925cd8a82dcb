"""The data dictionary: every table and column of ``schemas.py`` as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import dataframely as dy

from claims_pipeline.report.rendering import markdown_template
from claims_pipeline.schemas import SCHEMA_VERSION, TABLES, Table
from claims_pipeline.views import MACROS
from claims_pipeline.warehouse.columns import duckdb_type
from claims_pipeline.warehouse.references import REFERENCES
from claims_pipeline.warehouse.versions import MEANING

SCOPES = {
    "day": "replaced a landing day at a time",
    "private": "replaced a landing day at a time; not published",
    "corpus": "computed over all days",
    "reference": "comes with the package",
    "staged": "passes between two stages; not published",
    "view": "for analysts; SQL in `claims_pipeline/views/`",
}


class Row(NamedTuple):
    """One column of one table, in words."""

    name: str
    type: str
    rules: str
    meaning: str


class Arrow(NamedTuple):
    """All references of one table to another."""

    table: str
    target: str
    columns: str


def data_dictionary() -> str:
    """Write the data dictionary as Markdown: each table's meaning, key, columns and rules, and how tables refer.

    ``data/README.md`` is this text; a test fails when it is stale.
    """
    tables = list(TABLES.values())
    return markdown_template("dictionary.md.jinja").render(
        version=SCHEMA_VERSION,
        version_meaning=MEANING,
        tables=tables,
        macros=MACROS,
        scopes=SCOPES,
        arrows=_arrows(),
        rows=_rows,
        table_rules=_table_rules,
    )


def _arrows() -> list[Arrow]:
    ordered = sorted(REFERENCES, key=lambda r: (r.table, r.target, r.column))
    groups = groupby(ordered, key=lambda r: (r.table, r.target))
    return [Arrow(table, target, ", ".join(r.column for r in group)) for (table, target), group in groups]


def _rows(table: Table) -> list[Row]:
    return [
        Row(
            name=name,
            type=duckdb_type(column.dtype).replace('"', ""),
            rules=_cell("; ".join(_rules(table, name, column))),
            meaning=_cell(column.description or ""),
        )
        for name, column in table.schema.columns().items()
    ]


def _rules(table: Table, name: str, column: dy.Column) -> Iterator[str]:
    if name in table.key:
        yield "key"
    if column.nullable:
        yield "may be null"
    if isinstance(column, dy.Enum):
        yield "one of " + ", ".join(f"`{word}`" for word in column.categories)
    if (regex := getattr(column, "regex", None)) is not None:
        yield f"matches `{regex}`"
    yield from _bounds(column)


def _bounds(column: dy.Column) -> Iterator[str]:
    low, high = getattr(column, "min", None), getattr(column, "max", None)
    if low is not None and high is not None:
        yield f"{low} to {high}"
    elif low is not None:
        yield f"at least {low}"
    elif high is not None:
        yield f"at most {high}"
    if getattr(column, "min_length", None):
        yield "not empty"


def _table_rules(table: Table) -> list[str]:
    """Name the rules that a schema adds to its columns: the names of its rule methods are sentences."""
    columns = table.schema.columns()
    own = (name for name in vars(table.schema) if not name.startswith("_") and name not in columns)
    return [name.replace("_", " ") for name in own]


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")
