"""Cue phrases: lines that say of themselves that they are not the article (``cues.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from claims_pipeline.articles.agencies import agency_forms
from claims_pipeline.articles.blocks import Block

_PATTERN_CHARS = 300
"""A longer line is matched by its phrases alone: no regular expression runs over unbounded text."""


@dataclass(frozen=True)
class Cue:
    """One rule of the lexicon: what the line is, and how long a line it may name."""

    rule: str
    label: str
    max_words: int


class CueLexicon:
    """All cues, compiled once: whole lines by table, starts by their first characters, parts by Aho-Corasick."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        self.cues = [Cue(e["rule"], e["label"], e["max_words"]) for e in entries]
        self._whole: dict[str, Cue] = {}
        self._starts: dict[str, list[tuple[str, Cue]]] = {}
        parts: list[tuple[str, Cue]] = []
        for entry, cue in zip(entries, self.cues, strict=True):
            for phrase in entry.get("whole", ()):
                self._whole.setdefault(phrase.casefold(), cue)
            for phrase in entry.get("starts", ()):
                self._starts.setdefault(phrase.casefold()[:3], []).append((phrase.casefold(), cue))
            parts.extend((phrase.casefold(), cue) for phrase in entry.get("contains", ()))
        self._parts = [cue for _, cue in parts]
        self._automaton = AhoCorasick([phrase for phrase, _ in parts], matchkind=MatchKind.LeftmostLongest)
        self._pattern, self._groups = _join_patterns(entries, self.cues)
        self._widest = max(cue.max_words for cue in self.cues)
        self._widest_shape = max(cue.max_words for cue in self._groups.values())

    def find(self, block: Block) -> Cue | None:
        """Return the cue that the line gives, or None: whole line before start, part and pattern."""
        if block.words > self._widest or not block.text:
            return None
        return next((cue for cue in self._candidates(block) if block.words <= cue.max_words), None)

    def _candidates(self, block: Block) -> Iterator[Cue]:
        if whole := self._whole.get(block.bare):
            yield whole
        if starts := self._starts.get(block.folded[:3]):
            yield from _by_start(starts, block.folded)
        for number, *_ in self._automaton.find_matches_as_indexes(block.folded):
            yield self._parts[number]
        if block.words <= self._widest_shape and len(block.folded) <= _PATTERN_CHARS:
            match = self._pattern.match(block.folded)
            if match and match.lastgroup:
                yield self._groups[match.lastgroup]


def _by_start(starts: list[tuple[str, Cue]], folded: str) -> list[Cue]:
    found = [(phrase, cue) for phrase, cue in starts if _starts(folded, phrase)]
    return [cue for _, cue in sorted(found, key=lambda match: -len(match[0]))]


def _starts(folded: str, phrase: str) -> bool:
    rest = folded[len(phrase) : len(phrase) + 1]
    return folded.startswith(phrase) and not (phrase[-1].isalnum() and rest.isalnum() and phrase[-1].isascii())


def _join_patterns(entries: list[dict[str, Any]], cues: list[Cue]) -> tuple[re.Pattern[str], dict[str, Cue]]:
    agency = "(?:" + "|".join(sorted((re.escape(form.casefold()) for form in agency_forms()), reverse=True)) + ")"
    groups: dict[str, Cue] = {}
    parts = []
    for number, (entry, cue) in enumerate(zip(entries, cues, strict=True)):
        if patterns := entry.get("pattern"):
            groups[f"cue_{number}"] = cue
            parts.append(f"(?P<cue_{number}>" + "|".join(patterns).replace("{agency}", agency) + ")")
    return re.compile("|".join(parts)), groups


@cache
def cue_lexicon() -> CueLexicon:
    """Return the shipped lexicon, read once a process."""
    return CueLexicon(cue_entries())


@cache
def cue_entries() -> list[dict[str, Any]]:
    """Return the entries of ``cues.toml``, read once a process."""
    return list(tomllib.loads((files(__package__) / "cues.toml").read_text("utf-8"))["cue"])
