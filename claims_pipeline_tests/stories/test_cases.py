"""Hard cases as data: who shares a story with whom, of what kind each pair is, who is canonical."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories import Grouping, group_copies
from claims_pipeline_tests.stories.frames import Page, frames

CASES = Path(__file__).parents[1] / "cases" / "stories"


def _cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in json.loads((CASES / name).read_text(encoding="utf-8"))]


def _pages(case: dict[str, Any]) -> list[Page]:
    return [
        Page(
            name=page["name"],
            text="\n".join(page["lines"]),
            outlet=page["outlet"],
            agency=page["agency"],
            day=date.fromisoformat(page["day"]),
            dropped=tuple(page["dropped"]),
        )
        for page in case["pages"]
    ]


def _stories(grouping: Grouping, names: dict[str, str]) -> set[frozenset[str]]:
    stories = defaultdict(set)
    for member in grouping.story_members.iter_rows(named=True):
        stories[member["story_id"]].add(names[member["page_id"]])
    return {frozenset(members) for members in stories.values()}


@pytest.mark.parametrize("case", [*_cases("groups.json"), *_cases("stay_apart.json")])
def test_pages_are_grouped_as_an_editor_would(case: dict[str, Any]) -> None:
    _check(case)


def _check(case: dict[str, Any]) -> None:
    pages = _pages(case)
    names = {page.page_id: page.name for page in pages}
    grouping = group_copies(*frames(pages), StoriesSettings())
    assert _stories(grouping, names) == set(map(frozenset, case["stories"]))
    assert {names[page] for page in grouping.stories["canonical_page_id"]} == set(case["canonical"])
    kinds = {
        frozenset((names[row["page_id_a"]], names[row["page_id_b"]])): row["kind"]
        for row in grouping.copies.iter_rows(named=True)
    }
    for one, other in combinations(names.values(), 2):
        for pair in (f"{one} {other}", f"{other} {one}"):
            if pair in case["kinds"]:
                assert kinds.get(frozenset((one, other))) == case["kinds"][pair], pair


def test_full_rewrites_are_linked_and_strangers_are_not() -> None:
    """Of 16 stories retold in other words at least 14 are linked; reports of one event and of like subjects never."""
    told = json.loads((CASES / "retellings" / "pages.json").read_text(encoding="utf-8"))
    pages = [
        _retold(page, f"{kind} {number}")
        for number, story in enumerate(told["stories"])
        for kind, page in story.items()
        if kind != "name"
    ]
    pages += [_retold(page, f"stranger {number}") for number, page in enumerate(told["strangers"])]
    names = {page.page_id: page.name for page in pages}
    grouping = group_copies(*frames(pages), StoriesSettings())
    links = {frozenset((names[a], names[b])) for a, b in grouping.copies.select("page_id_a", "page_id_b").iter_rows()}
    right = {frozenset((f"original {number}", f"retelling {number}")) for number in range(len(told["stories"]))}
    assert links <= right
    assert len(links) >= 14
    assert grouping.stories.height == len(pages)


def _retold(page: dict[str, Any], name: str) -> Page:
    return Page(name, page["text"], page["outlet"], page.get("agency"), date.fromisoformat(page["day"]))
