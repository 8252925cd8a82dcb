"""The line classifier: how likely each line of a page belongs to its article.

Two stages of boosted trees over the features of ``features.py``. The first judges a line by itself and its
surroundings; the second judges it again, knowing what the first said of its neighbours, of the lines of the same
element and style, and of the page: stacked sequential learning (Cohen and Carvalho, IJCAI 2005). The weights lie in
``model/``, a file for pages of text and one for HTML, with the script that trained them and its cross-validation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from claims_pipeline.articles.alphabet import Array
from claims_pipeline.articles.features import (
    HashedWeights,
    TextLines,
    evidence,
    spoken,
)
from claims_pipeline.articles.second_look import second_features
from claims_pipeline.articles.surroundings import Features
from claims_pipeline.articles.trees import Trees, logistic

HASHED = ("words", "names")
STAGES = ("first", "second")


class LineModel(NamedTuple):
    """What ``model/train.py`` wrote."""

    words: HashedWeights
    names: HashedWeights
    first: Trees
    second: Trees
    first_names: Sequence[str]
    second_names: Sequence[str]

    def probability(self, given: TextLines) -> Array:
        """Return the probability of each line, 0 to 1; pages do not change each other's."""
        found = evidence(given, spoken(given, self.words, self.names))
        odds = self.first.log_odds(matrix(found.features, self.first_names))
        again = second_features(odds, given.pages, found.n_words, found.groups) | found.features
        return logistic(self.second.log_odds(matrix(again, self.second_names)))


@cache
def line_model(form: str) -> LineModel:
    """Return the model for pages of a form, ``text`` or ``html``."""
    with (files(__package__) / "model" / f"{form}.npz").open("rb") as file, np.load(file) as data:
        first, second = (Trees(*(data[f"{stage}_{part}"] for part in Trees._fields)) for stage in STAGES)
        first_names, second_names = (data[f"{stage}_names"].tolist() for stage in STAGES)
        words, names = (_hashed(data, kind) for kind in HASHED)
    return LineModel(words, names, first, second, first_names, second_names)


def _hashed(data: Mapping[str, Array], kind: str) -> HashedWeights:
    if f"{kind}_weight" not in data:
        return HashedWeights(np.zeros(1, np.float32), 0.0)
    return HashedWeights(data[f"{kind}_weight"] * np.float32(data[f"{kind}_scale"]), float(data[f"{kind}_bias"]))


def matrix(features: Features, names: Sequence[str]) -> Array:
    """Return the named features as rows of one array of 32-bit numbers."""
    return np.array([features[name] for name in names], np.float32)
