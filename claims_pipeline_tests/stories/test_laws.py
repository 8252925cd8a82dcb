"""Laws that hold for any pages: order-free, idempotent, exact spans, every page in a story, never raises."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import combinations
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from claims_pipeline.schemas import Fingerprints
from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories import Grouping, compare_pages, fingerprint_pages, group_copies
from claims_pipeline.stories.fingerprints import read_corpus
from claims_pipeline.stories.kinds import JOINING
from claims_pipeline.stories.words import read_words
from claims_pipeline_tests.stories.frames import Frames, Page, frames
from claims_pipeline_tests.stories.test_cases import CASES

SENTENCES = sorted(
    {
        line
        for path in CASES.glob("*.json")
        for case in json.loads(path.read_text(encoding="utf-8"))
        for page in case["pages"]
        for line in page["lines"]
    }
)

pages = st.lists(
    st.builds(
        lambda lines, outlet, agency, day, name: Page(f"page {name}", "\n".join(lines), outlet, agency, day),
        st.lists(st.sampled_from(SENTENCES), min_size=0, max_size=7),
        st.sampled_from([None, "A", "B"]),
        st.sampled_from([None, None, "CW"]),
        st.sampled_from([date(2025, 3, 4), date(2025, 3, 5), date(2025, 6, 1)]),
        st.integers(0, 10**6),
    ),
    max_size=8,
    unique_by=lambda page: page.name,
)


def _group(tables: Frames) -> Grouping:
    return group_copies(*tables, StoriesSettings())


@settings(max_examples=12)
@given(pages, st.randoms(use_true_random=False))
def test_any_order_of_the_rows_gives_equal_frames(some: list[Page], random: Random) -> None:
    tables = frames(some)
    shuffled = tuple(table.sample(fraction=1, shuffle=True, seed=random.randrange(2**32)) for table in tables)
    for one, other in zip(_group(tables), _group(shuffled), strict=True):
        assert_frame_equal(one, other)


@settings(max_examples=12)
@given(pages)
def test_shared_spans_are_in_step_and_hold_equal_words_of_kept_lines(some: list[Page]) -> None:
    texts = {page.page_id: page.text for page in some}
    for row in _group(frames(some)).copies.iter_rows(named=True):
        for a, b in zip(row["shared_spans_a"], row["shared_spans_b"], strict=True):
            one, other = _slice(texts[row["page_id_a"]], a), _slice(texts[row["page_id_b"]], b)
            assert _words(one) == _words(other) != []
            assert "\n" not in one + other
        for side in "ab":
            spans = [(span["start_char"], span["end_char"]) for span in row[f"shared_spans_{side}"]]
            assert all(a[1] <= b[0] for a, b in combinations(sorted(spans), 2))
        assert row["shared_spans_a"] == sorted(row["shared_spans_a"], key=lambda span: span["start_char"])


def _slice(text: str, span: dict[str, int]) -> str:
    return text[span["start_char"] : span["end_char"]]


def _words(text: str) -> list[int]:
    return list(read_words(text).hash.tolist())


@settings(max_examples=12)
@given(pages)
def test_every_page_with_words_is_in_a_story_and_only_copies_share_one(some: list[Page]) -> None:
    raw_pages, page_lines, articles = frames(some)
    grouping = _group((raw_pages, page_lines, articles))
    with_words = articles.filter(pl.col("n_words") > 0)["page_id"]
    assert set(grouping.story_members["page_id"]) == set(with_words)
    stories: dict[str, set[str]] = {}
    for page, story in grouping.story_members.select("page_id", "story_id").iter_rows():
        stories.setdefault(page, set()).add(story)
    for row in grouping.copies.iter_rows(named=True):
        share = bool(stories[row["page_id_a"]] & stories[row["page_id_b"]])
        assert share == (row["kind"] in JOINING)


@settings(max_examples=12)
@given(pages)
def test_each_story_counts_its_members_and_has_one_canonical_page(some: list[Page]) -> None:
    _, stories, members = _group(frames(some))
    outlets = {page.page_id: page.outlet for page in some}
    for story in stories.iter_rows(named=True):
        own = members.filter(pl.col("story_id") == story["story_id"])
        assert own.height == story["n_pages"]
        known = {outlets[page] for page in own["page_id"]} - {None}
        assert story["n_outlets"] == len(known) + sum(outlets[page] is None for page in own["page_id"])
        assert own.filter(pl.col("role") == "canonical")["page_id"].to_list() == [story["canonical_page_id"]]


@settings(max_examples=25)
@given(st.lists(st.text(max_size=200), max_size=4))
def test_no_text_raises(texts: list[str]) -> None:
    grouping = _group(frames(Page(str(n), text) for n, text in enumerate(texts)))
    assert grouping.stories.height <= len(texts)


@pytest.mark.parametrize(
    "text",
    [
        "a " * 3_000,
        ("a b c d e " * 600),
        "“" * 5_000 + " w" * 50,
        "\n".join(["one two three four five six seven eight"] * 300),
    ],
    ids=["one word", "a cycle", "quotation marks", "one line"],
)
def test_a_text_that_repeats_itself_equals_its_copy(text: str) -> None:
    grouping = _group(frames([Page("one", text), Page("other", text), Page("longer", text + " and then an end")]))
    assert "same_text" in grouping.copies["kind"].to_list()


def test_a_text_on_many_pages_is_one_story_with_few_rows() -> None:
    """Three hundred equal pages give a row a page, not a row a pair."""
    text = "\n".join(SENTENCES[:9])
    grouping = _group(frames(Page(f"page {n}", text, outlet=f"outlet {n}") for n in range(300)))
    assert grouping.stories.select("n_pages", "n_outlets").rows() == [(300, 300)]
    assert grouping.copies.height == 299
    assert grouping.copies["containment_a"].min() == 1.0


def test_a_story_in_more_versions_than_a_shingle_may_pair_stays_one_story() -> None:
    """A hundred and fifty versions, each with a sentence of its own."""
    versions = ([*SENTENCES[:9], f"Edition {n} adds a remark by reader {n} of ward {n % 7}."] for n in range(150))
    grouping = _group(frames(Page(f"page {n}", "\n".join(lines)) for n, lines in enumerate(versions)))
    assert grouping.stories["n_pages"].to_list() == [150]


@settings(max_examples=12)
@given(pages, st.randoms(use_true_random=False))
def test_days_in_any_order_give_what_all_days_at_once_give(some: list[Page], random: Random) -> None:
    """Fingerprints are made a day at a time, and only the texts of pages that share something are read again."""
    raw_pages, page_lines, articles = frames(some)
    days = sorted({page.day for page in some})
    random.shuffle(days)
    of_days = [
        fingerprint_pages(raw_pages.filter(on), page_lines.filter(on), articles.filter(on))
        for on in (pl.col("landed_on") == day for day in days)
    ]
    stored = Fingerprints.validate(pl.concat([Fingerprints.create_empty(), *of_days]))
    compared = compare_pages(stored, StoriesSettings())
    asked = pl.col("page_id").is_in(compared.page_ids)
    grouping = compared.group(raw_pages.filter(asked), page_lines.filter(asked))
    for one, other in zip(grouping, _group((raw_pages, page_lines, articles)), strict=True):
        assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("word", "digest"),
    [
        ("harbour", 4396280171644833179),
        ("Harbor", 4396280171644833179),
        ("Zürich", 2788372731642972973),
        ("ZURICH", 2788372731642972973),
        ("organisations", 10994568392281407377),
        ("Organizations", 10994568392281407377),
    ],
)
def test_word_hashes_are_known(word: str, digest: int) -> None:
    """Fingerprints are stored, so no release may change them."""
    assert read_words(word).hash.tolist() == [digest]


def test_a_fingerprint_is_known() -> None:
    """The same, of a whole text: what it stores is what an earlier release stored."""
    [row] = fingerprint_pages(*frames([Page("one", "The ferry “will not sail”, the port said.")])).rows(named=True)
    assert row["text_digest"] == "2263ef397c0ebec66d8e84905cbf68e9"
    assert row["quoted"] == bytes([0b00111000])
    assert len(row["words"]) == 4 * 8


@given(st.text(max_size=300))
def test_words_are_runs_of_letters_and_digits(text: str) -> None:
    words = read_words(text)
    assert list(zip(words.start.tolist(), words.end.tolist(), strict=True)) == [
        match.span() for match in re.finditer(r"[^\W_]+", text)
    ]


@given(st.lists(st.sampled_from("abcdefg"), max_size=60))
def test_two_texts_that_share_eight_words_choose_a_common_seed(shared: list[str]) -> None:
    """What winnowing promises, whatever stands around the shared words."""
    before, after = ["x"] * 9, ["y", "z"] * 5
    some = [["p", *shared, *after], [*before, *shared, "q"]]
    prints = [fingerprint_pages(*frames([Page("one", " ".join(words))])) for words in some]
    seeds = [read_corpus(one["words"], one["quoted"]).seeds()[1].tolist() for one in prints]
    assert len(shared) < 8 or set(seeds[0]) & set(seeds[1])


def test_seed_pages_are_grouped_as_annotated(shared: Any) -> None:
    """A wire story and its rewrite are one story; a stock paragraph and a common origin are not."""
    gold = json.loads((shared / "pages/gold_seeds.json").read_text(encoding="utf-8"))
    days = {"000": date(2025, 8, 26), "001": date(2025, 8, 26), "002": date(2025, 8, 27)}
    some = [
        Page(
            page["page"],
            (shared / "pages/seeds" / page["file"]).read_text(encoding="utf-8"),
            day=days.get(page["page"], date(2025, 6, 8)),
            dropped=tuple(line["line"] for line in page["lines"] if line["keep"] != "body"),
        )
        for page in gold["pages"]
    ]
    names = {page.page_id: page.name for page in some}
    grouping = _group(frames(some))
    kinds = {
        frozenset((names[a], names[b])): kind
        for a, b, kind in grouping.copies.select("page_id_a", "page_id_b", "kind").iter_rows()
    }
    assert kinds[frozenset(("003", "004"))] == "rewrite"
    assert kinds[frozenset(("000", "004"))] == "stock_background"
    assert sorted(grouping.stories["n_pages"]) == [1, 1, 1, 2]


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_furniture_of_either_outlet_joins_nothing(names: str) -> None:
    """One page prints the other outlet's footer: the same rows whichever of the two has the lower page id."""
    footer = " ".join(f"footer{n}" for n in range(10))
    bits = [" ".join(f"bit{n}{letter}" for letter in "abcd") for n in range(4)]
    own = {letter: " ".join(f"{bit} {letter}{n}" for n, bit in enumerate(bits)) for letter in "xy"}
    some = [Page(names[0], f"{own['x']}\n{footer}", "X"), Page(names[1], f"{own['y']}\n{footer}", "Y")]
    some += [Page(c, " ".join(f"{c}{n}" for n in range(40)) + f"\n{footer}", "Y") for c in "cd"]
    grouping = _group(frames(some))
    assert grouping.copies.is_empty()
    assert grouping.stories.height == 4


def test_texts_without_words_are_no_copies() -> None:
    """Signs that stand alone are words to whoever counts by white space, and nothing to compare."""
    grouping = _group(frames([Page("one", "😀 " * 40), Page("other", "— " * 40), Page("same", "😀 " * 40)]))
    assert grouping.copies.is_empty()
    assert grouping.stories.height == 3


@pytest.mark.parametrize(("n_carried", "n_others"), [(300, 0), (200, 400)])
def test_a_short_text_that_most_pages_carry_stays_one_story(n_carried: int, n_others: int) -> None:
    """It does not become common by being carried: reprints count once."""
    text = " ".join(SENTENCES[:4])
    carried = [Page(f"carrier {n}", f"{text}\nSeen by reader{n} of ward{n}.", f"outlet {n}") for n in range(n_carried)]
    others = [
        Page(f"other {n}", " ".join(f"word{n}x{k}" for k in range(80)), f"outlet {n % 50}") for n in range(n_others)
    ]
    grouping = _group(frames(carried + others))
    assert sorted(grouping.stories["n_pages"])[-1] == n_carried
    assert grouping.stories.height == 1 + n_others
    assert set(grouping.copies["kind"]) == {"revised"}


def test_fingerprints_do_not_change_each_other() -> None:
    """Letters that stand for several are told apart, also where an ending is spelled in two ways."""
    some = frames([Page("one", "ⅦOUR"), Page("two", "ⅧOUR")])
    together = fingerprint_pages(*some)
    alone = [fingerprint_pages(*(table.filter(page_id=page_id) for table in some)) for page_id in together["page_id"]]
    assert_frame_equal(together, pl.concat(alone))
    assert together["text_digest"].n_unique() == 2
