"""The command line. Each command imports what it needs when it runs, so that ``--help`` answers at once."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from claims_pipeline.cli.errors import UserErrors

_HOME = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="CLAIMS_PIPELINE_HOME",
    default=Path("data"),
    show_default=True,
    help="Folder of the ledger, the report and the history.",
)


@click.group(cls=UserErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="claims-pipeline")
def main() -> None:
    """Build and query a ledger of who claims what about which region, when, and who disputes it.

    The ledger is a DuckDB file that anything may open read-only, also while a run writes:

    \b
      duckdb -readonly data/claims.duckdb
      harlequin -r data/claims.duckdb
      marimo edit data/notebook.py
      python -c "import duckdb; duckdb.connect('data/claims.duckdb', read_only=True).sql('FROM region_summary').show()"

    Exit status: 0 good, 1 a data check failed, 2 wrong usage.
    """


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


@main.command()
@click.argument("source", type=click.Path(path_type=Path), default=Path("data/sample"), metavar="[SRC]")
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Run this landing day only; files that stand in no day's folder belong to it.",
)
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="Run landing days from this one on.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Run landing days up to this one.")
@click.option(
    "--rebuild", is_flag=True, help="Make the store anew from all days of SRC, whatever is wrong with it; none is lost."
)
@_HOME
def run(
    source: Path, day: datetime | None, first: datetime | None, last: datetime | None, rebuild: bool, home: Path
) -> int:
    """Run the landing folder SRC (default data/sample) into the ledger."""
    from claims_pipeline.cli.run import run_source

    return run_source(source, _day(day), home, rebuild, _day(first), _day(last))


@main.command()
@click.argument("sources", type=click.Path(path_type=Path))
@click.argument(
    "landing", type=click.Path(file_okay=False, path_type=Path), required=False, envvar="CLAIMS_PIPELINE_SOURCE"
)
@_HOME
def ingest(sources: Path, landing: Path | None, home: Path) -> int:
    """Fetch what is new in SOURCES, a YAML file, into the folder LANDING (default: landing in the home).

    Feeds, sitemaps, lists of pages, folders and WARC files; as WARC, politely, and never twice. Exit status 1: a source
    gave nothing because it is broken.
    """
    from claims_pipeline.cli.ingest import ingest_sources

    return ingest_sources(sources, landing, home)


@main.command()
@click.argument("sql")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), default="table", show_default=True
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File for the answer; parquet needs one."
)
@click.option(
    "--past",
    type=click.IntRange(min=1),
    metavar="N",
    help="Have the ledger of N publications ago beside this one: FROM region_summary EXCEPT FROM past.region_summary.",
)
@_HOME
def query(sql: str, form: str, output: Path | None, past: int | None, home: Path) -> None:
    """Ask the published ledger one question in SQL: answered as table, CSV, JSON (an object a line) or Parquet."""
    from claims_pipeline.cli.query import answer_query

    answer_query(sql, form, output, past, home)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["parquet", "csv", "jsonl"]), default="parquet", show_default=True)
@click.option("--region", help="Only the claims about one region, with all that leads to and from them: UA-12.")
@_HOME
def export(folder: Path, form: str, region: str | None, home: Path) -> None:
    """Write the ledger into FOLDER, a file each table and view."""
    from claims_pipeline.cli.export import export_ledger

    export_ledger(folder, form, region, home)


@main.command()
@click.argument("table", required=False)
@click.option("--markdown", is_flag=True, help="Print the whole data dictionary as Markdown.")
def schema(table: str | None, markdown: bool) -> None:
    """Print what every table and column means, or of one TABLE."""
    if markdown:
        from claims_pipeline.report.dictionary import data_dictionary

        click.echo(data_dictionary(), nl=False)
        return
    from claims_pipeline.cli.schema import print_schema

    print_schema(table)


@main.command()
@click.argument("claim_id")
@_HOME
def explain(claim_id: str, home: Path) -> None:
    """Show where a claim stands in its page, why it was taken, and who else speaks of the same thing.

    The first digits of CLAIM_ID are enough.
    """
    from claims_pipeline.cli.explain import print_claim

    print_claim(claim_id, home)


@main.command()
@_HOME
def report(home: Path) -> None:
    """Write the HTML report again and say where it is."""
    from claims_pipeline.cli.report import write_report

    click.echo(write_report(home))


@main.command()
@_HOME
def doctor(home: Path) -> int:
    """Say what is wrong with this installation or this home, and what to do."""
    from claims_pipeline.cli.doctor import examine

    return examine(home)
