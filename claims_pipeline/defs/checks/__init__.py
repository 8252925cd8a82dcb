"""Asset checks: stored rows obey ``schemas.py``, and the rules between tables hold, one SQL file a rule.

A rule's file selects the rows that break it; its first line says what must hold. All checks look at the whole private
store and block what comes after: wrong data is never published.
"""

from collections.abc import Iterator, Sequence
from importlib.resources import files

import dagster as dg
import duckdb
import polars as pl

from claims_pipeline.defs.metadata import preview
from claims_pipeline.defs.workspace import Workspace
from claims_pipeline.schemas import TABLES
from claims_pipeline.views import VIEWS
from claims_pipeline.warehouse import DAY_TABLES, LEDGER_TABLES, open_store, read_table

DAY_RULES = (
    "lines_lie_in_pages",
    "accepted_pages_have_articles",
    "spans_reslice",
    "claims_stand_on_kept_lines",
    "mentions_reslice",
    "mentions_have_regions_or_reasons",
)
LEDGER_RULES = ("region_codes_exist", "copies_lie_in_pages", "stories_and_speakers_are_whole")


def rule_sql(name: str) -> str:
    """Read the query that selects the rows that break a rule."""
    return files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def rule_result(con: duckdb.DuckDBPyConnection, name: str) -> dg.AssetCheckResult:
    """Look for rows that break a rule between tables."""
    offending = pl.DataFrame(con.sql(rule_sql(name)))
    return dg.AssetCheckResult(
        check_name=name,
        passed=offending.is_empty(),
        metadata={"offending rows": offending.height, "first of them": dg.MetadataValue.md(preview(offending))},
    )


def schema_result(con: duckdb.DuckDBPyConnection, table: str) -> dg.AssetCheckResult:
    """Look for rows of one table that break its schema."""
    rows = read_table(con, table)
    broken = TABLES[table].schema.filter(rows).failure.counts()
    return dg.AssetCheckResult(
        check_name=_schema_check(table),
        passed=not broken,
        metadata={"rows": rows.height, "broken rules": dict(broken)},
    )


def checks_of(asset: str, tables: Sequence[str], rules: Sequence[str] = ()) -> dg.AssetChecksDefinition:
    """Declare the checks of one asset, evaluated in one step."""
    specs = [*map(_schema_check, tables), *rules]
    meanings = [
        *(f"Types, nulls, keys, ranges and rules of `{table}` hold in every stored row." for table in tables),
        *(_meaning(rule) for rule in rules),
    ]

    @dg.multi_asset_check(
        name=f"checks_of_{asset}",
        specs=[
            dg.AssetCheckSpec(name, asset=asset, description=meaning, blocking=True)
            for name, meaning in zip(specs, meanings, strict=True)
        ],
    )
    def evaluate(workspace: dg.ResourceParam[Workspace]) -> Iterator[dg.AssetCheckResult]:
        with workspace.watch("Check") as track, open_store(workspace.home) as con:
            for table in track(tables):
                yield schema_result(con, table)
            for rule in track(rules):
                yield rule_result(con, rule)

    return evaluate


def _schema_check(table: str) -> str:
    return f"{table}_obeys_its_schema"


def _meaning(rule: str) -> str:
    sql = rule_sql(rule)
    sentence = sql.partition("\n")[0].removeprefix("--").strip()
    return f"{sentence}\n\n```sql\n{sql}```"


checks = [
    checks_of("committed_days", DAY_TABLES, DAY_RULES),
    checks_of("committed_ledger", LEDGER_TABLES, LEDGER_RULES),
    *(checks_of(view.name, [view.name]) for view in VIEWS),
]
