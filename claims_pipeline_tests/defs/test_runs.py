"""Real runs: twice, in another order of days, after a kill, with a reader watching: always the same ledger."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from claims_pipeline.cli.run import run_source
from claims_pipeline.defs.workspace import Workspace
from claims_pipeline.schemas import TABLES
from claims_pipeline.settings import Settings
from claims_pipeline.warehouse import Home, lock_holder

DAYS = date(2025, 6, 8), date(2025, 8, 26)

PAGES = {
    f"{DAYS[0]}/first.txt": """Village near Sumy taken, ministry says

Russia's defence ministry said on Sunday that its troops had captured the village of Yunakivka in the Sumy region.
Ukraine's military denied that the village had been captured. "Our soldiers hold Yunakivka," a spokesman said.
""",
    f"{DAYS[0]}/empty.txt": "",
    f"{DAYS[1]}/second.html": """<html><head><title>Kyiv admits loss of Yunakivka</title></head><body>
<nav><a href="/">Home</a></nav><article><h1>Kyiv admits loss of Yunakivka</h1>
<p>Ukraine's military acknowledged on Tuesday that Russian troops had captured the village of Yunakivka in the Sumy
region.</p><p>A resident of Sumy said that shells fell on the town every night 🛰️.</p></article></body></html>""",
}


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A landing folder of two days with eleven weeks between them."""
    folder = tmp_path_factory.mktemp("landing")
    for name, text in PAGES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def once(landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of one undisturbed run."""
    home = tmp_path_factory.mktemp("once")
    assert run_source(landing, None, home) == 0
    return home


def content(home: Path) -> dict[str, bytes]:
    """Every published table and view, sorted, as bytes."""
    with duckdb.connect(str(Home(home).ledger), read_only=True) as con:
        return {
            name: repr(con.execute(f'FROM "{name}" ORDER BY ALL').fetchall()).encode()
            for name, table in TABLES.items()
            if table.is_published
        }


def test_the_run_finds_the_claims(once: Path) -> None:
    """The comparison below compares something: claims on both days, about one region."""
    with duckdb.connect(str(Home(once).ledger), read_only=True) as con:
        days = con.execute("SELECT DISTINCT landed_on FROM claims ORDER BY 1").fetchall()
        [(rejected,)] = con.execute("SELECT count(*) FROM raw_pages WHERE status = 'rejected'").fetchall()
    assert [day for (day,) in days] == list(DAYS)
    assert rejected == 1


def test_another_order_of_days_a_kill_and_a_rerun_give_the_same_ledger(
    landing: Path, once: Path, tmp_path: Path
) -> None:
    """August first; a run of both is killed (-9): the published file and an open reader are as before; run again."""
    assert run_source(landing, DAYS[1], tmp_path) == 0
    before = content(tmp_path)
    with duckdb.connect(str(Home(tmp_path).ledger), read_only=True) as reader:
        _kill_after("Commit days", landing, tmp_path)
        assert lock_holder(Home(tmp_path).lock) is None
        assert reader.execute("SELECT count(*) FROM raw_pages").fetchall() == [(1,)]
    assert content(tmp_path) == before
    assert run_source(landing, None, tmp_path) == 0
    assert content(tmp_path) == content(once)


def _kill_after(stage: str, landing: Path, home: Path) -> None:
    command = [sys.executable, "-m", "claims_pipeline.cli", "run", str(landing), "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert any(line.startswith(stage) for line in run.stdout)
        run.send_signal(signal.SIGKILL)


@pytest.fixture(scope="module")
def history(once: Path) -> Iterator[dg.DagsterInstance]:
    """What Dagster knows of the undisturbed run."""
    with dg.DagsterInstance.from_config(str(Home(once).dagster)) as instance:
        yield instance


def test_all_days_are_one_run_and_each_is_a_partition_with_its_own_rows(history: dg.DagsterInstance) -> None:
    """The gap of weeks between them is no partition of the run: it costs nothing and nothing in it is touched."""
    assert history.get_runs_count() == 1
    assert history.get_materialized_partitions(dg.AssetKey("raw_pages")) == set(map(str, DAYS))
    assert history.get_materialized_partitions(dg.AssetKey("committed_days")) == set(map(str, DAYS))
    rows = {
        record.partition_key: record.asset_materialization.metadata["dagster/row_count"].value
        for record in history.fetch_materializations(dg.AssetKey("raw_pages"), limit=9).records
    }
    assert rows == {str(DAYS[0]): 2, str(DAYS[1]): 1}


def test_a_range_leaves_days_without_files_alone(landing: Path, tmp_path: Path) -> None:
    """Another landing folder may have filled the days between; only a day named by hand becomes empty."""
    shutil.copytree(landing / str(DAYS[1]), tmp_path / str(DAYS[1]))
    workspace = Workspace(Settings(source=tmp_path))
    days = [str(DAYS[0] + timedelta(days=n)) for n in range((DAYS[1] - DAYS[0]).days + 1)]
    assert workspace.days_among(days) == [DAYS[1]]
    assert workspace.days_among([str(DAYS[0])]) == [DAYS[0]]
