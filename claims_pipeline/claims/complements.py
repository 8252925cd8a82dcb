"""What follows a cue: where its content starts, and whether it is one that the verb takes."""

from __future__ import annotations

from claims_pipeline.claims.cues import Cue, is_owned_noun
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.text import Token
from claims_pipeline.claims.verbs import Range, has_verb, is_verb, skip_time

PUNCTUATION = frozenset(",;:.!?")
TAKES_THAT = frozenset(("clause", "clause_verb", "that", "quote_or_that", "addressee"))


def content_start(tokens: list[Token], cue: Cue) -> int | None:
    """Return where the content after the cue begins, stepping over times, addressees and particles."""
    verb, index = cue.verb, skip_time(tokens, cue.last + 1)
    if verb is None:
        return index
    if index < len(tokens) and tokens[index].lower in verb.particles:
        return index + 1
    if "addressee" in verb.frames:
        index = _after_addressee(tokens, index)
    that = _that(tokens, index) if verb.frames & TAKES_THAT else None
    if that is not None:
        return that + 1
    if index < len(tokens) and tokens[index].text in (",", ":"):
        following = index + 1
        if following < len(tokens) and (tokens[following].quote or tokens[following].is_capitalised):
            return following
        return None
    return _quote_after_phrase(tokens, index) or (index if index < len(tokens) else None)


def _quote_after_phrase(tokens: list[Token], index: int) -> int | None:
    """Return the quotation after *said in an address on Tuesday, “…”*, stepping over the phrase."""
    if index >= len(tokens) or tokens[index].lower not in words()["prepositions"]:
        return None
    for at in range(index + 1, min(index + 14, len(tokens) - 1)):
        if tokens[at].quote or is_verb(tokens, at):
            return None
        if tokens[at].text in (",", ":"):
            return at + 1 if tokens[at + 1].quote else None
    return None


def _that(tokens: list[Token], index: int) -> int | None:
    """Return the *that* which opens the content, when only a short phrase without a verb stands before it."""
    for at in range(index, min(index + 12, len(tokens))):
        token = tokens[at]
        if token.quote or token.text in ",;:":
            return None
        if token.lower == "that":
            return at if _opens_clause_after_that(tokens, at + 1) else None
        if at > index and is_verb(tokens, at):
            return None
        if token.lower in words()["clause_breaks"] or is_owned_noun(tokens, at):
            return None
    return None


def _opens_clause_after_that(tokens: list[Token], index: int) -> bool:
    """Whether *that* opens a clause, and does not itself point back: *rejected that claim*, *disputes that*."""
    if index >= len(tokens) or tokens[index].text in PUNCTUATION:
        return False
    return tokens[index].lower not in words()["anaphoric_nouns"]


def _after_addressee(tokens: list[Token], index: int) -> int:
    that = _that(tokens, index)
    if that is not None:
        return that
    at = index
    while at < len(tokens) and at - index < 8:
        token = tokens[at]
        if token.quote or token.text in ",:" or token.text in ".!?":
            return at
        if token.lower in ("of", "about", "against", "to"):
            return at + 1
        if at > index and (token.lower in words()["pronouns"] or token.lower in words()["determiners"]):
            return at
        at += 1
    return index + 1 if index + 1 < len(tokens) and tokens[index].is_capitalised else index


def frame_of(tokens: list[Token], start: int) -> str:
    """Return the name of the frame that a content fills, for its evidence."""
    if start < len(tokens) and tokens[start].quote:
        return "quotation"
    return "that-clause" if tokens[start - 1].lower == "that" else "complement"


def takes(tokens: list[Token], cue: Cue, span: Range) -> bool:
    """Whether a complement is one that the verb takes, by its frames in the lexicon."""
    verb = cue.verb
    if verb is None or cue.stance == "declines_comment":
        return True
    start, end = span
    opened = tokens[start - 1].lower if start else ""
    first = tokens[start].lower
    if tokens[start].quote or opened == "that" or (opened in (",", ":") and tokens[start].is_capitalised):
        return bool(verb.frames - {"object_of", "as", "small_clause"}) or bool(tokens[start].quote)
    if verb.not_objects and any(t.lower in verb.not_objects for t in tokens[start : min(end, start + 6)]):
        return False
    if opened in verb.particles:
        return True
    if first == "to":
        return "to" in verb.frames
    if (
        first in ("for", "with", "from", "by", "in", "on", "at", "about", "into", "as", "up", "out", "over")
        and not tokens[start].quote
        and not _opens_number(tokens, start + 1)
    ):
        return False
    if "at" in verb.frames:
        return any(tokens[at].lower == "at" and _opens_number(tokens, at + 1) for at in range(start + 1, end))
    if verb.frames & {"as", "small_clause", "object_of", "object"}:
        return _fits_object(tokens, verb.frames, span)
    if verb.frames & {"np"}:
        return True
    if verb.frames & {"clause", "clause_verb"}:
        return has_verb(tokens, start + 1, end) or any(t.quote for t in tokens[start:end])
    return False


def _opens_number(tokens: list[Token], index: int) -> bool:
    """Whether a number follows a word that looks like a preposition: *over 1,200*, *at least 12*."""
    if index >= len(tokens):
        return False
    return tokens[index].text[0].isdigit() or tokens[index].lower in ("least", "most")


def _fits_object(tokens: list[Token], frames: frozenset[str], span: Range) -> bool:
    inside = [token.lower for token in tokens[span[0] : span[1]]]
    if "as" in frames and "as" in inside[1:10]:
        return True
    if "object_of" in frames and "of" in inside[1:10]:
        return True
    if "object" in frames:
        return len(inside) > 1
    if "small_clause" in frames:
        return 3 <= len(inside) <= 25 and inside[0] not in ("for", "on", "a")
    return "np" in frames


def anaphor_end(tokens: list[Token], start: int, end: int) -> int:
    """Return where *that claim* or *the demand* ends, if the content is one; else ``end``."""
    if start + 2 > end or tokens[start].quote or tokens[start].lower not in words()["determiners"]:
        return end
    if tokens[start + 1].lower not in words()["anaphoric_nouns"] or _goes_on(tokens, start + 2, end):
        return end
    return start + 2 if _is_plain(tokens, start + 2, end) else end


def _goes_on(tokens: list[Token], index: int, end: int) -> bool:
    """Whether a complement follows a noun, so that it says something itself: *the claim that …*, *the toll at 43*."""
    if index >= end:
        return False
    if tokens[index].lower == "at":
        return _opens_number(tokens, index + 1)
    return tokens[index].lower in ("that", "to", "of", "from", "by", "about", "as")


def _is_plain(tokens: list[Token], start: int, end: int) -> bool:
    """Whether no quotation follows: in *called the report “a lie”* what is said of the report is content too."""
    return not any(token.quote for token in tokens[start:end])


def after_comment_on(tokens: list[Token], cue: Cue, start: int, end: int) -> int:
    """Step over *to comment on*: the content of silence is what it is kept about."""
    if cue.stance not in ("refuses", "declines_comment"):
        return start
    at = next((i for i in range(start, min(end, start + 4)) if tokens[i].lower in ("on", "about")), None)
    return at + 1 if at is not None and at + 1 < end and tokens[at - 1].lower == "comment" else start


def in_relative_clause(tokens: list[Token], subject: Range | None) -> bool:
    """Whether the clause describes a noun between commas: *the firm, which X accuses of Y, …*."""
    if subject is None or subject[0] < 2:
        return False
    return tokens[subject[0] - 1].lower in ("which", "who", "whom") and tokens[subject[0] - 2].text == ","
