"""Who says what, sentence by sentence: cases as data, each expectation a subset of what the stage finds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from claims_pipeline.claims.page import KeptLine, read_page
from claims_pipeline.settings import ClaimsSettings

CASES = Path(__file__).parents[1] / "cases" / "claims"
PUBLISHED = (date(2025, 8, 26), date(2025, 8, 26))


def load(name: str) -> list[Any]:
    cases = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["text"][:60]) for case in cases]


def found_in(text: str) -> list[dict[str, Any]]:
    """Return the claims of a page of one line a paragraph, in the words of the page."""
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append(KeptLine(start, start + len(line), "body"))
        start += len(line) + 1
    return [
        {
            "source": " ".join(text[a:b] for a, b in one.source) or None,
            "cue": " ".join(text[a:b] for a, b in one.cue) or None,
            "content": [text[a:b] for a, b in one.content],
            "stance": one.stance,
            "source_id": one.speaker.source_id,
            "country": one.speaker.country,
            "event": one.event.event_type,
            "actor": one.event.actor_country,
            "polarity": one.event.polarity,
            "against_interest": one.is_against_interest,
            "directness": one.directness,
            "said": [day.isoformat() for day in one.said],
            "parent": " ".join(text[a:b] for a, b in one.parent.cue) if one.parent else None,
            "answers": " ".join(text[a:b] for a, b in one.answers.content) if one.answers else None,
        }
        for one in read_page(text, lines, PUBLISHED, ClaimsSettings())
    ]


def missing(case: dict[str, Any]) -> list[dict[str, Any]]:
    found = found_in(case["text"])
    return [want for want in case["claims"] if not any(want.items() <= {**one}.items() for one in _frozen(found, want))]


def _frozen(found: list[dict[str, Any]], want: dict[str, Any]) -> list[dict[str, Any]]:
    """Keep lists comparable as items."""
    for one in [*found, want]:
        for key, value in one.items():
            one[key] = tuple(value) if isinstance(value, list) else value
    return found


@pytest.mark.parametrize("case", load("attributed"))
def test_every_expected_claim_is_found(case: dict[str, Any]) -> None:
    assert missing(case) == []


@pytest.mark.parametrize("case", load("attributed"))
def test_nobody_else_is_quoted(case: dict[str, Any]) -> None:
    """Every attributed claim that is found was expected: no cue is read into a sentence that has none."""
    contents = {tuple(want["content"]) for want in case["claims"]}
    found = [tuple(one["content"]) for one in found_in(case["text"]) if one["stance"] != "narrates"]
    assert [content for content in found if content not in contents] == []


@pytest.mark.parametrize("case", load("unattributed"))
def test_what_nobody_said_stays_unattributed(case: dict[str, Any]) -> None:
    assert [one for one in found_in(case["text"]) if one["stance"] != "narrates"] == []


@pytest.mark.parametrize("case", load("known_failures"))
@pytest.mark.xfail(strict=True, reason="known failure, kept so that success is noticed")
def test_known_failures(case: dict[str, Any]) -> None:
    assert missing(case) == []
