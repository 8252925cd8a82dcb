"""Noun or verb: *claims*, *report* and *demand* are both, and where they stand tells which."""

from __future__ import annotations

from claims_pipeline.claims.countries import is_nationality
from claims_pipeline.claims.lexicon import Verb, noun_forms, verb_forms, words
from claims_pipeline.claims.text import Token
from claims_pipeline.claims.verbs import is_verb


def reads_as_noun(tokens: list[Token], head: int, first: int, verb: Verb) -> bool:
    """Whether a form of a cue verb is a noun or adjective where it stands.

    ``head`` is the form, ``first`` the first token of its verb group (auxiliaries and adverbs before it).
    """
    token = tokens[head]
    if head == 0:
        return not token.lower.endswith("ing")
    if token.lower.endswith("ing"):
        return _gerund_is_noun(tokens, head, first)
    present = (verb.lemma, verb.lemma + "s", verb.lemma + "es", verb.lemma[:-1] + "ies")
    if token.lower.endswith("ed") or token.lower not in present:
        return _participle_is_adjective(tokens, head)
    return _present_is_noun(tokens, head, first, verb)


def _modifies(token: Token) -> bool:
    """Whether a word makes a noun of what follows it: an article, possessive or preposition."""
    lists = words()
    if token.lower in lists["pronominal_determiners"]:
        return False
    return token.lower in lists["determiners"] | lists["prepositions"] or token.is_possessive


def _gerund_is_noun(tokens: list[Token], head: int, first: int) -> bool:
    opening = tokens[first - 1] if first else None
    return _modifies(tokens[head - 1]) or (opening is not None and _modifies(opening))


def _participle_is_adjective(tokens: list[Token], head: int) -> bool:
    before = tokens[head - 1]
    if before.lower in words()["group_adverbs"]:
        return False
    return _modifies(before) or (before.lower in verb_forms() and is_verb(tokens, head - 1))


def _present_is_noun(tokens: list[Token], head: int, first: int, verb: Verb) -> bool:
    token, before = tokens[head], tokens[head - 1]
    if first < head and tokens[first].lower in words()["auxiliaries"] | {"also", "not"}:
        return False
    if _modifies(before) or is_nationality(before.text) or before.text.isdigit():
        return True
    if before.lower.endswith("ing") or is_verb(tokens, head - 1) or _is_subject_noun(tokens, head):
        return True
    after = [following.lower for following in tokens[head + 1 : head + 3]]
    if after[:1] == ["that"] or after == ["to", "have"]:
        return False
    if token.lower == verb.lemma:
        return not _takes_base_form(before, token)
    return not (before.is_word or before.quote or before.text in ",)")


def _is_subject_noun(tokens: list[Token], head: int) -> bool:
    """Whether a verb follows a form that can be a noun: *subsequent reports suggest …*."""
    if tokens[head].lower not in noun_forms() or head + 1 == len(tokens):
        return False
    return tokens[head + 1].lower in verb_forms() or is_verb(tokens, head + 1)


def _takes_base_form(before: Token, token: Token) -> bool:
    """Whether the word before a base form can be its subject: a plural, or the end of a parenthesis."""
    plural = before.lower in words()["plural_subjects"] or before.lower.endswith(("s", "men"))
    adverb = before.lower in words()["group_adverbs"] or before.lower.endswith("ly") or bool(before.quote)
    parenthesis = before.text in ",)" and token.lower not in noun_forms()
    return plural or parenthesis or adverb
