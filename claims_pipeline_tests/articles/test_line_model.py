"""The line classifier's parts are what they say, and pages do not change each other's verdicts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_pipeline.articles.line_model import line_model
from claims_pipeline.articles.lines import Lines, Pages
from claims_pipeline.articles.phrases import cue_hits, cue_rules
from claims_pipeline.articles.probabilities import PageText, body_texts, probabilities
from claims_pipeline.articles.trees import Trees
from claims_pipeline.articles.windows import best_runs, neighbour, steps_since, steps_until, window_sum
from claims_pipeline_tests.articles.pages import clean, landed

ARTICLE = (
    "Home",
    "Sign in",
    "River town votes to keep its ferry",
    "The council voted on Tuesday to keep the ferry running through the winter, its chair said.",
    "Read more: Bridge works begin in May",
    "Two members opposed the plan, arguing that the bridge would be finished by the end of next year.",
    "“We have waited for that bridge since I was a child,” said one of them after the meeting.",
    "Share this article",
    "© Harbour Gazette",
)
TEXTS = st.lists(st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip())), min_size=1, max_size=12)
SCORES = st.lists(st.integers(-9, 9), min_size=1, max_size=12)


def pages_of(sizes: list[int]) -> Pages:
    return Pages(np.repeat(np.arange(len(sizes)), sizes))


@given(st.lists(SCORES, min_size=1, max_size=4))
def test_the_best_run_of_a_page_has_the_largest_sum(pages: list[list[int]]) -> None:
    runs = best_runs(np.array([score for page in pages for score in page]), pages_of(list(map(len, pages))))
    first = 0
    for number, page in enumerate(pages):
        sums = [sum(page[a:b]) for a in range(len(page)) for b in range(a + 1, len(page) + 1)]
        start, end = runs.start[number] - first, runs.end[number] - first
        assert 0 <= start <= end < len(page)
        assert sum(page[start : end + 1]) == max(sums) == runs.score[number]
        first += len(page)


@given(st.lists(SCORES, min_size=1, max_size=4), st.integers(-3, 3), st.integers(-3, 4))
def test_windows_and_neighbours_end_at_the_page(pages: list[list[int]], first: int, end: int) -> None:
    values, of_pages = np.array([score for page in pages for score in page]), pages_of(list(map(len, pages)))
    naive = [sum(page[max(0, n + first) : max(0, n + end)]) for page in pages for n in range(len(page))]
    beside = [page[n + first] if 0 <= n + first < len(page) else 99 for page in pages for n in range(len(page))]
    if first <= end:
        assert window_sum(values, of_pages, first, end).tolist() == naive
    assert neighbour(values, of_pages, first, 99).tolist() == beside


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=9), min_size=1, max_size=4))
def test_steps_to_marks_end_at_the_page(pages: list[list[bool]]) -> None:
    marks, of_pages = np.array([mark for page in pages for mark in page]), pages_of(list(map(len, pages)))
    since = [n for page in pages for n in accumulate(page, lambda n, mark: 0 if mark else min(n + 1, 5), initial=5)]
    starts = np.cumsum([0, *(len(page) + 1 for page in pages[:-1])])
    assert steps_since(marks, of_pages, 5).tolist() == [n for at, n in enumerate(since) if at not in starts]
    backwards = Pages(of_pages.number.max() - of_pages.number[::-1])
    assert steps_until(marks, of_pages, 5).tolist() == steps_since(marks[::-1], backwards, 5)[::-1].tolist()


@given(st.lists(st.tuples(*[st.floats(-2, 2, width=32)] * 3), min_size=1, max_size=20))
def test_trees_add_the_leaf_that_the_answers_lead_to(rows: list[tuple[float, ...]]) -> None:
    feature, border = np.array([[0, 1], [2, 2]]), np.array([[0.0, 0.5], [-1.0, 1.0]], np.float32)
    leaf = np.array([[0, 1, 2, 3], [0, 10, 20, 30]], np.float32)
    naive = [
        0.25 + leaf[0][(row[0] > 0) + 2 * (row[1] > 0.5)] + leaf[1][(row[2] > -1) + 2 * (row[2] > 1)] for row in rows
    ]
    assert Trees(feature, border, leaf, 0.25).log_odds(np.array(rows, np.float32).T).tolist() == naive


@given(TEXTS)
def test_characters_are_counted_once_each(texts: list[str]) -> None:
    lines = Lines(texts)
    assert lines.counts.sum(1).tolist() == [len(text) for text in texts]
    assert [lines.text[a:b] for a, b in zip(lines.starts, lines.ends, strict=True)] == texts
    assert all(texts[n].strip() for n in range(lines.n))


@pytest.mark.parametrize(
    ("text", "words", "sentences", "cut_off"),
    [
        ("The mayor spoke. Nobody answered.", 5, 2, False),
        ("Residents told reporters that...", 4, 1, True),
        ("市長は橋を閉鎖すると述べた。", 6.5, 1, False),
        ("Мер відмовився відповідати…", 3, 0, True),
        ("«Ми чекали», — сказала вона.", 4, 1, False),
        ("12:30", 2, 0, False),
    ],
)
def test_lines_of_any_script_are_measured(text: str, words: float, sentences: int, cut_off: bool) -> None:
    lines = Lines([text])
    assert (lines.n_words[0], lines.n_sentences[0], lines.is_cut_off[0]) == (words, sentences, cut_off)


def test_words_have_one_key_in_any_case_and_any_number() -> None:
    keys = Lines(["Ferry FERRY ferry ferrry 1904 2031"]).words.keys.tolist()
    assert keys[0] == keys[1] == keys[2] != keys[3]
    assert keys[4] == keys[5]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("» Sign in «", "navigation_cue"),
        ("Read more: the harbour reopens", "teaser_cue"),
        ("This site and its partners use cookies to count visits.", "cookie_cue"),
        ("SHARE THIS ARTICLE", "share_cue"),
        ("The İzmir desk: share this article", None),
        ("Readers signed in before noon.", None),
        ("Read moreover the fine print", None),
    ],
)
def test_cue_phrases_are_found_where_they_may_stand(text: str, rule: str | None) -> None:
    found = {name for name, hit in zip(cue_rules(), cue_hits(Lines([text]))[0], strict=True) if hit}
    assert found == ({rule} if rule else set())


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_pages_judged_together_are_judged_as_alone(pages: list[list[str]]) -> None:
    together = probabilities([PageText(page) for page in pages])
    assert together == [probabilities([PageText(page)])[0] for page in pages]
    assert all(0 <= told <= 1 for page in together for told in page)


def test_documents_judged_together_are_judged_as_alone() -> None:
    markup = [("/html/body/div/p", "p", "html > body > div.story > p", 0, False)] * len(ARTICLE)
    menu = PageText(["Home", "Sport"], [("/html/body/ul/li", "li", "html > body > ul.menu > li", 4, False)] * 2)
    page = PageText(ARTICLE, markup)
    assert probabilities([menu, page, menu]) == [probabilities([one])[0] for one in (menu, page, menu)]


def test_the_article_is_kept_and_a_page_without_lines_has_none() -> None:
    article, nothing = body_texts([PageText(ARTICLE), PageText([])])
    kept = article.split("\n")
    assert [ARTICLE[3], ARTICLE[5], ARTICLE[6]] == [line for line in kept if line.endswith((".", "”"))]
    assert not {"Home", "Sign in", "Share this article", "© Harbour Gazette"} & set(kept)
    assert nothing == ""


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_model_asks_for_features_that_exist(form: str) -> None:
    model = line_model(form)
    assert len(model.first_names) == model.first.feature.max() + 1
    assert len(model.second_names) == model.second.feature.max() + 1
    assert ("naming" in model.first_names) == (form == "html")


def test_a_line_has_a_score_unless_it_is_blank() -> None:
    scores = clean(landed("\n".join([*ARTICLE[:4], "", *ARTICLE[4:]]))).page_lines["score"].to_list()
    assert [n for n, score in enumerate(scores) if score is None] == [4]


def story(number: int, plea: bool = True) -> str:
    place = ("Aldmoor", "Brenwick", "Carrow", "Dunmere")[number]
    lines = [
        f"The mayor of {place} said on Monday that the library would close for {number + 2} weeks this summer.",
        f"Readers in {place} protested outside the town hall until the evening, the police confirmed.",
        f"A decision on the money for {place} is expected before the end of the month, the council said.",
    ]
    return "\n".join([f"{place} loses its library", *lines, PLEA if plea else ""])


PLEA = "Our reporters have covered this valley for eighty years, and they depend on readers like you to go on."


def kept_pleas(*pages: tuple[str, str, date]) -> int:
    """Return on how many pages (text, outlet, day) the plea is kept."""
    files = [
        replace(landed(text, f"{number}.txt", day), sidecar=json.dumps({"outlet": outlet}).encode())
        for number, (text, outlet, day) in enumerate(pages)
    ]
    return sum(PLEA in text for text in clean(*files).articles["text"])


DAY = date(2030, 5, 16)


def test_what_an_outlet_prints_on_several_articles_of_a_day_is_its_template() -> None:
    assert kept_pleas(*((story(n), "Valley Post", DAY) for n in range(3))) == 0


@pytest.mark.parametrize(
    "pages",
    [
        [(story(n), "Valley Post", DAY) for n in range(2)],
        [(story(0), "Valley Post", DAY)] * 1 + [(story(0) + f"\nUpdate {n}.", "Valley Post", DAY) for n in range(3)],
        [(story(n), f"Outlet {n}", DAY) for n in range(3)],
        [(story(n), "Valley Post", date(2030, 5, 16 + n)) for n in range(3)],
    ],
    ids=["two pages", "versions of one article", "three outlets", "three days"],
)
def test_what_is_no_template_is_kept(pages: list[tuple[str, str, date]]) -> None:
    assert kept_pleas(*pages) == len(pages)
