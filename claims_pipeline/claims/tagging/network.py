"""The two networks, run by ONNX Runtime: window → cues; window and cue → source and content.

A window is run by itself: the 8-bit networks scale their numbers by what they see in one run, and what a page says must
not depend on the pages beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import onnxruntime

from claims_pipeline.claims.tagging.decoding import (
    CONTENT,
    SOURCE,
    Tagged,
    best_labels,
    fill_gaps,
    find_cues,
    join_words,
)
from claims_pipeline.claims.tagging.wordpieces import Window

SPAN = 56
"""Words on either side of a cue among which its source and content are looked for."""
DISTANCES = np.array(
    [-64, -48, -32, -24, -16, -12, -8, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 9, 13, 17, 25, 33, 49, 65]
)
"""Where each class of distances from a cue begins, in words."""
_CUE = 3
"""The label of a cue's own words, which are neither its source nor its content."""
MAX_CUES = 32
"""Cues read in one window: prose has a few, and a hostile page that repeats them must not cost their square."""


class Least(NamedTuple):
    """How probable a cue has to be."""

    alone: float
    """Where nobody else names it."""
    nested: float = 1.0
    """Where it stands in a quotation or in another's content."""
    named: float = 1.0
    """Where another reader names it too."""


def tag_windows(windows: Sequence[Window], least: Least, told: Set[int]) -> Iterator[Tagged]:
    """Yield the attributions of a page's windows whose cues are probable enough; those within others' contents last.

    ``told`` are the characters of the cues that another reader named.
    """
    seen = [_see(window, least, told) for window in windows]
    sure = _arguments(seen, [one.sure for one in seen])
    found = [list(_tagged(one, rows)) for one, rows in zip(seen, sure, strict=True)]
    yield from (one for here in found for one in here)
    within = [
        [cue for cue in one.doubtful if _is_within(one.window, cue, here)][: MAX_CUES - len(one.sure)]
        for one, here in zip(seen, found, strict=True)
    ]
    for one, rows in zip(seen, _arguments(seen, within), strict=True):
        yield from _tagged(one, rows)


def _is_within(window: Window, cue: np.ndarray, found: Sequence[Tagged]) -> bool:
    at = window.starts[cue[0]]
    is_quoted = bool(window.quotes[window.first[cue[0]]])
    return is_quoted or any(start <= at < end for one in found for start, end in one.content)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the encoder says of a window: vectors of its words, how likely each is part of a cue, and the cues."""

    window: Window
    words: np.ndarray
    cue_words: np.ndarray
    probabilities: np.ndarray
    sure: list[np.ndarray]
    doubtful: list[np.ndarray]


def _see(window: Window, least: Least, told: Set[int]) -> _Seen:
    probabilities, words, cue_words = _run(
        "encoder",
        ids=window.ids[None], cases=window.cases[None], quotes=window.quotes[None], first=window.first[None],
    )  # fmt: skip
    seen = _Seen(window, words[0], cue_words[0], 1 - probabilities[0][:, 0], [], [])
    for cue in find_cues(probabilities[0], min(least)):
        probability = seen.probabilities[cue].max()
        is_named = not told.isdisjoint(window.starts[cue].tolist())
        if probability >= (least.named if is_named else least.alone):
            seen.sure.append(cue)
        elif probability >= least.nested:
            seen.doubtful.append(cue)
    del seen.sure[MAX_CUES:]
    return seen


@dataclass(frozen=True, slots=True)
class _Arguments:
    """A cue, the words near it, their labels, and how likely these are."""

    cue: np.ndarray
    near: np.ndarray
    labels: np.ndarray
    certainty: float


def _arguments(seen: Sequence[_Seen], cues: Sequence[Sequence[np.ndarray]]) -> list[list[_Arguments]]:
    """Return the arguments of each window's cues; the labels of all windows are found in one pass."""
    near = [[around(cue, len(one.window.first)) for cue in here] for one, here in zip(seen, cues, strict=True)]
    scores = [_emissions(*of) for of in zip(seen, cues, near, strict=True) if of[1]]
    if not scores:
        return [[] for _ in seen]
    width = max(one.shape[1] for one in scores)
    emissions = np.concatenate([np.pad(one, ((0, 0), (0, width - one.shape[1]), (0, 0))) for one in scores])
    lengths = np.array([len(words) for here in near for words in here])
    labels, certainties = best_labels(emissions, lengths, *_transitions())
    rows = zip(labels, certainties.tolist(), strict=True)
    return [
        [
            _Arguments(cue, words, row[: len(words)], certainty)
            for cue, words, (row, certainty) in zip(of_cues, of_words, islice(rows, len(of_cues)), strict=True)
        ]
        for of_cues, of_words in zip(cues, near, strict=True)
    ]


def _emissions(seen: _Seen, cues: Sequence[np.ndarray], near: Sequence[np.ndarray]) -> np.ndarray:
    """Return the scores of each label, cues × words × labels."""
    places = _padded(near)
    (emissions,) = _run(
        "arguments",
        words=seen.words[places],
        cue=np.stack([seen.cue_words[cue].mean(0) for cue in cues]),
        in_cue=_padded([np.isin(words, cue).astype(np.int64) for words, cue in zip(near, cues, strict=True)]),
        distances=_padded([distance_classes(words, cue) for words, cue in zip(near, cues, strict=True)]),
        mask=np.arange(places.shape[1]) < np.array([len(words) for words in near])[:, None],
    )
    return emissions


def _tagged(seen: _Seen, rows: Sequence[_Arguments]) -> Iterator[Tagged]:
    starts, ends = seen.window.starts, seen.window.ends
    for one in rows:
        roles = fill_gaps(np.where(np.isin(one.near, one.cue), _CUE, one.labels))
        yield Tagged(
            source=join_words(one.near[roles == SOURCE], starts, ends),
            cue=join_words(one.cue, starts, ends),
            content=join_words(one.near[roles == CONTENT], starts, ends),
            probability=float(seen.probabilities[one.cue].max()),
            certainty=one.certainty,
        )


def around(cue: np.ndarray, n_words: int) -> np.ndarray:
    """Return the words near a cue."""
    return np.arange(max(0, cue[0] - SPAN), min(n_words, cue[-1] + SPAN + 1))


def distance_classes(words: np.ndarray, cue: np.ndarray) -> np.ndarray:
    """Return the class of each word's distance from a cue, before it or after it; words within it are at 0."""
    distance = np.where(words < cue[0], words - cue[0], np.where(words > cue[-1], words - cue[-1], 0))
    return np.searchsorted(DISTANCES, distance, "right")


def _padded(rows: Sequence[np.ndarray]) -> np.ndarray:
    padded = np.zeros((len(rows), max(map(len, rows))), np.int64)
    for row, values in zip(padded, rows, strict=True):
        row[: len(values)] = values
    return padded


def _run(network: str, **inputs: np.ndarray) -> list[Any]:
    return _session(network).run(None, inputs)


@cache
def _session(network: str) -> onnxruntime.InferenceSession:
    """Load a network once a process."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    weights = (files(__package__) / "model" / f"{network}.onnx").read_bytes()
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


@cache
def _transitions() -> tuple[np.ndarray, np.ndarray]:
    """Return the scores of the first label, and of each label after each."""
    told = json.loads((files(__package__) / "model" / "transitions.json").read_text(encoding="utf-8"))
    return np.array(told["start"]), np.array(told["transitions"])
