"""The surroundings of a line: neighbours, windows, distances to marks, repetition, the runs of prose of its page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from claims_pipeline.articles.alphabet import Array, scattered
from claims_pipeline.articles.lines import Lines, Pages
from claims_pipeline.articles.phrases import cue_rules
from claims_pipeline.articles.windows import (
    best_runs,
    difference,
    neighbour,
    page_max,
    running_total,
    steps_since,
    steps_until,
    window_sum,
)
from claims_pipeline.articles.wording import cohesion

Features = dict[str, Array]

LONG_LINE = 60.0
REACHES = (3, 8, 20)
_PROSE = 6.0
_FAR = 60
_STEPS = (-4, -3, -2, -1, 1, 2, 3, 4)
_NEAR_STEPS = (-2, -1, 1, 2)
_OPENING_WORDS = 5
_MANY = 6
_MARKS = ("related_heading", "comment_heading", "comment_action", "newsletter_cue", "teaser_cue", "share_cue")
_RUN_COSTS = {"strict": 3.0, "even": 1.0, "loose": 0.3}


def surroundings(lines: Lines, pages: Pages, found: Features, hits: Array) -> Features:
    """Return what stands around each line; ``found`` is what is known of each by itself."""
    prose, n_words = found["prose"], lines.n_words
    log_words = np.log1p(n_words)
    only_prose = np.maximum(prose, 0)
    runs = {name: np.where(prose < 0, prose * cost, prose) for name, cost in _RUN_COSTS.items()}
    said, often, everywhere = cohesion(lines, pages, _in_runs(runs["even"], pages) & (prose > 0))
    around = {
        "prose": (_STEPS, prose, -20),
        "log_words": (_STEPS, log_words, -1),
        "ends_sentence": (_NEAR_STEPS, found["ends_sentence"], -1),
        "cue_weight": (_NEAR_STEPS, found["cue_weight"], -1),
        "capital_words": (_NEAR_STEPS, found["capital_words"], -1),
        "last": (_NEAR_STEPS, found["last"], -1),
        "digit_share": (_NEAR_STEPS, found["digit_share"], -1),
        "wording": ((-3, *_NEAR_STEPS, 3), found["wording"], -9),
        "said": ((-1, 1), said, -1),
    }
    if "tag" in found:
        around |= {name: (_NEAR_STEPS, found[name], -1) for name in ("link_density", "tag", "naming")}
    features: Features = {
        "said": said,
        "often": often,
        "everywhere": everywhere,
        **_repetition(lines, pages),
        **_position(pages, n_words, only_prose),
        "share_of_longest": n_words / np.maximum(page_max(np.where(prose > 0, n_words, 0), pages), 1),
        **{
            f"{name}_{step:+d}": neighbour(values, pages, step, outside)
            for name, (steps, values, outside) in around.items()
            for step in steps
        },
    }
    for name, values in (("prose", only_prose), ("balance", prose), ("length", log_words)):
        features |= _windows(name, values, pages)
    features |= mean_windows("wording", found["wording"], np.minimum(n_words, LONG_LINE) + 2, pages)
    features |= distances("prose", prose > _PROSE, pages)
    for mark in _MARKS:
        features |= distances(mark, hits[:, cue_rules().index(mark)], pages, own=True)
    if "tag" in found:
        features |= distances("h1", found["is_h1"], pages, own=True)
    for name, scores in runs.items():
        features |= run_features(name, scores, pages, n_words)
    return features


def _in_runs(scores: Array, pages: Pages) -> Array:
    runs, at = best_runs(scores, pages), pages.place
    return np.asarray((at >= runs.start[pages.number]) & (at <= runs.end[pages.number]))


def _repetition(lines: Lines, pages: Pages) -> Features:
    """How often the page has the line's words, the how many-th it is, and whether its neighbour opens alike."""
    whole = lines.key(None) + scattered(pages.number.astype(np.uint64))
    _, kind, number = np.unique(whole, return_inverse=True, return_counts=True)
    order = np.argsort(kind, kind="stable")
    turn = np.empty(len(kind), np.int64)
    turn[order] = np.arange(len(kind)) - (np.cumsum(number) - number)[kind[order]]
    opening = lines.key(_OPENING_WORDS)
    long = lines.words.per_line >= _OPENING_WORDS
    like_above = (opening == neighbour(opening, pages, -1, 0)) & long & neighbour(long, pages, -1, False)
    return {
        "times_on_page": np.minimum(number[kind], _MANY),
        "turn_on_page": np.minimum(turn, _MANY),
        "like_above": like_above,
        "like_below": neighbour(like_above, pages, 1, False),
    }


def _position(pages: Pages, n_words: Array, only_prose: Array) -> Features:
    at = pages.place
    before, total = window_sum(only_prose, pages, None, 0), window_sum(only_prose, pages, None, None)
    return {
        "from_top": at - pages.first,
        "from_bottom": pages.last - 1 - at,
        "share_of_lines": (at - pages.first) / (pages.last - pages.first),
        "lines_on_page": pages.last - pages.first,
        "words_on_page": window_sum(n_words, pages, None, None),
        "prose_on_page": total,
        "prose_before": before,
        "share_of_prose": before / np.maximum(total, 1),
    }


def _windows(name: str, values: Array, pages: Pages) -> Features:
    total = running_total(values)
    return {
        f"{name}_{side}_{reach}": difference(total, pages, first, end)
        for reach in REACHES
        for side, first, end in (("above", -reach, 0), ("below", 1, reach + 1))
    }


def mean_windows(
    name: str, values: Array, weight: Array, pages: Pages, reaches: Sequence[int | None] = REACHES
) -> Features:
    """Return the weighted mean of the values above and below each line, as far as each of the reaches."""
    features = {}
    weighed, weights = running_total(values * weight), running_total(weight)
    for reach in reaches:
        above, below = (None if reach is None else -reach, 0), (1, None if reach is None else reach + 1)
        for side, window in (("above", above), ("below", below)):
            total = difference(weights, pages, *window)
            features[f"{name}_mean_{side}_{reach}"] = difference(weighed, pages, *window) / np.maximum(total, 1)
    return features


def distances(name: str, marks: Array, pages: Pages, own: bool = False) -> Features:
    """Steps to the nearest mark above and below; the line's own counts only where asked."""
    since, until = steps_since(marks, pages, _FAR), steps_until(marks, pages, _FAR)
    if not own:
        since, until = neighbour(since, pages, -1, _FAR), neighbour(until, pages, 1, _FAR)
    return {f"since_{name}": since, f"until_{name}": until}


def run_features(name: str, scores: Array, pages: Pages, n_words: Array) -> Features:
    """Where each line stands to the best run of its page, and how much of the page's prose that run holds."""
    runs, at, page = best_runs(scores, pages), pages.place, pages.number
    start, end = runs.start[page], runs.end[page]
    length = end - start + 1
    words = np.concatenate(([0.0], np.cumsum(n_words)))
    words_from = np.select((at < start, at > end), (words[at] - words[start], words[at + 1] - words[end + 1]), 0.0)
    positive = np.add.reduceat(np.maximum(scores, 0), pages.starts)
    return {
        f"in_{name}_run": (at >= start) & (at <= end),
        f"from_start_{name}": at - start,
        f"from_end_{name}": at - end,
        f"place_in_{name}": (at - start) / length,
        f"words_from_{name}": words_from,
        f"length_{name}": length,
        f"score_{name}": runs.score[page],
        f"share_{name}": (runs.score / np.maximum(positive, 1))[page],
    }
