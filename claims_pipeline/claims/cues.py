"""Find the words that attribute: verbs and nouns of saying, *according to*, and pictures offered as proof."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from claims_pipeline.claims.countries import is_nationality
from claims_pipeline.claims.lexicon import Noun, Verb, noun_forms, verb_forms, words
from claims_pipeline.claims.readings import reads_as_noun
from claims_pipeline.claims.text import Sentence, Token, signs
from claims_pipeline.claims.verbs import is_time, is_verb

Voice = Literal[
    "active", "passive", "participle", "reduced", "noun", "according", "picture", "label", "signature", "relative"
]


@dataclass(frozen=True, slots=True)
class Cue:
    """Tokens ``first`` to ``last`` attribute; ``last`` is the verb or noun itself."""

    first: int
    last: int
    voice: Voice
    stance: str
    verb: Verb | None = None
    noun: Noun | None = None


def find_cues(sentence: Sentence) -> list[Cue]:
    """Return the cues of a sentence outside its quotations, from left to right."""
    cues, index = [], 0
    tokens = sentence.tokens
    while index < len(tokens):
        cue = None if tokens[index].quote else _cue_at(tokens, index)
        if cue is not None:
            cues.append(cue)
        index = (cue.last if cue else index) + 1
    return cues


def _cue_at(tokens: list[Token], index: int) -> Cue | None:
    token = tokens[index]
    following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    if token.text == ":" and _is_speaker_line(tokens, index):
        return Cue(index, index, "label", "says")
    if index and signs(tokens, index):
        return Cue(index, index, "signature", "says")
    if token.lower == "according" and following == "to":
        return Cue(index, index + 1, "according", "says")
    if token.lower == "in" and _is_view(tokens, index):
        return Cue(index, index + 3, "according", "says")
    if token.lower in words()["media_verbs"]:
        picture = _picture_cue(tokens, index)
        if picture is not None:
            return picture
    double = f"{token.lower}-{following}"
    if double in verb_forms():
        return _verb_cue(tokens, index, index + 1, verb_forms()[double])
    if token.lower in noun_forms() and _is_noun_cue(tokens, index):
        noun = noun_forms()[token.lower]
        return Cue(index, index, "noun", noun.stance, noun=noun)
    if token.lower in verb_forms():
        return _verb_cue(tokens, index, index, verb_forms()[token.lower])
    return None


def _is_view(tokens: list[Token], index: int) -> bool:
    """Whether *in the view of* stands at ``index``, or the like."""
    following = [token.lower for token in tokens[index + 1 : index + 4]]
    return following[:1] == ["the"] and following[2:] == ["of"] and following[1] in words()["views"]


def _is_speaker_line(tokens: list[Token], colon: int) -> bool:
    """Whether a colon stands between a speaker and a quotation: *Koval: “We stay.”*."""
    names = 0 < colon <= 6 and all(t.is_capitalised or t.lower in ("of", "the", "on") for t in tokens[:colon])
    return names and colon + 1 < len(tokens) and bool(tokens[colon + 1].quote)


def _picture_cue(tokens: list[Token], index: int) -> Cue | None:
    """Return the cue of *released photos appearing to show …*: a picture offered as proof of what it shows."""
    lists = words()
    noun = next(
        (i for i in range(index + 1, min(index + 5, len(tokens))) if tokens[i].lower in lists["media_nouns"]), None
    )
    if noun is None or noun + 1 >= len(tokens) or tokens[noun + 1].lower not in lists["media_links"]:
        return None
    last = noun + 1
    while last + 1 < len(tokens) and tokens[last + 1].lower in lists["showing"]:
        last += 1
    return Cue(_group_start(tokens, index), last, "picture", "claims")


def _verb_cue(tokens: list[Token], head: int, last: int, verb: Verb) -> Cue | None:
    first = _group_start(tokens, head)
    before = tokens[first - 1] if first else None
    form = tokens[head].lower
    group = {token.lower for token in tokens[first:head]}
    if reads_as_noun(tokens, head, first, verb):
        return None
    stance = negated_stance(verb, group)
    if stance == "refuses" and [token.lower for token in tokens[last + 1 : last + 3]] == ["to", "comment"]:
        stance = "declines_comment"
    if stance is None:
        return None
    if before is not None and before.lower == "to":
        hosted = first > 1 and tokens[first - 2].lower in words()["infinitive_hosts"]
        return Cue(first - 2, last, "active", stance, verb) if hosted else None
    if form.endswith("ing") and not group & words()["be_forms"]:
        return Cue(first, last, "participle", stance, verb)
    if form.endswith("ed") or form in ("said", "told", "known", "seen", "shown", "thought"):
        if group & words()["be_forms"]:
            return Cue(first, last, "passive", stance, verb)
        if _is_reduced_passive(tokens, first, last):
            return Cue(first, last, "reduced", stance, verb)
    return Cue(first, last, "active", stance, verb)


def negated_stance(verb: Verb, group: Set[str]) -> str | None:
    """Return the stance of a verb group, None when its negation leaves nothing attributed: *has not claimed*.

    *Has not denied* and *did not confirm* decline to comment; *do not believe that* denies.
    """
    if not group & words()["negations"]:
        return verb.stance
    if verb.stance in ("confirms", "denies", "acknowledges", "rejects"):
        return "declines_comment"
    if verb.lemma in ("comment", "respond", "reply", "answer"):
        return "declines_comment"
    if verb.stance == "believes":
        return "denies"
    return verb.stance if verb.stance in ("predicts", "intends", "demands", "refuses") else None


def _group_start(tokens: list[Token], head: int) -> int:
    """Return the first token of the verb group: auxiliaries and adverbs belong to the cue."""
    lists, first = words(), head
    while first > 0 and not tokens[first - 1].quote:
        before = tokens[first - 1]
        adverb = before.lower in lists["group_adverbs"] or (before.lower.endswith("ly") and len(before.lower) > 4)
        if not (before.lower in lists["auxiliaries"] or adverb) or (
            before.is_capitalised and first - 1 == 0 and adverb
        ):
            break
        first -= 1
    return first


def _is_reduced_passive(tokens: list[Token], first: int, last: int) -> bool:
    """Whether a participle stands after its object: *claims refuted by X*, *demands rejected in Y*."""
    if first == 0 or tokens[first - 1].lower not in words()["anaphoric_nouns"]:
        return False
    following = tokens[last + 1].lower if last + 1 < len(tokens) else ""
    return following in ("by", "as", "in", "")


def _is_noun_cue(tokens: list[Token], index: int) -> bool:
    """Whether a noun has an owner and a complement: *Moscow's claims to have …*, *concession from Kyiv that …*."""
    if index + 1 >= len(tokens):
        return False
    following = tokens[index + 1].lower
    if is_owned_noun(tokens, index):
        return following in noun_forms()[tokens[index].lower].complements
    if following not in ("from", "by"):
        return False
    opening = complement_of_linked(tokens, index + 2)
    return opening is not None and tokens[opening].lower in noun_forms()[tokens[index].lower].complements


def is_owned_noun(tokens: list[Token], index: int) -> bool:
    """Whether a noun of saying stands after its owner: *the army's claim*, *Sudanese reports*, *their demand*."""
    if index == 0 or tokens[index].lower not in noun_forms():
        return False
    before = tokens[index - 1]
    return before.is_possessive or is_nationality(before.text) or before.lower in words()["possessives"]


def complement_of_linked(tokens: list[Token], start: int) -> int | None:
    """Return where the complement of *a claim by X that …* or *a claim by X to have …* begins, after a short owner."""
    for at in range(start, min(start + 8, len(tokens))):
        follows = tokens[at + 1].lower if at + 1 < len(tokens) else ""
        if tokens[at].lower == "that" or (tokens[at].lower == "to" and follows == "have"):
            return at
        if is_verb(tokens, at) or not tokens[at].is_word:
            return None
    return None


def is_dated(tokens: list[Token], start: int, end: int) -> bool:
    """Whether only a time stands in the range, with its prepositions and determiners."""
    lists = words()
    return any(is_time(t) for t in tokens[start:end]) and all(
        is_time(t) or t.lower in lists["prepositions"] or t.lower in lists["determiners"] or not t.is_word
        for t in tokens[start:end]
    )
