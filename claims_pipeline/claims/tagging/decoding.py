"""What the network says of each word → cues with their sources and contents."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

Span = tuple[int, int]
OUTSIDE, SOURCE, CONTENT = range(3)
_MAX_GAP = 4
"""Words from one part of a cue to the next, as in *did* he *say*."""
_MAX_CONTENT_GAP = 3
"""Words from one word of a content to the next between which all is content too."""
_BEGINS_BESIDE, _BEGINS_APART = 0.6, 0.15
"""Share of *begins* in a cue's probability from which a word right after a cue, or apart from it, begins another."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """One attribution as character spans of the page.

    ``probability`` is that of its cue, ``certainty`` that of its source and content, if the cue is one.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    probability: float
    certainty: float = 1.0


def find_cues(probabilities: np.ndarray, least: float) -> list[np.ndarray]:
    """Return the words of each cue: ``probabilities`` are words × (outside, begins a cue, goes on with one)."""
    cues: list[list[int]] = []
    for at in np.flatnonzero(1 - probabilities[:, 0] >= least):
        if cues and _goes_on(probabilities[at], int(at) - cues[-1][-1]):
            cues[-1].append(int(at))
        else:
            cues.append([int(at)])
    return [np.array(cue) for cue in cues]


def _goes_on(probabilities: np.ndarray, gap: int) -> bool:
    """Whether a word belongs to the cue that ends so many words before it."""
    begins = probabilities[1] / probabilities[1:].sum()
    return bool(begins < (_BEGINS_BESIDE if gap == 1 else _BEGINS_APART) and gap <= _MAX_GAP)


def best_labels(
    emissions: np.ndarray, lengths: np.ndarray, start: np.ndarray, transitions: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the likeliest labels of each row (Viterbi 1967), rows × words × labels → rows × words, and how likely.

    Words past a row's length are outside.
    """
    rows, words, labels = emissions.shape
    score = every = emissions[:, 0] + start
    back = np.empty((rows, words, labels), np.int8)
    for at in range(1, words):
        ways = score[:, :, None] + transitions
        is_past = (at >= lengths)[:, None]
        back[:, at] = np.where(is_past, np.arange(labels), ways.argmax(1))
        score = np.where(is_past, score, ways.max(1) + emissions[:, at])
        summed = np.logaddexp.reduce(every[:, :, None] + transitions, axis=1) + emissions[:, at]
        every = np.where(is_past, every, summed)
    path = np.empty((rows, words), np.int8)
    path[:, -1] = score.argmax(1)
    for at in range(words - 1, 0, -1):
        path[:, at - 1] = back[np.arange(rows), at, path[:, at]]
    likelihood = np.exp(score.max(1) - np.logaddexp.reduce(every, axis=1))
    return np.where(np.arange(words) < lengths[:, None], path, OUTSIDE), likelihood


def fill_gaps(labels: np.ndarray) -> np.ndarray:
    """Return a row's labels with short gaps in its content filled: words that the vocabulary lacks are often missed."""
    filled = labels.copy()
    content = np.flatnonzero(labels == CONTENT)
    for before, after in pairwise(content.tolist()):
        if 1 < after - before <= _MAX_CONTENT_GAP and not labels[before + 1 : after].any():
            filled[before + 1 : after] = CONTENT
    return filled


def join_words(words: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> tuple[Span, ...]:
    """Return the characters of words (ascending), neighbours as one span."""
    if not len(words):
        return ()
    breaks = np.flatnonzero(np.diff(words) > 1) + 1
    return tuple((int(starts[run[0]]), int(ends[run[-1]])) for run in np.split(words, breaks))
