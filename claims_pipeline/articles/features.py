"""What the line classifier knows of a line, of its surroundings and of its markup; one row a feature.

Three groups: the line by itself (length, letters, ends, cue phrases, learned weights of its words), the line in its
page (``surroundings.py``), and for HTML the line in its markup (``markup.py``, ``naming.py``). None of them asks which
language the page is in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from claims_pipeline.articles.alphabet import Array, Kind
from claims_pipeline.articles.lines import Lines, Pages
from claims_pipeline.articles.markup import Markup, group_features, markup_features
from claims_pipeline.articles.naming import naming_score
from claims_pipeline.articles.phrases import cue_hits, cue_rules, cue_weights
from claims_pipeline.articles.surroundings import LONG_LINE, Features, surroundings
from claims_pipeline.articles.wording import word_score

_SENTENCE_WORDS = 8.0


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
    naming = naming_score(given.markup.context, *names) if given.markup else np.zeros(len(given.texts))
    return Spoken(word_score(given.lines, *words), naming)


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
    return Evidence(found | surroundings(lines, pages, found, hits), lines.n_words, groups)


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
    words = np.minimum(found["words"], LONG_LINE)
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
