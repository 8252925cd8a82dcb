"""A claim of one page before it has an id."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from claims_pipeline.claims.events import Event
from claims_pipeline.claims.speakers import Speaker

Span = tuple[int, int]


@dataclass(slots=True)
class Statement:
    """A claim of the page before it has an id; spans are character offsets into the page text."""

    zone: str
    source: list[Span]
    cue: list[Span]
    content: list[Span]
    speaker: Speaker
    cue_stance: str
    stance: str
    event: Event
    directness: str
    is_against_interest: bool
    said: tuple[date, date]
    happened: tuple[date, date] | None
    confidence: float
    evidence: list[str]
    sentence: int
    parent: Statement | None = None
    answers: Statement | None = None
    is_anaphoric: bool = False
    children: list[Statement] = field(default_factory=list)
