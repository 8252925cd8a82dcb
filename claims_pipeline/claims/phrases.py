"""Noun phrases to the left and right of a cue, without a parser.

English news prose is regular enough for closed word classes to bound its phrases; every rule here errs on the side of
the shorter phrase, which keeps a wrong guess inside the sentence part that it belongs to.
"""

from __future__ import annotations

from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.text import Token
from claims_pipeline.claims.verbs import Range, is_time, is_verb, skip_time

MAX_PHRASE = 30


PUNCTUATION_BREAKS = frozenset(",;:.!?…()[]–—|") | {"--", "---"}


QUOTE_MARKS = frozenset("“”\"«»„'‘’")


def phrase_before(tokens: list[Token], end: int) -> Range | None:
    """Return the noun phrase that ends before ``end``, with its apposition when one stands between commas."""
    last = end - 1
    if last < 0 or tokens[last].quote:
        return None
    if tokens[last].text in (",", "—", "–", "--"):
        opening = _opening_comma(tokens, last)
        inner = _bare_phrase_before(tokens, opening) if opening is not None else None
        return (inner[0], last) if inner else None
    if tokens[last].text == ")":
        opening = next((i for i in range(last, -1, -1) if tokens[i].text == "("), None)
        inner = _bare_phrase_before(tokens, opening) if opening else None
        return (inner[0], end) if inner else None
    if tokens[last].lower in words()["relative_pronouns"]:
        last -= 1
        if last >= 0 and tokens[last].text == ",":
            last -= 1
        return _bare_phrase_before(tokens, last + 1)
    return _bare_phrase_before(tokens, end)


def _opening_comma(tokens: list[Token], closing: int) -> int | None:
    mark = tokens[closing].text
    for index in range(closing - 1, max(-1, closing - MAX_PHRASE), -1):
        if tokens[index].quote:
            return None
        if tokens[index].text == mark:
            return index
    return None


def _bare_phrase_before(tokens: list[Token], end: int) -> Range | None:
    lists, start, joint = words(), end, None
    while start > 0 and end - start < MAX_PHRASE:
        token = tokens[start - 1]
        if token.quote or token.text in PUNCTUATION_BREAKS or token.lower in lists["clause_breaks"]:
            break
        if is_verb(tokens, start - 1) and not _is_participle_of(tokens, start - 1, end):
            relative = _relative_before(tokens, start - 1)
            if relative is None:
                start = joint if joint is not None else start
                break
            start = relative
            continue
        if token.lower in lists["conjunctions"]:
            joint = start
        start -= 1
    start = strip_lead(tokens, start, end)
    start += start < end and tokens[start].lower == "by"
    end = next((at for at in range(max(start + 1, end - 4), end) if skip_time(tokens, at) == end), end)
    return (start, end) if start < end and any(token.is_word for token in tokens[start:end]) else None


def _is_participle_of(tokens: list[Token], index: int, end: int) -> bool:
    """Whether a participle describes the noun before it: *residents reached by phone*."""
    return tokens[index].lower.endswith("ed") and index + 1 < end and tokens[index + 1].lower == "by"


def _relative_before(tokens: list[Token], verb: int) -> int | None:
    """Return the relative pronoun whose clause a verb opens, if a noun stands before it: *a soldier who returned*."""
    start = _group_start(tokens, verb)
    if start < 2 or tokens[start - 1].lower not in words()["relative_pronouns"] or not tokens[start - 2].is_word:
        return None
    return start - 1


def strip_lead(tokens: list[Token], start: int, end: int) -> int:
    """Step over conjunctions, adverbs and times that open a clause before its subject."""
    lists = words()
    while start < end:
        if tokens[start].lower in lists["lead_words"] or not tokens[start].is_word:
            start += 1
            continue
        step = skip_time(tokens, start)
        if step in (start, end) or step > end:
            return start
        start = step
    return start


def phrase_after(tokens: list[Token], start: int) -> Range | None:
    """Return the noun phrase that begins at ``start``, with the apposition that follows it after a comma."""
    end = _bare_phrase_after(tokens, start)
    if end == start:
        return None
    further = _bare_phrase_after(tokens, end + 1)
    return (start, further) if _is_apposition(tokens, start, end, further) else (start, end)


def _is_apposition(tokens: list[Token], start: int, comma: int, end: int) -> bool:
    """Whether the phrase after a comma describes or names the one before it: *X, the mayor* and *the mayor, X*."""
    if comma + 2 >= end or comma >= len(tokens) or tokens[comma].text != ",":
        return False
    opening = tokens[comma + 1]
    closes = end >= len(tokens) or tokens[end].text in ",.!?" or bool(tokens[end].quote)
    describes = opening.lower in words()["appositive_openings"] or not opening.is_capitalised
    names = opening.is_capitalised and not any(t.is_capitalised for t in tokens[start + 1 : comma])
    return closes and not opening.quote and not opening.lower.endswith("ing") and (describes or names)


def _bare_phrase_after(tokens: list[Token], start: int) -> int:
    lists, end = words(), start
    while end < len(tokens) and end - start < MAX_PHRASE:
        token = tokens[end]
        if token.quote or token.text in PUNCTUATION_BREAKS or token.lower in lists["clause_breaks"]:
            break
        if is_verb(tokens, end):
            break
        if end > start and skip_time(tokens, end) > end and (is_time(tokens[end]) or token.lower in ("on", "in", "at")):
            break
        end += 1
    return end


def main_subject(tokens: list[Token], before: int) -> Range | None:
    """Return the subject of the sentence's main clause, if it stands before index ``before``."""
    start = strip_lead(tokens, 0, before)
    if start < before and tokens[start].lower in words()["prepositions"]:
        comma = next((i for i in range(start, before) if tokens[i].text == ","), None)
        if comma is None:
            return None
        start = strip_lead(tokens, comma + 1, before)
    for index in range(start, before):
        if not tokens[index].quote and is_verb(tokens, index):
            return phrase_before(tokens, _group_start(tokens, index))
    return None


def _group_start(tokens: list[Token], verb: int) -> int:
    lists = words()
    while verb > 0 and (
        tokens[verb - 1].lower in lists["group_adverbs"]
        or tokens[verb - 1].lower in lists["auxiliaries"]
        or (tokens[verb - 1].lower.endswith("ly") and not tokens[verb - 1].is_capitalised)
    ):
        verb -= 1
    return verb


def trim(tokens: list[Token], span: Range) -> Range | None:
    """Drop punctuation at the edges of a range, quotation marks only in pairs; None when no word is left."""
    start, end = span
    while (
        start < end and not tokens[start].is_word and tokens[start].text not in QUOTE_MARKS | {"$", "€", "£", "#", "("}
    ):
        start += 1
    while start < end and not tokens[end - 1].is_word and tokens[end - 1].text not in QUOTE_MARKS | {")", "%"}:
        end -= 1
    if (
        start < end
        and tokens[start].text in QUOTE_MARKS
        and tokens[start].quote
        and tokens[end - 1].quote == tokens[start].quote
    ):
        start += 1
        if tokens[end - 1].text in QUOTE_MARKS:
            end -= 1
        while start < end and not tokens[end - 1].is_word and tokens[end - 1].text in ",":
            end -= 1
    return (start, end) if start < end and any(t.is_word for t in tokens[start:end]) else None
