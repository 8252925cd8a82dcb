"""Content → event type, acting side, polarity and hedges."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from claims_pipeline.claims.countries import named_countries
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.speakers import has_own_role
from claims_pipeline.claims.text import TOKEN, Token
from claims_pipeline.claims.verbs import is_verb

MAX_CHARS = 500
"""Characters of a content that tell its event."""
PASSIVE = re.compile(
    r"\b(?:been|was|were|being) (?:\w{3,12}ly )?(?:\w{2,12}ed|hit|struck|taken|shot|driven|beaten|overrun)\b"
)
_CLAUSE_JOINT = re.compile(r"(?:[,;]|[,;]? (?:and|but|while)) (?=(?:this|these|they|it|we|he|she)\b)", re.IGNORECASE)
"""Where another clause begins whose subject is a pronoun."""
_CLAIM_WORDS = 14
"""Words within which a claim to ground says as what."""
NEGATION = re.compile(r"\b(?:not|never|no|nobody|nothing|neither|cannot|without)\b|n't\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """What a content is about. ``actor_country`` is null when the content does not show which side acts."""

    event_type: str | None
    actor_country: str | None
    polarity: str
    hedges: list[str]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "data" / "events.toml").read_text(encoding="utf-8"))


@cache
def _event_patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(row["type"], re.compile(row["pattern"])) for row in _table()["event"]]


def fold(text: str) -> str:
    """Return the text in lower case with straight apostrophes: what the patterns of the data files expect."""
    return text.lower().replace("’", "'")


def event_type(content: str) -> str | None:
    """Return the first event type of ``data/events.toml`` whose pattern the content matches."""
    return _event_type(fold(content[:MAX_CHARS]))


@lru_cache(maxsize=20_000)
def _event_type(folded: str) -> str | None:
    return next((name for name, pattern in _event_patterns() if pattern.search(folded)), None)


def read_event(content: str, source_country: str | None, others: Sequence[str], owner: str | None = None) -> Event:
    """Describe what a content tells.

    ``others`` are the countries in focus before the content, nearest first: *they* in the mouth of one side is another.
    ``owner`` is the country of a noun of saying: in *its claims of an advance* the content names no actor of its own.
    """
    content = content[:MAX_CHARS]
    kind = event_type(content)
    actor = _actor(_clause_of(kind, content), source_country, others) or owner
    return Event(kind, actor if kind else None, "negative" if _is_negated(content) else "positive", _hedges(content))


def claims_sovereignty(tokens: Sequence[Token]) -> bool:
    """Whether words begin with a claim to ground: *laid claim to the strip*, *claims the valley as its own*."""
    clause = fold(" ".join(token.text for token in tokens[:_CLAIM_WORDS]))
    return re.match(_table()["sovereignty"]["pattern"], clause) is not None


def names_ground(content: str) -> bool:
    """Whether a content is no more than a place: *the village on Friday*, *Abyei*."""
    first = content.split(maxsplit=1)[0] if content.split() else ""
    short = len(content.split()) <= 3 and first[:1].isupper()
    return re.match(_table()["ground"]["pattern"], fold(content)) is not None or short


def _clause_of(kind: str | None, content: str) -> str:
    """Return the content from the clause on that tells the event: *X has not answered, | this advance is a setback*."""
    pattern = next((pattern for name, pattern in _event_patterns() if name == kind), None)
    told = pattern.search(fold(content)) if pattern else None
    starts = [joint.end() for joint in _CLAUSE_JOINT.finditer(content, 0, told.start())] if told else []
    return content[starts[-1] :] if starts else content


def _actor(content: str, source_country: str | None, others: Sequence[str]) -> str | None:
    """Return the side that acts: the first side in the subject of the content, or in the whole if it has no verb."""
    if passive := PASSIVE.search(fold(content)):
        by = named_countries(content[passive.end() : passive.end() + 80])
        return by[0][1] if by and " by " in fold(content[passive.end() :]) else None
    lists, subject = words(), _subject(content)
    said = [m.group() for m in TOKEN.finditer(fold(subject)) if m.group()[0].isalnum()]
    named = named_countries(subject)
    before_name = [m.group() for m in TOKEN.finditer(fold(subject[: named[0][0]] if named else subject))]
    if any(word in lists["first_person"] for word in before_name):
        return source_country
    if any(word in lists["third_plural"] for word in before_name) or "enemy" in before_name:
        return next((code for code in others if code != source_country), None)
    if said[:1] and said[0] in lists["own_openings"]:
        return source_country
    if named:
        return named[0][1]
    return source_country if has_own_role(subject) else None


def _subject(content: str) -> str:
    """Return the words of a content before its first verb, or before the first preposition when it has no verb."""
    tokens = [Token(m.group(), m.start(), m.end()) for m in TOKEN.finditer(content)]
    verb = next((at for at in range(1, len(tokens)) if is_verb(tokens, at)), None)
    if verb is None:
        verb = next((at for at in range(1, len(tokens)) if tokens[at].lower in words()["prepositions"]), None)
    return content if verb is None else content[: tokens[verb].start]


def _is_negated(content: str) -> bool:
    """Whether the first clause of the content is negated."""
    clause = re.split(r"[;:]|, but\b|\b(?:that|if|unless|when)\b", content, maxsplit=1)[0]
    match = NEGATION.search(clause)
    return (
        match is not None
        and match.start() < 80
        and not re.search(r"\bno (?:longer|doubt)\b|\bnot only\b", clause, re.IGNORECASE)
    )


@cache
def _hedge_pattern() -> re.Pattern[str]:
    hedges = sorted(words()["hedges"], key=lambda hedge: (-len(hedge), hedge))
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, hedges)) + r")(?![\w-])")


def _hedges(content: str) -> list[str]:
    return sorted(set(_hedge_pattern().findall(fold(content))))
