"""Say what is wrong with an installation or a home, and what to do."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import duckdb
from pydantic import ValidationError

from claims_pipeline.cli.errors import Wrong
from claims_pipeline.cli.terminal import console
from claims_pipeline.settings import Settings
from claims_pipeline.warehouse import (
    Home,
    OtherVersionError,
    lock_holder,
    open_store,
    refuse_other_version,
    stored_days,
)
from claims_pipeline.warehouse.versions import REBUILD

LIBRARIES = (
    "claims-pipeline",
    "dagster",
    "dagster-webserver",
    "duckdb",
    "polars",
    "dataframely",
    "beautifulsoup4",
    "lxml",
)


NEWEST = "SELECT landed_on, alarms FROM coverage_day ORDER BY landed_on DESC LIMIT 1"
MAX_QUIET_DAYS = 2
"""Days without pages after which a ledger that runs by itself is taken for broken."""


class Finding(NamedTuple):
    """One sentence; a bad one says what to do."""

    is_good: bool
    sentence: str


def examine(folder: Path) -> int:
    """Print what was found; return 1 if anything is wrong."""
    home = _home(folder)
    findings = [finding for examination in EXAMINATIONS for finding in examination(home)]
    out = console()
    for finding in findings:
        out.print(f"{'ok ' if finding.is_good else 'BAD'} {finding.sentence}", style=None if finding.is_good else "red")
    return 0 if all(finding.is_good for finding in findings) else 1


def _home(folder: Path) -> Home:
    try:
        return Home.of(Settings(home=folder))
    except ValidationError:  # told by _settings
        return Home(folder)


def _installation(_home: Home) -> Iterator[Finding]:
    yield Finding(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]} (3.11 or later is needed).")
    for library in LIBRARIES:
        try:
            yield Finding(True, f"{library} {importlib.metadata.version(library)}")
        except importlib.metadata.PackageNotFoundError:
            yield Finding(False, f"{library} is not installed. Run `make setup`.")


def _settings(_home: Home) -> Iterator[Finding]:
    try:
        settings = Settings()
    except ValidationError as error:
        yield Finding(False, f"A setting in the environment is wrong: {error}")
        return
    chosen = sorted(name for name in os.environ if name.upper().startswith("CLAIMS_PIPELINE_"))
    yield Finding(True, f"Settings are readable; set in the environment: {', '.join(chosen) or 'none'}.")
    if not settings.source.is_dir():
        yield Finding(
            False, f"The schedule's landing folder {settings.source} does not exist. Set CLAIMS_PIPELINE_SOURCE."
        )


def _ledger(home: Home) -> Iterator[Finding]:
    if not home.ledger.is_symlink() and not home.ledger.exists():
        yield Finding(
            True, f"There is no ledger in {home.folder} yet: `claims-pipeline run SRC --home {home.folder}` makes one."
        )
        return
    if not home.ledger.is_symlink():
        yield Finding(False, f"{home.ledger} is a file, not a link: move it away and run again.")
        return
    if not home.ledger.exists():
        yield Finding(
            False, f"{home.ledger} points at {os.readlink(home.ledger)}, which is gone. Run again to publish."
        )
        return
    try:
        with duckdb.connect(str(home.ledger), read_only=True) as con:
            refuse_other_version(con, home.ledger)
            [(pages, claims)] = con.execute(
                "SELECT (SELECT count(*) FROM raw_pages), (SELECT count(*) FROM claims)"
            ).fetchall()
    except OtherVersionError as error:
        yield Finding(False, str(error))
        return
    except duckdb.Error as error:
        yield Finding(False, f"{home.ledger} cannot be read: {error}. Remove the snapshot it points at and run again.")
        return
    snapshots = len(list(home.snapshots.glob("claims-*.duckdb")))
    yield Finding(
        True, f"{home.ledger} → {os.readlink(home.ledger)}: {pages} pages, {claims} claims; {snapshots} snapshots kept."
    )
    if stray := [path.name for path in home.snapshots.glob("*.wal")]:
        yield Finding(
            False, f"Somebody opened a snapshot for writing: remove {', '.join(stray)} from {home.snapshots}."
        )
    if not (home.report / "index.html").exists():
        yield Finding(False, f"There is no report in {home.report}. Run `claims-pipeline report --home {home.folder}`.")


def _coverage(home: Home) -> Iterator[Finding]:
    """Say what is odd of the newest day beside its history, and whether anything landed lately where it should."""
    if not home.ledger.exists():
        return
    try:
        with duckdb.connect(str(home.ledger), read_only=True) as con:
            newest = con.execute(NEWEST).fetchall()
    except duckdb.Error:
        return  # told by _ledger
    for landed_on, alarms in newest:
        for alarm in alarms:
            yield Finding(alarm["severity"] != "error", f"{landed_on}: {alarm['sentence']}")
        if not alarms:
            yield Finding(True, f"{landed_on}, the newest day, is as days are in this ledger.")
        days = (datetime.now(UTC).date() - landed_on).days
        if days > MAX_QUIET_DAYS and _is_automatic():
            yield Finding(
                False, f"Nothing has landed for {days} days: see whether `claims-pipeline ingest`, or what fills the "
                "landing folder, still runs, and whether the daemon does."
            )  # fmt: skip


def _is_automatic() -> bool:
    try:
        return Settings().daily.automatic
    except ValidationError:
        return False  # told by _settings


def _sources(_home: Home) -> Iterator[Finding]:
    try:
        path = Settings().sources
    except ValidationError:
        return  # told by _settings
    if path is None:
        return
    from claims_pipeline.ingest import SourcesError, load_sources

    try:
        yield Finding(True, f"{path} names {len(load_sources(path))} sources.")
    except SourcesError as error:
        yield Finding(False, str(error))


def _store(home: Home) -> Iterator[Finding]:
    if holder := lock_holder(home.lock):
        yield Finding(
            True,
            f"A run is writing now (process {holder['pid']}, since {holder['since']}): the store was not examined.",
        )
        return
    if home.catalog is None and not home.store.exists():
        return
    try:
        with open_store(home) as con:
            days = stored_days(con)
    except OtherVersionError as error:
        yield Finding(False, str(error))
        return
    except duckdb.Error as error:
        if "lock on file" in str(error):
            yield Finding(False, f"Another program has the store {home.store} open: close it.")
            return
        yield Finding(False, f"The store {home.store} cannot be read: {error}. {REBUILD}.")
        return
    yield Finding(True, f"The store holds {len(days)} landing days{f', {days[0]} to {days[-1]}' if days else ''}.")
    gaps = [f"{a + timedelta(1)} to {b - timedelta(1)}" for a, b in pairwise(days) if b - a > timedelta(1)]
    if gaps:
        yield Finding(
            True, f"No page landed on: {', '.join(gaps)}. If pages were expected then, look at `coverage_day`."
        )


def _history(home: Home) -> Iterator[Finding]:
    if not (home.dagster / "dagster.yaml").exists():
        return
    import dagster as dg

    from claims_pipeline.cli.execution import open_history

    try:
        with open_history(home) as instance:
            runs = instance.get_run_records(limit=1)
    except Wrong as error:
        yield Finding(False, error.message)
        return
    for record in runs:
        status = record.dagster_run.status
        sentence = f"The last run, {record.create_timestamp:%Y-%m-%d %H:%M} UTC, ended as {status.value}."
        good = status is not dg.DagsterRunStatus.FAILURE
        yield Finding(
            good,
            sentence if good else f"{sentence} Its log is in the UI: `make dev`; running again repairs what it left.",
        )


EXAMINATIONS: tuple[Callable[[Home], Iterator[Finding]], ...] = (
    _installation,
    _settings,
    _sources,
    _ledger,
    _coverage,
    _store,
    _history,
)
