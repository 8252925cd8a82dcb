"""The development data beside a checkout, where it is there: seed pages, article texts, attributions, stories, places.

Figures come from the scorers that lie with the data; here is only what they are fed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from claims_pipeline_tests.evaluation.article_texts import (
    LANDED_ON,
    evaluate_texts,
    land,
    load_scorer,
    read_records,
)
from claims_pipeline_tests.evaluation.attributions import Attributed, attribute_texts
from claims_pipeline_tests.evaluation.doors import run_stages, write_ledger

SHARED = Path(__file__).parents[2] / "../shared"
SEED_DAYS = {"003": date(2025, 6, 8), "004": date(2025, 6, 8)}
N_ARTICLES = 30
METADATA = "claims_pipeline_tests.evaluation.metadata"
SEED_METRICS = {
    "lines kept or dropped rightly": "lines",
    "must-find claims found": "must_find_claims",
    "should-find claims found": "should_find_claims",
    "predicted attributed claims that are gold": "claims_precision",
    "source span right, of found": "source",
    "source country right, of found": "source_side",
    "stance class right, of found": "stance",
    "target regions exactly right, of found": "target_regions",
    "nested under the right parent": "nesting",
    "claim pairs on one proposition, agree/disagree": "same_proposition",
    "contradicting claim pairs": "contradictions",
}
"""What the scorer of the seed pages prints → the metric's name."""
_SEED_LINE = re.compile(r"(?P<words>.+?)\s+(?:\d+ /\s+\d+\s+|P \S+ R \S+ F1 )(?P<value>\d\.\d+)")
ARTICLE_METRICS = {
    "linked_f1": "linked",
    "content_f1": "iou50.content",
    "source_f1": "iou50.source",
    "direct_linked_f1": "direct:linked",
}
"""The metric's name → what the scorer of attributions calls it."""
LOWER_IS_BETTER = ("stories_fused", "negatives_fired")
"""Figures that a floor cannot hold."""


def evaluate_development(shared: Path = SHARED) -> dict[str, float]:
    """Return the figures of every development set that is there; of none, if none is."""
    figures: dict[str, float] = {}
    if shared.joinpath("pages", "gold_seeds.json").is_file():
        figures |= _seeds(shared)
    figures |= evaluate_texts(shared)
    if find_spec(METADATA) and shared.joinpath("data", "boilerplate").is_dir():
        figures |= import_module(METADATA).evaluate(shared)
    if shared.joinpath("data", "claims", "dev.jsonl.gz").is_file():
        figures |= evaluate_articles(shared)
    for stage, data in (("stories", "copies"), ("places", "places")):
        if shared.joinpath("data", data).is_dir():
            figures |= _of_stage(stage, shared)
    return figures


def _seeds(shared: Path) -> dict[str, float]:
    files = [
        land(path.read_bytes(), path.name, SEED_DAYS.get(path.name[:3], LANDED_ON))
        for path in sorted(shared.joinpath("pages", "seeds").glob("*.txt"))
    ]
    with tempfile.TemporaryDirectory() as folder:
        ledger = write_ledger(run_stages(files), Path(folder))
        scorer, gold = shared / "score" / "score_ledger.py", shared / "pages" / "gold_seeds.json"
        told = subprocess.run(
            [sys.executable, str(scorer), str(ledger), str(gold)], capture_output=True, text=True, check=True
        ).stdout
    values = {found["words"]: float(found["value"]) for found in map(_SEED_LINE.match, told.splitlines()) if found}
    return {f"seeds.{metric}": values[words] for words, metric in SEED_METRICS.items()}


def evaluate_articles(shared: Path, n_articles: int = N_ARTICLES) -> dict[str, float]:
    """Return what the scorer of attributions says of the first development articles; of all, if 0 are asked for.

    Their annotators marked no attribution within another, so those that are found there are left out; with them is
    ``claims.linked_f1_with_nested``.
    """
    gold = read_records(shared / "data" / "claims" / "dev.jsonl.gz", n_articles or None)
    found = attribute_texts({doc["doc_id"]: doc["text"] for doc in gold})
    outer = {name: [one for one in ones if not one.holder] for name, ones in found.items()}
    figures, with_nested = (_score_articles(shared, gold, told) for told in (outer, found))
    told = {f"claims.{metric}": round(float(figures[name][2]) / 100, 4) for metric, name in ARTICLE_METRICS.items()}
    return told | {"claims.linked_f1_with_nested": round(float(with_nested["linked"][2]) / 100, 4)}


def _score_articles(shared: Path, gold: list[Any], found: Mapping[str, Sequence[Attributed]]) -> Mapping[str, Any]:
    told = [{"doc_id": name, "attributions": [one.spans for one in ones]} for name, ones in found.items()]
    return load_scorer(shared, "score_attributions").score(gold, told)


def _of_stage(stage: str, shared: Path) -> dict[str, float]:
    """Return what a stage's own evaluation says, where it has one."""
    name = f"claims_pipeline_tests.{stage}.evaluate"
    if not find_spec(name.rpartition(".")[0]) or not find_spec(name):
        return {}
    figures = import_module(name).evaluate(shared)
    named = {f"{stage}.{metric.removeprefix(stage)[1:]}": float(value) for metric, value in figures.items()}
    return {metric: value for metric, value in named.items() if not metric.endswith(LOWER_IS_BETTER)}
