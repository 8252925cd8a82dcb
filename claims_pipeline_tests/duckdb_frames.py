"""Frames into DuckDB the way the warehouse does it, through Parquet: handing over a frame itself takes pyarrow."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from claims_pipeline.schemas import TABLES
from claims_pipeline.warehouse.columns import create_table


def insert_frame(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Insert the rows of a frame into a table that has its columns, by name."""
    with TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.parquet"
        frame.with_columns(pl.selectors.enum().cast(pl.String)).write_parquet(rows)
        con.execute(f'insert into "{table}" by name select * from read_parquet(?)', [str(rows)])


def create_stored_tables(con: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Create every stored table that is published, filled from the frames."""
    for table in TABLES.values():
        if table.is_published and table.scope != "view":
            con.execute(create_table(table))
            if table.name in frames:
                insert_frame(con, table.name, frames[table.name])
