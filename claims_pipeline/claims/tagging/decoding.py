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
    steps = emissions.transpose(1, 0, 2)
    scores, back = _best_scores(steps, start, transitions)
    last, rows = lengths - 1, np.arange(len(lengths))
    path = np.full((len(steps), len(rows)), OUTSIDE, np.int8)
    label = scores[last, rows].argmax(1)
    for at in range(len(steps) - 1, -1, -1):
        is_in = at <= last
        label = np.where(at < last, back[min(at + 1, len(steps) - 1), rows, label], label)
        path[at, is_in] = label[is_in]
    likelihoods = np.exp(scores[last, rows].max(1) - _log_sums(steps, start, transitions)[last, rows])
    return path.T, likelihoods


def _best_scores(steps: np.ndarray, start: np.ndarray, transitions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the score of the best path to each label of each word, and from which label of the word before it comes.

    Words × rows × labels.
    """
    scores, back = np.empty(steps.shape), np.zeros(steps.shape, np.int8)
    scores[0] = steps[0] + start
    for at in range(1, len(steps)):
        ways = scores[at - 1][:, :, None] + transitions
        back[at] = ways.argmax(1)
        scores[at] = ways.max(1) + steps[at]
    return scores, back


def _log_sums(steps: np.ndarray, start: np.ndarray, transitions: np.ndarray) -> np.ndarray:
    """Return the logarithm of the summed likelihoods of all paths to each word: words × rows (Rabiner 1989, scaled)."""
    highest = steps.max(2, keepdims=True)
    likelihoods, ways = np.exp(steps - highest), np.exp(transitions)
    sums = np.empty(steps.shape[:2])
    here = likelihoods[0] * np.exp(start)
    for at in range(len(steps)):
        if at:
            here = (here @ ways) * likelihoods[at]
        sums[at] = here.sum(1)
        here /= sums[at][:, None]
    return np.cumsum(np.log(sums) + highest[:, :, 0], axis=0)


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
