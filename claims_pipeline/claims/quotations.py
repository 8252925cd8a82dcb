"""Quotations around a cue: before it, after it, interrupted by it, with the source on either side."""

from __future__ import annotations

from claims_pipeline.claims.cues import Cue, is_dated
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.phrases import phrase_after, strip_lead, trim
from claims_pipeline.claims.relations import Attribution
from claims_pipeline.claims.text import Token
from claims_pipeline.claims.verbs import Range, has_verb, is_verb


def inverted_subject(tokens: list[Token], cue: Cue, subject: Range | None) -> Range | None:
    """Return the source after its verb: *“…,” said the mayor*."""
    if cue.verb is None or cue.voice != "active" or cue.first == 0:
        return None
    before = tokens[cue.first - 1]
    closes_quote = before.quote or (before.text in (",", ";") and cue.first > 1 and tokens[cue.first - 2].quote)
    if not closes_quote and not (before.text == "," and subject is None):
        return None
    after = phrase_after(tokens, cue.last + 1)
    if after is None or tokens[after[0]].lower in ("that", "to", "of", "it"):
        return None
    return None if after[1] < len(tokens) and is_verb(tokens, after[1]) and not tokens[after[1]].quote else after


def content_left(tokens: list[Token], before: int, found: list[Attribution]) -> Range | None:
    """Return the content that ends with a comma or quotation mark before ``before``, within this sentence."""
    end = before
    while end > 0 and (tokens[end - 1].lower in words()["lead_words"] and tokens[end - 1].lower != "that"):
        end -= 1
    if end == 0 or not (tokens[end - 1].text in (",", "—", "–", "--") or tokens[end - 1].quote):
        return None
    start = max((one.contents[-1][1] for one in found if one.contents and one.contents[-1][1] <= end), default=0)
    quoted = tokens[end - 1].quote or (end > 1 and tokens[end - 2].quote)
    if quoted:
        start = max(start, _quote_context(tokens, start, end)) if start < end else start
    if start >= end:
        return None
    span = trim(tokens, (start if tokens[start].quote else strip_lead(tokens, start, end), end))
    if span is None or is_dated(tokens, *span):
        return None
    return span if quoted or has_verb(tokens, *span) else None


def _quote_context(tokens: list[Token], start: int, end: int) -> int:
    """Return where the clause around a left-hand quotation begins: at it, or before it if the clause runs on."""
    last = end - 1 if tokens[end - 1].quote else end - 2
    number = tokens[last].quote
    opening = next((i for i in range(start, end) if number and tokens[i].quote == number), start)
    before = tokens[opening - 1] if opening > start else None
    return start if before is not None and before.is_word else opening


def quote_right(tokens: list[Token], start: int) -> list[Range]:
    """Return the quotation that goes on after *“…,” said the mayor, “…”*."""
    opening = next((i for i in range(start, min(start + 12, len(tokens))) if tokens[i].quote), None)
    if opening is None or has_verb(tokens, start, opening):
        return []
    end = opening
    while end < len(tokens) and tokens[end].quote == tokens[opening].quote:
        end += 1
    span = trim(tokens, (opening, end))
    return [span] if span else []


def quote_left(tokens: list[Token], before: int) -> Range | None:
    """Return the first part of an interrupted quotation: *“…,” X said, “…”*."""
    end = before
    while end > 0 and tokens[end - 1].text == ",":
        end -= 1
    if end == 0 or not tokens[end - 1].quote:
        return None
    opening = next(i for i in range(end) if tokens[i].quote == tokens[end - 1].quote)
    return trim(tokens, (opening, end))
