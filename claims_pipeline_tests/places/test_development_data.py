"""The floors on the development sentences."""

from __future__ import annotations

from pathlib import Path

from claims_pipeline_tests.places.evaluate import evaluate


def test_recognition_and_resolution_hold_their_floors(shared: Path) -> None:
    """Places are found and put into the right region on development sentences."""
    figures = evaluate(shared)
    assert figures["places_recognition_f1"] >= 0.97
    assert figures["places_end_to_end_f1"] >= 0.95
    assert figures["places_negatives_fired"] <= 0.1
