"""The outlet's own statements of fact: what is told of an event outside every attribution."""

from __future__ import annotations

from collections.abc import Iterator, Set

from claims_pipeline.claims.clauses import content_end
from claims_pipeline.claims.contents import split_content
from claims_pipeline.claims.events import event_type
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.phrases import strip_lead, trim
from claims_pipeline.claims.text import Sentence, Token
from claims_pipeline.claims.verbs import Range, has_verb, is_verb

NARRATING_LABELS = frozenset(("body", "headline", "caption"))
MIN_WORDS = 4


def narrated_spans(sentence: Sentence, taken: Set[int]) -> Iterator[Range]:
    """Yield the statements that a sentence makes in the outlet's own voice, as token ranges.

    ``taken`` are the tokens that attributions hold.
    """
    if sentence.label not in NARRATING_LABELS:
        return
    for run in _free_runs(sentence, taken):
        for span in _clauses(sentence.tokens, run, is_alone=not taken):
            if _tells(sentence, span):
                yield from (part for part in split_content(sentence.tokens, span) if _tells(sentence, part))


def _clauses(tokens: list[Token], run: Range, is_alone: bool) -> Iterator[Range]:
    """Yield the statements of a run: the first, and those that a contrast sets against it (*…, but the column …*)."""
    start, end = run
    while start < end:
        first, last = _without_loose_ends(tokens, strip_lead(tokens, start, end), end)
        while first < last and tokens[first].lower in words()["prepositions"] and not is_alone:
            first += 1
        if first >= last:
            return
        stop = min(last, content_end(tokens, first, frozenset()))
        if span := trim(tokens, (first, stop)):
            yield span
        contrast = next(
            (at for at in range(stop, min(stop + 2, end)) if tokens[at].lower in words()["content_breaks"]), None
        )
        start = end if contrast is None else contrast + 1


def _without_loose_ends(tokens: list[Token], start: int, end: int) -> Range:
    """Drop the joints that a neighbouring attribution leaves: a trailing *as*, a leading *comes as*."""
    loose = words()["clause_breaks"] | words()["conjunctions"]
    while end > start and (tokens[end - 1].lower in loose or not tokens[end - 1].is_word):
        end -= 1
    if start + 1 < end and is_verb(tokens, start) and tokens[start + 1].lower in loose:
        start += 2
    return start, end


def _free_runs(sentence: Sentence, taken: Set[int]) -> Iterator[Range]:
    """Yield the runs of tokens that no attribution holds."""
    start = 0
    for at in range(len(sentence.tokens) + 1):
        if at == len(sentence.tokens) or at in taken:
            if at > start:
                yield start, at
            start = at + 1


def _tells(sentence: Sentence, span: Range) -> bool:
    tokens = sentence.tokens[span[0] : span[1]]
    spoken = [token for token in tokens if token.is_word]
    if len(spoken) < MIN_WORDS or all(token.quote for token in spoken):
        return False
    complete = has_verb(sentence.tokens, *span) or sentence.label == "caption"
    return complete and event_type(" ".join(token.text for token in tokens)) is not None
