"""Which version of the tables a store or a ledger was written for, and the way from each version to the next.

The version is a macro, ``schema_version()``, in every store and every ledger: any client can ask it. Version 1 had
none yet. A change of the tables in ``schemas.py`` raises ``SCHEMA_VERSION`` and adds a step to ``MIGRATIONS``, or none:
then stores before it are refused, and made anew from the raw pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import duckdb

from claims_pipeline.schemas import SCHEMA_VERSION
from claims_pipeline.warehouse.content import basis, create_content, note_days, note_whole

MACRO = "schema_version"
MEANING = "Version of the tables of this file, as in the data dictionary."
REBUILD = "Make it anew from the raw pages: claims-pipeline run SRC --rebuild"


class OtherVersionError(RuntimeError):
    """A store or a ledger was written for other tables than this version has; the message says what to do."""


def written_for(con: duckdb.DuckDBPyConnection) -> int | None:
    """Return the version that a database was written for; None if it holds no table yet."""
    query = (
        "SELECT macro_definition FROM duckdb_functions() "
        f"WHERE function_name = '{MACRO}' AND database_name = current_database()"
    )
    if found := con.execute(query).fetchall():
        return int(found[0][0])
    [(n_tables,)] = con.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database()"
    ).fetchall()
    return 1 if n_tables else None


def refuse_other_version(con: duckdb.DuckDBPyConnection, what: object) -> None:
    """Raise ``OtherVersionError`` unless a published ledger has the tables that this version reads."""
    if (version := written_for(con)) != SCHEMA_VERSION:
        raise OtherVersionError(f"{what} has tables of version {version}, {_advice(version)}")


def bring_up_to_date(con: duckdb.DuckDBPyConnection, what: object, tables: Sequence[str]) -> None:
    """Take the tables of a store from the version that it was written for to this one, in one transaction.

    A new store is marked with this version.

    Raises:
        OtherVersionError: it was written by a later version, or by one from which no way leads here.
    """
    version = written_for(con)
    if version == SCHEMA_VERSION:
        return
    con.begin()
    while version is not None and version < SCHEMA_VERSION and version in MIGRATIONS:
        MIGRATIONS[version](con, tables)
        version += 1
    if version not in (None, SCHEMA_VERSION):
        con.rollback()
        raise OtherVersionError(f"{what} has tables of version {written_for(con)}, {_advice(version)}")
    mark(con)
    con.commit()


def mark(con: duckdb.DuckDBPyConnection) -> None:
    """Write this version into a database."""
    con.execute(f"CREATE OR REPLACE MACRO {MACRO}() AS {SCHEMA_VERSION}")


def _advice(version: int | None) -> str:
    if version is not None and version > SCHEMA_VERSION:
        return f"this claims-pipeline knows those up to {SCHEMA_VERSION}. Install a newer claims-pipeline."
    return f"this claims-pipeline needs {SCHEMA_VERSION}. {REBUILD}."


def refuse_ledger_not_laid(con: duckdb.DuckDBPyConnection, what: object) -> None:
    """Raise ``OtherVersionError`` if a migration emptied what is computed over all days, and no run has filled it."""
    if basis(con) is None and con.execute("SELECT 1 FROM raw_pages LIMIT 1").fetchall():
        raise OtherVersionError(
            f"{what} was brought up to version {SCHEMA_VERSION}, which lays claims on other propositions: nothing is "
            "published until a run has done so. Run claims-pipeline run SRC."
        )


def _order_days(con: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> None:
    """1 to 2: rows stand in the order of their days, decimals are rounded, and each table and day has a digest.

    Propositions tell their event and number, and places the source of their point: what tells neither is emptied, for
    the next run computes it from the claims that are stored.
    """
    create_content(con)
    for statement in _COMPUTED_ANEW_IN_2:
        con.execute(statement)
    for name, (columns, types) in _columns(con).items():
        if name not in tables:
            continue
        rounded = ", ".join(
            f'round("{column}", 6) AS "{column}"'
            for column, kind in zip(columns, types, strict=True)
            if kind == "DOUBLE"
        )
        order = "landed_on, rowid" if "landed_on" in columns else "rowid"
        replaced = f"REPLACE ({rounded})" if rounded else ""
        con.execute(f'CREATE TEMP TABLE ordered AS SELECT * {replaced} FROM "{name}" ORDER BY {order}')
        con.execute(f'DELETE FROM "{name}"')
        con.execute(f'INSERT INTO "{name}" FROM ordered')
        con.execute("DROP TABLE ordered")
        if "landed_on" in columns:
            days = con.execute(f'SELECT DISTINCT landed_on FROM "{name}"').fetchall()
            note_days(con, name, [day for (day,) in days])
        else:
            note_whole(con, name)


_COMPUTED_ANEW_IN_2 = (
    "DELETE FROM claim_propositions",
    """
    CREATE OR REPLACE TABLE propositions (
        proposition_id VARCHAR NOT NULL, event_id VARCHAR NOT NULL, scene_id VARCHAR NOT NULL,
        event_type VARCHAR NOT NULL, actor_country VARCHAR, place_id VARCHAR, region_id VARCHAR,
        day_from DATE NOT NULL, day_to DATE NOT NULL, quantity_from BIGINT, quantity_to BIGINT, label VARCHAR NOT NULL
    )
    """,
    """
    CREATE OR REPLACE TABLE places (
        place_id VARCHAR NOT NULL, parent_id VARCHAR, country VARCHAR, region_id VARCHAR, level VARCHAR NOT NULL,
        name VARCHAR NOT NULL, population BIGINT, latitude DOUBLE, longitude DOUBLE, coordinate_source VARCHAR,
        coordinate_error_km DOUBLE
    )
    """,
)


def _columns(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[list[str], list[str]]]:
    query = (
        "SELECT table_name, list(column_name ORDER BY column_index), list(data_type ORDER BY column_index) "
        "FROM duckdb_columns() WHERE database_name = current_database() GROUP BY ALL ORDER BY ALL"
    )
    return {name: (columns, types) for name, columns, types in con.execute(query).fetchall()}


Migration = Callable[[duckdb.DuckDBPyConnection, Sequence[str]], None]

MIGRATIONS: Mapping[int, Migration] = MappingProxyType({1: _order_days})
"""From a version to the one after it; each is given the names of the stored tables."""
