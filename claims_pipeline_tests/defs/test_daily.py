"""A daily run that looks after itself: what was missed is run, what has not changed is not, and somebody is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import dagster as dg
import duckdb
import pytest

from claims_pipeline.articles import clean_pages
from claims_pipeline.claims import extract_claims
from claims_pipeline.claims.side_by_side import extract_claims_side_by_side
from claims_pipeline.cli.run import run_source
from claims_pipeline.defs import automation, pipeline
from claims_pipeline.defs.retries import can_pass
from claims_pipeline.defs.reuse import basis
from claims_pipeline.defs.workspace import Workspace
from claims_pipeline.landing import landed_files, landing_days, listings
from claims_pipeline.pages import read_pages
from claims_pipeline.settings import ClaimsSettings, Settings
from claims_pipeline.warehouse import Home
from claims_pipeline_tests.defs.test_runs import content

TEXT = """Village near Sumy taken, ministry says

Russia's defence ministry said on Sunday that its troops had captured the village of Yunakivka in the Sumy region.
Ukraine's military denied that the village had been captured. "Our soldiers hold Yunakivka," a spokesman said.
Bulletin {}.
"""


def today() -> date:
    return datetime.now(UTC).date()


def write(source: Path, day: date, name: str, number: int) -> Path:
    path = source / str(day) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(number), encoding="utf-8")
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A landing folder with a page on each of the last four days but today."""
    folder = tmp_path / "source"
    for n in range(1, 5):
        write(folder, today() - timedelta(days=n), "a.txt", n)
    return folder


@pytest.fixture(name="environment")
def _environment(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, for whatever reads the settings from the environment; returns the home."""
    monkeypatch.setenv("CLAIMS_PIPELINE_SOURCE", str(source))
    monkeypatch.setenv("CLAIMS_PIPELINE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def computed(home: Path, asset: str) -> dict[str, str]:
    """Say for each day whether the last run computed it, or had it before."""
    with dg.DagsterInstance.from_config(str(Home(home).dagster)) as history:
        records = history.fetch_materializations(dg.AssetKey(asset), limit=50).records
    found: dict[str, str] = {}
    for record in records:
        told = record.asset_materialization.metadata.get("computed")
        found.setdefault(record.partition_key, str(told.value)[:6] if told else "")
    return found


def test_only_what_has_changed_is_computed_again_and_the_ledger_is_as_if_all_were(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A late file on one day, a lost frame on another; then the same as a first run of everything, in parts."""
    home, days = tmp_path / "home", landing_days(source)[:2]
    assert run_source(source, None, home, last=days[1]) == 0
    assert set(computed(home, "claims").values()) == {"now"}
    write(source, days[1], "late.txt", 99)
    (Home(home).stage / "claims" / f"{days[0]}.parquet").write_bytes(b"")
    assert run_source(source, None, home, last=days[1]) == 0
    assert computed(home, "raw_pages") == {str(days[0]): "before", str(days[1]): "now"}
    assert computed(home, "fingerprints") == {str(days[0]): "before", str(days[1]): "now"}
    assert computed(home, "claims") == {str(day): "now" for day in days}
    monkeypatch.setenv("CLAIMS_PIPELINE_DAILY__MAX_DAYS_A_RUN", "1")
    assert run_source(source, None, tmp_path / "fresh", last=days[1]) == 0
    with dg.DagsterInstance.from_config(str(Home(tmp_path / "fresh").dagster)) as history:
        assert [run.job_name for run in history.get_runs()] == ["ledger", "days"]
    assert content(home) == content(tmp_path / "fresh")


def test_every_knob_of_a_stage_and_every_input_counts() -> None:
    """The names of where things are do not."""
    usual = basis("claims", Settings(), ["input"])
    assert usual == basis("claims", Settings(home=Path("elsewhere")), ["input"])
    other = Settings(claims=ClaimsSettings(min_confidence=0.9))
    assert len({usual, basis("claims", other, ["input"]), basis("claims", Settings(), ["other"])}) == 3


def test_a_day_that_breaks_keeps_no_other_from_being_run(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first of two days breaks a stage: it is left out and named, the other is published."""
    days = landing_days(source)[:2]

    def break_(raw_pages: Any, *rest: Any) -> Any:
        if days[0] in raw_pages["landed_on"].to_list():
            raise ValueError("This day is too much.")
        return extract_claims_side_by_side(raw_pages, *rest)

    monkeypatch.setattr("claims_pipeline.defs.days.extract_claims_side_by_side", break_)
    assert run_source(source, None, tmp_path / "home", first=days[0], last=days[1]) == 1
    told = capsys.readouterr().out
    assert f"{days[0]}: claims_of_a_day broke" in told
    assert str(days[1]) not in told.partition("broke")[2].partition("Regions")[0]
    with duckdb.connect(str(Home(tmp_path / "home").ledger), read_only=True) as con:
        assert con.execute("SELECT DISTINCT landed_on FROM claims").fetchall() == [(days[1],)]


def test_claims_of_several_processes_are_those_of_one(sample: Path) -> None:
    settings = Settings()
    pages = read_pages(landed_files(sample, landing_days(sample)[:2], max_bytes=1_000_000), settings.pages)
    clean = clean_pages(*pages, settings.articles)
    one = extract_claims(pages.raw_pages, *clean, settings.claims)
    seen: list[int] = []

    def track(items: Any) -> Iterator[Any]:
        for item in items:
            seen.append(item)
            yield item

    two = extract_claims_side_by_side(pages.raw_pages, *clean, settings.claims, track, 2)
    assert one.claims.equals(two.claims)
    assert one.sources_seen.equals(two.sources_seen)
    assert one.claims.height > 5
    assert len(seen) == clean.articles.height


def test_workers_end_with_the_run_that_they_work_for(tmp_path: Path) -> None:
    """A run that is killed leaves no process behind."""
    program = tmp_path / "program.py"
    program.write_text(
        "import multiprocessing, os, time\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from claims_pipeline.claims.side_by_side import _end_with_parent\n"
        "if __name__ == '__main__':\n"
        "    pool = ProcessPoolExecutor(1, multiprocessing.get_context('spawn'), initializer=_end_with_parent)\n"
        "    print(pool.submit(os.getpid).result(), flush=True)\n"
        "    pool.submit(time.sleep, 600)\n"
        "    time.sleep(600)\n",
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        worker = int(run.stdout.readline())
        run.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{worker}").exists()


def requests(instance: dg.DagsterInstance) -> dict[str, str]:
    """What the sensor asks for now: days and why."""
    definitions = pipeline()
    context = dg.build_sensor_context(instance=instance, repository_def=definitions.get_repository_def())
    found = automation.catch_up.evaluate_tick(context).run_requests or []
    return {str(request.partition_key): request.tags["claims_pipeline/why"] for request in found}


@pytest.mark.usefixtures("environment")
def test_missed_days_and_late_files_are_run_and_nothing_else(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three days were missed, then one of them is run, then a file lands late in it; each is asked for, once."""
    monkeypatch.setattr(automation, "COMPLETE_AFTER", timedelta(0))
    monkeypatch.setenv("CLAIMS_PIPELINE_DAILY__CATCH_UP_DAYS", "3")
    days = landing_days(source)
    with dg.DagsterInstance.ephemeral() as instance:
        assert requests(instance) == {str(day): "missed day" for day in days[1:]}
        job = pipeline(Workspace(Settings()), days).resolve_job_def("days")
        assert job.execute_in_process(instance=instance, partition_key=str(days[2])).success
        assert requests(instance) == {str(day): "missed day" for day in (days[1], days[3])}
        write(source, days[2], "late.txt", 7)
        assert requests(instance)[str(days[2])] == "late files"
        instance.create_run_for_job(
            pipeline().resolve_job_def("ledger"),
            status=dg.DagsterRunStatus.STARTED,
            tags={"dagster/partition": str(days[2])},
        )
        assert str(days[2]) not in requests(instance)


@pytest.mark.usefixtures("environment")
def test_today_is_left_alone_until_it_has_ended(source: Path) -> None:
    write(source, today(), "a.txt", 5)
    with dg.DagsterInstance.ephemeral() as instance:
        assert str(today()) not in requests(instance)


def test_what_landed_is_named_by_path_size_and_time(source: Path) -> None:
    days, before = landing_days(source), listings(source)
    assert sorted(before) == days
    os.utime(source / str(days[0]) / "a.txt", (1, 1))
    write(source, days[1], "b.txt.json", 1)
    after = listings(source)
    assert [day for day in days if before[day] != after[day]] == days[:2]


@contextmanager
def listening(status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A webhook, and what it was told."""
    told: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/secret-token", told
        server.shutdown()


def test_the_webhook_is_told_of_a_run_that_failed(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_PIPELINE_SOURCE", str(environment / "none"))
    with dg.DagsterInstance.ephemeral() as instance, listening() as (address, told):
        monkeypatch.setenv("CLAIMS_PIPELINE_DAILY__WEBHOOK", address)
        job = pipeline(last=today()).resolve_job_def("days")
        day = str(today() - timedelta(days=1))
        result = job.execute_in_process(instance=instance, partition_key=day, raise_on_error=False)
        context = dg.build_run_status_sensor_context(
            sensor_name="failed_run",
            dagster_event=result.get_run_failure_event(),
            dagster_instance=instance,
            dagster_run=result.dagster_run,
        ).for_run_failure()
        assert automation.failed_run(context) is None
        [message] = told
        assert message["run_id"] == result.run_id
        assert message["text"].startswith(f"days failed for {day} in pages_of_a_day")


def test_a_webhook_that_does_not_answer_is_told_without_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_PIPELINE_DAILY__WEBHOOK", "http://127.0.0.1:9/secret-token")
    told = automation.tell("text", "run")
    assert told is not None
    assert "secret" not in str(told.skip_message)
    with listening(500) as (address, _):
        monkeypatch.setenv("CLAIMS_PIPELINE_DAILY__WEBHOOK", address)
        assert "500" in str(automation.tell("text", "run"))


def test_only_what_can_pass_is_tried_again() -> None:
    assert can_pass(OSError(28, "No space left on device"))
    assert not can_pass(OSError(13, "Permission denied"))
    assert not can_pass(ValueError("This day is too much."))
