"""The Dagster layer: everything loads, every table is an asset with its meaning, and what must block blocks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
import yaml

from claims_pipeline.definitions import defs
from claims_pipeline.defs.checks import (
    DAY_RULES,
    HEALTH_CHECKS,
    LEDGER_RULES,
    health_results,
    rule_result,
    rule_sql,
)
from claims_pipeline.defs.metadata import preview
from claims_pipeline.schemas import TABLES
from claims_pipeline.warehouse import Home, open_store, replace_days, replace_ledger
from claims_pipeline_tests.warehouse.frames import JUNE, day_frames, ledger_frames

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def graph() -> dg.AssetGraph:  # type: ignore[name-defined]
    return defs().resolve_asset_graph()


def test_definitions_load_and_jobs_resolve() -> None:
    """Names, partitions and dependencies fit each other."""
    dg.Definitions.validate_loadable(defs())


def test_dg_and_workspace_yaml_load_the_same_place() -> None:
    """Schedules keep their state under the location's name: two names would be two states."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["dg"]["project"]
    [location] = yaml.safe_load((ROOT / "workspace.yaml").read_text(encoding="utf-8"))["load_from"]
    assert location["python_module"] == {
        "module_name": project["code_location_target_module"],
        "location_name": project["code_location_name"],
    }


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_an_asset_that_says_what_it_means(graph: dg.AssetGraph, name: str) -> None:  # type: ignore[name-defined]
    """Description, columns and owner come with the asset; daily tables are partitioned."""
    node = graph.get(dg.AssetKey(name))
    assert TABLES[name].description in (node.description or "")
    columns = node.metadata["dagster/column_schema"].columns
    assert [column.name for column in columns] == TABLES[name].schema.column_names()
    assert all(column.description for column in columns)
    assert node.owners
    assert node.kinds
    assert node.is_partitioned == (TABLES[name].scope in ("day", "private", "staged"))


def test_lineage_goes_from_raw_pages_to_every_region_view(graph: dg.AssetGraph) -> None:  # type: ignore[name-defined]
    """Whoever opens the lineage of a view finds the pages it comes from."""
    for name in (name for name, table in TABLES.items() if table.scope == "view"):
        assert dg.AssetKey("raw_pages") in graph.get_ancestor_asset_keys(dg.AssetKey(name))


@pytest.mark.parametrize("name", [name for name, t in TABLES.items() if t.scope not in ("reference", "staged")])
def test_every_column_tells_the_columns_it_comes_from(graph: dg.AssetGraph, name: str) -> None:  # type: ignore[name-defined]
    """From a number of a view back to the page text, column by column; raw pages come from files."""
    deps = graph.get(dg.AssetKey(name)).metadata["dagster/column_lineage"].deps_by_column
    from_code = {"extractor_version"}
    assert name == "raw_pages" or set(deps) == set(TABLES[name].schema.column_names()) - from_code
    above = {key.to_user_string() for key in graph.get_ancestor_asset_keys(dg.AssetKey(name))}
    for column, sources in deps.items():
        for source in sources:
            table = source.asset_key.to_user_string()
            assert table in above, (column, table)
            assert source.column_name in TABLES[table].schema.column_names(), (column, source)


def test_every_check_of_data_blocks_what_comes_after(graph: dg.AssetGraph) -> None:  # type: ignore[name-defined]
    """Wrong data is never published; an odd day is, for the world may be odd."""
    checks = [graph.get(key) for key in graph.asset_check_keys]
    told = set(HEALTH_CHECKS.values())
    assert {check.key.name for check in checks if not check.blocking} == told
    assert sum(check.blocking for check in checks) > len(told)
    assert all(check.description for check in checks)


def test_the_schedule_runs_the_day_that_has_ended() -> None:
    """At half past one in the night yesterday's folder is complete."""
    repository = defs().get_repository_def()
    night = datetime(2025, 6, 9, 1, 30, tzinfo=UTC)
    context = dg.build_schedule_context(scheduled_execution_time=night, repository_def=repository)
    [request] = repository.get_schedule_def("nightly").evaluate_tick(context).run_requests
    assert request.partition_key == "2025-06-08"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A store that breaks no rule."""
    home = Home(tmp_path)
    replace_days(home, [JUNE], day_frames(JUNE))
    replace_ledger(home, ledger_frames(JUNE))
    return home


BREAKS = {
    "lines_lie_in_pages": ["UPDATE page_lines SET end_char = 4000", "UPDATE page_lines SET rule = ''"],
    "accepted_pages_have_articles": ["DELETE FROM articles"],
    "spans_reslice": [
        "UPDATE claims SET content_text = 'the bridge stands.'",
        "UPDATE claims SET cue_spans = []",
        "UPDATE claims SET source_spans = [{'start_char': 0, 'end_char': 9}]",
        "UPDATE raw_pages SET page_text = page_text[2:]",
    ],
    "claims_stand_on_kept_lines": ["UPDATE page_lines SET kept = false, label = 'nav'"],
    "mentions_reslice": ["UPDATE place_mentions SET end_char = end_char + 1"],
    "mentions_have_regions_or_reasons": ["UPDATE place_mentions SET region_ids = []"],
    "region_codes_exist": [
        "UPDATE claim_places SET region_id = 'XX-2'",
        "UPDATE place_mentions SET region_ids = ['ZZ-9']",
    ],
    "copies_lie_in_pages": [
        "INSERT INTO copies SELECT 'a', page_id, 'rewrite', 1, 1, [{'start_char': 0, 'end_char': 4000}], "
        "[{'start_char': 0, 'end_char': 4000}] FROM raw_pages"
    ],
    "stories_and_speakers_are_whole": ["UPDATE stories SET n_pages = 2", "DELETE FROM sources"],
}


@pytest.mark.parametrize(("rule", "damage"), [(rule, damage) for rule, all_ in BREAKS.items() for damage in all_])
def test_a_rule_holds_for_whole_data_and_fails_for_damaged(home: Home, rule: str, damage: str) -> None:
    """Each check passes before and names the row after; offsets count code points, so an emoji before a span is one."""
    with open_store(home) as con:
        assert rule_result(con, rule).passed
        con.execute(damage)
        broken = rule_result(con, rule)
    assert not broken.passed
    assert broken.metadata["offending rows"].value >= 1


def test_every_rule_is_tried_and_opens_with_a_sentence() -> None:
    """A rule without a case could be a query that never finds anything."""
    assert set(BREAKS) == set(DAY_RULES + LEDGER_RULES)
    assert all(rule_sql(rule).startswith("-- ") for rule in BREAKS)


def test_the_checks_of_health_tell_what_is_odd_of_the_newest_day_and_how_odd() -> None:
    """An error where an alarm is one, a warning else, and the sentence that says what to do."""
    alarm = {"subject": "all pages", "value": 1.0, "usual": 20.0, "deviations": -4.2}
    odd = [
        alarm | {"measure": "pages", "severity": "warning", "sentence": "Look at what fetches them."},
        alarm | {"measure": "silent", "severity": "error", "sentence": "Look at its source."},
    ]
    days = pl.DataFrame({"landed_on": [JUNE, date(2025, 6, 9)], "alarms": [[odd[0]], odd]})
    found = {result.check_name: result for result in health_results(days)}
    assert [name for name, result in found.items() if not result.passed] == ["pages_as_usual", "silent_as_usual"]
    assert found["pages_as_usual"].severity == dg.AssetCheckSeverity.WARN
    assert found["silent_as_usual"].severity == dg.AssetCheckSeverity.ERROR
    assert found["silent_as_usual"].metadata["what to do"].value == "Look at its source."
    assert all(result.passed for result in health_results(days.clear()))


def test_a_preview_cannot_break_out_of_its_cell() -> None:
    """Page text is hostile: no markup, no link, no extra column."""
    shown = preview(pl.DataFrame({"text": ["<script>|[click](http://x)\n# heading `code`"]}))
    assert shown.splitlines()[2] == "| &lt;script&gt;\\|\\[click\\]\\(http://x\\) \\# heading \\`code\\` |"
