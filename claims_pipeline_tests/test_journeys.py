"""The product as its users use it: the sample, and the seed pages where they are, run into a home and asked."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from click.testing import CliRunner

from claims_pipeline.cli import main
from claims_pipeline.landing import landing_days
from claims_pipeline.schemas import TABLES

PUBLISHED = sorted(name for name, table in TABLES.items() if table.is_published)
CLOCK = """
    SELECT proposition_id, first_claimed, first_denied, first_conceded, denied_by, conceded_by
    FROM concession_lag WHERE region_id = '{region}' AND is_reversal AND {proposition}
"""
SEED_DAYS = {"2025-06-08": ("003", "004"), "2025-08-26": ("000", "001", "002")}


def claims_pipeline(*words: str | Path) -> str:
    """Run one command, which must succeed, and return what it prints."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.output


def ask(sql: str, home: Path) -> list[dict[str, Any]]:
    return [json.loads(row) for row in claims_pipeline("query", sql, "--format", "json", "--home", home).splitlines()]


def tables(home: Path) -> dict[str, bytes]:
    """Return every published table and view, sorted, as bytes."""
    with duckdb.connect(str(home / "claims.duckdb"), read_only=True) as con:
        return {name: repr(con.execute(f'FROM "{name}" ORDER BY ALL').fetchall()).encode() for name in PUBLISHED}


def test_an_analyst_opens_the_published_link_with_a_stock_duckdb(sample_home: Path) -> None:
    """Nothing but DuckDB, no extension, read-only; the file itself cannot be written."""
    code = (
        "import duckdb, sys; off = {'autoload_known_extensions': False, 'autoinstall_known_extensions': False};"
        "con = duckdb.connect(sys.argv[1], read_only=True, config=off);"
        "print(con.sql(\"SELECT n_disputed > 0 FROM region_summary WHERE region_id = 'UA-12'\").fetchall())"
    )
    ledger = sample_home / "claims.duckdb"
    run = subprocess.run([sys.executable, "-c", code, ledger], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[(True,)]"
    assert ledger.is_symlink()
    assert ledger.resolve().stat().st_mode & 0o222 == 0


def test_a_region_in_the_news_is_in_the_summary(sample_home: Path) -> None:
    """What is claimed about it, how much of that is disputed, and by how many voices."""
    [region] = ask("FROM region_summary WHERE region_id = 'UA-12'", sample_home)
    assert region["region_name"].startswith("Dnipropetrovsk")
    assert region["n_claims"] >= region["n_voices"] >= 2
    assert region["n_disputed"] >= 1
    assert region["n_conceded"] >= 1


def test_one_query_tells_when_it_was_claimed_denied_and_conceded(sample_home: Path) -> None:
    """Russia claims a village in June, Ukraine denies it that day and concedes it in September."""
    village = "label LIKE '%captured Yunakivka%'"
    [clock] = ask(CLOCK.format(region="UA-59", proposition=village), sample_home)
    assert (clock["first_claimed"], clock["first_denied"]) == ("2025-06-08", "2025-06-08")
    assert clock["first_conceded"] == "2025-09-02"
    assert any("Ukraine" in name for name in clock["denied_by"])
    assert any("Ukraine" in name for name in clock["conceded_by"])


def test_from_a_number_to_the_sentences_behind_it(sample_home: Path) -> None:
    """The concession of the summary leads to its claims, and `explain` prints each sentence with its parts marked."""
    [clock] = ask(CLOCK.format(region="UA-59", proposition="label LIKE '%captured Yunakivka%'"), sample_home)
    standing = f"proposition_id = '{clock['proposition_id']}' AND relation = 'concedes'"
    conceding = ask(
        f"SELECT claims.* FROM claims JOIN claim_propositions USING (claim_id) WHERE {standing}", sample_home
    )
    assert conceding
    for claim in conceding:
        output = claims_pipeline("explain", claim["claim_id"], "--home", sample_home)
        assert "⟪" in output
        assert f"«{claim['cue_text']}»" in output
        assert _folded(claim["content_text"]) in _folded(re.sub("[⟦⟧«»⟪⟫]", "", output))
        assert "captured Yunakivka" in output


def test_from_the_front_page_of_the_report_to_a_claim(sample_home: Path) -> None:
    """The front page links to the region, whose page names claims that `explain` knows."""
    index = sample_home.joinpath("report", "index.html").read_text(encoding="utf-8")
    assert "regions/UA-12.html" in index
    region = sample_home.joinpath("report", "regions", "UA-12.html").read_text(encoding="utf-8")
    known = [row["claim_id"] for row in ask("SELECT claim_id FROM claims", sample_home)]
    shown = [claim_id for claim_id in known if claim_id in region]
    assert shown
    assert "⟪" in claims_pipeline("explain", shown[0], "--home", sample_home)


class Watched(NamedTuple):
    """A home into which the last day was run first and then all days, and what an analyst saw who opened it between."""

    home: Path
    opened: list[tuple[date]]
    reread: list[tuple[date]]


@pytest.fixture(scope="module")
def watched(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Watched:
    home = tmp_path_factory.mktemp("watched")
    claims_pipeline("run", sample, "--day", str(landing_days(sample)[-1]), "--home", home)
    days = "SELECT DISTINCT landed_on FROM raw_pages"
    with duckdb.connect(str(home / "claims.duckdb"), read_only=True) as analyst:
        opened = analyst.execute(days).fetchall()
        claims_pipeline("run", sample, "--home", home)
        return Watched(home, opened, analyst.execute(days).fetchall())


def test_the_last_day_first_and_again_gives_the_same_tables(watched: Watched, sample_home: Path) -> None:
    """Neither the order of days nor a rerun shows, down to the name of the snapshot."""
    assert tables(watched.home) == tables(sample_home)
    assert (watched.home / "claims.duckdb").resolve().name == (sample_home / "claims.duckdb").resolve().name


def test_an_analyst_reads_on_while_a_run_publishes(watched: Watched, sample: Path) -> None:
    """The open connection keeps its ledger; whoever opens the link now finds all days."""
    assert watched.opened == watched.reread == [(landing_days(sample)[-1],)]
    found = ask("SELECT DISTINCT landed_on AS day FROM raw_pages ORDER BY day", watched.home)
    assert [row["day"] for row in found] == [str(day) for day in landing_days(sample)]


@pytest.fixture(scope="module")
def seeds_home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which the seed pages were run, each on the day that it landed."""
    landing = tmp_path_factory.mktemp("seeds")
    for day, numbers in SEED_DAYS.items():
        landing.joinpath(day).mkdir()
        for number in numbers:
            [page] = shared.joinpath("pages", "seeds").glob(f"{number}_*.txt")
            shutil.copy(page, landing / day)
    home = tmp_path_factory.mktemp("seeds_home")
    claims_pipeline("run", landing, "--home", home)
    return home


def test_the_seed_pages_are_all_accepted(seeds_home: Path) -> None:
    assert ask("SELECT status, count(*) AS n FROM raw_pages GROUP BY ALL", seeds_home) == [
        {"status": "accepted", "n": 5}
    ]


def test_the_seed_pages_tell_what_was_denied_in_june_and_conceded_in_august(seeds_home: Path) -> None:
    """The region is in the summary with what is disputed, and one query tells of the reversal."""
    [region] = ask("FROM region_summary WHERE region_id = 'UA-12'", seeds_home)
    assert region["n_disputed"] >= 1
    clocks = ask(CLOCK.format(region="UA-12", proposition="true"), seeds_home)
    reversals = [
        (clock["first_denied"][:7], clock["first_conceded"][:7])
        for clock in clocks
        if any("Ukraine" in name for name in clock["conceded_by"])
    ]
    assert ("2025-06", "2025-08") in reversals


def _folded(text: str) -> str:
    return " ".join(text.split())
