"""Every view, on a small ledger whose counts can be checked by eye, and on none."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from claims_pipeline.schemas import TABLES, make_id
from claims_pipeline.views import MACROS, VIEWS, View
from claims_pipeline.warehouse.columns import duckdb_type, read_table

EXPECTED = json.loads((Path(__file__).parents[1] / "cases" / "views" / "expected.json").read_text(encoding="utf-8"))
QUESTIONS = sorted((Path(__file__).parent / "questions").glob("*.sql"))

each_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)


def _expected(view: View, con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The case says ``claim:ministry``, ``page:june``, ``story:wire`` and ``proposition:LABEL`` for ids."""
    by_label = dict(con.execute("select 'proposition:' || label, proposition_id from propositions").fetchall())
    is_name = re.compile("(claim|page|story):").match

    def by_id(value: Any) -> Any:
        return make_id(*value.split(":")) if is_name(str(value)) else by_label.get(str(value), value)

    return [{key: by_id(value) for key, value in row.items()} for row in EXPECTED[view.name]]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(row, default=str))


def test_the_schema_and_the_folder_name_the_same_views() -> None:
    """A view is a file, a schema and an entry of the door: none is missing."""
    assert [view.name for view in VIEWS] == [table.name for table in TABLES.values() if table.scope == "view"]


@each_view
def test_a_view_says_what_was_counted_by_hand(small_ledger: duckdb.DuckDBPyConnection, view: View) -> None:
    """The case names the columns that matter; the rows are all of them."""
    found = [_plain(row) for row in read_table(small_ledger, view.name).to_dicts()]
    asked = sorted(_expected(view, small_ledger), key=str)
    shown = [{key: row[key] for key in want} for want in asked for row in found if want.items() <= row.items()]
    assert shown == asked
    assert len(found) == len(asked)


@each_view
def test_a_view_of_an_empty_ledger_is_empty_and_typed(empty_ledger: duckdb.DuckDBPyConnection, view: View) -> None:
    """No rows, and the columns of the schema, in its order, with its types."""
    assert read_table(empty_ledger, view.name).is_empty()
    described = empty_ledger.execute(f"describe {view.name}").fetchall()
    columns = TABLES[view.name].schema.columns()
    assert [(name, kind.replace('"', "")) for name, kind, *_ in described] == [
        (name, duckdb_type(column.dtype).replace('"', "")) for name, column in columns.items()
    ]


@each_view
def test_a_view_is_ordered_by_its_key(small_ledger: duckdb.DuckDBPyConnection, view: View) -> None:
    """Two readers see the same rows in the same order."""
    key = ", ".join(TABLES[view.name].key)
    as_is = small_ledger.execute(view.sql).fetchall()
    assert as_is == small_ledger.execute(f"select * from ({view.sql}) order by {key}").fetchall()


@each_view
def test_a_view_opens_by_saying_what_counts(view: View) -> None:
    """The file starts with a comment, has no semicolon, and can be a subquery."""
    assert view.sql.startswith("--")
    assert ";" not in view.sql


@each_view
def test_a_comment_names_no_table_that_the_view_does_not_read(view: View) -> None:
    """The lineage of a view is read from its text."""
    lines = view.sql.splitlines()
    said = {word for line in lines if line.lstrip().startswith("--") for word in re.findall(r"\w+", line)}
    read = {word for line in lines if not line.lstrip().startswith("--") for word in re.findall(r"\w+", line)}
    assert not (said & TABLES.keys()) - read


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_each_question_of_an_analyst_is_one_query(small_ledger: duckdb.DuckDBPyConnection, question: Path) -> None:
    """It answers on the small ledger, and answers the same twice."""
    sql = question.read_text(encoding="utf-8")
    answer = small_ledger.execute(sql).fetchall()
    assert answer
    assert answer == small_ledger.execute(sql).fetchall()


def test_macros_carry_their_description(small_ledger: duckdb.DuckDBPyConnection) -> None:
    for macro in MACROS:
        assert macro.description.endswith(".")
        words = macro.description.replace("'", "''")
        small_ledger.execute(f"comment on macro table {macro.name} is '{words}'")


def test_a_claim_is_shown_with_its_line(small_ledger: duckdb.DuckDBPyConnection) -> None:
    """The words stand on the line that holds their first character."""
    rows = small_ledger.execute(
        "select words, line, file from region_claims('UA-12') where who = 'UA.STAFF'"
    ).fetchall()
    assert rows == [("this", 1, "august.txt")]


def test_the_context_of_a_claim_counts_code_points(small_ledger: duckdb.DuckDBPyConnection) -> None:
    """300 characters before the first span and after the last, however many bytes they take."""
    claim = "(select claim_id from claims where stance = 'narrates')"
    sql = f"select length(context), start_char, end_char from claim_context({claim})"
    assert small_ledger.execute(sql).fetchall() == [(618, 600, 618)]


def test_what_was_known_ends_with_the_day(small_ledger: duckdb.DuckDBPyConnection) -> None:
    """A concession that arrived in August was not known in June."""
    asked = "select count(*) filter (relation = 'concedes'), count(*) > 0 from known_on(?)"
    assert small_ledger.execute(asked, ["2025-06-30"]).fetchall() == [(0, True)]
    assert small_ledger.execute(asked, ["2025-08-26"]).fetchall() == [(1, True)]


def test_claims_as_of_a_time_are_those_of_pages_landed_by_then(small_ledger: duckdb.DuckDBPyConnection) -> None:
    """A time of day belongs to its day, claims without a region are there too."""
    asked = "select count(*), max(landed_on)::text, count(*) filter (region_id is null) from claims_asof(?)"
    assert small_ledger.execute(asked, ["2025-06-08 00:00"]).fetchall() == [(4, "2025-06-08", 0)]
    assert small_ledger.execute(asked, ["2025-08-26"]).fetchall() == [(10, "2025-08-26", 1)]
    assert small_ledger.execute(asked, ["2025-06-07"]).fetchall() == [(0, None, 0)]


def test_changes_tell_what_was_new_who_came_first_and_who_took_back(small_ledger: duckdb.DuckDBPyConnection) -> None:
    """Days add up: what changed in two spans of days is what changed in both together."""
    asked = "select label, change, side, who from ledger_changes(?, ?)"
    entered, advanced = "Russia entered Dnipropetrovsk Oblast", "Russia advanced in Dnipropetrovsk Oblast"
    june = small_ledger.execute(asked, ["2025-06-07", "2025-06-08"]).fetchall()
    assert june == [
        (advanced, "new", "affirmed", "RU.MINISTRY"),
        (advanced, "new", "denied", "UA.STATE"),
        (entered, "new", "affirmed", "RU.MINISTRY"),
    ]
    later = small_ledger.execute(asked, ["2025-06-08", "2025-08-27"]).fetchall()
    assert (entered, "first", "conceded", "UA.SPOKESMAN") in later
    assert small_ledger.execute(asked, ["2025-06-07", "2025-08-27"]).fetchall() == june + later
    assert small_ledger.execute(asked, ["2025-08-27", "2025-12-31"]).fetchall() == []
