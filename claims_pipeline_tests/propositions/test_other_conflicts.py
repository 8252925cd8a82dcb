"""Pages about two other countries, written for this, through every stage: no country has a code path of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

import claims_pipeline.propositions
import claims_pipeline.views
from claims_pipeline_tests.evaluation.article_texts import land
from claims_pipeline_tests.evaluation.doors import run_stages, write_ledger

PAGES = Path(__file__).parents[1] / "cases" / "propositions" / "pages"
LANDED = {
    "kordofan-bara": date(2025, 9, 14),
    "kordofan-follow-up": date(2025, 10, 2),
    "shan-lashio": date(2024, 8, 4),
}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    files = [land(path.read_bytes(), path.name, LANDED[path.stem]) for path in sorted(PAGES.glob("*.txt"))]
    with duckdb.connect(write_ledger(run_stages(files), tmp_path_factory.mktemp("ledger")), read_only=True) as con:
        yield con


def test_regions_are_filled(ledger: duckdb.DuckDBPyConnection) -> None:
    regions = ledger.execute("select region_id, n_disputed > 0 from region_summary").fetchall()
    assert regions == [("MM-17", True), ("SD-DN", True), ("SD-KN", True)]


@pytest.mark.parametrize(
    ("label", "affirmed_by", "denied_by"),
    [
        ("Sudan captured places in North Kordofan", "Armed forces of Sudan", "Rapid Support Forces"),
        ("Sudan struck El Fasher (North Darfur)", "Rapid Support Forces", "Armed forces of Sudan"),
        ("Somebody killed people in Lashio (Shan): 3", "Residents", "Armed forces of Myanmar"),
    ],
)
def test_two_sides_of_one_country_dispute(
    ledger: duckdb.DuckDBPyConnection, label: str, affirmed_by: str, denied_by: str
) -> None:
    asked = "select state, affirmed_by, denied_by from region_disputes where label = ?"
    assert ledger.execute(asked, [label]).fetchall() == [("disputed", [affirmed_by], [denied_by])]


def test_a_toll_of_at_least_twenty_is_affirmed_by_who_counts_more(ledger: duckdb.DuckDBPyConnection) -> None:
    asked = "select voices from independent_support where label = 'Somebody killed people in North Kordofan: 45'"
    [(voices,)] = ledger.execute(asked).fetchall()
    assert voices == ["A doctors' network, 2025-09-14", "Armed forces of Sudan, 2025-09-14"]


def test_no_code_and_no_view_names_a_country() -> None:
    """Countries stand in data: the list of their names, the gazetteer, the lexicon of speakers."""
    rooms = [Path(str(room.__file__)).parent for room in (claims_pipeline.propositions, claims_pipeline.views)]
    for path in (path for room in rooms for end in ("*.py", "*.sql", "*.json") for path in room.rglob(end)):
        code = re.sub(r"(?m)^\s*--.*$|#.*$|\"{3}(?s:.)*?\"{3}", "", path.read_text(encoding="utf-8"))
        assert not re.findall(r"(?i)\b(?:ukrain\w*|russia\w*|kyiv|moscow|UA|RU)\b", code), path.name
