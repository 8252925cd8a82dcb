"""Laws of the ledger: any claims, in any order, of any content."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from claims_pipeline.propositions import Ledger, lay_claims, touched_scenes
from claims_pipeline.schemas import RELATIONS, STANCES, ClaimPlaces, Claims, Regions, Sources
from claims_pipeline.settings import PropositionsSettings
from claims_pipeline_tests.propositions.short_frames import (
    claim_id,
    claims_frame,
    places_frame,
    regions_frame,
    sources_frame,
    stories_frame,
)

EVENTS = [None, "assessment", "attack.struck", "casualties.killed", "diplomacy.talks"]
EVENTS += ["territorial.entered", "territorial.captured", "territorial.controls"]
DAYS = ["2025-06-01", "2025-06-08", "2025-06-01/2025-06-30", "2025-12-01", "0001-01-01", "9999-12-31"]
NAMES = [f"c{i}" for i in range(8)]


def _row(name: str) -> st.SearchStrategy[dict[str, Any]]:
    others = st.sampled_from(NAMES)
    needed = {
        "id": st.just(name),
        "page": st.sampled_from("ab"),
        "who": st.sampled_from([None, "ru.ministry", "ua.staff"]),
        "side": st.sampled_from([None, "RU", "UA"]),
        "stance": st.sampled_from(STANCES),
        "event": st.sampled_from(EVENTS),
        "actor": st.sampled_from([None, "RU", "UA"]),
        "negated": st.booleans(),
        "hurts": st.booleans(),
        "at": st.lists(st.sampled_from(["Selo@UA-12", "@UA-12", "Nove@UA-14"]), max_size=2, unique=True),
        "said": st.sampled_from(DAYS),
        "event_day": st.sampled_from(["", "2025-06-02", "2022-02-24/2025-06-01"]),
        "text": st.text(min_size=1, max_size=12)
        | st.sampled_from(["three killed", "at least 2 people killed", "9 dead"]),
    }
    return st.fixed_dictionaries(needed, optional={"answers": others, "inside": others})


@st.composite
def claim_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [draw(_row(name)) for name in NAMES[: draw(st.integers(0, len(NAMES)))]]


def _lay(
    claims: pl.DataFrame,
    places: pl.DataFrame,
    rows: list[dict[str, Any]],
    stories: Any = None,
    only: set[str] | None = None,
) -> Ledger:
    return lay_claims(
        claims,  # type: ignore[arg-type]
        places,  # type: ignore[arg-type]
        sources_frame(rows),
        regions_frame(),
        PropositionsSettings(),
        story_members=stories,
        only=only,
    )


@settings(max_examples=25)
@given(claim_rows())
def test_order_of_rows_is_of_no_account(rows: list[dict[str, Any]]) -> None:
    """The same claims in any order make equal tables."""
    claims, places = claims_frame(rows), places_frame(rows)
    forward = _lay(claims, places, rows)
    backward = _lay(claims.reverse(), places.reverse(), rows)
    assert_frame_equal(forward.propositions, backward.propositions)
    assert_frame_equal(forward.claim_propositions, backward.claim_propositions)


@settings(max_examples=25)
@given(claim_rows())
def test_every_standing_is_on_a_proposition_and_every_proposition_has_one(rows: list[dict[str, Any]]) -> None:
    """No row points nowhere, and no proposition stands without a claim."""
    claims = claims_frame(rows)
    ledger = _lay(claims, places_frame(rows), rows)
    stood_on = set(ledger.claim_propositions["proposition_id"])
    assert stood_on == set(ledger.propositions["proposition_id"])
    assert set(ledger.claim_propositions["claim_id"]) <= set(claims["claim_id"])


@settings(max_examples=25)
@given(claim_rows())
def test_demands_and_forecasts_never_state_facts(rows: list[dict[str, Any]]) -> None:
    """A demand stands only on a demand; a threat, promise, intention, forecast or warning stands on nothing."""
    claims = claims_frame(rows)
    ledger = _lay(claims, places_frame(rows), rows)
    stands = ledger.claim_propositions.join(claims.select("claim_id", "stance"), on="claim_id").join(
        ledger.propositions.select("proposition_id", "event_type"), on="proposition_id"
    )
    assert not stands.filter(pl.col("stance").is_in(["threatens", "promises", "intends", "predicts", "warns"])).height
    asked = stands.filter(pl.col("stance").is_in(["demands", "calls_for"]))
    assert asked["event_type"].str.starts_with("demand.").all()


@settings(max_examples=25)
@given(claim_rows())
def test_one_voice_never_takes_two_sides(rows: list[dict[str, Any]]) -> None:
    """A voice is one speaker on one side of one proposition."""
    ledger = _lay(claims_frame(rows), places_frame(rows), rows)
    sides = {relation: relation in ("denies", "disputes") for relation in RELATIONS}
    per_voice = ledger.claim_propositions.with_columns(
        against=pl.col("relation").cast(pl.String).replace_strict(sides, return_dtype=pl.Boolean)
    )
    assert (
        per_voice.group_by("voice_id")
        .agg(pl.col("against", "proposition_id").n_unique())
        .select((pl.col("against") == 1).all() & (pl.col("proposition_id") == 1).all())
        .item()
    )


@settings(max_examples=25)
@given(claim_rows())
def test_a_copy_of_every_page_changes_no_proposition(rows: list[dict[str, Any]]) -> None:
    """What a claim stands on, its copy stands on too, in the same voice; no proposition comes or goes."""
    linked = ("answers", "inside")
    copies = [
        row
        | {"id": "copy " + row["id"], "page": "copy " + row["page"]}
        | {k: "copy " + row[k] for k in linked if k in row}
        for row in rows
    ]
    stories = stories_frame({page: [page, "copy " + page] for page in {row["page"] for row in rows}})
    once = _lay(claims_frame(rows), places_frame(rows), rows, stories)
    twice = _lay(claims_frame(rows + copies), places_frame(rows + copies), rows, stories)
    assert_frame_equal(once.propositions, twice.propositions)
    standing = ("claim_id", "proposition_id", "relation")
    of_pages = pl.Series([claim_id(row["id"]) for row in rows], dtype=pl.String)
    assert_frame_equal(
        once.claim_propositions.select(standing),
        twice.claim_propositions.filter(pl.col("claim_id").is_in(of_pages.implode())).select(standing),
    )
    assert twice.claim_propositions.height == 2 * once.claim_propositions.height
    assert twice.claim_propositions["voice_id"].n_unique() == once.claim_propositions["voice_id"].n_unique()


@settings(max_examples=40)
@given(claim_rows(), st.sampled_from("ab"))
def test_a_page_that_comes_touches_its_scenes_and_no_other(rows: list[dict[str, Any]], late: str) -> None:
    """The scenes that a page touches, laid anew, and the rest as it was, are the ledger of all pages at once."""
    early = [row for row in rows if row["page"] != late]
    added = [row for row in rows if row["page"] == late]
    scenes = touched_scenes(claims_frame(added), places_frame(added), sources_frame(rows), regions_frame())
    before = _lay(claims_frame(early), places_frame(early), rows)
    anew = _lay(claims_frame(rows), places_frame(rows), rows, only=scenes)
    at_once = _lay(claims_frame(rows), places_frame(rows), rows)
    kept = before.propositions.filter(~pl.col("scene_id").is_in(sorted(scenes)))
    assert set(anew.propositions["scene_id"]) <= scenes
    assert_frame_equal(pl.concat([kept, anew.propositions]).sort("proposition_id"), at_once.propositions)
    standings = before.claim_propositions.join(kept, on="proposition_id", how="semi")
    assert_frame_equal(
        pl.concat([standings, anew.claim_propositions]).sort("claim_id", "proposition_id"), at_once.claim_propositions
    )


def test_no_claims_make_an_empty_ledger() -> None:
    empty = lay_claims(
        Claims.create_empty(),
        ClaimPlaces.create_empty(),
        Sources.create_empty(),
        Regions.create_empty(),
        PropositionsSettings(),
    )
    assert empty.propositions.is_empty()
    assert empty.claim_propositions.is_empty()


@pytest.mark.parametrize(
    ("at", "text", "label"),
    [
        (["Selo@UA-12"], "troops took Selo today", "Russia captured Selo (Dnipropetrovsk Oblast)"),
        (["Selo@UA-12"], "troops took it", "Russia captured Selo (Dnipropetrovsk Oblast)"),
        (["@UA-12"], "troops took it", "Russia captured places in Dnipropetrovsk Oblast"),
    ],
)
def test_the_label_says_the_proposition_in_words(at: list[str], text: str, label: str) -> None:
    """Place as the claims word it (its id where no content names it), region by its name."""
    rows = [{"id": "a", "side": "RU", "event": "territorial.captured", "actor": "RU", "at": at, "text": text}]
    assert _lay(claims_frame(rows), places_frame(rows), rows).propositions["label"].to_list() == [label]


@pytest.mark.parametrize("control", ["\x1d", "\x1e", "\x1f", "\n", "\x00"])
def test_a_control_character_in_a_name_parts_nothing(control: str) -> None:
    """Names of places are read from pages, and pages are hostile."""
    name = f"Se{control}lo"
    row = {
        "id": "a",
        "side": "RU",
        "event": "territorial.captured",
        "actor": "RU",
        "at": [f"?{name}@UA-12"],
        "text": name,
    }
    ledger = _lay(claims_frame([row]), places_frame([row]), [row])
    assert ledger.propositions["label"].to_list() == ["Russia captured Se lo (Dnipropetrovsk Oblast)"]
