"""The data dictionary on the terminal."""

from __future__ import annotations

from claims_pipeline.cli.errors import Wrong
from claims_pipeline.cli.terminal import console
from claims_pipeline.schemas import TABLES, Table


def print_schema(name: str | None) -> None:
    """Print every published table, or one with its columns."""
    if name is None:
        for table in TABLES.values():
            _print_table(table)
        return
    if name not in TABLES:
        raise Wrong(f"There is no table {name}. Tables: {', '.join(TABLES)}.")
    _print_table(TABLES[name])


def _print_table(table: Table) -> None:
    out = console()
    out.print(f"{table.name}  ({table.scope})", style="bold")
    out.print(f"  {table.description}")
    for name, column in table.schema.columns().items():
        marks = ", ".join(mark for mark, holds in (("key", name in table.key), ("nullable", column.nullable)) if holds)
        out.print(f"  {name}  {column.dtype}{f'  [{marks}]' if marks else ''}", style="cyan")
        out.print(f"      {column.description}")
    out.print()
