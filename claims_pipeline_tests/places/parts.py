"""How well the parts of places, and references back to them, are read: claims whose places are told as data."""

from __future__ import annotations

import json
from typing import Any

from claims_pipeline_tests.places.marked import CASES, HALVES
from claims_pipeline_tests.places.pages import claim, locate

Case = dict[str, Any]


def evaluate_parts() -> dict[str, float]:
    """Return, for both halves, the share of places with the right part, and of references back with the right regions.

    Every other case is for tuning; the rest only judges.
    """
    figures: dict[str, float] = {}
    for name, is_right in (("parts", right_parts), ("back_references", right_targets)):
        cases = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
        for half, chosen in zip(HALVES, (cases[0::2], cases[1::2]), strict=True):
            told = [answer for case in chosen for answer in is_right(case)]
            figures[f"marked_places.{name}_right_{half}"] = round(sum(told) / len(told), 4)
    return figures


def right_parts(case: Case) -> list[bool]:
    """Return, for each place that the case names, whether it has its part."""
    rows = _places(case)
    found = {case["text"][row["start_char"] : row["end_char"]]: row["role"] for row in rows}
    return [found.get(surface) == role for surface, role in case["roles"].items()]


def right_targets(case: Case) -> list[bool]:
    """Return whether the claim is about exactly the regions that the case names."""
    return [sorted({row["region_id"] for row in _places(case) if row["role"] == "target"}) == case["targets"]]


def _places(case: Case) -> list[dict[str, Any]]:
    fields = {"source": case["source"], "event_type": case["event"], "stance": case.get("stance", "says")}
    return locate(case["text"], [claim(case["text"], case["content"], **fields)]).claim_places.to_dicts()
