"""Rows of the published ledger: the report's own queries, one SQL file each, and the views."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb

from claims_pipeline.warehouse import read_table

Row = dict[str, Any]


def asked(con: duckdb.DuckDBPyConnection, name: str, **parameters: int) -> list[Row]:
    """Answer the question of ``queries/NAME.sql``."""
    cursor = con.execute(query(name), parameters)
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def view(con: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    """Read a view of the ledger."""
    return read_table(con, name).to_dicts()


def grouped(rows: Iterable[Row], key: str) -> defaultdict[str, list[Row]]:
    """Group rows by the value of a column, in their order."""
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


@cache
def query(name: str) -> str:
    """The text of ``queries/NAME.sql``."""
    return files(__package__).joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")
