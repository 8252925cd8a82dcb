"""Which places a claim is about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claims_pipeline.schemas import make_id
from claims_pipeline_tests.places.pages import claim, locate
from claims_pipeline_tests.places.test_recognition import cases


@pytest.mark.parametrize("case", cases("roles"))
def test_targets_are_where_the_content_takes_place(case: dict[str, Any]) -> None:
    fields = {"source": case["source"], "event_type": case["event"], "stance": case.get("stance", "says")}
    places = locate(case["text"], [claim(case["text"], case["content"], **fields)]).claim_places
    assert sorted(set(places.filter(role="target")["region_id"].to_list())) == case["targets"], json.dumps(
        places.to_dicts(), default=str
    )


def test_an_answer_takes_the_places_of_the_claim_that_it_answers() -> None:
    """ "Ukraine denied this" is about the place of what it denies."""
    text = "The ministry said troops entered Sumy region. The staff denied this."
    first = claim(text, "troops entered Sumy region", event_type="territorial.entered")
    answer = claim(text, "this", stance="denies", responds_to_claim_id=first["claim_id"])
    places = locate(text, [first, answer]).claim_places.filter(claim_id=answer["claim_id"], role="target")
    assert places["region_id"].to_list() == ["UA-59"]


def test_claims_that_answer_each_other_end() -> None:
    """A circle of answers gives no place and no endless loop."""
    text = "A denied this. B denied that."
    ids = make_id("page.txt", "this"), make_id("page.txt", "that")
    pair = [
        claim(text, "this", stance="denies", responds_to_claim_id=ids[1]),
        claim(text, "that", stance="denies", responds_to_claim_id=ids[0]),
    ]
    assert locate(text, pair).claim_places.is_empty()
