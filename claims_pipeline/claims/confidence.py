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

FEATURES = ("logit_probability", "log_certainty", "has_source", "is_carried")
_LEAST = 1e-4


def confidence(reading: Reading, has_source: bool) -> float:
    """Return the probability that source and content of a reading are right, 0 to 1."""
    weights = _weights()[reading.voters]
    values = features(reading, has_source)
    score = weights["intercept"] + sum(weights[name] * values[name] for name in FEATURES)
    return round(1 / (1 + math.exp(-score)), 6)


def features(reading: Reading, has_source: bool) -> dict[str, float]:
    """Return what confidence is read from."""
    probability = min(max(reading.probability or 0.5, _LEAST), 1 - _LEAST)
    return {
        "logit_probability": math.log(probability / (1 - probability)),
        "log_certainty": math.log(max(reading.certainty, _LEAST)),
        "has_source": float(has_source),
        "is_carried": float(reading.is_carried),
    }


@cache
def _weights() -> dict[str, dict[str, float]]:
    return tomllib.loads((files(__package__) / "data" / "confidence.toml").read_text(encoding="utf-8"))
