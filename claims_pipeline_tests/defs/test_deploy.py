"""What is copied into production can be loaded there: each file by the program that reads it, or by its own rules."""

from __future__ import annotations

import configparser
import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import dagster as dg
import pytest
import yaml
from dagster._cli import cli as dagster
from dagster._core.instance.config import dagster_instance_config
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster._daemon.cli import cli as daemon
from dagster_webserver.cli import dagster_webserver as webserver

from claims_pipeline.definitions import defs
from claims_pipeline.defs.jobs import WRITES
from claims_pipeline.ingest import load_sources
from claims_pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "data" / "deploy"
COMMANDS: dict[str, click.Command] = {"dagster": dagster, "dagster-daemon": daemon, "dagster-webserver": webserver}
UNITS = sorted(DEPLOY.glob("*.service"))


def test_dagster_loads_its_file_and_keeps_to_it(tmp_path: Path) -> None:
    """A real instance: no telemetry, lost runs are seen and run again, one run writes at a time."""
    shutil.copy(DEPLOY / "dagster.yaml", tmp_path)
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        assert not instance.telemetry_enabled
        assert instance.run_monitoring_enabled
        assert instance.run_retries_enabled
        assert not instance.run_retries_retry_on_asset_or_op_failure
        limits = instance.get_concurrency_config().run_queue_config
        assert limits is not None
        assert {"key": next(iter(WRITES)), "limit": 1} in limits.tag_concurrency_limits


@pytest.mark.parametrize("job", ["ledger", "days"])
def test_every_job_that_writes_carries_the_tag_of_the_limit(job: str) -> None:
    assert WRITES.items() <= defs().resolve_job_def(job).run_tags.items()


def test_dagster_loads_the_file_with_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two files in one; the password comes from the environment."""
    if find_spec("dagster_postgres") is None:
        pytest.skip("dagster-postgres is not installed: pip install -r requirements-postgres.lock")
    for name in ("HOST", "USER", "PASSWORD", "DB"):
        monkeypatch.setenv(f"DAGSTER_PG_{name}", "x")
    whole = "".join((DEPLOY / name).read_text(encoding="utf-8") for name in ("dagster.yaml", "postgres.yaml"))
    (tmp_path / "dagster.yaml").write_text(whole, encoding="utf-8")
    config, _ = dagster_instance_config(str(tmp_path))
    assert "password" in config["storage"]["postgres"]["postgres_db"]


@pytest.mark.parametrize("name", ["workspace.yaml", "workspace-compose.yaml"])
def test_the_workspace_names_the_location_whose_schedules_are_kept(name: str) -> None:
    [origin] = WorkspaceFileTarget([str(DEPLOY / name)]).create_origins()
    assert origin.location_name == "claims_pipeline"


def test_the_sources_are_sources() -> None:
    assert {source.kind for source in load_sources(DEPLOY / "sources.yaml")} == {
        "feed", "sitemap", "pages", "folder", "warc"
    }  # fmt: skip


def test_every_knob_of_the_environment_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt knob would be a default without a word."""
    lines = (DEPLOY / "claims-pipeline.env").read_text(encoding="utf-8").splitlines()
    given = dict(line.lstrip("# ").split("=", 1) for line in lines if re.match(r"#? ?CLAIMS_PIPELINE_\w+=", line))
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings().model_dump(exclude_unset=True)
    for name in given:
        section: Any = settings
        for part in name.removeprefix("CLAIMS_PIPELINE_").lower().split("__"):
            assert part in section
            section = section[part]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_command_that_exists(unit: Path) -> None:
    """Restarted whatever happens, as a user without rights, on loopback alone."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(unit)
    service = parser["Service"]
    assert (service["Restart"], service["User"]) == ("always", "claims")
    path, *words = service["ExecStart"].split()
    command = COMMANDS[Path(path).name]
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.commands[words.pop(0)]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= options
    assert "0.0.0.0" not in service["ExecStart"]


def test_compose_opens_no_port_but_on_loopback_and_holds_no_secret() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert set(services) == {"postgres", "code", "daemon", "webserver", "viewers"}
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert "--read-only" in services["viewers"]["command"]
    secrets = [value for service in services.values() for name, value in service["environment"].items()
               if "PASSWORD" in name]  # fmt: skip
    assert all(secret.startswith("${DAGSTER_PG_PASSWORD:?") for secret in secrets)
