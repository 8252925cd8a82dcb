"""Source text → speaker: kind, country and one ``source_id`` for one speaker, cases as data."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_pipeline.claims.cast import Cast
from claims_pipeline.claims.lexicon import read_rows
from claims_pipeline.claims.page import KeptLine, read_page
from claims_pipeline.claims.speakers import identify
from claims_pipeline.claims.spelling import name_key
from claims_pipeline.schemas import SOURCE_KINDS
from claims_pipeline.settings import ClaimsSettings

DAY = date(2025, 8, 26)
SOURCES = [
    "the",
    "General",
    "Kremlin",
    "’s",
    "al-",
    "of",
    "Ukraine",
    "V.",
    "Ivan",
    "von",
    ",",
    "UN",
    "-",
    "'",
    "İ",
    "mayor",
]
CASES = json.loads((Path(__file__).parents[1] / "cases" / "claims" / "speakers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["identified"], ids=lambda case: case["text"])
def test_a_source_has_kind_country_and_id(case: dict[str, Any]) -> None:
    speaker = identify(case["text"])
    assert (speaker.kind, speaker.country) == (case["kind"], case["country"])
    assert speaker.source_id == case.get("source_id", speaker.source_id)


@pytest.mark.parametrize("texts", CASES["same"], ids=" = ".join)
def test_spellings_of_one_name_are_one_source(texts: list[str]) -> None:
    ids = {identify(text).source_id for text in texts}
    assert len(ids) == 1
    assert None not in ids


@pytest.mark.parametrize("texts", CASES["different"], ids=" ≠ ".join)
def test_names_that_differ_in_more_than_spelling_stay_apart(texts: list[str]) -> None:
    ids = [identify(text).source_id for text in texts]
    assert len(set(ids)) == len(ids)
    assert None not in ids


@pytest.mark.parametrize("case", CASES["on_a_page"], ids=lambda case: " … ".join(case["said"]))
def test_a_page_links_its_short_names_to_the_full_one(case: dict[str, Any]) -> None:
    cast = Cast(case.get("page", ""))
    first, second = (cast.cast(text)[0].source_id for text in case["said"])
    assert first is not None
    assert (first == second) is case["same"]


@pytest.mark.parametrize("case", CASES["sides"], ids=lambda case: case["page"])
def test_a_bare_role_has_the_side_of_its_line_or_story_and_a_signature_its_own(case: dict[str, Any]) -> None:
    page, lines, start = case["page"], [], 0
    for text in page.splitlines(keepends=True):
        lines.append(KeptLine(start, start + len(text.rstrip()), "body"))
        start += len(text)
    statements = read_page(page, lines, (DAY, DAY), ClaimsSettings())
    assert [one.speaker.country for one in statements if one.cue] == case["countries"]


@given(st.text(max_size=40), st.sampled_from([None, "UA", "SD", "KR", "DE", "US"]))
def test_any_name_folds_and_keeps_its_key(name: str, country: str | None) -> None:
    """The key does not hang on case or on the order in which names were met."""
    key = name_key(name, country)
    assert key == name_key(name, country)
    assert key == key.lower()
    assert not any(letter.isspace() for letter in key)


@given(st.lists(st.sampled_from(SOURCES), max_size=6).map(" ".join))
def test_any_source_is_somebody_or_nobody(text: str) -> None:
    speaker = Cast(text).cast(text)[0]
    assert speaker.source_id is None or speaker.source_id.strip("._ ")
    assert speaker.kind in SOURCE_KINDS


def test_every_row_of_the_tables_is_one_speaker_with_a_known_kind() -> None:
    """Rows of one id agree on name, kind and country, and each alias leads to its row."""
    seen: dict[str, tuple[str, str, str]] = {}
    for row in read_rows("organisations.csv"):
        about = (row["name"], row["kind"], row["country"])
        assert seen.setdefault(row["source_id"], about) == about
        assert row["kind"] in SOURCE_KINDS
        assert identify(row["alias"]).source_id == row["source_id"]
    for row in read_rows("country_names.csv"):
        if row["source_id"]:
            assert identify(f"the {row['name']}").source_id == row["source_id"]
