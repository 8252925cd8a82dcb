"""How sure an attribution is: what the voters say of it → a probability.

A logistic regression (Platt 1999) for each set of voters, fitted on texts in which every attribution is marked:
``claims_pipeline_tests.training.attribution.calibrate``.
"""

from __future__ import annotations

import math
import tomllib
from functools import cache
from importlib.resources import files

from claims_pipeline.claims.votes import Reading

FEATURES = ("logit_probability", "log_certainty", "log_words", "has_source", "is_carried", "is_nested")
_LEAST = 1e-4


def confidence(reading: Reading) -> float:
    """Return the probability that source and content of a reading are right, 0 to 1."""
    weights = _weights()[reading.voters]
    values = features(reading)
    score = weights["intercept"] + sum(weights[name] * values[name] for name in FEATURES)
    return round(1 / (1 + math.exp(-score)), 6)


def features(reading: Reading) -> dict[str, float]:
    """Return what confidence is read from."""
    probability = min(max(reading.probability or 0.5, _LEAST), 1 - _LEAST)
    return {
        "logit_probability": math.log(probability / (1 - probability)),
        "log_certainty": math.log(max(reading.certainty, _LEAST)),
        "log_words": math.log(1 + reading.n_words),
        "has_source": float(reading.attribution.origin.source is not None),
        "is_carried": float(reading.is_carried),
        "is_nested": float(reading.is_nested),
    }


@cache
def _weights() -> dict[str, dict[str, float]]:
    return tomllib.loads((files(__package__) / "data" / "confidence.toml").read_text(encoding="utf-8"))
