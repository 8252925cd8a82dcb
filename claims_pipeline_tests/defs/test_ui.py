"""The Dagster UI over the history that a run from the command line has written."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from claims_pipeline.landing import landing_days
from claims_pipeline.schemas import TABLES

ROOT = Path(__file__).parents[2]
QUESTION = """{ assetNodes {
    assetKey { path }
    assetMaterializations(limit: 1) { runId }
    partitionStats { numMaterialized numPartitions }
    assetChecksOrError { ... on AssetChecks { checks { name executionForLatestMaterialization { status } } } }
} }"""


@pytest.fixture(scope="module")
def port() -> int:
    try:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return int(free.getsockname()[1])
    except OSError as error:
        pytest.skip(f"no port can be opened here: {error}")


@pytest.fixture(scope="module")
def nodes(
    port: int, sample: Path, sample_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """Every asset as the UI's server tells of it, after the sample was run from the command line."""
    home = tmp_path_factory.mktemp("ui") / "home"
    shutil.copytree(sample_home, home, symlinks=True)
    env = os.environ | {
        "DAGSTER_HOME": str(home / ".dagster"),
        "CLAIMS_PIPELINE_HOME": str(home),
        "CLAIMS_PIPELINE_SOURCE": str(sample),
    }
    command = [Path(sys.executable).with_name("dagster-webserver"), "-w", ROOT / "workspace.yaml", "-p", str(port)]
    with (home / "log").open("w+") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            answer = _ask(f"http://127.0.0.1:{port}/graphql", server, home / "log")
        finally:
            server.terminate()
            server.wait(timeout=60)
    return {node["assetKey"]["path"][0]: node for node in answer["data"]["assetNodes"]}


def _ask(url: str, server: subprocess.Popen[bytes], log: Path) -> dict[str, Any]:
    body = json.dumps({"query": QUESTION}).encode()
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline and server.poll() is None:
        try:
            request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=60) as response:
                answer: dict[str, Any] = json.load(response)
            if answer["data"]["assetNodes"]:
                return answer
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
