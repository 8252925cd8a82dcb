"""What the line classifier knows of a line, of its place, of its neighbours and of its page; one row a feature.

Three groups: the line by itself (length, letters, ends, cue phrases, learned weights of its words), the line in its
page (neighbours, windows, distances, repetition, the runs of prose, words shared with them), and for HTML the line in
its markup (``markup.py``). None of them asks which language the page is in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from claims_pipeline.articles.alphabet import Array, Kind, scattered
from claims_pipeline.articles.lines import Lines, Pages
from claims_pipeline.articles.markup import Markup, group_features, markup_features
from claims_pipeline.articles.naming import naming_score
from claims_pipeline.articles.phrases import cue_hits, cue_rules, cue_weights
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
from claims_pipeline.articles.wording import cohesion, word_score

Features = dict[str, Array]

_LONG_LINE = 60.0
_SENTENCE_WORDS = 8.0
_PROSE = 6.0
_FAR = 60
_STEPS = (-4, -3, -2, -1, 1, 2, 3, 4)
_NEAR_STEPS = (-2, -1, 1, 2)
_REACHES = (3, 8, 20)
_OPENING_WORDS = 5
_MANY = 6
_MARKS = ("related_heading", "comment_heading", "comment_action", "newsletter_cue", "teaser_cue", "share_cue")
_RUN_COSTS = {"strict": 3.0, "even": 1.0, "loose": 0.3}
_EDGES = {"low": 0.25, "even": 0.5, "high": 0.75}


class HashedWeights(NamedTuple):
    """A logistic regression over hashed features: of words (``wording``) or of the names of elements (``naming``)."""

    weights: Array
    intercept: float


@dataclass(frozen=True)
class TextLines:
    """The lines of some pages, none of them blank, as the classifier takes them; ``markup`` is None for text pages."""

    texts: Sequence[str]
    pages: Pages
    markup: Markup | None

    @cached_property
    def lines(self) -> Lines:
        """What the lines are made of."""
        return Lines(self.texts)


class Evidence(NamedTuple):
    """The features of all lines, and what the second stage needs of the first."""

    features: Features
    n_words: Array
    groups: dict[str, Array]


class Spoken(NamedTuple):
    """The log-odds of each line by its words alone, and by the names of its elements alone; text pages have none."""

    wording: Array
    naming: Array


def spoken(given: TextLines, words: HashedWeights, names: HashedWeights) -> Spoken:
    """Return what the words and names of each line say."""
    contexts = given.markup.context if given.markup else [""] * len(given.texts)
    return Spoken(word_score(given.lines, *words), naming_score(contexts, *names))


def evidence(given: TextLines, said: Spoken) -> Evidence:
    """Return the features of the first stage."""
    lines, pages = given.lines, given.pages
    hits = cue_hits(lines)
    found = line_features(lines, hits) | {"wording": said.wording}
    groups: dict[str, Array] = {}
    link_density = np.zeros(lines.n)
    if given.markup is not None:
        marked = markup_features(given.markup, found["chars"])
        found |= marked | {"naming": said.naming}
        link_density = marked["link_density"]
    found["prose"] = prose = prose_scores(found, link_density, given.markup)
    if given.markup is not None:
        grouped, groups = group_features(given.markup, pages, lines.n_words, np.maximum(prose, 0), link_density)
        found |= grouped
    return Evidence(found | page_features(given, found, hits), lines.n_words, groups)


def line_features(lines: Lines, hits: Array) -> Features:
    """Return what each line is by itself."""
    counts, n_words, words = lines.counts, lines.n_words, lines.words
    some_words, some_chars = np.maximum(n_words, 1), np.maximum(lines.last - lines.first + 1, 1)
    letters = np.maximum(counts[:, [Kind.UPPER, Kind.LOWER, Kind.LETTER, Kind.UNSPACED]].sum(1), 1)
    n_lines = lines.n
    last_core = lines.kind[lines.last_core]
    return {
        "chars": some_chars,
        "words": n_words,
        "word_length": some_chars / some_words,
        "upper_share": counts[:, Kind.UPPER] / letters,
        "digit_share": counts[:, Kind.DIGIT] / some_chars,
        "digits": counts[:, Kind.DIGIT],
        "capital_words": words.count_in_lines(words.kind == Kind.UPPER, n_lines) / some_words,
        "small_words": words.count_in_lines(words.kind == Kind.LOWER, n_lines) / some_words,
        "short_words": words.count_in_lines((words.lengths <= 3) & (words.kind == Kind.LOWER), n_lines) / some_words,
        "long_words": words.count_in_lines(words.lengths >= 8, n_lines) / some_words,
        "commas": counts[:, Kind.COMMA],
        "comma_share": counts[:, Kind.COMMA] / some_words,
        "sentences": lines.n_sentences,
        "words_a_sentence": n_words / np.maximum(lines.n_sentences, 1),
        "quotes": counts[:, Kind.QUOTE],
        "colons": counts[:, Kind.COLON],
        "brackets": counts[:, Kind.BRACKET],
        "bars": counts[:, Kind.BAR],
        "signs": counts[:, Kind.SIGN],
        "dashes": counts[:, Kind.DASH],
        "others": counts[:, Kind.OTHER],
        "unspaced": counts[:, Kind.UNSPACED] / letters,
        "last_core": last_core,
        "last": lines.kind[lines.last],
        "first": lines.kind[lines.first],
        "ends_sentence": (last_core == Kind.END) & ~lines.is_cut_off,
        "ends_open": last_core == Kind.COLON,
        "is_cut_off": lines.is_cut_off,
        "cue_weight": cue_weights(hits),
        **{rule: hits[:, column] for column, rule in enumerate(cue_rules())},
    }


def prose_scores(found: Features, link_density: Array, markup: Markup | None) -> Array:
    """Return how much each line looks like prose: its words when it ends like a sentence, a cost when it does not."""
    words = np.minimum(found["words"], _LONG_LINE)
    long = words >= _SENTENCE_WORDS
    is_sentence = found["ends_sentence"] | (found["ends_open"] & long)
    score = np.select(
        (found["cue_weight"] > 0, is_sentence & long, is_sentence, (words >= 20) & ~found["is_cut_off"], long),
        (-np.maximum(found["cue_weight"], 1), words - 4, -1, words / 2, -8),
        -5.0,
    )
    if markup is not None:
        score = np.where(found["is_hidden"], -0.5, np.where(found["is_image"], -1.0, score))
    return np.where(score > 0, score * (1 - link_density), score)


def page_features(given: TextLines, found: Features, hits: Array) -> Features:
    """Return what stands around each line."""
    lines, pages, prose, n_words = given.lines, given.pages, found["prose"], given.lines.n_words
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
    if given.markup is not None:
        around |= {name: (_NEAR_STEPS, found[name], -1) for name in ("link_density", "tag", "naming")}
    features: Features = {
        "said": said,
        "often": often,
        "everywhere": everywhere,
        **_repetition(given),
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
    features |= _mean_windows("wording", found["wording"], np.minimum(n_words, _LONG_LINE) + 2, pages)
    features |= _distances("prose", prose > _PROSE, pages)
    for mark in _MARKS:
        features |= _distances(mark, hits[:, cue_rules().index(mark)], pages, own=True)
    if given.markup is not None:
        features |= _distances("h1", found["is_h1"], pages, own=True)
    for name, scores in runs.items():
        features |= _run(name, scores, pages, n_words)
    return features


def second_features(log_odds: Array, pages: Pages, n_words: Array, groups: dict[str, Array]) -> Features:
    """Return what the second stage sees: the first one's verdict on the line, its neighbours, its page, its group."""
    probability = 1 / (1 + np.exp(-log_odds))
    weight = np.minimum(n_words, _LONG_LINE) + 2
    features: Features = {
        "odds": log_odds,
        **{f"odds_{step:+d}": neighbour(log_odds, pages, step, -12) for step in range(-5, 6) if step},
        **_mean_windows("kept", probability, weight, pages, (*_REACHES, None)),
        "kept_total": window_sum(probability * weight, pages, None, None),
        "kept_most": page_max(probability, pages),
        **_distances("kept", probability > 0.5, pages),
    }
    before = window_sum(probability * weight, pages, None, 0)
    features["kept_before"] = before / np.maximum(features["kept_total"], 1)
    for name, edge in _EDGES.items():
        features |= _run(f"kept_{name}", (probability - edge) * weight, pages, n_words)
    for name, group in groups.items():
        total, kept = np.bincount(group, weight), np.bincount(group, probability * weight)
        others = (kept[group] - probability * weight) / np.maximum(total[group] - weight, 1)
        features[f"kept_{name}"] = (kept / np.maximum(total, 1))[group]
        features[f"kept_others_{name}"] = np.where(np.bincount(group)[group] > 1, others, -1)
    return features


def _in_runs(scores: Array, pages: Pages) -> Array:
    runs, at = best_runs(scores, pages), pages.place
    return np.asarray((at >= runs.start[pages.number]) & (at <= runs.end[pages.number]))


def _repetition(given: TextLines) -> Features:
    """How often the page has the line's words, the how many-th it is, and whether its neighbour opens alike."""
    pages, whole = given.pages, given.lines.key(None) + scattered(given.pages.number.astype(np.uint64))
    _, kind, number = np.unique(whole, return_inverse=True, return_counts=True)
    order = np.argsort(kind, kind="stable")
    turn = np.empty(len(kind), np.int64)
    turn[order] = np.arange(len(kind)) - (np.cumsum(number) - number)[kind[order]]
    opening = given.lines.key(_OPENING_WORDS)
    long = given.lines.words.per_line >= _OPENING_WORDS
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
        for reach in _REACHES
        for side, first, end in (("above", -reach, 0), ("below", 1, reach + 1))
    }


def _mean_windows(
    name: str, values: Array, weight: Array, pages: Pages, reaches: Sequence[int | None] = _REACHES
) -> Features:
    features = {}
    weighed, weights = running_total(values * weight), running_total(weight)
    for reach in reaches:
        above, below = (None if reach is None else -reach, 0), (1, None if reach is None else reach + 1)
        for side, window in (("above", above), ("below", below)):
            total = difference(weights, pages, *window)
            features[f"{name}_mean_{side}_{reach}"] = difference(weighed, pages, *window) / np.maximum(total, 1)
    return features


def _distances(name: str, marks: Array, pages: Pages, own: bool = False) -> Features:
    """Steps to the nearest mark above and below; the line's own counts only where asked."""
    since, until = steps_since(marks, pages, _FAR), steps_until(marks, pages, _FAR)
    if not own:
        since, until = neighbour(since, pages, -1, _FAR), neighbour(until, pages, 1, _FAR)
    return {f"since_{name}": since, f"until_{name}": until}


def _run(name: str, scores: Array, pages: Pages, n_words: Array) -> Features:
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
