"""From ``schemas.py`` to DuckDB: column types, ``CREATE TABLE``, comments, and back to typed frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import dataframely as dy
import duckdb
import polars as pl
from polars._typing import PolarsDataType

from claims_pipeline.schemas import TABLES, Table

_TYPES: dict[PolarsDataType, str] = {
    pl.String: "VARCHAR",
    pl.Enum: "VARCHAR",
    pl.Boolean: "BOOLEAN",
    pl.Int32: "INTEGER",
    pl.Int64: "BIGINT",
    pl.UInt32: "UINTEGER",
    pl.Float64: "DOUBLE",
    pl.Date: "DATE",
    pl.Datetime: "TIMESTAMP",
    pl.Binary: "BLOB",
}


def duckdb_type(dtype: PolarsDataType) -> str:
    """Name the DuckDB type that holds a Polars type.

    >>> duckdb_type(pl.List(pl.Struct({"start_char": pl.Int32})))
    'STRUCT("start_char" INTEGER)[]'
    """
    if isinstance(dtype, pl.List):
        return f"{duckdb_type(dtype.inner)}[]"
    if isinstance(dtype, pl.Struct):
        fields = ", ".join(f'"{field.name}" {duckdb_type(field.dtype)}' for field in dtype.fields)
        return f"STRUCT({fields})"
    return _TYPES[dtype.base_type()]


def create_table(table: Table) -> str:
    """Write the statement that creates a table where there is none."""
    columns = table.schema.columns()
    lines = ", ".join(
        f'"{name}" {duckdb_type(column.dtype)}{"" if column.nullable else " NOT NULL"}'
        for name, column in columns.items()
    )
    return f'CREATE TABLE IF NOT EXISTS "{table.name}" ({lines})'


def comments(table: Table, kind: str) -> Iterator[str]:
    """Write the statements that tell the meaning of a table (or view) and of each of its columns."""
    yield f'COMMENT ON {kind} "{table.name}" IS {_quoted(table.description)}'
    for name, column in table.schema.columns().items():
        yield f'COMMENT ON COLUMN "{table.name}"."{name}" IS {_quoted(_meaning(table, name, column))}'


def _meaning(table: Table, name: str, column: dy.Column) -> str:
    key = " Part of the primary key." if name in table.key else ""
    words = f" One of: {', '.join(column.categories)}." if isinstance(column, dy.Enum) else ""
    return f"{column.description or ''}{words}{key}".strip()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def read_table(
    con: duckdb.DuckDBPyConnection,
    name: str,
    days: Sequence[date] | None = None,
    page_ids: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Read a table with the types of its schema, in the order of its primary key.

    Of ``days`` or ``page_ids`` only, if they are given. DuckDB hands enumerations back as text; they are cast here,
    once, and nowhere else.
    """
    table = TABLES[name]
    wanted = {"landed_on": days, "page_id": page_ids}
    given = {column: list(values) for column, values in wanted.items() if values is not None}
    where = " AND ".join(f"{column} IN (SELECT unnest(${column}))" for column in given) or "true"
    query = f'SELECT {selection(table)} FROM "{name}" WHERE {where} ORDER BY {_listed(table.key)}'
    relation = con.sql(query, params=given)
    return table.schema.cast(pl.DataFrame(relation))


def selection(table: Table) -> str:
    """List the columns of a table by name, floats rounded: sums differ in the last digits from run to run."""
    return ", ".join(
        f'round("{name}", 6) AS "{name}"' if isinstance(column, dy.Float64) else f'"{name}"'
        for name, column in table.schema.columns().items()
    )


def order(table: Table) -> str:
    """List the columns by which a stored table's rows are ordered: day first, then the primary key."""
    is_of_days = table.scope in ("day", "private")
    return _listed(dict.fromkeys([*(["landed_on"] if is_of_days else []), *table.key]))


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
