"""How far a content that the network tagged goes in each sentence of a page."""

from __future__ import annotations

from claims_pipeline.claims.clauses import JOINTS, is_afterthought
from claims_pipeline.claims.complements import in_relative_clause
from claims_pipeline.claims.contents import opens_with_that
from claims_pipeline.claims.locating import Locator
from claims_pipeline.claims.phrases import trim
from claims_pipeline.claims.tagging import Tagged
from claims_pipeline.claims.text import HEADLINES, Sentence
from claims_pipeline.claims.verbs import Range

_AMID = ("amid", "amidst")
"""Prepositions by which a headline sets what it reports against what goes on meanwhile, in its own voice."""
_MIN_STRAY_TOKENS = 3
"""Fewest tokens of a content in another sentence than its cue."""


def held(locator: Locator, one: Tagged) -> dict[int, list[Range]]:
    """Return the tokens of each sentence that the content of an attribution holds, without what the outlet adds."""
    contents: dict[int, list[Range]] = {}
    clause, clause_end = _relative_clause(locator, one)
    for number, span in locator.whole_quotations(one):
        tokens = locator.sentences[number].tokens
        start, end = span
        start += opens_with_that(tokens, start, end)
        end = _own_end(locator.sentences[number], start, end)
        if number == clause:
            end = min(end, clause_end)
        if start < end and (trimmed := trim(tokens, (start, end))):
            contents.setdefault(number, []).append(trimmed)
    return _without_strays(locator, one, contents)


def _without_strays(locator: Locator, one: Tagged, contents: dict[int, list[Range]]) -> dict[int, list[Range]]:
    """Leave out words that look like the content, in a line of another kind or a few in another sentence."""
    cue = next((number for number, _ in locator.places(one.cue)), None)
    if cue is None or len(contents) < 2:
        return contents
    label = locator.sentences[cue].label
    alike = {number: spans for number, spans in contents.items() if locator.sentences[number].label == label}
    long = {
        number: spans
        for number, spans in alike.items()
        if number == cue or sum(end - start for start, end in spans) >= _MIN_STRAY_TOKENS
    }
    return long or alike or contents


def _relative_clause(locator: Locator, one: Tagged) -> tuple[int | None, int]:
    """Return the sentence and end of the clause between commas in which a cue stands: *…, which X says …, …*."""
    places = dict(locator.places(one.source))
    for number, (first, last) in locator.places(one.cue):
        tokens = locator.sentences[number].tokens
        if in_relative_clause(tokens, places.get(number)):
            commas = (at for at in range(last, len(tokens)) if tokens[at].text == ",")
            return number, next((at for at in commas if tokens[at].quote == tokens[first].quote), len(tokens))
    return None, 0


def _own_end(sentence: Sentence, start: int, end: int) -> int:
    """Return where a content ends before what the outlet adds: an afterthought of time, in headlines *amid …*."""
    tokens, is_headline = sentence.tokens, sentence.label in HEADLINES
    for at in range(start + 1, end):
        if tokens[at].quote:
            continue
        added = tokens[at].text in JOINTS and at + 1 < end and is_afterthought(tokens, at + 1)
        if added or (is_headline and tokens[at].lower in _AMID):
            return at
    return end
