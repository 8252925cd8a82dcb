"""How well the parts of places, and references back to them, are read: claims whose places are told as data."""

from __future__ import annotations

import json
from typing import Any

from claims_pipeline_tests.places.marked import CASES, HALVES
from claims_pipeline_tests.places.pages import claim, locate

Case = dict[str, Any]


def evaluate_parts() -> dict[str, float]:
    """Return, for both halves, the share of places with the right part, and of claims that name no place of their own
    with the right regions: those that refer back to a place, and those that inherit one or must not.

    Every other case is for tuning; the rest only judges.
    """
    figures: dict[str, float] = {}
    for name, is_right in (("parts", right_parts), ("back_references", right_targets), ("inherited", right_targets)):
        cases = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
        for half, chosen in zip(HALVES, (cases[0::2], cases[1::2]), strict=True):
            told = [answer for case in chosen for answer in is_right(case)]
            figures[f"marked_places.{name}_right_{half}"] = round(sum(told) / len(told), 4)
    return figures


def right_parts(case: Case) -> list[bool]:
    """Return, for each place that the case names, whether it has its part where it is first named."""
    rows = places_of(case)
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(case["text"][row["start_char"] : row["end_char"]], row["role"])
    return [found.get(surface) == role for surface, role in case["roles"].items()]


def right_targets(case: Case) -> list[bool]:
    """Return whether the claim is about exactly the regions, and the places, that the case names."""
    targets = [row for row in places_of(case) if row["role"] == "target"]
    regions = sorted({row["region_id"] for row in targets})
    surfaces = {case["text"][row["start_char"] : row["end_char"]] for row in targets}
    ids = {row["place_id"] for row in targets}
    return [regions == case["targets"] and set(case.get("places", surfaces)) in (surfaces, ids)]


def places_of(case: Case) -> list[dict[str, Any]]:
    """Return the places of the case's claim; ``others`` are further claims of its text."""
    text, wanted = case["text"], _claim(case, case)
    others = [_claim(case, other) for other in case.get("others", ())]
    return [
        row for row in locate(text, [*others, wanted]).claim_places.to_dicts() if row["claim_id"] == wanted["claim_id"]
    ]


def _claim(case: Case, told: Case) -> dict[str, Any]:
    fields = {"source": told.get("source"), "event_type": told["event"], "stance": told.get("stance", "says")}
    return claim(case["text"], told["content"], **fields)
