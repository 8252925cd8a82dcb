"""Cut a content into the single statements that it makes: sentences of a quotation, and coordinated clauses."""

from __future__ import annotations

from claims_pipeline.claims.events import event_type
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.phrases import trim
from claims_pipeline.claims.text import TERMINATORS, Token
from claims_pipeline.claims.verbs import Range, has_verb, is_verb

MIN_WORDS = 3
MAX_WORDS = 80
"""Words of a clause that are asked for its event, and words in which a cut is looked for: a bound on hostile pages."""


def split_content(tokens: list[Token], span: Range) -> list[Range]:
    """Return the statements of a content, in order; a content that makes one statement comes back whole."""
    parts = [
        part
        for sentence in _sentences(tokens, span)
        for clause in _concession(tokens, sentence)
        for part in _coordinates(tokens, clause)
    ]
    stated = [(start + opens_with_that(tokens, start, end), end) for start, end in parts]
    return [trimmed for part in stated if (trimmed := trim(tokens, part))] or [span]


def opens_with_that(tokens: list[Token], start: int, end: int) -> bool:
    """Whether *that* opens a clause there, and does not point back as in *that claim*."""
    opens = start + 1 < end and tokens[start].lower == "that"
    return opens and tokens[start + 1].lower not in words()["anaphoric_nouns"]


def _sentences(tokens: list[Token], span: Range) -> list[Range]:
    cuts, start = [], span[0]
    for at in range(span[0], span[1] - 1):
        if (
            tokens[at].text in TERMINATORS
            and tokens[at + 1].is_capitalised
            and _words(tokens, (start, at)) >= MIN_WORDS
        ):
            cuts.append((start, at + 1))
            start = at + 1
    return [*cuts, (start, span[1])]


def _concession(tokens: list[Token], span: Range) -> list[Range]:
    """Cut *while A, B* into A and B: both are said."""
    if tokens[span[0]].lower not in ("while", "although", "though", "whereas"):
        return [span]
    comma = next((at for at in range(*span) if tokens[at].text == ","), None)
    return [span] if comma is None else [(span[0] + 1, comma), (comma + 1, span[1])]


def _coordinates(tokens: list[Token], span: Range) -> list[Range]:
    """Cut at *and that*, and at *and* or *but* where each side has a verb and tells an event of its own."""
    for at in range(span[0] + 1, min(span[1] - 1, span[0] + MAX_WORDS)):
        if tokens[at].lower not in ("and", "but"):
            continue
        left, right = (span[0], at), (at + 1, span[1])
        if tokens[at + 1].lower == "that" and has_verb(tokens, at + 2, span[1]) and has_verb(tokens, *left):
            return [left, *_coordinates(tokens, right)]
        if not _opens_predicate(tokens, at + 1, span[1]):
            continue
        kinds = event_type(_text(tokens, left)), event_type(_text(tokens, right))
        if has_verb(tokens, *left) and None not in kinds and kinds[0] != kinds[1]:
            return [left, *_coordinates(tokens, right)]
    return [span]


def _opens_predicate(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a verb, or a subject with its verb, stands right after a conjunction."""
    head = min(start + 6, end)
    for at in range(start, head):
        if tokens[at].text in ",;" or tokens[at].lower in words()["conjunctions"]:
            return False
        if is_verb(tokens, at):
            return True
    return False


def _text(tokens: list[Token], span: Range) -> str:
    return " ".join(token.text for token in tokens[span[0] : min(span[1], span[0] + MAX_WORDS)])


def _words(tokens: list[Token], span: Range) -> int:
    return sum(token.is_word for token in tokens[span[0] : span[1]])
