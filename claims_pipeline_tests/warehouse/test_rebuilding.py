"""A store that is made anew takes no day from analysts, whoever runs in between."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims_pipeline.settings import WarehouseSettings
from claims_pipeline.warehouse import DaysMissingError, Home, publish, replace_days, replace_ledger, start_rebuild
from claims_pipeline_tests.warehouse.frames import AUGUST, JUNE, day_frames, ledger_frames
from claims_pipeline_tests.warehouse.test_publishing import published


@pytest.fixture
def rebuilding(tmp_path: Path) -> Home:
    """A home of two days whose store is no database, and is being made anew."""
    home = published(tmp_path, JUNE, AUGUST)
    home.store.write_bytes(b"no database")
    start_rebuild(home, [JUNE, AUGUST])
    return home


def test_half_a_store_is_not_published(rebuilding: Home) -> None:
    """A nightly run of one day, after the rebuild was killed, leaves the ledger of all days where it is."""
    before = rebuilding.ledger.resolve()
    replace_days(rebuilding, [AUGUST], day_frames(AUGUST))
    replace_ledger(rebuilding, ledger_frames(AUGUST))
    with pytest.raises(DaysMissingError, match="lacks 1 days, 2025-06-08"):
        publish(rebuilding, WarehouseSettings())
    assert rebuilding.ledger.resolve() == before


def test_a_whole_store_is_published_and_what_was_set_aside_is_removed(rebuilding: Home) -> None:
    """The ledger is the one that stood there, and the next run knows nothing of the rebuild."""
    before = rebuilding.ledger.resolve()
    for day in (JUNE, AUGUST):
        replace_days(rebuilding, [day], day_frames(day))
    replace_ledger(rebuilding, ledger_frames(JUNE, AUGUST))
    assert publish(rebuilding, WarehouseSettings()) == before
    assert not rebuilding.old_store.exists()
    assert not rebuilding.awaited_days.exists()


def test_a_rebuild_may_start_again(rebuilding: Home) -> None:
    """A half-made store is set aside like any other."""
    replace_days(rebuilding, [JUNE], day_frames(JUNE))
    start_rebuild(rebuilding, [JUNE])
    assert not rebuilding.store.exists()
