"""Fixtures for every test: the development data beside a checkout, and how hypothesis runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "claims_pipeline",
    deadline=None,  # a busy machine must not fail a law
    derandomize=True,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("claims_pipeline")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of development data beside the checkout; a test that needs it is skipped where there is none."""
    folder = Path(__file__).parents[1].joinpath("../shared").resolve()
    if not folder.is_dir():
        pytest.skip("no development data: ../shared is not beside the checkout")
    return folder


@pytest.fixture(scope="session")
def sample() -> Path:
    """The landing folder that ships with the project."""
    return Path(__file__).parents[1] / "data" / "sample"


@pytest.fixture(scope="session")
def sample_home(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which the sample was run once, for every test that only reads it."""
    from claims_pipeline.cli.run import run_source

    home = tmp_path_factory.mktemp("sample_home")
    assert run_source(sample, None, home) == 0
    return home
