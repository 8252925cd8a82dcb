"""The command line as a user meets it: answers, exit statuses, and a sentence for every mistake."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner, Result

from claims_pipeline.cli import main
from claims_pipeline.cli.run import SUMMARY
from claims_pipeline.schemas import TABLES
from claims_pipeline.settings import WarehouseSettings
from claims_pipeline.warehouse import Home, publish, replace_days, replace_ledger
from claims_pipeline_tests.warehouse.frames import AUGUST, JUNE, day_frames, ledger_frames


def claims_pipeline(*words: str | Path, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], env=env)


def test_help_does_not_import_dagster() -> None:
    """`--help` answers at once: what is slow to import is imported by the command that needs it."""
    slow = "assert not {'dagster', 'polars', 'duckdb'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", f"import sys; from claims_pipeline.cli import main; {slow}"], check=True)


def test_query_answers_as_table_csv_and_json(sample_home: Path) -> None:
    """One question, three forms."""
    sql = "SELECT 'Sumy' AS name, [1, 2] AS numbers, NULL AS nothing"
    assert "Sumy" in claims_pipeline("query", sql, "--home", sample_home).output
    assert claims_pipeline("query", sql, "--home", sample_home, "--format", "csv").output == (
        'name,numbers,nothing\nSumy,"[1, 2]",\n'
    )
    answer = claims_pipeline("query", sql, "--home", sample_home, "--format", "json").output
    assert json.loads(answer) == {"name": "Sumy", "numbers": [1, 2], "nothing": None}


def test_query_compares_with_what_was_published_before(tmp_path: Path) -> None:
    """Two publications, and what the second has that the first had not; no third is kept."""
    home = Home(tmp_path)
    for days in ([JUNE], [JUNE, AUGUST]):
        replace_days(home, days, {name: pl.concat(f[name] for f in map(day_frames, days)) for name in day_frames(JUNE)})
        replace_ledger(home, ledger_frames(*days))
        publish(home, WarehouseSettings())
    sql = "SELECT landed_on::VARCHAR AS day FROM claims EXCEPT SELECT landed_on::VARCHAR FROM past.claims"
    told = claims_pipeline("query", sql, "--past", "1", "--home", tmp_path, "--format", "csv")
    assert told.output == f"day\n{AUGUST}\n"
    beyond = claims_pipeline("query", sql, "--past", "2", "--home", tmp_path)
    assert beyond.exit_code == 2
    assert "1 past ledgers are kept" in beyond.output


def test_query_shows_control_characters_instead_of_obeying_them(sample_home: Path) -> None:
    """A page cannot colour or clear the reader's terminal."""
    assert "\x1b" not in claims_pipeline("query", "SELECT chr(27) || '[2J'", "--home", sample_home).output


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ("SELECT 1 AS a, 2 AS a, 3 AS A", "a,a_1,A_2\n1,2,3\n"),
        ("SELECT INTERVAL 2 DAY AS lasting", "lasting\n2 days\n"),
        ('SELECT [INTERVAL 2 DAY] AS "a "" b"', '"a "" b"\n[2 days]\n'),
        ("SELECT '\\xFF'::BLOB AS bytes", "bytes\n\\xFF\n"),
        ("SELECT union_value(n := 1) AS either", "either\n1\n"),
    ],
)
def test_any_name_and_any_type_is_answered(sample_home: Path, sql: str, answer: str) -> None:
    """Two columns of one name, and types that only DuckDB has."""
    assert claims_pipeline("query", sql, "--home", sample_home, "--format", "csv").output == answer


def test_an_answer_never_overwrites_the_ledger(sample_home: Path) -> None:
    """The link leads to the snapshot: writing through it would destroy what was published."""
    ledger = sample_home / "claims.duckdb"
    before = ledger.read_bytes()
    result = claims_pipeline("query", "SELECT 1", "--home", sample_home, "--format", "csv", "-o", ledger)
    assert (result.exit_code, ledger.read_bytes()) == (2, before)
    assert "the ledger itself" in result.output


def test_a_column_s_name_and_an_error_cannot_colour_the_terminal(sample_home: Path) -> None:
    """Words of a page reach names and messages too."""
    for sql in ('SELECT 1 AS "\x1b[31m"', "SELECT error(chr(27) || '[31m')"):
        assert "\x1b" not in claims_pipeline("query", sql, "--home", sample_home).output


@pytest.mark.parametrize("words", [["run", "SRC"], ["query", "SELECT 1", "-o", "BLOCKED/a.csv"], ["doctor"]], ids=str)
def test_a_folder_that_cannot_be_made_is_named(sample_home: Path, tmp_path: Path, words: list[str]) -> None:
    """A file stands in the way, as a full or read-only disk would."""
    blocked = tmp_path / "file"
    blocked.write_text("A file.", encoding="utf-8")
    (tmp_path / "source/2025-06-08").mkdir(parents=True)
    (tmp_path / "source/2025-06-08/a.txt").write_text("A page.", encoding="utf-8")
    given = [word.replace("SRC", str(tmp_path / "source")).replace("BLOCKED", str(blocked)) for word in words]
    result = claims_pipeline(*given, "--home", sample_home if words[0] == "query" else blocked / "home")
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["query", "SELECT nothing FROM nowhere"], "nowhere"),
        (["query", "DROP TABLE claims"], "read-only"),
        (["query", "SELECT * FROM read_text('/etc/hostname')"], "disabled"),
        (["explain", "zzz"], "No claim"),
        (["explain", ""], "Several claims"),
    ],
)
def test_a_wrong_question_ends_in_a_sentence(sample_home: Path, words: list[str], sentence: str) -> None:
    """Status 2, what is wrong, no traceback; the ledger stays as it is."""
    result = claims_pipeline(*words, "--home", sample_home)
    assert result.exit_code == 2
    assert sentence in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("folders", "words", "env", "sentence"),
    [
        ([], ["run", "SRC/none"], {}, "does not exist"),
        ([], ["run", "SRC"], {}, "no file to read"),
        (["2025-06-08"], ["run", "SRC", "--day", "2025-06-09"], {}, "no file that landed on 2025-06-09"),
        (["1999-06-08"], ["run", "SRC"], {}, "CLAIMS_PIPELINE_FIRST_DAY"),
        (["2999-06-08"], ["run", "SRC"], {}, "in the future"),
        (["2025-02-30"], ["run", "SRC"], {}, "no such day"),
        (["2025-06-08"], ["run", "SRC"], {"CLAIMS_PIPELINE_PAGES__MAX_BYTES": "many"}, "max_bytes"),
        ([], ["run", "SRC", "--day", "yesterday"], {}, "yesterday"),
        ([], ["query", "SELECT 1"], {}, "There is no ledger"),
        ([], ["schema", "clams"], {}, "There is no table clams"),
        ([], ["dance"], {}, "No such command"),
    ],
)  # fmt: skip
def test_wrong_usage_ends_in_a_sentence(
    tmp_path: Path, folders: list[str], words: list[str], env: dict[str, str], sentence: str
) -> None:
    """Status 2 and what to do instead, before anything is written."""
    source = tmp_path / "source"
    source.mkdir()
    for folder in folders:
        (source / folder).mkdir()
        (source / folder / "a.txt").write_text("A page.", encoding="utf-8")
    home = [] if words[0] in ("schema", "dance") else ["--home", tmp_path / "home"]
    result = claims_pipeline(*(word.replace("SRC", str(source)) for word in words), *home, env=env)
    assert result.exit_code == 2, result.output
    assert sentence in result.output
    assert not (tmp_path / "home" / "claims.duckdb").exists()


def test_schema_tells_every_table_and_column() -> None:
    """The dictionary leaves nothing out."""
    output = claims_pipeline("schema").output
    for name, table in TABLES.items():
        assert table.description in output
        assert all(column in output for column in table.schema.column_names()), name


def test_explain_shows_the_words_the_places_and_the_company_of_every_kind_of_claim(sample_home: Path) -> None:
    """For one claim of each stance: the spans in the page, the line's rule, why, where, and who else stands on it."""
    with duckdb.connect(str(sample_home / "claims.duckdb"), read_only=True) as con:
        claims = con.execute("SELECT min(claim_id), any_value(stance) FROM claims GROUP BY stance").fetchall()
    for claim_id, stance in claims:
        result = claims_pipeline("explain", claim_id[:12], "--home", sample_home)
        assert result.exit_code == 0
        assert "⟪" in result.output
        assert "kept by" in result.output
        assert stance in result.output


def test_explain_names_everybody_on_the_proposition_by_side(sample_home: Path) -> None:
    """Each other claim with its side, speaker's words, page and voice, and why the place is that place."""
    with duckdb.connect(str(sample_home / "claims.duckdb"), read_only=True) as con:
        busiest = "SELECT proposition_id FROM claim_propositions GROUP BY ALL ORDER BY count(*) DESC, 1 LIMIT 1"
        company = con.execute(
            f"SELECT claim_id, relation, voice_id, content_text, source_ref FROM claim_propositions "
            f"JOIN claims USING (claim_id) JOIN raw_pages USING (page_id) WHERE proposition_id IN ({busiest})"
        ).fetchall()
        claim_id, voice_id = company[0][0], company[0][2]
        evidence = con.execute(
            "SELECT place_mentions.evidence FROM claim_places JOIN claims USING (claim_id) "
            "JOIN place_mentions USING (page_id, start_char, end_char) WHERE claim_id = ?",
            [claim_id],
        ).fetchall()
    output = claims_pipeline("explain", claim_id, "--home", sample_home).output
    assert len(company) > 3
    assert f"voice {voice_id}" in output
    assert all(why in output for (why,) in evidence)
    for other, relation, voice, words, page in company[1:]:
        assert f"claim {other}, voice {voice}" in output
        assert f"  {relation}:" in output
        assert words in output
        assert page in output


def test_tables_lose_no_letter_at_80_columns(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are wrapped, never cut, and dates stay whole, on a narrow terminal as in a pipe."""
    with duckdb.connect(str(sample_home / "claims.duckdb"), read_only=True) as con:
        rows = con.execute(SUMMARY).fetchall()
    piped = claims_pipeline("query", SUMMARY, "--home", sample_home).output
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    narrow = claims_pipeline("query", SUMMARY, "--home", sample_home).output
    for region_id, name, *_, last_said in rows:
        assert name in piped
        for output in (piped, narrow):
            assert "…" not in output
            assert {region_id, str(last_said), *name.split()} <= set(re.sub(r"\x1b\[[0-9;]*m", "", output).split())


def test_query_writes_files(sample_home: Path, tmp_path: Path) -> None:
    """Parquet keeps the types; it is not for a terminal."""
    sql = "SELECT 'Sumy' AS name, [1, 2] AS numbers"
    assert claims_pipeline("query", sql, "--home", sample_home, "--format", "parquet").exit_code == 2
    path = tmp_path / "answer.parquet"
    claims_pipeline("query", sql, "--home", sample_home, "--format", "parquet", "--output", path)
    assert duckdb.sql(f"FROM '{path}'").fetchall() == [("Sumy", [1, 2])]
    claims_pipeline("query", sql, "--home", sample_home, "--format", "csv", "-o", tmp_path / "answer.csv")
    assert (tmp_path / "answer.csv").read_text() == 'name,numbers\nSumy,"[1, 2]"\n'


def test_schema_prints_the_data_dictionary_as_markdown() -> None:
    """What `data/README.md` is written from."""
    output = claims_pipeline("schema", "--markdown").output
    assert output.startswith("<!--")
    assert "# Data dictionary" in output


def test_doctor_finds_a_good_home_good(sample_home: Path) -> None:
    """It says what it looked at and ends with status 0."""
    result = claims_pipeline("doctor", "--home", sample_home)
    assert result.exit_code == 0, result.output
    assert "5 landing days" in result.output
    assert "No page landed on: 2025-06-10 to 2025-08-25" in result.output


def test_doctor_names_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    """A broken home ends with status 1 and what to do."""
    (tmp_path / "claims.duckdb").symlink_to("snapshots/gone.duckdb")
    result = claims_pipeline("doctor", "--home", tmp_path)
    assert result.exit_code == 1
    assert "Run again to publish" in result.output


def test_report_says_where_it_is(sample_home: Path) -> None:
    """The printed path exists."""
    assert Path(claims_pipeline("report", "--home", sample_home).output.strip()).is_file()


@pytest.fixture
def damaged_home(sample_home: Path, tmp_path: Path) -> Path:
    """A home of its own, to be damaged."""
    shutil.copytree(sample_home, tmp_path / "home", symlinks=True)
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("damaged", "words", "sentence"),
    [
        ("store/claims.duckdb", ["run", "SRC"], "--rebuild"),
        (".dagster/history/runs.db", ["run", "SRC"], "Remove that folder"),
        (".dagster/history/runs.db", ["doctor"], "Remove that folder"),
        (".dagster/dagster.yaml", ["run", "SRC"], "Remove that folder"),
        ("claims.duckdb", ["run", "SRC"], "move it away"),
        ("claims.duckdb", ["explain", "a"], "cannot be read"),
        ("claims.duckdb", ["report"], "cannot be read"),
        ("report/index.html", ["report"], "something else than a report"),
    ],
)
def test_what_is_damaged_is_named_with_what_to_do(
    damaged_home: Path, sample: Path, damaged: str, words: list[str], sentence: str
) -> None:
    """No traceback, and what stands there stays, for it may be somebody's."""
    path = damaged_home / damaged
    path.unlink(missing_ok=True)
    path.write_text("{{{ no database", encoding="utf-8")
    result = claims_pipeline(*(str(sample) if word == "SRC" else word for word in words), "--home", damaged_home)
    assert result.exit_code == (1 if words == ["doctor"] else 2), result.output
    assert sentence in " ".join(result.output.split())
    assert path.read_text(encoding="utf-8") == "{{{ no database"


def test_a_store_that_another_program_has_open_is_not_called_damaged(damaged_home: Path, sample: Path) -> None:
    """Nobody should remove a store because a colleague looks at it."""
    store = str(damaged_home / "store/claims.duckdb")
    opened = f"import duckdb; con = duckdb.connect({store!r}); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", opened], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        result = claims_pipeline("run", sample, "--home", damaged_home)
        other.communicate(b"\n")
    assert result.exit_code == 2
    assert "close it and run again" in result.output


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_export_writes_every_table_in_every_form(sample_home: Path, tmp_path: Path, form: str) -> None:
    """A file a table and view, with all its rows."""
    result = claims_pipeline("export", tmp_path / "out", "--format", form, "--home", sample_home)
    assert result.exit_code == 0, result.output
    published = [name for name, table in TABLES.items() if table.is_published]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(f"{name}.{form}" for name in published)
    with duckdb.connect(str(sample_home / "claims.duckdb"), read_only=True) as con:
        for name in ("claims", "coverage_day", "copies", "place_names"):
            path = f"'{tmp_path}/out/{name}.{form}'"
            rows = f"read_csv({path}, quote = '\"')" if form == "csv" else path
            read = f"SELECT count(*), (SELECT count(*) FROM {rows}) FROM {name}"
            [(here, there)] = con.execute(read).fetchall()
            assert here == there > 0, name


def test_export_of_a_region_is_its_claims_and_what_hangs_on_them(sample_home: Path, tmp_path: Path) -> None:
    """No other region's claims, and no claim without its page, source and propositions."""
    claims_pipeline("export", tmp_path, "--region", "UA-12", "--home", sample_home)
    with duckdb.connect(str(sample_home / "claims.duckdb"), read_only=True) as con:
        wanted = con.execute("SELECT claim_id FROM claim_regions WHERE region_id = 'UA-12' ORDER BY 1").fetchall()
    files = duckdb.connect()
    for name in ("claims", "raw_pages", "sources", "claim_propositions", "propositions", "region_summary"):
        files.execute(f"CREATE VIEW {name} AS FROM '{tmp_path}/{name}.parquet'")
    assert files.execute("SELECT claim_id FROM claims ORDER BY 1").fetchall() == wanted != []
    for lacking in (
        "claims ANTI JOIN raw_pages USING (page_id)",
        "(FROM claims WHERE source_id IS NOT NULL) ANTI JOIN sources USING (source_id)",
        "claim_propositions ANTI JOIN propositions USING (proposition_id)",
        "claim_propositions ANTI JOIN claims USING (claim_id)",
    ):
        assert files.execute(f"FROM {lacking}").fetchall() == []
    assert files.execute("SELECT region_id FROM region_summary").fetchall() == [("UA-12",)]


def test_export_of_an_unknown_region_writes_nothing(sample_home: Path, tmp_path: Path) -> None:
    result = claims_pipeline("export", tmp_path / "out", "--region", "XX-1", "--home", sample_home)
    assert (result.exit_code, (tmp_path / "out").exists()) == (2, False)
    assert "no region XX-1" in result.output


def test_a_damaged_store_is_made_anew_by_one_command(damaged_home: Path, sample: Path) -> None:
    """From the raw pages, to the very ledger that stood there."""
    before = (damaged_home / "claims.duckdb").resolve().name
    (damaged_home / "store/claims.duckdb").write_bytes(b"no database")
    result = claims_pipeline("run", sample, "--rebuild", "--home", damaged_home)
    assert result.exit_code == 0, result.output
    assert (damaged_home / "claims.duckdb").resolve().name == before
    assert not (damaged_home / "store.old").exists()


def test_a_rebuild_that_would_lose_days_is_refused(damaged_home: Path, tmp_path: Path) -> None:
    """The landing folder lacks days that analysts have: the store stays."""
    page = tmp_path / "source/2025-06-08/a.txt"
    page.parent.mkdir(parents=True)
    page.write_text("A page.", encoding="utf-8")
    store = (damaged_home / "store/claims.duckdb").read_bytes()
    result = claims_pipeline("run", page.parents[1], "--rebuild", "--home", damaged_home)
    assert (result.exit_code, (damaged_home / "store/claims.duckdb").read_bytes() == store) == (2, True)
    assert "would be lost" in " ".join(result.output.split())


def test_a_rebuild_is_of_all_days(sample: Path, tmp_path: Path) -> None:
    result = claims_pipeline("run", sample, "--rebuild", "--day", "2025-06-08", "--home", tmp_path)
    assert (result.exit_code, "leave --day out" in result.output) == (2, True)


def test_a_ledger_of_another_version_is_refused_with_what_to_do(damaged_home: Path) -> None:
    snapshot = damaged_home / "snapshots/old.duckdb"
    with duckdb.connect(str(snapshot)) as con:
        con.execute("CREATE TABLE claims (claim_id VARCHAR)")
    (damaged_home / "claims.duckdb").unlink()
    (damaged_home / "claims.duckdb").symlink_to("snapshots/old.duckdb")
    for words in (["query", "SELECT 1"], ["explain", "a"], ["report"], ["doctor"]):
        result = claims_pipeline(*words, "--home", damaged_home)
        assert result.exit_code in (1, 2)
        assert "tables of version 1" in " ".join(result.output.split())
