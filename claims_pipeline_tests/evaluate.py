"""Measure how good the pipeline is: ``python -m claims_pipeline_tests.evaluate [--show] [--raise-floors]``.

Prints each metric, its value and the floor below which a test fails. The sample ships with the project and is judged
everywhere; the development data are judged where they lie beside the checkout.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping
from pathlib import Path

from claims_pipeline_tests.evaluation.article_texts import read_cross_validated
from claims_pipeline_tests.evaluation.attributions import evaluate_marked
from claims_pipeline_tests.evaluation.development import SHARED, evaluate_development
from claims_pipeline_tests.evaluation.doors import read_sample
from claims_pipeline_tests.evaluation.sample import evaluate_sample
from claims_pipeline_tests.places.marked import evaluate_marked_places
from claims_pipeline_tests.places.parts import evaluate_parts
from claims_pipeline_tests.places.reliability import evaluate_reliability

FLOORS_PATH = Path(__file__).with_name("evaluate_floors.json")
SAMPLE = Path(__file__).parents[1] / "data" / "sample"
MARGIN = 0.005
"""A floor is set this far below the value: another machine may round differently."""


def read_floors() -> dict[str, float]:
    """Return the floor of each metric."""
    return dict(json.loads(FLOORS_PATH.read_text(encoding="utf-8"))) if FLOORS_PATH.exists() else {}


def raised(floors: Mapping[str, float], values: Mapping[str, float]) -> dict[str, float]:
    """Return the floors after a measurement: each stays or goes up. To lower one takes an editor, and a reason."""
    reached = {metric: max(0.0, math.floor((value - MARGIN) * 1000) / 1000) for metric, value in values.items()}
    return {metric: max(floors.get(metric, 0.0), reached.get(metric, 0.0)) for metric in sorted({*floors, *values})}


def print_figures(values: Mapping[str, float], floors: Mapping[str, float]) -> None:
    """Print a line a metric: name, value, floor, and a mark where the value is below it."""
    for metric, value in values.items():
        floor = floors.get(metric)
        mark = "  BELOW ITS FLOOR" if floor is not None and value < floor else ""
        print(f"{metric:42} {value:6.3f}  {'—' if floor is None else format(floor, '.3f'):>6}{mark}")


def main() -> None:
    """Measure, print, and raise the floors if asked to."""
    parser = argparse.ArgumentParser(description="Measure how good the pipeline is.")
    parser.add_argument("--show", action="store_true", help="print every miss on the sample")
    parser.add_argument("--raise-floors", action="store_true", help="raise the floors to what is measured")
    parser.add_argument("--sample-only", action="store_true", help="leave the development data out")
    options = parser.parse_args()

    values, misses = evaluate_sample(read_sample(SAMPLE))
    values |= evaluate_marked() | evaluate_marked_places() | evaluate_parts() | evaluate_reliability()
    if not options.sample_only and SHARED.is_dir():
        values |= evaluate_development()
    print_figures(values, read_floors())
    if not SHARED.is_dir():
        print("Development data skipped: ../shared is not beside the checkout.")
    if held_out := read_cross_validated():
        print("On pages held out from the training of the line classifier, as its training script wrote them down:")
        print_figures(held_out, {})
    if options.show:
        print(*sorted(misses), sep="\n")
    if options.raise_floors:
        FLOORS_PATH.write_text(json.dumps(raised(read_floors(), values), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
