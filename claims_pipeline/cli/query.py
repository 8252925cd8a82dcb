"""One question in SQL to the published ledger."""

from __future__ import annotations

import json
import re
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import IO

import duckdb
import polars as pl
from rich.box import SIMPLE_HEAD
from rich.table import Table

from claims_pipeline.cli.errors import Wrong
from claims_pipeline.cli.ledger import open_ledger
from claims_pipeline.cli.terminal import console, safe
from claims_pipeline.warehouse import Home, past_snapshots

_NOT_IN_A_FRAME = re.compile(r"\b(?:BIGNUM|BIT|BLOB|INTERVAL|UNION|TIME WITH TIME ZONE)\b")


def answer_query(sql: str, form: str, output: Path | None, past: int | None, home: Path) -> None:
    """Print the answer, or write it to a file: a table, CSV, JSON (one object a line) or Parquet.

    With ``past``, what was published so many times ago is there too, as the database ``past``.
    """
    if form == "parquet" and output is None:
        raise Wrong("Parquet is not for a terminal: name a file with --output FILE.")
    if output is not None:
        refuse_to_overwrite(output, Home(home))
    answer = _answer(sql, past, home)
    if form == "parquet" and output is not None:
        answer.write_parquet(output)
        return
    with output.open("w", encoding="utf-8") if output else nullcontext(sys.stdout) as stream:
        if form == "table":
            print_table(answer, stream=stream)
        elif form == "csv":
            stream.write(_shown(_flat(answer).write_csv(), stream))
        else:
            stream.writelines(
                _shown(json.dumps(row, ensure_ascii=False, default=str), stream) + "\n"
                for row in answer.iter_rows(named=True)
            )


def refuse_to_overwrite(output: Path, home: Home) -> None:
    """Raise ``Wrong`` if a file that is to be written lies among those that make the ledger."""
    kept = (home.snapshots.resolve(), home.store.parent.resolve())
    if output.resolve().parent in kept:
        raise Wrong(f"{output} is the ledger itself; name another file.")


def _shown(text: str, stream: IO[str]) -> str:
    """A terminal must not obey what pages say; a file or a pipe gets every character as it is."""
    return safe(text) if stream.isatty() else text


def _answer(sql: str, past: int | None, home: Path) -> pl.DataFrame:
    with open_ledger(home) as con:
        if past is not None:
            _attach(con, past, Home(home))
        con.execute("SET enable_external_access = false")  # a pasted query must not read or write other files
        try:
            relation = con.sql(sql)
            return pl.DataFrame(_framed(relation)) if relation is not None else pl.DataFrame()
        except duckdb.Error as error:
            raise Wrong(str(error)) from None


def _attach(con: duckdb.DuckDBPyConnection, past: int, home: Home) -> None:
    kept = past_snapshots(home)
    if len(kept) < past:
        raise Wrong(
            f"{len(kept)} past ledgers are kept in {home.snapshots}: the setting keep_snapshots tells how many."
        )
    path = str(kept[past - 1]).replace("'", "''")
    con.execute(f"ATTACH '{path}' AS past (READ_ONLY)")


def _framed(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Give each column a name of its own (``a``, ``a_1``), and spell out the types that a frame does not have."""
    if len({name.lower() for name in relation.columns}) < len(relation.columns):
        relation = relation.project("*")
    columns = zip(relation.columns, relation.types, strict=True)
    names = ['"' + name.replace('"', '""') + '"' for name, dtype in columns if _NOT_IN_A_FRAME.search(str(dtype))]
    spelled = ", ".join(f"CAST({name} AS VARCHAR) AS {name}" for name in names)
    return relation.project(f"* REPLACE ({spelled})") if spelled else relation


def print_table(frame: pl.DataFrame, title: str | None = None, stream: IO[str] | None = None) -> None:
    """Print a frame, every row and column of it; words that do not fit are wrapped, never cut."""
    table = Table(box=SIMPLE_HEAD, collapse_padding=True, pad_edge=False, title=title, title_justify="left")
    for name, dtype in frame.schema.items():
        table.add_column(
            safe(name), overflow="fold", no_wrap=dtype.is_temporal(), justify="right" if dtype.is_numeric() else "left"
        )
    for row in frame.iter_rows():
        table.add_row(*("" if value is None else safe(_words(value)) for value in row))
    out = console(stream)
    out.soft_wrap = False
    if not out.is_terminal:
        out.width = 10_000  # a file or a pipe has no edge
    out.print(table)


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
