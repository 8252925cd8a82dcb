"""The part that compares extraction: how good it is on the development halves, and how fast beside the peers.

Without the peers' environment it measures the project alone; without the development data, only speed, on generated
pages. The line classifier learns from the development halves, so that what is printed of them flatters it; what its
training script wrote down of held-out pages is printed below.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from claims_pipeline_tests.bench.comparison import Run, compare
from claims_pipeline_tests.bench.extractors import CORE, OURS, YARDSTICK
from claims_pipeline_tests.bench.figures import Scored, difference, pool, score
from claims_pipeline_tests.bench.generated import flattened_page, furnished_page
from claims_pipeline_tests.bench.metadata import print_metadata
from claims_pipeline_tests.evaluation.article_texts import (
    BENCHMARKS,
    FLAT,
    HTML,
    Form,
    Record,
    load_scorer,
    read_cross_validated,
    read_records,
)

TITLES = {HTML: "as HTML", FLAT: "flattened to text"}
N_GENERATED = 100


def main() -> None:
    """Print what can be measured here."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--shared", type=Path, required=True)
    options = parser.parse_args()
    print("\n== Extraction ==")
    if not find_spec(YARDSTICK):
        print("The project alone: `make peers` puts other extractors beside it.")
    _print_speed(options.pages or N_GENERATED)
    there = [benchmark for benchmark in BENCHMARKS if benchmark.path(options.shared).is_file()]
    if not there:
        print(f"Quality is not measured: no development data in {options.shared}.")
        return
    scorer = load_scorer(options.shared, "score_text")
    sets: list[dict[tuple[Form, str], Scored]] = []
    for benchmark in there:
        records = read_records(benchmark.path(options.shared), options.pages or None)
        runs = compare(records, benchmark.title)
        truth = {record["id"]: record["body"] for record in records}
        sets.append({(run.form, run.name): score(scorer, truth, run.texts) for run in runs})
        for form in (FLAT, HTML):
            _print_set(f"{benchmark.title}, {len(records)} pages {TITLES[form]}", form, runs, sets[-1])
        if benchmark.name == "aed":
            print_metadata(records)
    for form in (FLAT, HTML):
        pooled = {name: pool(scorer, [one[form, name] for one in sets]) for of, name in sets[0] if of is form}
        _print_pooled(form, pooled, scorer)
    for metric, value in read_cross_validated().items():
        print(f"{metric:48} {value:.3f}  on pages held out from training")


def _print_speed(n_pages: int) -> None:
    records: list[Record] = [
        {"id": str(n), "html": furnished_page(n), "flat_text": flattened_page(n)} for n in range(n_pages)
    ]
    runs = compare(records, "generated pages")
    print(f"\n{n_pages} generated pages{'':20}    form   pages/s  {_yardstick(runs)}")
    for run in runs:
        print(f"{run.name:36} {run.form.name:>7} {n_pages / max(run.seconds, 1e-6):9.0f}  {_ratio(run, runs)}")


def _print_set(title: str, form: Form, runs: Sequence[Run], scored: dict[tuple[Form, str], Scored]) -> None:
    print(f"\n{title:48}   F1      P      R  exact   <0.5  raised  pages/s  {_yardstick(runs)}")
    for run in runs:
        if run.form is form:
            rate = len(run.texts) / max(run.seconds, 1e-6)
            print(f"{run.name:48} {_cells(scored[form, run.name])} {run.raised:7} {rate:8.0f}  {_ratio(run, runs)}")


def _print_pooled(form: Form, pooled: dict[str, Scored], scorer: ModuleType) -> None:
    ours = pooled[OURS]
    print(f"\nAll sets together, {len(ours.shares)} pages {TITLES[form]:22}   F1      P      R  exact   <0.5")
    for name, one in pooled.items():
        print(f"{name:48} {_cells(one)}")
    peers = {name: one for name, one in pooled.items() if name not in (OURS, CORE)}
    if peers:
        best = max(peers, key=lambda name: peers[name].f1)
        gain, low, high = difference(scorer, ours, peers[best])
        print(f"{OURS} minus {best}: {gain:+.3f} F1, 95 % of paired bootstrap samples {low:+.3f} to {high:+.3f}")


def _cells(one: Scored) -> str:
    return f"{one.f1:.3f}  {one.precision:.3f}  {one.recall:.3f}  {one.exact:.3f}  {one.under_half:5}"


def _yardstick(runs: Sequence[Run]) -> str:
    return f"times {YARDSTICK} on HTML" if _seconds(runs) else ""


def _ratio(run: Run, runs: Sequence[Run]) -> str:
    seconds = _seconds(runs)
    return f"{seconds / max(run.seconds, 1e-6):6.2f}" if seconds else ""


def _seconds(runs: Sequence[Run]) -> float | None:
    """Return what the yardstick took for the same pages as HTML; it measures both forms."""
    return next((run.seconds for run in runs if run.name == YARDSTICK and run.form is HTML), None)


if __name__ == "__main__":
    main()
