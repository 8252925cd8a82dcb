"""The outlet's own statements of fact: sentences about an event that no cue attributes to anybody."""

from __future__ import annotations

from collections.abc import Iterator

from claims_pipeline.claims.clauses import Range, has_verb, trim
from claims_pipeline.claims.events import event_type
from claims_pipeline.claims.text import Sentence

NARRATING_LABELS = frozenset(("body", "headline", "caption"))


def narrated_spans(sentences: list[Sentence], attributed: set[int]) -> Iterator[tuple[int, Range]]:
    """Yield number and content of each sentence that tells an event in the outlet's own voice."""
    for number, sentence in enumerate(sentences):
        if number in attributed or sentence.label not in NARRATING_LABELS:
            continue
        span = trim(sentence.tokens, (0, len(sentence.tokens)))
        if (
            span is None
            or any(token.quote for token in sentence.tokens[: span[1]] if token.is_word)
            and _all_quoted(sentence)
        ):
            continue
        told = " ".join(token.text for token in sentence.tokens)
        if event_type(told) is not None and (has_verb(sentence.tokens, *span) or sentence.label == "caption"):
            yield number, span


def _all_quoted(sentence: Sentence) -> bool:
    return all(token.quote for token in sentence.tokens if token.is_word)
