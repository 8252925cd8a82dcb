"""Asset checks: stored rows obey ``schemas.py``, and the rules between tables hold, one SQL file a rule.

A rule's file selects the rows that break it; its first line says what must hold. All checks look at the whole private
store and block what comes after: wrong data is never published.
"""

from importlib.resources import files

import dagster as dg
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


def rule_check(name: str, asset: str) -> dg.AssetChecksDefinition:
    """Declare the check of one rule between tables."""
    sql = files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")
    sentence = sql.partition("\n")[0].removeprefix("--").strip()

    @dg.asset_check(asset=asset, name=name, description=f"{sentence}\n\n```sql\n{sql}```", blocking=True)
    def check(workspace: dg.ResourceParam[Workspace]) -> dg.AssetCheckResult:
        with workspace.watch("Check"), open_store(workspace.home) as con:
            offending = pl.DataFrame(con.sql(sql))
        return dg.AssetCheckResult(
            passed=offending.is_empty(),
            metadata={"offending rows": offending.height, "first of them": dg.MetadataValue.md(preview(offending))},
        )

    return check


def schema_check(name: str, asset: str) -> dg.AssetChecksDefinition:
    """Declare the check that the rows of one table obey its schema."""
    schema = TABLES[name].schema

    @dg.asset_check(
        asset=asset,
        name=f"{name}_obeys_its_schema",
        description=f"Types, nulls, keys, ranges and rules of `{name}` hold in every stored row.",
        blocking=True,
    )
    def check(workspace: dg.ResourceParam[Workspace]) -> dg.AssetCheckResult:
        with workspace.watch("Check"), open_store(workspace.home) as con:
            rows = read_table(con, name)
        broken = schema.filter(rows).failure.counts()
        return dg.AssetCheckResult(passed=not broken, metadata={"rows": rows.height, "broken rules": dict(broken)})

    return check


checks = [
    *(schema_check(name, "committed_days") for name in DAY_TABLES),
    *(rule_check(name, "committed_days") for name in DAY_RULES),
    *(schema_check(name, "committed_ledger") for name in LEDGER_TABLES),
    *(rule_check(name, "committed_ledger") for name in LEDGER_RULES),
    *(schema_check(view.name, view.name) for view in VIEWS),
]
