"""What the names of a line's elements say: learned weights of tags, classes, ids and roles.

Pages call their parts ``article-body``, ``promo`` or ``related``. Which names matter is learned, not listed: hashed
pairs of a name and how far above the line it stands feed a logistic regression.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from zlib import crc32

import numpy as np

from claims_pipeline.articles.alphabet import Array

N_BUCKETS = 2**16
_SEPARATOR = " > "
_WORD = re.compile(r"[a-z]+|[0-9]+")
_NAME = re.compile(r"[^.#\[\]=]+")
_LEVELS = 3
_MAX_STEPS = 12
_MAX_NAMES = 12


@lru_cache(maxsize=20_000)
def name_buckets(context: str) -> tuple[int, ...]:
    """Return the bucket of each name on the way from a line's element outwards, with its distance and without."""
    steps = context.rsplit(_SEPARATOR, _MAX_STEPS)[-_MAX_STEPS:][::-1] if context else []
    found = [
        crc32(f"{level}{name}".encode("utf-8", "replace")) % N_BUCKETS
        for distance, step in enumerate(steps)
        for name in _names(step)
        for level in (min(distance, _LEVELS), "")
    ]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=20_000)
def _names(step: str) -> tuple[str, ...]:
    whole = _NAME.findall(step)[:_MAX_NAMES]
    return tuple(dict.fromkeys([*whole, *(word for name in whole for word in _WORD.findall(name))]))


def naming_score(contexts: Sequence[str], weights: Array, intercept: float) -> Array:
    """Return the log-odds, by the names of its elements alone, that each line is the article's."""
    buckets = [name_buckets(context) for context in contexts]
    counts = np.array([len(line) for line in buckets])
    line = np.repeat(np.arange(len(contexts)), counts)
    found = weights[np.fromiter(chain.from_iterable(buckets), np.int64, int(counts.sum()))]
    return np.asarray(intercept + np.bincount(line, found, len(contexts)) / np.sqrt(np.maximum(counts, 1)))
