"""The part that compares how copies are found: how well on the development data, at what cost on generated articles.

Without the peers' environment it measures the project alone; without the development data, only cost. The project was
tuned on the development data, and so were the peers' settings: what is printed of them flatters all.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from claims_pipeline.settings import StoriesSettings
from claims_pipeline_tests.bench.copy_costs import print_costs
from claims_pipeline_tests.bench.copy_peers import OURS, installed_peers, missing_peers
from claims_pipeline_tests.evaluation.article_texts import load_scorer
from claims_pipeline_tests.stories.evaluate import Groups, count_linked, group, read, stories_of
from claims_pipeline_tests.stories.frames import Page

SETS = {"real": "real news copies", "synthetic": "graded synthetic copies"}


def main() -> None:
    """Print what can be measured here."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=10_000, help="generated articles that cost is measured on")
    parser.add_argument("--shared", type=Path, required=True)
    options = parser.parse_args()
    print("\n== Copies ==")
    if missing := missing_peers():
        print(f"Left out, as they are not installed: {', '.join(missing)}. `make peers` installs them.")
    there = [name for name in SETS if all(path.is_file() for path in _paths(options.shared, name))]
    for name in there:
        _print_quality(options.shared, name)
    if not there:
        print(f"Quality is not measured: no development data in {options.shared}.")
    print_costs(options.documents)


def _paths(shared: Path, name: str) -> list[Path]:
    return [shared / "data" / "copies" / f"{name}_{part}.jsonl.gz" for part in ("docs", "truth")]


def _print_quality(shared: Path, name: str) -> None:
    docs, truth = map(read, _paths(shared, name))
    scorer = load_scorer(shared, "score_clusters")
    scored = {tool: _score(scorer, truth, groups) for tool, groups in _groups_by_tool(docs)}
    round_ups = any(row["role"] == "merge" for row in truth)
    print(f"\n{f'{SETS[name]}, {len(docs)} documents':40}     P      R     F1" + "  fused  linked" * round_ups)
    for tool, one in scored.items():
        rates = "  ".join(f"{one[f'pair_{rate}']:.3f}" for rate in ("precision", "recall", "f1"))
        bridge = f"  {one['bridge']['story_pairs_fused']:5}  {one['linked']} of {one['bridge']['merge_docs']}"
        print(f"{tool:40} {rates}" + bridge * round_ups)
    _print_kinds("share of copies found", {tool: one["recall_by_severity"] for tool, one in scored.items()})
    _print_kinds("share of others joined", {tool: one["false_merge_by_severity"] for tool, one in scored.items()})


def _print_kinds(title: str, rates: Mapping[str, Mapping[str, float]]) -> None:
    print(f"{title:40}" + "".join(f"  {kind}" for kind in rates[OURS]))
    for tool, of_kinds in rates.items():
        print(f"{tool:40}" + "".join(f"{rate:{len(kind) + 2}.2f}" for kind, rate in of_kinds.items()))


def _groups_by_tool(docs: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Groups]]:
    ids, texts = [doc["doc_id"] for doc in docs], [doc["text"] for doc in docs]
    stories = stories_of(group(docs, StoriesSettings()))
    yield OURS, {name: stories.get(Page(name, "").page_id, [name]) for name in ids}
    for tool, find in installed_peers().items():
        yield tool, {name: [one] for name, one in zip(ids, find(texts), strict=True)}


def _score(scorer: ModuleType, truth: list[dict[str, Any]], groups: Groups) -> dict[str, Any]:
    """Return the scorer's figures, by the largest group of each, and the round-ups linked to all that they carry."""
    figures = scorer.score(truth, {name: its[0] for name, its in groups.items()})
    return {**figures, "linked": count_linked(truth, groups)}


if __name__ == "__main__":
    main()
