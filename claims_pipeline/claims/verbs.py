"""Words that a grammar without a parser must tell apart: verbs where they stand, and times to step over."""

from __future__ import annotations

from claims_pipeline.claims.lexicon import verb_forms, words
from claims_pipeline.claims.text import Token

Range = tuple[int, int]


def is_time(token: Token) -> bool:
    """Whether a token names or counts a time."""
    lists = words()
    return (
        token.lower in lists["weekdays"]
        or (token.lower in lists["months"] and token.is_capitalised)
        or token.lower in lists["time_words"]
        or (token.text.isdigit() and len(token.text) in (1, 2, 4))
        or token.lower.rstrip("stndrh").isdigit()
    )


def skip_time(tokens: list[Token], index: int) -> int:
    """Return the index after the adverbs and times at ``index``: *again*, *on Tuesday*, *for the first time*."""
    while index < len(tokens) and not tokens[index].quote:
        step = _time_phrase(tokens, index)
        if step == index:
            return index
        index = step
    return index


def _time_phrase(tokens: list[Token], index: int) -> int:
    """Return the end of one time phrase at ``index``, or ``index`` if there is none."""
    at, named = index, False
    if tokens[at].lower in words()["prepositions"]:
        at += 1
    while at < len(tokens) and at - index < 6:
        token = tokens[at]
        if is_time(token) and not (token.lower in ("this", "time", "late") and at == index):
            named = True
        elif token.lower not in (
            "the",
            "this",
            "last",
            "first",
            "second",
            "next",
            "late",
            "early",
            "mid",
            "same",
            "a",
            "past",
        ):
            break
        at += 1
    if named and not _starts_name(tokens, at - 1):
        return at
    if tokens[index].lower in words()["time_adverbs"]:
        return index + 1
    return index


def _starts_name(tokens: list[Token], index: int) -> bool:
    """Whether the last word of a seeming time phrase belongs to what follows, as in *a day of …* or *this week's …*."""
    return tokens[index].is_possessive or (tokens[index + 1 : index + 2] != [] and tokens[index + 1].lower == "of")


def is_verb(tokens: list[Token], index: int) -> bool:
    """Whether a token reads as a finite verb or participle where it stands."""
    token, lists = tokens[index], words()
    if token.lower in lists["auxiliaries"] and token.lower != "'s":
        return True
    if token.lower in lists["participial_adjectives"] or (token.is_capitalised and token.is_cased and index > 0):
        return False
    before = tokens[index - 1].lower if index else ""
    if (
        before in lists["determiners"] - {"that", "all", "both", "some", "this"}
        or before in lists["possessives"]
        or (index and tokens[index - 1].is_possessive)
    ):
        return False
    if token.lower in lists["verbs"] or (token.lower in verb_forms() and not _may_be_noun(token)):
        return True
    return token.lower.endswith("ed") and len(token.lower) > 4


def _may_be_noun(token: Token) -> bool:
    lemma = verb_forms()[token.lower].lemma
    return token.lower in (lemma, lemma + "s", lemma + "es") or token.lower.endswith("ing")


def has_verb(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a verb stands in the range."""
    return any(is_verb(tokens, index) for index in range(start, min(end, len(tokens))))
