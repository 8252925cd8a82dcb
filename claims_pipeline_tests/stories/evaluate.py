"""Figures of the stage on development data, if they are there: pair precision, recall and F1 of stories."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories import Grouping, group_copies
from claims_pipeline_tests.stories.frames import Page, frames

Groups = Mapping[str, Sequence[Any]]
"""Document → its groups, the largest first. Only the project puts a round-up in several."""

SHARED = Path(__file__).parents[2] / "../shared"


def evaluate(shared: Path = SHARED, settings: StoriesSettings | None = None) -> dict[str, float]:
    """Return {metric: value} for each development set that is present; an empty dict if none is."""
    figures: dict[str, float] = {}
    for name in ("real", "synthetic"):
        docs, truth = (shared / f"data/copies/{name}_{part}.jsonl.gz" for part in ("docs", "truth"))
        if docs.exists() and truth.exists():
            grouping = group(read(docs), settings or StoriesSettings())
            figures |= {f"stories.{name}.{key}": value for key, value in score(read(truth), grouping).items()}
    return figures


def read(path: Path) -> list[dict[str, Any]]:
    """Return the records of a gzipped JSON lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def group(docs: Iterable[Mapping[str, Any]], settings: StoriesSettings) -> Grouping:
    """Group the documents of a development set, all lines kept."""
    return group_copies(*frames(map(_page, docs)), settings)


def _page(doc: Mapping[str, Any]) -> Page:
    day = (doc.get("published_at") or "2015-01-01")[:10]
    return Page(doc["doc_id"], doc["text"], doc.get("outlet"), day=date.fromisoformat(day))


def stories_of(grouping: Grouping) -> dict[str, list[str]]:
    """Return the stories of each page id, the one of most pages first."""
    sized = grouping.story_members.join(grouping.stories, on="story_id").sort(
        ["n_pages", "story_id"], descending=[True, False]
    )
    return {key[0]: rows["story_id"].to_list() for key, rows in sized.group_by("page_id", maintain_order=True)}


def score(truth: list[dict[str, Any]], grouping: Grouping) -> dict[str, float]:
    """Return pair precision, recall and F1 over pages of one story, and how round-ups were treated."""
    stories = stories_of(grouping)
    found = {row["doc_id"]: stories.get(Page(row["doc_id"], "").page_id, [row["doc_id"]]) for row in truth}
    plain = [row for row in truth if row["role"] != "merge"]
    pairs = {
        "true": _pairs(row["cluster_id"] for row in plain),
        "found": _pairs(found[row["doc_id"]][0] for row in plain),
        "both": _pairs((row["cluster_id"], found[row["doc_id"]][0]) for row in plain),
    }
    figures = {
        "precision": pairs["both"] / max(1, pairs["found"]),
        "recall": pairs["both"] / max(1, pairs["true"]),
        "f1": 2 * pairs["both"] / max(1, pairs["found"] + pairs["true"]),
    }
    merges = [row for row in truth if row["role"] == "merge"]
    if merges:
        figures |= _round_ups(merges, truth, found)
    return {key: round(value, 4) for key, value in figures.items()}


def _pairs(labels: Iterable[Any]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(labels).values())


def _round_ups(merges: list[dict[str, Any]], truth: list[dict[str, Any]], found: Groups) -> dict[str, float]:
    fused = sum(bool(set(found[a]) & set(found[b])) for row in merges for a, b in combinations(_carried(row, truth), 2))
    return {"round_ups_linked": count_linked(truth, found) / len(merges), "stories_fused": fused}


def count_linked(truth: Sequence[Mapping[str, Any]], groups: Groups) -> int:
    """Return the number of round-ups that share a group with the original of each of their stories."""
    return sum(
        all(set(groups[doc]) & set(groups[row["doc_id"]]) for doc in _carried(row, truth))
        for row in truth
        if row["role"] == "merge"
    )


def _carried(merge: Mapping[str, Any], truth: Sequence[Mapping[str, Any]]) -> list[str]:
    original = {row["cluster_id"]: row["doc_id"] for row in truth if row["role"] == "original"}
    return [original[member] for member in merge["members"] if member in original]


if __name__ == "__main__":
    for metric, value in evaluate().items():
        print(f"{metric:40} {value}")
