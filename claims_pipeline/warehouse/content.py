"""Which content the store holds: a digest for each table and landing day, kept beside the rows they tell of.

They are written in the transaction that writes the rows, so that naming a ledger by its content costs nothing at
publishing, however many rows it has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

import duckdb

CONTENT = "stored_content"
"""Name of the table that keeps them; it is never published."""


def create_content(con: duckdb.DuckDBPyConnection) -> None:
    """Create the table of digests where there is none."""
    con.execute(
        f"CREATE TABLE IF NOT EXISTS {CONTENT} (table_name VARCHAR NOT NULL, landed_on DATE, digest VARCHAR NOT NULL)"
    )


def note_days(con: duckdb.DuckDBPyConnection, name: str, days: Sequence[date]) -> None:
    """Note what a table holds of these landing days now; a day without rows is not noted."""
    chosen = "landed_on IN (SELECT unnest($days))"
    con.execute(f"DELETE FROM {CONTENT} WHERE table_name = $name AND {chosen}", {"name": name, "days": list(days)})
    con.execute(
        f"INSERT INTO {CONTENT} SELECT $name, landed_on, {_DIGEST} "
        f'FROM "{name}" AS t WHERE {chosen} GROUP BY landed_on',
        {"name": name, "days": list(days)},
    )


def note_whole(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Note what a table holds that is computed over all days."""
    con.execute(f"DELETE FROM {CONTENT} WHERE table_name = ?", [name])
    con.execute(f'INSERT INTO {CONTENT} SELECT ?, NULL, {_DIGEST} FROM "{name}" AS t', [name])


_DIGEST = "concat_ws(' ', count(*), bit_xor(hash(t)), sum(hash(t)))"
"""Two order-free sums of the rows' hashes: equal rows cancel in the first but not in the second."""


def content_digest(con: duckdb.DuckDBPyConnection, shapes: Iterable[str]) -> str:
    """Name all that is stored, and the statements that shape the file, in 16 hex digits."""
    digest = hashlib.blake2b(digest_size=8)
    for shape in shapes:
        digest.update(shape.encode())
    for row in con.execute(f"FROM {CONTENT} WHERE table_name <> '{_BASIS}' ORDER BY ALL").fetchall():
        digest.update(repr(row).encode())
    return digest.hexdigest()


def days_digest(con: duckdb.DuckDBPyConnection) -> str:
    """Name the content of all landing days."""
    rows = con.execute(f"FROM {CONTENT} WHERE landed_on IS NOT NULL ORDER BY ALL").fetchall()
    return hashlib.blake2b(repr(rows).encode(), digest_size=8).hexdigest()


def note_basis(con: duckdb.DuckDBPyConnection) -> None:
    """Note that what is computed over all days was computed from the days that are stored now."""
    con.execute(f"DELETE FROM {CONTENT} WHERE table_name = '{_BASIS}'")
    con.execute(f"INSERT INTO {CONTENT} VALUES ('{_BASIS}', NULL, ?)", [days_digest(con)])


def basis(con: duckdb.DuckDBPyConnection) -> str | None:
    """Name the content of the days that the ledger was computed from."""
    found = con.execute(f"SELECT digest FROM {CONTENT} WHERE table_name = '{_BASIS}'").fetchall()
    return found[0][0] if found else None


_BASIS = "days that the ledger was computed from"
