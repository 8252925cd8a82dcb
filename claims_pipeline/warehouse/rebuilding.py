"""A store made anew from the raw pages, without a moment at which analysts would miss days.

The store is set aside, and a list of the days that its successor must hold is left in the home. Until it holds them
nothing is published, whoever runs and whatever is killed: the ledger stays as it was.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import date

from claims_pipeline.disk import flush
from claims_pipeline.warehouse.home import Home, written_whole


class DaysMissingError(RuntimeError):
    """The store is being made anew and lacks days: publishing it would take them from analysts."""


def start_rebuild(home: Home, days: Sequence[date]) -> None:
    """Set the store aside, whatever state it is in; its successor must hold ``days`` before it is published."""
    home.folder.mkdir(parents=True, exist_ok=True)
    with written_whole(home.awaited_days) as aside:
        aside.write_text(json.dumps([str(day) for day in days]), encoding="utf-8")
        flush(aside)
    flush(home.folder)
    if home.store.parent.exists():
        shutil.rmtree(home.old_store, ignore_errors=True)
        home.store.parent.rename(home.old_store)


def refuse_missing_days(home: Home, stored: Sequence[date]) -> None:
    """Raise ``DaysMissingError`` if the store that is being made anew lacks days."""
    if not home.awaited_days.exists():
        return
    awaited = json.loads(home.awaited_days.read_text(encoding="utf-8"))
    if missing := sorted(set(awaited) - set(map(str, stored))):
        raise DaysMissingError(
            f"{home.store} is being made anew and lacks {len(missing)} days, {missing[0]} to {missing[-1]}: nothing is "
            "published until it has them. Run claims-pipeline run SRC --rebuild to the end."
        )


def end_rebuild(home: Home) -> None:
    """Remove what was set aside, once the new store has been published."""
    shutil.rmtree(home.old_store, ignore_errors=True)
    home.awaited_days.unlink(missing_ok=True)
