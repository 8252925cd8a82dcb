"""The two networks, run by ONNX Runtime: window → cues; window and cue → source and content.

A window is run by itself: the 8-bit networks scale their numbers by what they see in one run, and what a page says must
not depend on the pages beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence, Set
from functools import cache
from importlib.resources import files
from typing import Any

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
MAX_CUES = 64
"""Cues read in one window: prose has a few, and a hostile page that repeats them must not cost their square."""


def tag_window(window: Window, least: float, told: Set[int], least_told: float) -> Iterator[Tagged]:
    """Yield the attributions of a window whose cues are at least so probable, from left to right.

    Cues of which a character is ``told`` need only ``least_told``.
    """
    probabilities, words, cue_words = _run(
        "encoder",
        ids=window.ids[None], cases=window.cases[None], quotes=window.quotes[None], first=window.first[None],
    )  # fmt: skip
    sure = 1 - probabilities[0][:, 0]
    cues = [
        cue
        for cue in find_cues(probabilities[0], min(least, least_told))
        if sure[cue].max() >= least or not told.isdisjoint(window.starts[cue].tolist())
    ][:MAX_CUES]
    if not cues:
        return
    near = [around(cue, len(window.first)) for cue in cues]
    places = _padded(near)
    in_cue = _padded([np.isin(at, cue).astype(np.int64) for at, cue in zip(near, cues, strict=True)])
    distances = _padded([distance_classes(at, cue) for at, cue in zip(near, cues, strict=True)])
    lengths = np.array([len(at) for at in near])
    (emissions,) = _run(
        "arguments",
        words=words[0][places],
        cue=np.stack([cue_words[0][cue].mean(0) for cue in cues]),
        in_cue=in_cue,
        distances=distances,
        mask=np.arange(places.shape[1]) < lengths[:, None],
    )
    labels, certainties = best_labels(emissions, lengths, *_transitions())
    for cue, at, row, certainty in zip(cues, near, labels, certainties, strict=True):
        roles = fill_gaps(np.where(np.isin(at, cue), _CUE, row[: len(at)]))
        yield Tagged(
            source=join_words(at[roles == SOURCE], window.starts, window.ends),
            cue=join_words(cue, window.starts, window.ends),
            content=join_words(at[roles == CONTENT], window.starts, window.ends),
            probability=float(sure[cue].max()),
            certainty=float(certainty),
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
