"""Texts with attributions → windows with the labels that the networks learn."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from claims_pipeline.claims.tagging.decoding import CONTENT, SOURCE
from claims_pipeline.claims.tagging.wordpieces import Window, cut_windows
from claims_pipeline_tests.evaluation.marked import Marked, Passage, Span

OUTSIDE_CUE, BEGINS_CUE, IN_CUE = range(3)
UNMARKED_WEIGHT = 0.05
"""Weight of *no cue here* inside a content of PolNeAR, whose annotators marked no attribution within another."""


@dataclass(frozen=True, slots=True)
class Example:
    """A window with its labels.

    ``cues`` are words × {outside, begins, goes on}; ``weights`` say how sure the absence of a cue is; ``roles`` are
    words × (in a source, in a content); ``arguments`` are for each cue its words, and the label of every word.
    """

    window: Window
    cues: np.ndarray
    weights: np.ndarray
    roles: np.ndarray
    arguments: list[tuple[np.ndarray, np.ndarray]]


def read_corpus(path: Path) -> Iterator[Passage]:
    """Yield the articles of PolNeAR as ``{"text", "attributions": [{"source", "cue", "content"}]}`` a line, gzipped."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            spans = [[one[role] for role in ("source", "cue", "content")] for one in article["attributions"]]
            yield Passage(article["text"], [Marked(*one) for one in spans])


def examples(passage: Passage, *, marks_nested: bool) -> Iterator[Example]:
    """Yield the windows of a passage with their labels."""
    lines = [line.span() for line in re.finditer(r"[^\n]+", passage.text)]
    for window in cut_windows(passage.text, lines):
        yield _label(window, passage.attributions, marks_nested)


def _label(window: Window, attributions: Sequence[Marked], marks_nested: bool) -> Example:
    n_words = len(window.first)
    cues, roles = np.zeros(n_words, np.int64), np.zeros((n_words, 2), np.float32)
    arguments = []
    for one in attributions:
        cue, source, content = (_touched(window, spans) for spans in (one.cue, one.source, one.content))
        roles[source, 0] = roles[content, 1] = 1
        words = np.flatnonzero(cue)
        if len(words):
            cues[words], cues[words[0]] = IN_CUE, BEGINS_CUE
            labels = np.zeros(n_words, np.int64)
            labels[source], labels[content], labels[cue] = SOURCE, CONTENT, 0
            arguments.append((words, labels))
    weights = np.ones(n_words, np.float32)
    if not marks_nested:
        weights[(roles[:, 1] > 0) & (cues == OUTSIDE_CUE)] = UNMARKED_WEIGHT
    return Example(window, cues, weights, roles, arguments)


def _touched(window: Window, spans: Sequence[Span]) -> np.ndarray:
    touched = np.zeros(len(window.first), bool)
    for start, end in spans:
        touched |= (window.starts < end) & (window.ends > start)
    return touched
