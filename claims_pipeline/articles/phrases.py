"""Cue phrases in many lines at once: which rules of ``cues.toml`` a line answers to by its words."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation

from claims_pipeline.articles.alphabet import Array, Kind
from claims_pipeline.articles.cues import cue_entries
from claims_pipeline.articles.lines import Lines

_POSITIONS = ("whole", "starts", "contains")
_DOTTED_I = "\u0130"
"""The one letter whose lower case is longer than itself: offsets must stay those of the text."""


class _Phrases(NamedTuple):
    rules: list[str]
    automaton: AhoCorasick
    position: Array
    rule: Array
    max_words: Array
    weight: Array


@cache
def _phrases() -> _Phrases:
    cues = cue_entries()
    found = [
        (_lower(phrase), position, rule)
        for rule, cue in enumerate(cues)
        for position, name in enumerate(_POSITIONS)
        for phrase in cue.get(name, ())
    ]
    texts, positions, rules = zip(*found, strict=True)
    return _Phrases(
        [cue["rule"] for cue in cues],
        AhoCorasick(texts, implementation=Implementation.DFA),
        np.array(positions),
        np.array(rules),
        np.array([cue["max_words"] for cue in cues]),
        np.array([cue["weight"] for cue in cues], np.float32),
    )


def cue_rules() -> list[str]:
    """Return the names of the rules, in the order of the columns of ``cue_hits``."""
    return _phrases().rules


def cue_hits(lines: Lines) -> Array:
    """Return a row of booleans for each line: which rules it answers to."""
    phrases = _phrases()
    hits = np.zeros((lines.n, len(phrases.rules)), bool)
    found = phrases.automaton.find_matches_as_indexes(_lower(lines.text), overlapping=True)
    if not found:
        return hits
    which, starts, ends = np.array(found, np.int64).T
    line, position, rule = lines.line[starts], phrases.position[which], phrases.rule[which]
    fits = np.select(
        (position == 0, position == 1),
        (_is_whole(lines, line, starts, ends), _opens(lines, line, starts, ends)),
        True,
    )
    fits &= lines.n_words[line] <= phrases.max_words[rule]
    hits[line[fits], rule[fits]] = True
    return hits


def cue_weights(hits: Array) -> Array:
    """Return what each line costs a run of text that crosses it: the weight of its heaviest rule."""
    return np.max(hits * _phrases().weight, axis=1)


def _is_whole(lines: Lines, line: Array, starts: Array, ends: Array) -> Array:
    """Whether no letter stands in the line before or after the match."""
    letters = np.concatenate(([0], np.cumsum(lines.is_alnum & (lines.kind != Kind.DIGIT))))
    return (letters[starts] == letters[lines.starts[line]]) & (letters[ends] == letters[lines.ends[line]])


def _opens(lines: Lines, line: Array, starts: Array, ends: Array) -> Array:
    """Whether the match opens the line and ends at the end of a word."""
    cuts_word = lines.is_alnum[ends - 1] & lines.is_alnum[ends]
    return (starts == lines.first[line]) & ~cuts_word


def _lower(text: str) -> str:
    lower = text.replace(_DOTTED_I, "i").lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
