"""One question in SQL to the published ledger."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
import polars as pl
from rich.box import SIMPLE_HEAD
from rich.table import Table

from claims_pipeline.cli.errors import Wrong
from claims_pipeline.cli.ledger import open_ledger
from claims_pipeline.cli.terminal import console, safe


def print_query(sql: str, form: str, home: Path) -> None:
    """Print the answer as a table, as CSV, or as JSON, one object a line."""
    with open_ledger(home) as con:
        con.execute("SET enable_external_access = false")  # a pasted query must not read or write other files
        try:
            relation = con.sql(sql)
            answer = pl.DataFrame(relation) if relation is not None else pl.DataFrame()
        except duckdb.Error as error:
            raise Wrong(str(error)) from None
    if form == "table":
        print_table(answer)
    elif form == "csv":
        sys.stdout.write(_flat(answer).write_csv())
    else:
        for row in answer.iter_rows(named=True):
            print(json.dumps(row, ensure_ascii=False, default=str))


def print_table(frame: pl.DataFrame, title: str | None = None) -> None:
    """Print a frame, every row and column of it."""
    table = Table(
        *frame.columns, box=SIMPLE_HEAD, collapse_padding=True, pad_edge=False, title=title, title_justify="left"
    )
    for row in frame.iter_rows():
        table.add_row(*("" if value is None else safe(_words(value)) for value in row))
    out = console()
    out.soft_wrap = False
    out.print(table, width=None if out.is_terminal else 1000)


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    as_json = [
        pl.Series(
            name,
            [None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in frame[name].to_list()],
            dtype=pl.String,
        )
        for name in nested
    ]
    return frame.with_columns(as_json)
