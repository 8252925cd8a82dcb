"""The pipeline gets no worse: every figure of `evaluate` holds its floor."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims_pipeline_tests.evaluate import raised, read_floors
from claims_pipeline_tests.evaluation.attributions import evaluate_marked
from claims_pipeline_tests.evaluation.development import evaluate_development
from claims_pipeline_tests.evaluation.doors import read_ledger
from claims_pipeline_tests.evaluation.found_claims import expect, match
from claims_pipeline_tests.evaluation.quotes import QuotedPage
from claims_pipeline_tests.evaluation.sample import evaluate_sample
from claims_pipeline_tests.places.marked import evaluate_marked_places
from claims_pipeline_tests.places.parts import evaluate_parts
from claims_pipeline_tests.places.reliability import evaluate_reliability

FLOORS = read_floors()
ON_SAMPLE = sorted(metric for metric in FLOORS if metric.startswith("sample."))
ON_MARKED_PAGES = sorted(metric for metric in FLOORS if metric.startswith("marked."))
ON_MARKED_PLACES = sorted(metric for metric in FLOORS if metric.startswith("marked_places."))
ON_DEVELOPMENT_DATA = sorted(FLOORS.keys() - {*ON_SAMPLE, *ON_MARKED_PAGES, *ON_MARKED_PLACES})


@pytest.fixture(scope="module")
def sample_figures(sample_home: Path) -> dict[str, float]:
    return evaluate_sample(read_ledger(sample_home / "claims.duckdb"))[0]


@pytest.mark.parametrize("metric", ON_SAMPLE)
def test_the_published_sample_holds_its_floor(metric: str, sample_figures: dict[str, float]) -> None:
    """What analysts open after `run` is as right as it has ever been (`evaluate --show` lists the misses)."""
    assert sample_figures[metric] >= FLOORS[metric]


def test_every_figure_of_the_sample_has_a_floor(sample_figures: dict[str, float]) -> None:
    """A new metric is floored in the change that brings it: `evaluate --raise-floors`."""
    assert sorted(sample_figures) == ON_SAMPLE


def test_attributions_on_marked_pages_hold_their_floor() -> None:
    """Who says what, nested too, on pages in which every attribution is marked."""
    figures = evaluate_marked()
    assert sorted(figures) == ON_MARKED_PAGES
    assert {metric: value for metric, value in figures.items() if value < FLOORS[metric]} == {}


def test_places_of_marked_texts_hold_their_floor() -> None:
    """Places abroad, villages that share a name, names that are no places, parts, references back, probabilities."""
    figures = evaluate_marked_places() | evaluate_parts() | evaluate_reliability()
    assert sorted(figures) == ON_MARKED_PLACES
    assert {metric: value for metric, value in figures.items() if value < FLOORS[metric]} == {}


@pytest.fixture(scope="module")
def development_figures(shared: Path) -> dict[str, float]:
    return evaluate_development(shared)


@pytest.mark.parametrize("metric", ON_DEVELOPMENT_DATA)
def test_the_development_data_hold_their_floor(metric: str, development_figures: dict[str, float]) -> None:
    """The pipeline is as good on real pages as it has ever been."""
    if not any(name.split(".")[0] == metric.split(".")[0] for name in development_figures):
        pytest.skip(f"no development data for {metric}")
    assert development_figures[metric] >= FLOORS[metric]


def test_floors_only_rise() -> None:
    """A floor above the value stays, one below follows it at a margin, a new metric gets one, none is dropped."""
    floors = {"high": 0.9, "low": 0.5, "not measured": 0.7}
    values = {"high": 0.8, "low": 0.7538, "new": 1.0, "hopeless": 0.0}
    after = {"high": 0.9, "low": 0.748, "new": 0.995, "hopeless": 0.0, "not measured": 0.7}
    assert raised(floors, values) == after


def test_a_snippet_is_found_across_line_breaks() -> None:
    """White space is folded for the search, and the span is that of the page as it is."""
    text = "A mayor\n  said\tnothing new. The mayor said nothing."
    page = QuotedPage(text)
    assert [text[start:end] for start, end in page.find("mayor said nothing")] == [
        "mayor\n  said\tnothing",
        "mayor said nothing",
    ]


def test_claims_are_paired_one_to_one_and_the_best_first() -> None:
    """A found claim serves one expected claim only, and an expected one takes the likeliest."""
    text = "Ann said the dam held. Ben said the dam held."
    page = QuotedPage(text)
    expected = [expect(_claim(name, name, "said", "the dam held"), page) for name in ("Ann", "Ben")]
    found = [_found("half", (0, 3), (4, 8), (9, 16)), _found("whole", (0, 3), (4, 8), (9, 21))]
    assert {key: claim["claim_id"] for key, claim in match(expected, found).items()} == {"Ann": "whole"}


def test_an_anaphor_is_matched_by_cue_and_source() -> None:
    """*Ann denied it* is found whatever the content is taken to be; another speaker's cue is no match."""
    page = QuotedPage("The dam broke, Ben said. Ann denied it.")
    expected = [expect(_claim("denial", "Ann", "denied", "it"), page)]
    other, right = _found("other", (15, 18), (19, 23), (0, 13)), _found("right", (25, 28), (29, 35), (0, 13))
    assert match(expected, [other]) == {}
    assert match(expected, [other, right]) == {"denial": right}


def _claim(name: str, source: str, cue: str, content: str) -> dict[str, object]:
    return {"id": name, "source": source, "cue": cue, "content": [content]}


def _found(claim_id: str, *parts: tuple[int, int]) -> dict[str, object]:
    names = "source_spans", "cue_spans", "content_spans"
    spans = {name: [{"start_char": a, "end_char": b}] for name, (a, b) in zip(names, parts, strict=True)}
    return {"claim_id": claim_id, **spans}
