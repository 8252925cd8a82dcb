"""What the README says is what the project does: its queries run, its commands and links exist."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from claims_pipeline.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
QUESTIONS = sorted((Path(__file__).parent / "views" / "questions").glob("*.sql"))
QUERIES = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
COMMANDS = sorted(set(re.findall(r"\bclaims-pipeline ([a-z]+)", README)))
TARGETS = sorted(set(re.findall(r"\bmake ([a-z]+)", README)))


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.splitlines()[0][:50])
def test_every_query_of_the_readme_has_an_answer_on_the_sample(query: str, sample_home: Path) -> None:
    with duckdb.connect(sample_home / "claims.duckdb", read_only=True) as con:
        assert con.execute(query).fetchall()


def test_the_readme_prints_the_tested_questions() -> None:
    assert [query.strip() for query in QUERIES] == [path.read_text(encoding="utf-8").strip() for path in QUESTIONS]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_exists(command: str) -> None:
    assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0


@pytest.mark.parametrize("target", TARGETS)
def test_every_make_target_of_the_readme_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_file_that_the_readme_links_to_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_clock_of_the_readme_is_that_of_the_sample(sample_home: Path) -> None:
    clock = re.search(r"^\| (Russia captured .*?) \| (.*?) \| (.*?) \| (.*?) \| (\d+) \|$", README, re.MULTILINE)
    assert clock
    with duckdb.connect(sample_home / "claims.duckdb", read_only=True) as con:
        columns = "label, first_claimed::text, first_denied::text, first_conceded::text, days_claim_to_concession::text"
        assert clock.groups() in con.execute(f"select {columns} from concession_lag").fetchall()
