"""Fit how sure an attribution is, on texts that the networks were not trained on.

    python -m claims_pipeline_tests.training.attribution.calibrate ARTICLES

ARTICLES is the development part of PolNeAR; the marked pages of the tests join it. Written is
``claims_pipeline/claims/data/confidence.toml``; printed is how often attributions of each confidence are right, for
confidences that were fitted on the other half of the texts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from claims_pipeline import claims
from claims_pipeline.claims.confidence import FEATURES, features
from claims_pipeline.claims.page import read_attributions
from claims_pipeline.claims.votes import Reading
from claims_pipeline.settings import ClaimsSettings
from claims_pipeline_tests.evaluation.attributions import CASES, LEAST_IOU, body_lines
from claims_pipeline_tests.evaluation.marked import Marked, Passage, read_passages
from claims_pipeline_tests.evaluation.quotes import covered, iou
from claims_pipeline_tests.training.attribution.examples import read_corpus

FILE = Path(claims.__file__).parent / "data" / "confidence.toml"
EVERY_CANDIDATE = ClaimsSettings(
    min_probability=0.5, min_probability_nested=0.2, min_probability_with_grammar=0.05, min_confidence=0
)
"""What is judged: more than counts in the end, so that the bars can be chosen on what the fit says."""
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.0)


class Judged(NamedTuple):
    """An attribution that was found, and whether it is right."""

    text: int
    is_nested: bool
    voters: str
    features: list[float]
    is_right: bool


def main(articles: Path) -> None:
    """Fit, write, and print."""
    judged = [
        one
        for number, article in enumerate(read_corpus(articles))
        for one in _judge(number, article)
        if not one.is_nested  # PolNeAR marks no attribution within another, right or not
    ]
    pages = [page for name in ("nested", "general") for page in read_passages(CASES / f"{name}.txt")]
    judged += [one for number, page in enumerate(pages) for one in _judge(number, page)]
    print_reliability(list(_held_out(judged)))
    models = _fit(judged)
    FILE.write_text("\n".join(_table(voters, model) for voters, model in sorted(models.items())), encoding="utf-8")


def print_reliability(told: list[tuple[float, bool]]) -> None:
    """Print a row a range of confidence: how many, their mean confidence, and how many of them are right."""
    print("| confidence | attributions | mean confidence | right |\n| --- | --- | --- | --- |")
    for low, high in pairwise(BINS):
        here = [(sure, right) for sure, right in told if low <= sure < high or (high == 1 and sure == 1)]
        if here:
            sure, right = np.mean([one[0] for one in here]), np.mean([one[1] for one in here])
            print(f"| {low:.1f} to {high:.1f} | {len(here)} | {sure:.2f} | {right:.2f} |")


def _judge(number: int, passage: Passage) -> Iterator[Judged]:
    _, readings = read_attributions(passage.text, body_lines(passage.text), EVERY_CANDIDATE)
    by_attribution: dict[int, list[Reading]] = {}
    for reading in readings:
        by_attribution.setdefault(id(reading.attribution), []).append(reading)
    for group in by_attribution.values():
        source, content = _source(group[0]), set().union(*map(_content, group))
        is_right = any(_is_right(one, source, content) for one in passage.attributions)
        for reading in group:
            told = features(reading)
            yield Judged(number, reading.is_nested, reading.voters, [told[name] for name in FEATURES], is_right)


def _content(reading: Reading) -> set[int]:
    tokens = reading.sentence.tokens
    return {at for first, last in reading.contents for at in range(tokens[first].start, tokens[last - 1].end)}


def _source(reading: Reading) -> set[int]:
    one = reading.attribution.origin
    tokens = one.sentence.tokens
    return set(range(tokens[one.source[0]].start, tokens[one.source[1] - 1].end)) if one.source else set()


def _is_right(one: Marked, source: set[int], content: set[int]) -> bool:
    true = covered(one.source)
    return iou(covered(one.content), content) >= LEAST_IOU and (iou(true, source) >= LEAST_IOU or not (true or source))


def _held_out(judged: list[Judged]) -> Iterator[tuple[float, bool]]:
    for half in (0, 1):
        models = _fit([one for one in judged if one.text % 2 != half])
        for one in judged:
            if one.text % 2 == half:
                yield float(models[one.voters].predict_proba([one.features])[0, 1]), one.is_right


def _fit(judged: Iterable[Judged]) -> dict[str, LogisticRegression]:
    by_voters: dict[str, list[Judged]] = {}
    for one in judged:
        by_voters.setdefault(one.voters, []).append(one)
    return {
        voters: LogisticRegression().fit([one.features for one in ones], [one.is_right for one in ones])
        for voters, ones in by_voters.items()
    }


def _table(voters: str, model: LogisticRegression) -> str:
    weights = {"intercept": model.intercept_[0], **dict(zip(FEATURES, model.coef_[0], strict=True))}
    return f"[{voters}]\n" + "".join(f"{name} = {value:.3f}\n" for name, value in weights.items())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
