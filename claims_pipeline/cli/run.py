"""``claims-pipeline run``: the Dagster assets and checks of the UI and the schedule, with progress and a summary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from pydantic import ValidationError

from claims_pipeline.cli.errors import CHECK_FAILED, Wrong
from claims_pipeline.cli.progress import Watch, watching
from claims_pipeline.cli.query import print_table
from claims_pipeline.cli.terminal import console, safe
from claims_pipeline.landing import LandingError, landing_days
from claims_pipeline.settings import Settings
from claims_pipeline.warehouse import (
    ForeignLedgerError,
    Home,
    HomeBusyError,
    OtherVersionError,
    WriterLock,
    open_store,
    refuse_foreign_ledger,
    start_rebuild,
    stored_days,
)
from claims_pipeline.warehouse.versions import REBUILD

SUMMARY = """
    SELECT region_id AS region, region_name AS name, n_claims AS claims, n_voices AS voices, n_disputed AS disputed,
           n_conceded AS conceded, last_said AS "last said"
    FROM region_summary ORDER BY n_claims DESC, region_id LIMIT 25
"""


def run_source(
    source: Path,
    day: date | None,
    home: Path,
    rebuild: bool = False,
    first: date | None = None,
    last: date | None = None,
) -> int:
    """Run the landing days of a folder, or those of a span, into the ledger of a home; return the exit status.

    With ``rebuild`` the store is set aside and made anew from every day of the folder.
    """
    if rebuild and (day or first or last):
        raise Wrong("--rebuild makes the store anew from all days: leave --day out, and --from and --to.")
    if day is not None and (first or last):
        raise Wrong("--day is one day: leave --from and --to out.")
    settings = load_settings(source, home)
    lock = WriterLock(Home(home).lock, settings.warehouse.lock_timeout_s)
    try:
        with lock:
            refuse_foreign_ledger(Home.of(settings))
            if rebuild:
                _set_aside(settings)
            days = _within(days_to_run(settings, day), first, last, settings)
            with watching() as watch:
                failures = _run(settings, day, days, watch, lock)
    except (LandingError, HomeBusyError, OtherVersionError, ForeignLedgerError) as error:
        raise Wrong(str(error)) from None
    for failure in failures:
        console().print(safe(failure), style="red")
    if not failures:
        _print_result(Home(home), days)
    return CHECK_FAILED if failures else 0


def load_settings(source: Path, home: Path) -> Settings:
    """Read the settings from the environment, source and home from the command line."""
    try:
        return Settings(source=source.resolve(), home=home.resolve())
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise Wrong(f"A setting in the environment is wrong: {problems}") from None


def days_to_run(settings: Settings, day: date | None) -> list[date]:
    """List the landing days to run; refuse those that cannot be partitions, in words.

    A day that is asked for by name but has no files any more is run too if it is stored: it becomes empty.
    """
    landed = landing_days(settings.source, day)
    stored = _stored(settings)
    if day is not None:
        landed = [day] if day in landed or day in stored else []
    if not landed:
        what = f"no file that landed on {day}" if day else "no file to read"
        raise Wrong(f"{settings.source} holds {what}.")
    if landed[0] < settings.first_day:
        raise Wrong(
            f"Landing day {landed[0]} is before {settings.first_day}, the first that can hold pages. "
            f"Set CLAIMS_PIPELINE_FIRST_DAY={landed[0]} to move it."
        )
    if landed[-1] > datetime.now(UTC).date():
        raise Wrong(f"Landing day {landed[-1]} is in the future: no page can have landed then. Rename its folder.")
    return landed


def _within(days: Sequence[date], first: date | None, last: date | None, settings: Settings) -> list[date]:
    found = [day for day in days if (first or day) <= day <= (last or day)]
    if not found:
        raise Wrong(f"{settings.source} holds no file that landed from {first or days[0]} to {last or days[-1]}.")
    return found


def _stored(settings: Settings) -> list[date]:
    home = Home.of(settings)
    if home.catalog is None and not home.store.exists():
        return []
    try:
        with open_store(home) as con:
            return stored_days(con)
    except duckdb.Error as error:
        if "lock on file" in str(error):
            raise Wrong(f"Another program has the store {home.store} open: close it and run again.") from None
        what = f"The store {home.store} cannot be read: {error}"
        raise Wrong(f"{what}\n{REBUILD}.") from None


def _set_aside(settings: Settings) -> None:
    """Set the store aside, unless the landing folder lacks days that analysts have."""
    home, landed = Home.of(settings), landing_days(settings.source)
    if home.catalog is not None:
        raise Wrong("Several machines share this store: drop its catalog, then run all days; --rebuild is for a file.")
    if lost := sorted(set(_published_days(home)) - set(landed)):
        raise Wrong(
            f"{home.ledger} holds {len(lost)} days that {settings.source} does not, {lost[0]} to {lost[-1]}: they "
            "would be lost. Put their pages back, or remove the link if they are to go."
        )
    start_rebuild(home, landed)


def _published_days(home: Home) -> list[date]:
    try:
        with duckdb.connect(str(home.ledger), read_only=True) as con:
            return stored_days(con)
    except duckdb.Error:
        return []  # none, or none that can be read


def _run(settings: Settings, day: date | None, days: Sequence[date], watch: Watch, lock: WriterLock) -> list[str]:
    from claims_pipeline.cli.execution import run_days

    return run_days(settings, day, days, watch, lock)


def _print_result(home: Home, days: Sequence[date]) -> None:
    import polars as pl

    from claims_pipeline.cli.ledger import open_ledger

    with open_ledger(home.folder) as con:
        print_table(pl.DataFrame(con.sql(SUMMARY)), title="Regions, most claims first")
    out = console()
    out.print(f"Ran {len(days)} landing days, {days[0]} to {days[-1]}.")
    out.print(f"Ledger: {home.ledger}\nReport: {home.report / 'index.html'}")
