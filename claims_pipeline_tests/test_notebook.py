"""The analyst's notebook runs from top to bottom and answers what the README's queries answer."""

from __future__ import annotations

import runpy
from pathlib import Path

import duckdb
import polars as pl
import pytest

NOTEBOOK = Path(__file__).parents[1] / "data" / "notebook.py"
QUESTIONS = Path(__file__).parent / "views" / "questions"
ANSWERS = {
    "1_what_is_claimed": "what_is_claimed",
    "2_claim_to_concession": "claim_to_concession",
    "3_independent_voices": "independent_voices",
    "4_exact_words": "exact_words",
    "5_known_by": "known",
    "5_what_changed": "what_changed",
    "6_coverage": "coverage",
}


@pytest.fixture(scope="module")
def answers(sample_home: Path) -> dict[str, pl.DataFrame]:
    pytest.importorskip("marimo", reason="the notebook needs marimo, which make setup installs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAIMS_PIPELINE_HOME", str(sample_home))
        _, defined = runpy.run_path(str(NOTEBOOK))["app"].run()
    return dict(defined)


def test_the_notebook_answers_every_question() -> None:
    assert sorted(path.stem for path in QUESTIONS.glob("*.sql")) == sorted(ANSWERS)


@pytest.mark.parametrize("question", ANSWERS)
def test_an_answer_is_that_of_the_tested_query(
    answers: dict[str, pl.DataFrame], sample_home: Path, question: str
) -> None:
    sql = (QUESTIONS / f"{question}.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(sample_home / "claims.duckdb"), read_only=True) as con:
        wanted = pl.DataFrame(con.sql(sql))
    assert answers[ANSWERS[question]].rows() == wanted.rows() != []


def test_the_links_open_at_the_words(answers: dict[str, pl.DataFrame]) -> None:
    assert answers["links"].height > 0
    assert all(":~:text=" in link for link in answers["links"]["link"])
