"""How many a content speaks of: what is a count, of which event, and how sharp."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims_pipeline.propositions.quantities import Quantity, quantity_of

NUMBER_WORDS = ["one", "two", "twenty", "hundred", "thousand", "million", "and", "a", "of", "to", "12", "3-5", "1,000"]
NUMBER_WORDS += ["dozens", "hundreds", "at", "least", "killed", "people"]
KILLED, WOUNDED, SHOT_DOWN = "casualties.killed", "casualties.wounded", "attack.shot_down"


@pytest.mark.parametrize(
    ("text", "event_type", "told"),
    [
        ("three people were killed", KILLED, "3"),
        ("the death toll rose to 12", KILLED, "12"),
        ("two engineers were killed in 2024", KILLED, "2"),
        ("missiles hit the city, 3 dead", KILLED, "3"),
        ("tens of thousands of people have died", KILLED, "at least 20,000"),
        ("more than 1,200 soldiers were killed over 3 days", KILLED, "at least 1,201"),
        ("12 people or more were killed", KILLED, "12"),
        ("between 10 and 12 people were killed", KILLED, "10 to 12"),
        ("10-12 people were killed", KILLED, "10 to 12"),
        ("up to 30 fighters died", KILLED, "up to 30"),
        ("killing at least 20 people and injuring dozens", KILLED, "at least 20"),
        ("killing at least 20 people and injuring dozens", WOUNDED, "at least 24"),
        ("killed three and wounded ten", WOUNDED, "10"),
        ("about a hundred people were injured", WOUNDED, "90 to 110"),
        ("air defences shot down 54 of 60 drones", SHOT_DOWN, "54"),
        ("shot down two hundred and fifty drones overnight", SHOT_DOWN, "250"),
        ("1.2 million people were displaced", "civilians.displaced", "1,200,000"),
        ("exchanged 390 prisoners each", "prisoners.exchanged", "390"),
        ("returned 1,212 bodies", "bodies.returned", "1,212"),
        ("a strike on 5 June killed a 12-year-old boy", KILLED, None),
        ("killed three days ago", KILLED, None),
        ("killed in 2022", KILLED, None),
        ("nobody was killed", KILLED, None),
        ("three villages were captured", "territorial.captured", None),
    ],
)
def test_a_count_is_read_with_its_bounds(text: str, event_type: str, told: str | None) -> None:
    found = quantity_of(text, event_type)
    assert (found.words() if found else None) == told


@settings(max_examples=50)
@given(st.text(max_size=60), st.sampled_from([KILLED, WOUNDED, SHOT_DOWN]))
def test_any_text_is_read_without_complaint(text: str, event_type: str) -> None:
    """A count is never negative, and never ends before it begins."""
    found = quantity_of(text, event_type)
    assert found is None or (found.low >= 0 and (found.high is None or found.high >= found.low))


@settings(max_examples=50)
@given(
    st.lists(
        st.sampled_from(
            [
                "one",
                "two",
                "twenty",
                "hundred",
                "thousand",
                "million",
                "and",
                "a",
                "of",
                "to",
                "12",
                "3-5",
                "1,000",
                "dozens",
                "killed",
                "people",
            ]
        )
    )
)
def test_any_run_of_number_words_is_read_without_complaint(words: list[str]) -> None:
    quantity_of(" ".join(words), KILLED)


_quantities = st.builds(
    lambda low, width: Quantity(low, None if width is None else low + width),
    st.integers(0, 20),
    st.none() | st.integers(0, 20),
)


@settings(max_examples=50)
@given(_quantities, _quantities)
def test_agreement_is_mutual_and_what_holds_another_agrees_with_it(a: Quantity, b: Quantity) -> None:
    assert a.overlaps(b) == b.overlaps(a)
    assert not (a.holds(b) and b.holds(a))
    assert a.overlaps(b) or not a.holds(b)
