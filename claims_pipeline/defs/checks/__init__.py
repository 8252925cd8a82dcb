"""Asset checks: stored rows obey ``schemas.py``, the rules between tables hold, and the newest day is as days are.

A rule's file selects the rows that break it; its first line says what must hold. These look at the whole private
store, in the step that has just written to it, and block what comes after: wrong data is never published. A day that is
odd beside its own history (``coverage_day``) blocks nothing, for it may be the world that is odd: it is told.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import chain

import dagster as dg
import duckdb
import polars as pl

from claims_pipeline.defs.metadata import preview, run_metadata
from claims_pipeline.schemas import TABLES
from claims_pipeline.views import VIEWS
from claims_pipeline.warehouse import DAY_TABLES, LEDGER_TABLES, Home, open_store, read_parts

DAY_RULES = (
    "lines_lie_in_pages",
    "accepted_pages_have_articles",
    "spans_reslice",
    "claims_stand_on_kept_lines",
    "mentions_reslice",
    "mentions_have_regions_or_reasons",
)
LEDGER_RULES = ("region_codes_exist", "copies_lie_in_pages", "stories_and_speakers_are_whole")


SCHEMA_CHECK = "rows_obey_their_schemas"
"""One check for all tables of an asset: each check of each run is several entries in Dagster's history."""

HEALTH: Mapping[str, str] = {
    "pages": "As many pages landed as usual.",
    "rejected": "As few pages as usual could not be read.",
    "boilerplate": "As much of the text as usual was dropped as furniture.",
    "claims_per_page": "As many claims as usual were found on a page.",
    "unplaced": "As few claims as usual are about no region.",
    "copies": "As few pages as usual carry a text that another has too.",
    "silent": "No source has been away for far longer than usual.",
}
"""What is looked at of the newest landing day, by its measure in ``coverage_day``, and what is hoped for."""

HEALTH_CHECKS = {measure: f"{measure}_as_usual" for measure in HEALTH}
"""The name of the check of each measure."""

_CHECKED: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "committed_days": (DAY_TABLES, DAY_RULES),
    "committed_ledger": ([name for name in LEDGER_TABLES if TABLES[name].scope == "corpus"], LEDGER_RULES),
    **{view.name: ([view.name], ()) for view in VIEWS},
}


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


def schema_result(frames: Iterable[tuple[str, pl.DataFrame]]) -> dg.AssetCheckResult:
    """Look for rows that break the schema of their table; a table may come in parts that share no key."""
    return _result(*_counted(frames))


def _counted(frames: Iterable[tuple[str, pl.DataFrame]]) -> tuple[Counter[str], Counter[str]]:
    rows: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for table, frame in frames:
        rows[table] += frame.height
        failures = TABLES[table].schema.filter(frame).failure.counts()
        broken.update({f"{table}: {rule}": n for rule, n in failures.items()})
    return rows, broken


def _result(rows: Counter[str], broken: Counter[str]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=SCHEMA_CHECK, passed=not broken, metadata={"rows": dict(rows), "broken rules": dict(broken)}
    )


def check_specs(asset: str) -> list[dg.AssetCheckSpec]:
    """Declare the checks of one asset."""
    tables, rules = _CHECKED[asset]
    meanings = {
        SCHEMA_CHECK: f"Types, nulls, keys, ranges and rules hold in every stored row of: {', '.join(tables)}.",
        **{rule: _meaning(rule) for rule in rules},
    }
    return [
        dg.AssetCheckSpec(name, asset=asset, description=meaning, blocking=True) for name, meaning in meanings.items()
    ]


def checked(home: Home, asset: str) -> list[dg.AssetCheckResult]:
    """Evaluate the checks of one asset on the private store."""
    tables, rules = _CHECKED[asset]
    with open_store(home) as con:
        return [
            schema_result((name, part) for name in tables for part in read_parts(con, name)),
            *(rule_result(con, rule) for rule in rules),
        ]


def view_results(name: str, parts: Iterable[pl.DataFrame]) -> tuple[dict[str, dg.MetadataValue], dg.AssetCheckResult]:
    """Give what a person sees of a view, and its check, from rows that come in parts."""
    parts = iter(parts)
    first = next(parts)
    rows, broken = _counted((name, part) for part in chain([first], parts))
    seen = run_metadata(name, first) | {"dagster/row_count": dg.MetadataValue.int(rows[name])}
    return seen, _result(rows, broken)._replace(asset_key=dg.AssetKey(name))


def health_specs() -> list[dg.AssetCheckSpec]:
    """Declare what is looked at of the newest landing day; nothing of it blocks."""
    return [
        dg.AssetCheckSpec(HEALTH_CHECKS[measure], asset="coverage_day", description=f"{hope} If not, what to do.")
        for measure, hope in HEALTH.items()
    ]


def health_results(coverage_day: pl.DataFrame) -> list[dg.AssetCheckResult]:
    """Tell what is odd of the newest landing day; a warning or an error by how odd it is."""
    newest = coverage_day.sort("landed_on").tail(1).to_dicts()
    alarms = newest[0]["alarms"] if newest else []
    results = []
    for measure in HEALTH:
        found = [alarm for alarm in alarms if alarm["measure"] == measure]
        is_error = any(alarm["severity"] == "error" for alarm in found)
        results.append(
            dg.AssetCheckResult(
                asset_key="coverage_day",
                check_name=HEALTH_CHECKS[measure],
                passed=not found,
                severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
                metadata={"what to do": " ".join(alarm["sentence"] for alarm in found) or "Nothing."},
            )
        )
    return results


def _meaning(rule: str) -> str:
    sql = rule_sql(rule)
    sentence = sql.partition("\n")[0].removeprefix("--").strip()
    return f"{sentence}\n\n```sql\n{sql}```"
