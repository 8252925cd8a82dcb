"""Frames into DuckDB the way the warehouse does it, through Parquet: handing over a frame itself takes pyarrow."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl


def insert_frame(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Insert the rows of a frame into a table that has its columns, by name."""
    with TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.parquet"
        frame.with_columns(pl.selectors.enum().cast(pl.String)).write_parquet(rows)
        con.execute(f'insert into "{table}" by name select * from read_parquet(?)', [str(rows)])
