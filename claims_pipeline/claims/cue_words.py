"""Words that the network says attribute → a cue: its voice, and the stance of its verb, noun or phrase."""

from __future__ import annotations

from claims_pipeline.claims.cues import Cue, Voice, negated_stance
from claims_pipeline.claims.lexicon import noun_forms, stance_forms, verb_forms, words
from claims_pipeline.claims.text import Token

PLAIN = "says"
"""The stance of a cue that the lexicon does not know."""


def read_cue(tokens: list[Token], first: int, last: int) -> Cue:
    """Return the cue of the tokens from ``first`` up to ``last``: the first word that the lexicon knows is its head."""
    forms = [token.lower for token in tokens[first:last]]
    group = frozenset(forms)
    if "according" in forms:
        return Cue(first, last - 1, "according", PLAIN)
    for at, form in enumerate(forms):
        for head in ("-".join(forms[at : at + 3]), "-".join(forms[at : at + 2]), form):
            verb, noun = verb_forms().get(head), noun_forms().get(head)
            if verb is not None:
                stance = negated_stance(verb, group) or PLAIN
                return Cue(first, last - 1, _voice(form, group), stance, verb)
            if noun is not None:
                return Cue(first, last - 1, "noun" if at == 0 else "active", noun.stance, noun=noun)
            if head in stance_forms():
                return Cue(first, last - 1, _voice(form, group), stance_forms()[head])
    return Cue(first, last - 1, _voice(forms[-1], group), PLAIN)


def _voice(form: str, group: frozenset[str]) -> Voice:
    has_be = bool(group & words()["be_forms"])
    if form.endswith("ing") and not has_be:
        return "participle"
    return "passive" if has_be and form.endswith(("ed", "en", "aid", "old", "own", "ght")) else "active"
