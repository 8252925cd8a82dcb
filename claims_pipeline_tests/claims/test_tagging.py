"""The networks' surroundings: windows of word pieces, cues, likeliest labels, spans."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_pipeline.claims.tagging import Least, tag_lines
from claims_pipeline.claims.tagging.decoding import best_labels, find_cues, join_words
from claims_pipeline.claims.tagging.wordpieces import MAX_PIECES, WORD, cut_windows, cut_word, vocabulary

LINES = st.lists(st.text(alphabet=st.characters(exclude_characters="\n"), max_size=120), max_size=6)
START = np.array([0.5, -0.25, 0.0])
TRANSITIONS = np.array([[1.0, 0.25, 0.5], [-0.5, 2.0, -1.0], [0.0, -0.75, 1.5]])


def spans_of(lines: list[str]) -> tuple[str, list[tuple[int, int]]]:
    spans, start = [], 0
    for line in lines:
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return "\n".join(lines), spans


@given(LINES)
def test_windows_hold_every_word_once_at_its_place(lines: list[str]) -> None:
    text, spans = spans_of(lines)
    windows = list(cut_windows(text, spans))
    words = [
        text[start:end] for one in windows for start, end in zip(one.starts.tolist(), one.ends.tolist(), strict=True)
    ]
    assert words == [word for line in lines for word in WORD.findall(line)]
    assert all(len(one.ids) <= MAX_PIECES for one in windows)
    assert all(len(one.ids) == len(one.cases) == len(one.quotes) for one in windows)
    assert all(one.first.max(initial=0) < len(one.ids) for one in windows)


def test_a_line_longer_than_a_window_is_cut_at_the_end_of_a_sentence() -> None:
    text = "The mayor spoke to the crowd at noon. " * 40
    windows = list(cut_windows(text, [(0, len(text))]))
    assert len(windows) > 1
    assert all(text[one.ends[-1] - 1] == "." for one in windows)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("Said", ["said"]),
        ("Lypivka", ["l", "##yp", "##iv", "##ka"]),
        ("Café", ["cafe"]),
        ("“", ['"']),
        ("x" * 65, ["[UNK]"]),
        ("\u2603\ufe0f", ["[UNK]"]),
    ],
)
def test_words_are_cut_into_the_longest_pieces_of_the_vocabulary(word: str, pieces: list[str]) -> None:
    names = list(vocabulary())
    assert [names[piece] for piece in cut_word(word)] == pieces


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “we stay” today", "“ we stay ”"),
        ('He said "we stay" today', '" we stay "'),
        ("He said ''we stay'' today", "' ' we stay ' '"),
        ("He said “we stay", "“ we stay"),
        ("He said we ” stay", ""),
    ],
)
def test_words_between_quotation_marks_are_told_to_the_network(text: str, quoted: str) -> None:
    (window,) = cut_windows(text, [(0, len(text))])
    within = [
        text[start:end]
        for start, end, first in zip(window.starts, window.ends, window.first, strict=True)
        if window.quotes[first]
    ]
    assert " ".join(within) == quoted


@given(st.lists(st.lists(st.tuples(*[st.integers(-8, 8)] * 3), min_size=1, max_size=5), min_size=1, max_size=4))
def test_the_best_labels_are_those_of_the_best_path(rows: list[list[tuple[int, int, int]]]) -> None:
    lengths = np.array([len(row) for row in rows])
    emissions = np.full((len(rows), lengths.max(), 3), 99.0)
    for at, row in enumerate(rows):
        emissions[at, : len(row)] = row
    labels, likelihoods = best_labels(emissions, lengths, START, TRANSITIONS)
    for row, told, likelihood in zip(rows, labels.tolist(), likelihoods, strict=True):
        scores = [_score(row, path) for path in product(range(3), repeat=len(row))]
        best = max(scores)
        assert likelihood == pytest.approx(np.exp(best) / np.exp(scores).sum())
        assert _score(row, told[: len(row)]) == pytest.approx(best)
        assert not any(told[len(row) :])


def _score(row: list[tuple[int, int, int]], path: tuple[int, ...] | list[int]) -> float:
    steps = sum(TRANSITIONS[one, two] for one, two in pairwise(path))
    return float(START[path[0]] + steps + sum(scores[label] for scores, label in zip(row, path, strict=True)))


@pytest.mark.parametrize(
    ("words", "cues"),
    [
        ("OBIOO", [[1, 2]]),
        ("BOOBI", [[0], [3, 4]]),
        ("BBOOO", [[0], [1]]),
        ("BOOIO", [[0, 3]]),
        ("IOOOOOOI", [[0], [7]]),
        ("OOO", []),
    ],
)
def test_cues_are_runs_of_words(words: str, cues: list[list[int]]) -> None:
    told = {"O": [0.9, 0.05, 0.05], "B": [0.1, 0.85, 0.05], "I": [0.1, 0.05, 0.85]}
    found = find_cues(np.array([told[word] for word in words]), 0.5)
    assert [cue.tolist() for cue in found] == cues


def test_neighbouring_words_are_one_span() -> None:
    starts, ends = np.array([0, 4, 8, 20]), np.array([3, 7, 9, 25])
    assert join_words(np.array([0, 1, 3]), starts, ends) == ((0, 7), (20, 25))
    assert join_words(np.array([], int), starts, ends) == ()


def test_a_line_of_cues_costs_no_more_than_a_bounded_number_of_them() -> None:
    text = "said " * 5_000
    assert len(list(tag_lines(text, [(0, len(text))], Least(0.0)))) <= 64 * (1 + 5_000 // (MAX_PIECES // 2))


def test_each_span_is_of_whole_words() -> None:
    text = "“We will stay,” Anton Koval, the mayor of Lypivka, told reporters on Monday."
    for one in tag_lines(text, [(0, len(text))], Least(0.05)):
        for start, end in (*one.source, *one.cue, *one.content):
            assert text[start:end].strip() == text[start:end] != ""
