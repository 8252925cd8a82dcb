"""The published ledger as files that other tools read: one file a table."""

from __future__ import annotations

from pathlib import Path

import duckdb

from claims_pipeline.cli.errors import Wrong
from claims_pipeline.cli.ledger import open_ledger
from claims_pipeline.cli.query import refuse_to_overwrite
from claims_pipeline.cli.terminal import console
from claims_pipeline.schemas import TABLES
from claims_pipeline.warehouse import Home
from claims_pipeline.warehouse.home import escaped, written_whole

FORMS = {"parquet": "FORMAT parquet, COMPRESSION zstd", "csv": "FORMAT csv, HEADER", "jsonl": "FORMAT json"}
"""Name and suffix of each form, and how DuckDB is told to write it."""

_CLAIMS = "(SELECT claim_id FROM claim_regions WHERE region_id = $region)"
_PAGES = f"(SELECT page_id FROM claims WHERE claim_id IN {_CLAIMS})"
_OF_REGION = {
    "claim_id": f"claim_id IN {_CLAIMS}",
    "claim_id_a": f"claim_id_a IN {_CLAIMS} OR claim_id_b IN {_CLAIMS}",
    "proposition_id": f"proposition_id IN (SELECT proposition_id FROM claim_propositions WHERE claim_id IN {_CLAIMS})",
    "page_id": f"page_id IN {_PAGES}",
    "page_id_a": f"page_id_a IN {_PAGES} AND page_id_b IN {_PAGES}",
    "story_id": f"story_id IN (SELECT story_id FROM story_members WHERE page_id IN {_PAGES})",
    "source_id": f"source_id IN (SELECT source_id FROM claims WHERE claim_id IN {_CLAIMS})",
}
"""Which rows have to do with the claims about ``$region``: the first of these columns that a table has decides."""


def export_ledger(folder: Path, form: str, region: str | None, home: Path) -> None:
    """Write every table and view into a folder, of one region only its claims and what leads to and from them.

    Each file takes its name when it is whole. Raises ``Wrong`` where there is no such region, or no ledger.
    """
    refuse_to_overwrite(folder / "a file", Home(home))
    with open_ledger(home) as con:
        if region is not None:
            _refuse_unknown(con, region)
        folder.mkdir(parents=True, exist_ok=True)
        tables = [name for name, table in TABLES.items() if table.is_published]
        n_rows = sum(_write(con, name, folder / f"{name}.{form}", FORMS[form], region) for name in tables)
    console().print(f"Wrote {n_rows} rows of {len(tables)} tables and views into {folder}.")


def _refuse_unknown(con: duckdb.DuckDBPyConnection, region: str) -> None:
    if not con.execute("SELECT 1 FROM regions WHERE region_id = ?", [region]).fetchall():
        raise Wrong(
            f"There is no region {region}. List them with: claims-pipeline query 'SELECT region_id, name FROM regions'"
        )


def _write(con: duckdb.DuckDBPyConnection, name: str, path: Path, form: str, region: str | None) -> int:
    rows = f'SELECT * FROM "{name}" WHERE {_which(name, region)} ORDER BY {", ".join(TABLES[name].key)}'
    with written_whole(path) as aside:
        params = {"region": region} if "$region" in rows else {}
        [(n_rows,)] = con.execute(f"COPY ({rows}) TO '{escaped(aside)}' ({form})", params).fetchall()
    return int(n_rows)


def _which(name: str, region: str | None) -> str:
    table = TABLES[name]
    if region is None:
        return "true"
    if table.key[0] == "region_id":
        return "region_id = $region"
    columns = table.schema.column_names()
    return next((rows for column, rows in _OF_REGION.items() if column in columns), "true")
