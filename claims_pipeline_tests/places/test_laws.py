"""What must hold for any text."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_pipeline.places import load_gazetteer, locate_claims
from claims_pipeline.places.folded import fold_text
from claims_pipeline.schemas import Claims, PageLines, PlaceMentions, RawPages
from claims_pipeline.settings import PlacesSettings
from claims_pipeline_tests.places.pages import claim, lines_of, locate, raw_page, typed

NAMES = st.sampled_from(
    ["Kyiv", "Sumy region", "Zorya", "Slov’yansk", "Ivano-Frankivsk", "Khan Younis", "the village of", "Mykolaivka",
     ", ", " in ", "’s ", "- ", "said ", "Łódź", "\u0301", "İ", "ﬁ"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(NAMES, st.text(max_size=8)), max_size=12).map(" ".join)


@given(TEXTS)
def test_every_span_cuts_its_surface_out_of_the_page(text: str) -> None:
    """Offsets are exact and nothing raises, whatever the text."""
    for row in locate(text).place_mentions.iter_rows(named=True):
        assert text[row["start_char"] : row["end_char"]] == row["surface"]


@given(st.text(max_size=60))
def test_a_folded_character_stands_for_one_character_of_the_line(text: str) -> None:
    folded = fold_text(text)
    spans = [folded.origin(at, at + 1) for at in range(len(folded.text))]
    assert all(end - start == 1 for start, end in spans)
    assert spans == sorted(set(spans))
    assert [folded.at(start) for start, _ in spans] == [*range(len(spans))]
    assert all(text[start] == folded.text[at] or not text[start].isalnum() or not text[start].isascii()
               for at, (start, _) in enumerate(spans))  # fmt: skip


def test_the_order_of_pages_and_claims_does_not_matter() -> None:
    """Same input in another order, same tables."""
    texts = {"a.txt": "Troops entered Sumy region.", "b.txt": "Shells hit the village of Zorya in Odesa region."}
    pages = typed([raw_page(t, ref) for ref, t in texts.items()], RawPages)
    lines = typed([row for ref, t in texts.items() for row in lines_of(t, ref)], PageLines)
    claims = typed([claim(t, t[:-1], ref) for ref, t in texts.items()], Claims)
    forward = locate_claims(pages, lines, claims, PlacesSettings())
    backward = locate_claims(
        RawPages.validate(pages.reverse()),
        PageLines.validate(lines.reverse()),
        Claims.validate(claims.reverse()),
        PlacesSettings(),
    )
    assert forward.place_mentions.equals(backward.place_mentions)
    assert forward.claim_places.equals(backward.claim_places)


def test_a_page_that_landed_twice_is_placed_twice() -> None:
    """It is read once: the same mentions and places, under ids of its own."""
    text = "Troops entered Sumy region and shelled Okhtyrka."
    refs = ["a.txt", "b.txt"]
    found = locate_claims(
        typed([raw_page(text, ref) for ref in refs], RawPages),
        typed([row for ref in refs for row in lines_of(text, ref)], PageLines),
        typed([claim(text, text[:-1], ref) for ref in refs], Claims),
        PlacesSettings(),
    )
    one, other = (rows.drop("page_id") for _, rows in found.place_mentions.group_by("page_id", maintain_order=True))
    assert one.height > 1
    assert one.equals(other)
    assert found.claim_places["claim_id"].n_unique() == 2


def test_only_kept_lines_are_read() -> None:
    """A dropped line gives no mention."""
    text = "Read more: Kharkiv region\nTroops entered Sumy region."
    rows = lines_of(text)
    rows[0]["kept"] = False
    found = locate_claims(
        typed([raw_page(text)], RawPages), typed(rows, PageLines), typed([], Claims), PlacesSettings()
    )
    assert found.place_mentions["surface"].to_list() == ["Sumy"]


def test_the_gazetteer_is_a_tree_of_valid_codes() -> None:
    """Every parent is a place, every region code is a region, the pack of Ukraine has its 27."""
    regions, places, names = load_gazetteer(PlacesSettings())
    ids = set(places["place_id"])
    assert set(places["parent_id"].drop_nulls()) <= ids
    assert set(places["region_id"].drop_nulls()) <= set(regions["region_id"])
    assert set(names["place_id"]) <= ids
    assert regions.filter(country="UA").height == 27
    assert {"UA-43", "UA-09", "UA-77", "UA-30", "UA-40"} <= set(regions["region_id"])


def test_names_are_forms_that_are_written_not_made_for_matching() -> None:
    """A place has its official spelling; the variants that only matching needs are not published."""
    names = load_gazetteer(PlacesSettings()).place_names
    assert {"kmu2010", "geonames_main", "curated", "old"} <= set(names["scheme"])
    assert not {"russian", "kmu2010_g", "bgn_g", "news", "adjective"} & set(names["scheme"])


def test_most_settlements_of_the_full_pack_are_located_within_a_kilometre() -> None:
    places = load_gazetteer(PlacesSettings()).places.filter(country="UA", level="settlement")
    assert places["latitude"].null_count() == places["coordinate_source"].null_count() == 0
    assert places.filter(pl.col("coordinate_error_km") <= 1).height / places.height > 0.5


def test_an_unknown_country_pack_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such country pack"):
        load_gazetteer(PlacesSettings(country_packs=("atlantis",)))


def test_no_text_gives_empty_tables() -> None:
    assert locate("").place_mentions.equals(PlaceMentions.create_empty())


DAY_IN_SUMY = [
    "Shells fell on Bilopillia in the Sumy region.",
    "Drones hit Yunakivka and Khotin in the Sumy region.",
    "Guns fired at Krasnopillia in the Sumy region, near Velyka Pysarivka.",
    "Mines lie around Stepanivka in the Sumy region.",
]
OPEN_NAME = "Ukrainian guns fired near Mykolaivka and Petrushivka."


def place_day(texts: list[str]) -> dict[str, list[list[str]]]:
    """Return, for each text of a day, the regions of its mentions in order."""
    refs = {f"{number}.txt": text for number, text in enumerate(texts)}
    found = locate_claims(
        typed([raw_page(text, ref) for ref, text in refs.items()], RawPages),
        typed([row for ref, text in refs.items() for row in lines_of(text, ref)], PageLines),
        typed([], Claims),
        PlacesSettings(),
    ).place_mentions
    pages = {raw_page(text, ref)["page_id"]: text for ref, text in refs.items()}
    return {text: found.filter(page_id=page)["region_ids"].to_list() for page, text in pages.items()}


def test_an_open_name_is_where_the_other_pages_of_the_day_are() -> None:
    """Only names on pages that name no region take the prior, and the order of pages does not matter."""
    alone, together = place_day([OPEN_NAME]), place_day([*DAY_IN_SUMY, OPEN_NAME])
    assert ["UA-59"] not in alone[OPEN_NAME]
    assert ["UA-59"] in together[OPEN_NAME]
    assert place_day([OPEN_NAME, *reversed(DAY_IN_SUMY)]) == together


def test_a_page_that_names_a_region_is_read_without_the_other_pages() -> None:
    text = "Guns fired near Mykolaivka, Ukraine said, and drones flew over the Odesa region and the Lviv region."
    assert place_day([*DAY_IN_SUMY, text])[text] == place_day([text])[text]
