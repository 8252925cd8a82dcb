"""What a view costs, read from DuckDB's own account of how it ran: it grows with the claims, not with their square."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from claims_pipeline.views import MACROS, VIEWS, View
from claims_pipeline.warehouse.published_views import create_macros, create_view
from claims_pipeline_tests.bench.generated_claims import lay_made, make_claims, make_pages
from claims_pipeline_tests.duckdb_frames import create_stored_tables

N_CLAIMS = 4_000
WORDS = 100
"""Rows of the longest list of words: joining it with everything is a constant factor."""
LOOPS = {"CROSS_PRODUCT", "NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN", "IE_JOIN", "PIECEWISE_MERGE_JOIN"}
SCANS = 6
"""How often one view may read one table."""
QUESTIONS = {
    "region_claims": "('UA-01')",
    "claim_areas": "()",
    "area_claims": "('UA')",
    "area_counts": "('region')",
    "claims_asof": "('2025-06-30')",
    "known_on": "('2025-06-30')",
    "ledger_changes": "('2025-06-01', '2025-06-30')",
    "claim_context": "('c000000000000001')",
}

each_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)


@pytest.fixture(scope="module")
def year() -> Iterator[duckdb.DuckDBPyConnection]:
    """A year of generated claims, with the views built as they are published: the heavy ones as tables."""
    made = make_claims(N_CLAIMS)
    ledger = lay_made(made)
    with duckdb.connect() as con:
        create_stored_tables(con, made._asdict() | ledger._asdict() | make_pages(made))
        for view in VIEWS:
            create_view(con, view, as_table=view.materialised)
        create_macros(con)
        yield con


def _operators(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    [(_, plan)] = con.execute(f"explain (analyze, format json) {sql}").fetchall()

    def below(operator: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield operator
        for child in operator["children"]:
            yield from below(child)

    return list(below(json.loads(plan)))


def _rows(operator: dict[str, Any]) -> int:
    return int(operator.get("operator_cardinality") or 0)


def _is_loop_over_much(operator: dict[str, Any]) -> bool:
    """Whether an operator compares each of many rows with each of many: by a loop, or by a key that many share."""
    name, sides = operator.get("operator_name", "").strip(), [_rows(child) for child in operator["children"]]
    if len(sides) < 2 or min(sides) <= WORDS:
        return False
    by_key = str(operator["extra_info"].get("Conditions", ""))
    return name in LOOPS or (name == "HASH_JOIN" and not ("_id" in by_key or "landed_on" in by_key))


@each_view
def test_a_view_never_compares_all_with_all(year: duckdb.DuckDBPyConnection, view: View) -> None:
    operators = _operators(year, view.sql)
    assert not [operator["extra_info"] for operator in operators if _is_loop_over_much(operator)]
    assert max(map(_rows, operators)) <= 10 * N_CLAIMS


@each_view
def test_a_view_reads_each_table_a_few_times_at_most(year: duckdb.DuckDBPyConnection, view: View) -> None:
    scans = [
        op["extra_info"].get("Table", "") for op in _operators(year, view.sql) if "SCAN" in op.get("operator_name", "")
    ]
    assert all(scans.count(table) <= SCANS for table in set(scans) if table)


def test_every_macro_is_asked() -> None:
    assert QUESTIONS.keys() == {macro.name for macro in MACROS}


@pytest.mark.parametrize("macro", QUESTIONS)
def test_a_macro_never_compares_all_with_all(year: duckdb.DuckDBPyConnection, macro: str) -> None:
    operators = _operators(year, f"select * from {macro}{QUESTIONS[macro]}")
    assert not [operator["extra_info"] for operator in operators if _is_loop_over_much(operator)]
    assert max(map(_rows, operators)) <= 10 * N_CLAIMS


def test_the_region_summary_is_read_from_a_table(year: duckdb.DuckDBPyConnection) -> None:
    """A row a region, whatever the number of claims."""
    operators = _operators(year, "select * from region_summary")
    assert max(map(_rows, operators)) <= len(
        {region for (region,) in year.execute("select region_id from regions").fetchall()}
    )


def test_a_view_that_joins_on_what_many_share_is_noticed(year: duckdb.DuckDBPyConnection) -> None:
    """The check would have found it."""
    for condition in ("a.stance = b.stance", "a.said_from < b.said_to", "true"):
        operators = _operators(year, f"select count(*) from claims as a join claims as b on {condition}")
        assert any(map(_is_loop_over_much, operators)), condition
