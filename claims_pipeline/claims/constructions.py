"""Attributions that are not an active verb: passives, participles after a noun, nouns of saying, *according to*."""

from __future__ import annotations

from dataclasses import replace

from claims_pipeline.claims.clauses import content_end
from claims_pipeline.claims.complements import PUNCTUATION
from claims_pipeline.claims.cues import Cue, complement_of_linked
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.phrases import phrase_after, phrase_before, strip_lead, trim
from claims_pipeline.claims.relations import Attribution
from claims_pipeline.claims.text import Sentence, Token
from claims_pipeline.claims.verbs import Range, has_verb, is_verb, skip_time


def from_passive(sentence: Sentence, cue: Cue, subject: Range | None, stops: frozenset[int]) -> Attribution | None:
    """Read *A group was reported to have X* and *X was denied by the ministry*."""
    tokens = sentence.tokens
    start = skip_time(tokens, cue.last + 1)
    following = tokens[start].lower if start < len(tokens) else ""
    by = _by_phrase(tokens, start)
    if following in ("to", "that", "as") and (subject is not None or following == "that"):
        end = content_end(tokens, start, stops - {start})
        rest = trim(tokens, (start + (following == "that"), end))
        if rest is None:
            return None
        contents = [subject, rest] if subject and following != "that" and tokens[subject[0]].lower != "it" else [rest]
        return Attribution(sentence, cue, by, contents, ["passive: who reports is " + ("named" if by else "not said")])
    if by is not None and subject is not None and cue.verb and cue.verb.frames & {"np", "object", "clause"}:
        return Attribution(sentence, cue, by, [subject], ["passive with by"])
    return None


def from_claim_to_ground(sentence: Sentence, cue: Cue, subject: Range | None) -> Attribution | None:
    """Read *the five provinces that Ankara has claimed as its own*: what is claimed stands before the clause.

    In a clause of its own (*Ankara claims the valley as its own*) it is the outlet that tells of the claim.
    """
    tokens = sentence.tokens
    if subject is None or subject[0] == 0 or tokens[subject[0] - 1].text in PUNCTUATION:
        return None
    verb = next((at for at in range(subject[0] - 2, -1, -1) if is_verb(tokens, at)), -1)
    opens = words()["determiners"] | words()["number_words"]
    start = next((at for at in range(verb + 1, subject[0] - 1) if tokens[at].lower in opens), None)
    end = next(
        (at for at in range(cue.last + 1, len(tokens)) if tokens[at].text in PUNCTUATION or is_verb(tokens, at)),
        len(tokens),
    )
    content = trim(tokens, (start, end)) if start is not None else None
    if content is None:
        return None
    evidence = ["claim to ground: the relative clause says who claims it as what"]
    return Attribution(sentence, replace(cue, voice="relative"), subject, [content], evidence)


def _by_phrase(tokens: list[Token], start: int) -> Range | None:
    for at in range(start, min(start + 8, len(tokens))):
        if tokens[at].lower == "by":
            return phrase_after(tokens, at + 1)
        if tokens[at].text in PUNCTUATION or tokens[at].quote:
            return None
    return None


def from_signature(sentence: Sentence, cue: Cue) -> Attribution | None:
    """Read *“We stay.” — Anton Koval*."""
    tokens, number = sentence.tokens, sentence.tokens[cue.first - 1].quote
    opening = next(at for at in range(cue.first) if tokens[at].quote == number)
    source, content = trim(tokens, (cue.last + 1, len(tokens))), trim(tokens, (opening, cue.first))
    if source is None or content is None:
        return None
    return Attribution(sentence, cue, source, [content], ["signature: a dash and a name after the quotation"])


def from_reduced(sentence: Sentence, cue: Cue) -> Attribution | None:
    """Read *claims refuted by the ministry*."""
    tokens = sentence.tokens
    noun = cue.first - 1
    start = noun - 1 if noun and tokens[noun - 1].lower in words()["determiners"] else noun
    at = next((i for i in range(cue.last + 1, min(cue.last + 9, len(tokens))) if tokens[i].lower in ("by", "in")), None)
    source = phrase_after(tokens, at + 1) if at is not None else None
    return Attribution(sentence, cue, source, [(start, noun + 1)], ["participle after the noun that it answers"])


def from_noun(sentence: Sentence, cue: Cue, stops: frozenset[int]) -> Attribution | None:
    """Read *the ministry's claim that X* and *claims of X*."""
    tokens = sentence.tokens
    start = cue.last + 1
    source: Range | None = (cue.first - 1, cue.first)
    linked = complement_of_linked(tokens, start + 1) if tokens[start].lower in ("from", "by") else None
    if linked is not None:
        source, start = trim(tokens, (start + 1, linked)), linked
    else:
        source = _owner(tokens, cue.first)
    start += tokens[start].lower in ("that", "of", "for")
    end = content_end(tokens, start, stops - {start})
    span = trim(tokens, (start, _before_main_verb(tokens, start, end)))
    if span is None or source is None:
        return None
    return Attribution(sentence, cue, source, [span], ["noun of saying with its owner and complement"])


def _before_main_verb(tokens: list[Token], start: int, end: int) -> int:
    """Return where the complement of a subject noun ends: before a second verb that nothing joins to the first."""
    lists, verb_at, open_clause = words(), None, True
    for at in range(start, end):
        token = tokens[at]
        if token.quote:
            continue
        if token.text in PUNCTUATION or token.lower in lists["clause_breaks"] | lists["conjunctions"] | {"to"}:
            open_clause = True
        elif is_verb(tokens, at):
            in_group = verb_at is not None and _one_verb_group(tokens, verb_at, at)
            if verb_at is not None and not open_clause and not in_group and not token.lower.endswith("ed"):
                return at
            verb_at, open_clause = at, False
    return end


def _one_verb_group(tokens: list[Token], first: int, last: int) -> bool:
    lists = words()
    return all(
        t.lower in lists["auxiliaries"] or t.lower in lists["group_adverbs"] or t.lower.endswith("ly")
        for t in tokens[first:last]
    )


def _owner(tokens: list[Token], index: int) -> Range | None:
    """Return the phrase that owns a noun: *the defence ministry's claim*, *Russian claims*."""
    if tokens[index - 1].is_possessive:
        return phrase_before(tokens, index)
    return (index - 1, index)


def from_according(sentence: Sentence, cue: Cue, stops: frozenset[int]) -> Attribution | None:
    """Read *according to the ministry, X*, *X, according to the ministry* and *…, which, according to her, X, …*."""
    tokens = sentence.tokens
    source = phrase_after(tokens, cue.last + 1)
    if source is None:
        return None
    if cue.first > 1 and tokens[cue.first - 1].text == "," and tokens[cue.first - 2].lower in ("which", "who", "whom"):
        start = min(source[1] + 1, len(tokens))
        end = next((at for at in range(start, len(tokens)) if tokens[at].text == ","), len(tokens))
        span, where = trim(tokens, (start, end)), "according to, within a relative clause"
    elif strip_lead(tokens, 0, cue.first) >= cue.first or not has_verb(tokens, 0, cue.first):
        start = source[1]
        while start < len(tokens) and tokens[start].text == ",":
            start += 1
        span = trim(tokens, (start, content_end(tokens, start, stops - {start}))) if start < len(tokens) else None
        where = "according to, then content"
    else:
        span = trim(tokens, (_clause_start(tokens, cue.first), cue.first))
        where = "content, then according to"
    return Attribution(sentence, cue, source, [span], [where]) if span else None


def _clause_start(tokens: list[Token], end: int) -> int:
    """Return where the clause that ends before ``end`` begins: after a contrast, else with the sentence."""
    for at in range(end - 1, 0, -1):
        if not tokens[at].quote and (tokens[at].text == ";" or tokens[at].lower in words()["content_breaks"]):
            return at + 1
    return strip_lead(tokens, 0, end)
