"""The development data beside a checkout, where it is there: seed pages, article texts, attributions, stories, places.

Figures come from the scorers that lie with the data; here is only what they are fed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl

from claims_pipeline.articles import clean_pages
from claims_pipeline.claims import extract_claims
from claims_pipeline.pages import read_pages
from claims_pipeline.schemas import PageLines
from claims_pipeline.settings import ArticlesSettings, ClaimsSettings, PagesSettings
from claims_pipeline_tests.evaluation.article_texts import (
    LANDED_ON,
    Record,
    evaluate_texts,
    land,
    land_record,
    load_scorer,
    read_records,
)
from claims_pipeline_tests.evaluation.doors import run_stages, write_ledger
from claims_pipeline_tests.evaluation.quotes import Span, spans_of

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
    if (articles := shared / "data" / "claims" / "dev.jsonl.gz").is_file():
        figures["claims.linked_f1"] = _attributions(shared, read_records(articles, N_ARTICLES))
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


def _attributions(shared: Path, gold: list[Record]) -> float:
    raw_pages, page_blocks, page_hints = read_pages(
        (land_record(doc | {"id": doc["doc_id"]}, "text", "txt") for doc in gold), PagesSettings()
    )
    lines, articles = clean_pages(raw_pages, page_blocks, page_hints, ArticlesSettings())
    # The annotators read every line; what cleaning makes of articles without furniture is measured elsewhere.
    body = lines.with_columns(kept=pl.col("label") != "blank", label=pl.lit("body").cast(lines.schema["label"]))
    lines = PageLines.validate(body)
    claims = extract_claims(raw_pages, lines, articles, ClaimsSettings()).claims.filter(
        pl.col("cue_spans").list.len() > 0
    )
    refs = dict(raw_pages.select("page_id", "source_ref").iter_rows())
    predicted: dict[str, list[Mapping[str, Any]]] = {doc["doc_id"]: [] for doc in gold}
    for claim in claims.iter_rows(named=True):
        predicted[refs[claim["page_id"]].removesuffix(".txt")].append(claim)
    told = [{"doc_id": doc_id, "attributions": _merged(rows)} for doc_id, rows in predicted.items()]
    return round(float(load_scorer(shared, "score_attributions").score(gold, told)["linked"][2]) / 100, 4)


def _merged(claims: Iterable[Mapping[str, Any]]) -> list[dict[str, list[Span]]]:
    """Return one attribution a source and cue: the pipeline cuts what one cue attributes into single statements."""
    contents: dict[tuple[tuple[Span, ...], tuple[Span, ...]], set[Span]] = defaultdict(set)
    for claim in claims:
        source, cue = tuple(spans_of(claim["source_spans"])), tuple(spans_of(claim["cue_spans"]))
        contents[source, cue].update(spans_of(claim["content_spans"]))
    return [{"source": list(s), "cue": list(c), "content": sorted(spans)} for (s, c), spans in contents.items()]


def _of_stage(stage: str, shared: Path) -> dict[str, float]:
    """Return what a stage's own evaluation says, where it has one."""
    name = f"claims_pipeline_tests.{stage}.evaluate"
    if not find_spec(name.rpartition(".")[0]) or not find_spec(name):
        return {}
    figures = import_module(name).evaluate(shared)
    named = {f"{stage}.{metric.removeprefix(stage)[1:]}": float(value) for metric, value in figures.items()}
    return {metric: value for metric, value in named.items() if not metric.endswith(LOWER_IS_BETTER)}
