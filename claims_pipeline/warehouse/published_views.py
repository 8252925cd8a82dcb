"""The views of ``views/`` in a database: plain ones as views, heavy ones as tables."""

from __future__ import annotations

import duckdb
import polars as pl

from claims_pipeline.schemas import TABLES
from claims_pipeline.views import MACROS, VIEWS, View
from claims_pipeline.warehouse.columns import create_table, order, read_table, selection
from claims_pipeline.warehouse.home import Home
from claims_pipeline.warehouse.store import open_store


def build_views(home: Home) -> list[tuple[str, pl.DataFrame]]:
    """Create or replace every view in the private store and return their rows, typed by their schemas."""
    with open_store(home) as con:
        create_views(con)
        return [(view.name, read_table(con, view.name)) for view in VIEWS]


def create_views(con: duckdb.DuckDBPyConnection) -> None:
    """Create or replace every view and macro, heavy views as tables."""
    for view in VIEWS:
        create_view(con, view, as_table=view.materialised)
    create_macros(con)


def missing_views(con: duckdb.DuckDBPyConnection) -> list[View]:
    """List the views that a database lacks; heavy ones go when the rows that they were built from change."""
    query = "SELECT table_name FROM information_schema.tables WHERE table_catalog = current_database()"
    found = {name for (name,) in con.execute(query).fetchall()}
    return [view for view in VIEWS if view.name not in found]


def create_view(con: duckdb.DuckDBPyConnection, view: View, as_table: bool) -> None:
    """Create or replace one view; names in its SQL are unqualified, so that it survives in a copied file."""
    _drop(con, view.name)
    if as_table:
        table = TABLES[view.name]
        rows = f"SELECT {selection(table)} FROM ({view.sql}) ORDER BY {order(table)}"
        con.execute(create_table(table))
        con.execute(f'INSERT INTO "{view.name}" BY NAME {rows}')
    else:
        con.execute(f'CREATE VIEW "{view.name}" AS {view.sql}')


def create_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Create or replace every macro; the views that they read stand already."""
    for macro in MACROS:
        con.execute(macro.sql)


def _drop(con: duckdb.DuckDBPyConnection, name: str) -> None:
    query = (
        "SELECT table_type FROM information_schema.tables WHERE table_name = ? AND table_catalog = current_database()"
    )
    for (kind,) in con.execute(query, [name]).fetchall():
        con.execute(f'DROP {"VIEW" if kind == "VIEW" else "TABLE"} "{name}"')
