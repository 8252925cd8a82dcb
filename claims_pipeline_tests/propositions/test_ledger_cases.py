"""Each case states the whole ledger that its claims must make: every proposition and every standing, and no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claims_pipeline.propositions import Ledger, lay_claims
from claims_pipeline.propositions.quantities import Quantity
from claims_pipeline.settings import PropositionsSettings
from claims_pipeline_tests.propositions.short_frames import (
    claim_id,
    claims_frame,
    places_frame,
    regions_frame,
    sources_frame,
    stories_frame,
)

CASES = Path(__file__).parents[1] / "cases" / "propositions"


def _cases(name: str) -> list[Any]:
    cases = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in cases]


def _ledger(case: dict[str, Any]) -> Ledger:
    rows = case["claims"]
    stories = stories_frame(case["stories"]) if "stories" in case else None
    return lay_claims(
        claims_frame(rows),
        places_frame(rows),
        sources_frame(rows),
        regions_frame(),
        PropositionsSettings(),
        story_members=stories,
    )


def _where(row: dict[str, Any]) -> str | None:
    return f"{row['place_id'] or ''}@{row['region_id']}" if row["region_id"] else None


def _number(low: int | None, high: int | None) -> str | None:
    return None if low is None else Quantity(low, high).words()


def _found(case: dict[str, Any]) -> list[dict[str, Any]]:
    ledger = _ledger(case)
    names = {claim_id(row["id"]): row["id"] for row in case["claims"]}
    standings = ledger.claim_propositions.to_dicts()
    found = []
    for row in ledger.propositions.to_dicts():
        here = [s for s in standings if s["proposition_id"] == row["proposition_id"]]
        found.append(
            {
                "event": row["event_type"],
                "actor": row["actor_country"],
                "at": _where(row),
                "label": row["label"],
                "standings": {names[s["claim_id"]]: s["relation"] for s in here},
                "period": f"{row['day_from']}/{row['day_to']}",
                "number": _number(row["quantity_from"], row["quantity_to"]),
                "voices": len({s["voice_id"] for s in here}),
            }
        )
    return found


def _check(case: dict[str, Any]) -> None:
    found = _found(case)
    for want in case["propositions"]:
        asked = [{key: row[key] for key in want} for row in found]
        assert want in asked
    assert len(found) == len(case["propositions"])


@pytest.mark.parametrize("case", _cases("synthetic"))
def test_claims_meet_where_the_rule_says(case: dict[str, Any]) -> None:
    _check(case)


@pytest.mark.parametrize("case", _cases("untouched"))
def test_claims_stay_apart_where_the_rule_says(case: dict[str, Any]) -> None:
    _check(case)


@pytest.mark.xfail(raises=AssertionError)
@pytest.mark.parametrize("case", _cases("known_failures"))
def test_known_failures_are_noticed_when_they_end(case: dict[str, Any]) -> None:
    _check(case)
