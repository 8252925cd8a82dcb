"""Which column points at which table: DuckDB's own foreign keys forbid replacing a day in one transaction."""

from __future__ import annotations

from typing import NamedTuple

import duckdb

from claims_pipeline.schemas import TABLES


class Reference(NamedTuple):
    """Each non-null ``table.column`` stands in ``target.target_column``."""

    table: str
    column: str
    target: str
    target_column: str

    @property
    def is_within_a_day(self) -> bool:
        """Whether both rows belong to the same landing day."""
        return {TABLES[self.table].scope, TABLES[self.target].scope} <= {"day", "private"}


REFERENCES = tuple(
    Reference(*row)
    for row in (
        ("page_lines", "page_id", "raw_pages", "page_id"),
        ("articles", "page_id", "raw_pages", "page_id"),
        ("fingerprints", "page_id", "articles", "page_id"),
        ("claims", "page_id", "articles", "page_id"),
        ("claims", "source_id", "sources_seen", "source_id"),
        ("claims", "parent_claim_id", "claims", "claim_id"),
        ("claims", "responds_to_claim_id", "claims", "claim_id"),
        ("place_mentions", "page_id", "raw_pages", "page_id"),
        ("place_mentions", "place_id", "places", "place_id"),
        ("claim_places", "claim_id", "claims", "claim_id"),
        ("claim_places", "place_id", "places", "place_id"),
        ("claim_places", "region_id", "regions", "region_id"),
        ("copies", "page_id_a", "articles", "page_id"),
        ("copies", "page_id_b", "articles", "page_id"),
        ("stories", "canonical_page_id", "articles", "page_id"),
        ("story_members", "page_id", "articles", "page_id"),
        ("story_members", "story_id", "stories", "story_id"),
        ("claim_propositions", "claim_id", "claims", "claim_id"),
        ("claim_propositions", "proposition_id", "propositions", "proposition_id"),
        ("propositions", "place_id", "places", "place_id"),
        ("propositions", "region_id", "regions", "region_id"),
        ("places", "region_id", "regions", "region_id"),
        ("places", "parent_id", "places", "place_id"),
        ("place_names", "place_id", "places", "place_id"),
    )
)


def broken_references(con: duckdb.DuckDBPyConnection, references: tuple[Reference, ...]) -> list[str]:
    """Say, a sentence each, which references point nowhere."""
    found = ((reference, *_dangling(con, reference)) for reference in references)
    return [
        f"{n} rows of {r.table}: {r.column} is not in {r.target}.{r.target_column}, e.g. {example}"
        for r, n, example in found
        if n
    ]


def _dangling(con: duckdb.DuckDBPyConnection, reference: Reference) -> tuple[int, str | None]:
    same_day = " AND t.landed_on = s.landed_on" if reference.is_within_a_day else ""
    [(n, example)] = con.execute(
        f'SELECT count(*), min(s."{reference.column}") FROM "{reference.table}" AS s '
        f'ANTI JOIN "{reference.target}" AS t ON s."{reference.column}" = t."{reference.target_column}"{same_day} '
        f'WHERE s."{reference.column}" IS NOT NULL'
    ).fetchall()
    return n, example
