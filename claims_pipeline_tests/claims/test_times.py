"""Words for days become ranges of days, whatever the day of publication."""

from __future__ import annotations

from datetime import date

import pytest

from claims_pipeline.claims.times import read_time


@pytest.mark.parametrize("published", [date.min, date.max], ids=str)
@pytest.mark.parametrize(
    "words", ["yesterday", "tomorrow", "last Tuesday", "next Monday", "last week", "this week", "in May", "31 December"]
)
def test_at_the_ends_of_the_calendar_a_word_names_a_range_of_days_or_none(words: str, published: date) -> None:
    found = read_time(f"They came {words}.", (published, published))
    assert found is None or found[0] <= found[1]
