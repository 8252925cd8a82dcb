"""Claims about claims: which claim stands inside which, and which answers which."""

from __future__ import annotations

import re
from collections.abc import Sequence

from claims_pipeline.claims.events import Event, fold
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.speakers import SIDED
from claims_pipeline.claims.statements import Span, Statement
from claims_pipeline.claims.text import TOKEN

ANSWERING = frozenset(
    ("denies", "rejects", "dismisses", "disputes", "refuses", "declines_comment", "confirms", "acknowledges")
)
ASKING = frozenset(("demands", "calls_for", "promises", "threatens", "intends"))
FORETELLING = frozenset(("predicts", "warns"))
ASKING_NOUNS = frozenset(
    ("demand", "demands", "request", "requests", "proposal", "proposals", "terms", "ultimatum", "calls")
)
ELLIPSIS = re.compile(r"(?:it|they|he|she|we) (?:had|has|have|did|was|were|is|are) not$")
MAX_ANAPHOR_WORDS = 4
MAX_DISTANCE = 4
MAX_EARLIER = 60


def link_parents(statements: list[Statement]) -> None:
    """Set the parent of each claim inside another's content: the narrowest one that holds its cue and most of it."""
    by_sentence: dict[int, list[Statement]] = {}
    for statement in statements:
        by_sentence.setdefault(statement.sentence, []).append(statement)
    for group in by_sentence.values():
        for inner in (one for one in group if one.cue):
            holders = [outer for outer in group if outer is not inner and _holds(outer, inner)]
            if holders:
                inner.parent = min(holders, key=_width)
                inner.parent.children.append(inner)


def _width(statement: Statement) -> int:
    return statement.content[-1][1] - statement.content[0][0]


def _holds(outer: Statement, inner: Statement) -> bool:
    """Whether the cue and most of the content of a claim stand in a content that is no narrower, not the other way."""
    if _width(outer) < _width(inner) or _stands_in(outer, inner.content):
        return False
    whole = _whole(outer)
    if not _stands_in(inner, whole):
        return False
    inside = sum(max(0, min(e, end) - max(s, start)) for start, end in whole for s, e in inner.content)
    return 2 * inside >= sum(e - s for s, e in inner.content)


def _stands_in(one: Statement, spans: list[Span]) -> bool:
    return bool(one.cue) and any(start <= one.cue[0][0] < end for start, end in spans)


def _whole(statement: Statement) -> list[Span]:
    """Return a content with what interrupts it (*the road, which …, is cut*), but for its own *he said*."""
    whole = statement.content[:1]
    for start, end in statement.content[1:]:
        if _stands_in(statement, [(whole[-1][1], start)]):
            whole.append((start, end))
        else:
            whole[-1] = (whole[-1][0], end)
    return whole


def link_answers(text: str, statements: list[Statement]) -> None:
    """Set what each denial or confirmation answers: the claim inside it, what its anaphor means, or the same event."""
    for position, statement in enumerate(statements):
        noun = _anaphor(text, statement)
        if statement.stance not in ANSWERING and not (noun == "that" and statement.event.polarity == "negative"):
            continue
        statement.is_anaphoric = noun is not None
        nested = statement.children[0] if statement.children else None
        if nested is not None:
            statement.answers = nested
        elif noun is not None:
            statement.answers = _antecedent(statement, statements[max(0, position - MAX_EARLIER) : position], noun)
        elif statement.stance in ("denies", "rejects", "dismisses", "disputes"):
            statement.answers = _same_event(statement, statements[max(0, position - MAX_EARLIER) : position])
        if statement.is_anaphoric and statement.answers is not None:
            answered = statement.answers.event
            statement.event = Event(
                answered.event_type, answered.actor_country, statement.event.polarity, statement.event.hedges
            )
            statement.evidence.append("its content points back: event and actor are those of the claim that it answers")


def _anaphor(text: str, statement: Statement) -> str | None:
    """Return the word with which a content points back at a claim, or None: *this*, *these claims*, *the demand*."""
    said = [m.group() for start, end in statement.content for m in TOKEN.finditer(fold(text[start:end]))]
    if ELLIPSIS.match(" ".join(said)):
        return "that"
    if len(said) > 2 and statement.stance in ("dismisses", "denies") and said[1] in words()["anaphoric_nouns"]:
        return said[1] if said[0] in words()["determiners"] else None
    if not said or len(said) > MAX_ANAPHOR_WORDS:
        return None
    if said[0] in words()["anaphors"] and len(said) == 1:
        return said[0]
    return said[-1] if said[-1] in words()["anaphoric_nouns"] else None


def _antecedent(answer: Statement, earlier: Sequence[Statement], noun: str) -> Statement | None:
    """Return the nearest earlier claim of somebody else that the anaphor can mean."""
    wants_asking = noun in ASKING_NOUNS
    for claim in reversed(earlier):
        if answer.sentence - claim.sentence > MAX_DISTANCE:
            return None
        if claim.stance == "narrates" or claim.is_anaphoric or _same_speaker(answer, claim):
            continue
        if (claim.stance in ASKING) == wants_asking and (wants_asking or claim.stance not in FORETELLING):
            return claim
    return None


def _same_event(answer: Statement, earlier: Sequence[Statement]) -> Statement | None:
    for claim in reversed(earlier):
        affirms = claim.stance not in ANSWERING | ASKING and claim.stance != "narrates"
        if affirms and claim.event.event_type and claim.event == answer.event and not _same_speaker(answer, claim):
            return claim
    return None


def _same_speaker(one: Statement, other: Statement) -> bool:
    """Whether two claims come from one side; monitors and media speak for no side, whatever their country."""
    sided = one.speaker.kind in SIDED and other.speaker.kind in SIDED
    if sided and one.speaker.country and other.speaker.country:
        return one.speaker.country == other.speaker.country
    return one.speaker.source_id is not None and one.speaker.source_id == other.speaker.source_id
