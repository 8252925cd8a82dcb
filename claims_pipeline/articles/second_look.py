"""What the second stage sees: the first one's verdict on the line, its neighbours, its page and its group."""

from __future__ import annotations

import numpy as np

from claims_pipeline.articles.alphabet import Array
from claims_pipeline.articles.lines import Pages
from claims_pipeline.articles.surroundings import (
    LONG_LINE,
    REACHES,
    Features,
    distances,
    mean_windows,
    run_features,
)
from claims_pipeline.articles.trees import logistic
from claims_pipeline.articles.windows import neighbour, page_max, window_sum

_EDGES = {"low": 0.25, "even": 0.5, "high": 0.75}


def second_features(log_odds: Array, pages: Pages, n_words: Array, groups: dict[str, Array]) -> Features:
    """Return the features that the first stage's log-odds give; ``groups`` are those of ``markup.group_features``."""
    probability = logistic(log_odds)
    weight = np.minimum(n_words, LONG_LINE) + 2
    features: Features = {
        "odds": log_odds,
        **{f"odds_{step:+d}": neighbour(log_odds, pages, step, -12) for step in range(-5, 6) if step},
        **mean_windows("kept", probability, weight, pages, (*REACHES, None)),
        "kept_total": window_sum(probability * weight, pages, None, None),
        "kept_most": page_max(probability, pages),
        **distances("kept", probability > 0.5, pages),
    }
    before = window_sum(probability * weight, pages, None, 0)
    features["kept_before"] = before / np.maximum(features["kept_total"], 1)
    for name, edge in _EDGES.items():
        features |= run_features(f"kept_{name}", (probability - edge) * weight, pages, n_words)
    for name, group in groups.items():
        total, kept = np.bincount(group, weight), np.bincount(group, probability * weight)
        others = (kept[group] - probability * weight) / np.maximum(total[group] - weight, 1)
        features[f"kept_{name}"] = (kept / np.maximum(total, 1))[group]
        features[f"kept_others_{name}"] = np.where(np.bincount(group)[group] > 1, others, -1)
    return features
