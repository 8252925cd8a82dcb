"""The Dagster UI over the history that a run from the command line has written."""

from __future__ import annotations

import json
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claims_pipeline.landing import landing_days
from claims_pipeline.schemas import TABLES
from claims_pipeline_tests.daily.browser import CHROMIUM, opened
from claims_pipeline_tests.daily.services import DAEMON, WEBSERVER, environment, free_port, running

QUESTION = """{ assetNodes {
    assetKey { path }
    assetMaterializations(limit: 1) { runId }
    partitionStats { numMaterialized numPartitions }
    assetChecksOrError { ... on AssetChecks { checks { name executionForLatestMaterialization { status } } } }
} }"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ui") / "log"


@pytest.fixture(scope="module")
def server(log: Path, sample: Path, sample_home: Path) -> Iterator[str]:
    """Webserver and daemon as in production, after the sample was run from the command line; the address of the UI."""
    try:
        port = free_port()
    except OSError as error:
        pytest.skip(f"no port can be opened here: {error}")
    home = log.parent / "home"
    shutil.copytree(sample_home, home, symlinks=True)
    env = environment(home, sample)
    with running([*WEBSERVER, "-p", str(port)], env, log), running(DAEMON, env, log.with_name("daemon.log")):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def nodes(server: str, log: Path) -> dict[str, dict[str, Any]]:
    """Every asset as the UI's server tells of it."""
    answer = _ask(f"{server}/graphql", QUESTION, log)
    return {node["assetKey"]["path"][0]: node for node in answer["assetNodes"]}


def _ask(url: str, question: str, log: Path) -> dict[str, Any]:
    """Ask until there is an answer: the server takes a while to load the pipeline."""
    body = json.dumps({"query": question}).encode()
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=60) as response:
                answer: dict[str, Any] = json.load(response)
            if any(answer["data"].values()):
                return dict(answer["data"])
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.5)
    pytest.fail(f"the server gave no answer:\n{log.read_text()}")


def test_every_table_is_there_and_materialised(nodes: dict[str, dict[str, Any]]) -> None:
    """`make dev` shows what `make run` has done."""
    assert set(TABLES) < set(nodes)
    assert [name for name, node in nodes.items() if not node["assetMaterializations"]] == ["fetched_pages"]


def test_every_day_that_landed_is_a_materialised_partition(nodes: dict[str, dict[str, Any]], sample: Path) -> None:
    """No day is grey for want of pages: a gap of weeks is no partition."""
    days = len(landing_days(sample))
    for name in ("raw_pages", "claims", "committed_days"):
        assert nodes[name]["partitionStats"] == {"numMaterialized": days, "numPartitions": days}


def test_every_check_is_green(nodes: dict[str, dict[str, Any]]) -> None:
    """The checks of the run from the command line are the checks of the UI."""
    ran = [node for node in nodes.values() if node["assetMaterializations"]]
    checks = [check for node in ran for check in node["assetChecksOrError"].get("checks", [])]
    assert len(checks) > 10
    assert {(check["executionForLatestMaterialization"] or {}).get("status") for check in checks} == {"SUCCEEDED"}


RUNS = "{ runsOrError(limit: 1) { ... on Runs { results { runId status jobName tags { key value } } } } }"


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_person_sees_the_lineage_materialises_a_day_and_sees_it_green(
    server: str, nodes: dict[str, dict[str, Any]], log: Path, sample: Path
) -> None:
    """In a real browser: the graph from pages to views, the newest day launched by clicking, and its run succeeded."""
    with opened(log.with_name("profile")) as page:
        page.go(f"{server}/locations/claims_pipeline/asset-groups/claims_ledger/lineage")
        for name in ("fetched_pages", "raw_pages", "claims", "region_summary", "published_ledger"):
            assert name in nodes
            page.sees(name)
        page.go(f"{server}/locations/claims_pipeline/jobs/ledger")
        page.click("Materialize all…")
        page.click("Latest")
        page.click("Launch 1 run")
        page.wait("!document.body.innerText.includes('Launch')")
        [run] = _ask(f"{server}/graphql", RUNS, log)["runsOrError"]["results"]
        page.go(f"{server}/runs/{run['runId']}")
        page.sees("Success", 180)
    [run] = _ask(f"{server}/graphql", RUNS, log)["runsOrError"]["results"]
    assert (run["jobName"], run["status"]) == ("ledger", "SUCCESS")
    day = {tag["key"]: tag["value"] for tag in run["tags"]}["dagster/partition"]
    assert day == str(landing_days(sample)[-1])
