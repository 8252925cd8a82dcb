"""DuckDB: replace a day, read a table by its schema, create views, publish.

A home folder holds a private store, which only a run opens, and the published ledger, which anyone may open read-only
at any time: a link to an immutable snapshot. A run stages its frames, replaces its landing days in the store in one
transaction (``replace_days``), replaces what is computed over all days in another (``replace_ledger``), builds the
views, and publishes. Whatever is killed in between, the published ledger stays whole and the next run repairs the rest.

Errors: ``WrongDataError`` when rows break their schema or point nowhere (nothing is changed), ``HomeBusyError`` when
another run holds the home, ``OtherVersionError`` when a store or a ledger was written for other tables.
"""

from claims_pipeline.warehouse.columns import read_table
from claims_pipeline.warehouse.home import Home
from claims_pipeline.warehouse.lake import DaysChangedError
from claims_pipeline.warehouse.lock import HomeBusyError, WriterLock, lock_holder
from claims_pipeline.warehouse.published_views import build_views
from claims_pipeline.warehouse.publishing import (
    ForeignLedgerError,
    past_snapshots,
    publish,
    refuse_foreign_ledger,
)
from claims_pipeline.warehouse.rebuilding import DaysMissingError, start_rebuild
from claims_pipeline.warehouse.stage import NotStagedError, stage_frame, staged_frame
from claims_pipeline.warehouse.store import (
    DAY_TABLES,
    LEDGER_TABLES,
    WrongDataError,
    open_store,
    read_stored,
    replace_days,
    replace_ledger,
    stored_days,
)
from claims_pipeline.warehouse.versions import OtherVersionError, refuse_other_version

__all__ = [
    "DAY_TABLES",
    "LEDGER_TABLES",
    "DaysChangedError",
    "DaysMissingError",
    "ForeignLedgerError",
    "Home",
    "HomeBusyError",
    "NotStagedError",
    "OtherVersionError",
    "WriterLock",
    "WrongDataError",
    "build_views",
    "lock_holder",
    "open_store",
    "past_snapshots",
    "publish",
    "read_stored",
    "read_table",
    "refuse_foreign_ledger",
    "refuse_other_version",
    "replace_days",
    "replace_ledger",
    "stage_frame",
    "staged_frame",
    "start_rebuild",
    "stored_days",
]
