"""Fetching as an asset: what it found by source, a broken source as a warning, and pages that a run then reads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from claims_pipeline.defs import pipeline
from claims_pipeline.defs.sources import CHECK
from claims_pipeline_tests.ingest.test_files import archived


@pytest.fixture(name="definitions")
def _definitions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dg.Definitions:
    """A home with two sources, one of which is broken."""
    (tmp_path / "a.warc.gz").write_bytes(archived(2))
    sources = tmp_path / "sources.yaml"
    given = [
        {"name": "crawl", "kind": "warc", "paths": ["a.warc.gz"]},
        {"name": "gone", "kind": "folder", "path": "none"},
    ]
    sources.write_text(str({"sources": given}), encoding="utf-8")
    for name, value in (("HOME", "home"), ("SOURCE", "landing"), ("SOURCES", "sources.yaml")):
        monkeypatch.setenv(f"CLAIMS_PIPELINE_{name}", str(tmp_path / value))
    return pipeline()


def test_a_broken_source_is_a_warning_and_what_the_others_had_is_read(definitions: dg.Definitions) -> None:
    day = datetime.now(UTC).date().isoformat()
    with dg.DagsterInstance.ephemeral() as instance:
        fetched = definitions.resolve_job_def("ingest").execute_in_process(instance=instance)
        [check] = fetched.get_asset_check_evaluations()
        assert (check.check_name, check.passed, check.severity) == (CHECK, False, dg.AssetCheckSeverity.WARN)
        assert "gone: nothing, no_folder" in str(check.metadata["what is wrong"].value)
        [found] = fetched.asset_materializations_for_node("fetched_pages")
        assert found.metadata["dagster/row_count"].value == 2
        read = definitions.resolve_job_def("days").execute_in_process(
            instance=instance, partition_key=day, op_selection=["pages_of_a_day"]
        )
        rows = [one.metadata for one in read.asset_materializations_for_node("pages_of_a_day")]
        assert [one["dagster/row_count"].value for one in rows if "rejected by reason" in one] == [2]


def test_where_nothing_is_fetched_there_is_nothing_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """The graph shows the landing folder all the same, and launching a day warns of nothing."""
    monkeypatch.delenv("CLAIMS_PIPELINE_SOURCES", raising=False)
    definitions = pipeline()
    assert not definitions.resolve_asset_graph().get(dg.AssetKey("fetched_pages")).is_executable
    assert not definitions.get_repository_def().has_job("ingest")
