"""Source and content of each cue: the frames in which English news attributes.

=============  ==========================================================
voice          example (source / **cue** / *content*)
=============  ==========================================================
active         the ministry **said** on Tuesday that *X*; *X*, the ministry **said**; “*X*,” **said** the ministry
participle     … denied this, **stating** that *X* (source of the clause it hangs on)
passive        *A group* **was reported** *to have X*; *X* **was denied** by the ministry
reduced        *claims* **refuted** by the ministry
noun           the ministry's **claim** that *X*; Russian **claims** of *X*
according      **according to** the ministry, *X*
picture        the ministry **released photos appearing to show** *X*
=============  ==========================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field

from claims_pipeline.claims.clauses import (
    QUOTE_MARKS,
    Range,
    content_end,
    has_verb,
    is_verb,
    main_subject,
    phrase_after,
    phrase_before,
    skip_time,
    strip_lead,
    trim,
)
from claims_pipeline.claims.cues import Cue, find_cues, is_dated
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.text import Sentence, Token


@dataclass(slots=True)
class Attribution:
    """A cue of one sentence with its source and contents, as token ranges."""

    sentence: Sentence
    cue: Cue
    source: Range | None
    contents: list[Range]
    evidence: list[str] = field(default_factory=list)
    source_of: Attribution | None = None
    """The attribution whose source this one shares, when its own clause names none."""
    awaits_quote: bool = False
    """Whether the content stands in the next line: the sentence ends with a colon."""


def attribute(sentence: Sentence) -> list[Attribution]:
    """Return the attributions of one sentence, cue by cue."""
    tokens, cues = sentence.tokens, find_cues(sentence)
    subjects = {cue.first: _subject(tokens, cue) for cue in cues}
    stops = frozenset(_own_start(cue, subjects[cue.first], tokens) for cue in cues if cue.voice not in ("noun",))
    found: list[Attribution] = []
    for cue in cues:
        attribution = _attribute_cue(sentence, cue, subjects[cue.first], stops, found)
        if attribution is not None:
            found.append(attribution)
    return found


def _own_start(cue: Cue, subject: Range | None, tokens: list[Token]) -> int:
    """Return where a cue's own words begin, if they begin a clause of their own; other content stops there.

    A clause nested by *that*, or run on without a comma, is content of the cue before it and stops nothing.
    """
    start = subject[0] if subject is not None and cue.voice in ("active", "passive") else cue.first
    if cue.voice == "reduced":
        start -= 1 + (cue.first > 1 and tokens[cue.first - 2].lower in words()["determiners"])
    while start > 0 and tokens[start - 1].lower in words()["lead_words"] - {"that"} - words()["conjunctions"]:
        start -= 1
    start = _over_adverbial(tokens, start)
    before = tokens[start - 1] if start else None
    if before is None or before.text in (",", ";", "—", "–", "--", "-") or before.lower in words()["conjunctions"]:
        return start
    return -1


def _over_adverbial(tokens: list[Token], start: int) -> int:
    """Step back over a short adverbial between a conjunction and the subject: *and last week a witness said*."""
    for at in range(start - 1, max(0, start - 9), -1):
        if tokens[at].lower in words()["conjunctions"] and tokens[at - 1].text == ",":
            return at + 1
        if tokens[at].quote or not tokens[at].is_word or tokens[at].lower == "that" or is_verb(tokens, at):
            return start
    return start


def _subject(tokens: list[Token], cue: Cue) -> Range | None:
    if cue.voice in ("active", "passive", "picture"):
        return phrase_before(tokens, cue.first)
    return None


def _attribute_cue(
    sentence: Sentence, cue: Cue, subject: Range | None, stops: frozenset[int], found: list[Attribution]
) -> Attribution | None:
    if cue.voice == "noun":
        return _from_noun(sentence, cue, stops)
    if cue.voice == "according":
        return _from_according(sentence, cue, stops)
    if cue.voice == "reduced":
        return _from_reduced(sentence, cue)
    if cue.voice == "passive":
        return _from_passive(sentence, cue, subject, stops)
    return _from_active(sentence, cue, subject, stops, found)


# ---------------------------------------------------------------- active verbs, participles, pictures


def _from_active(
    sentence: Sentence, cue: Cue, subject: Range | None, stops: frozenset[int], found: list[Attribution]
) -> Attribution | None:
    tokens = sentence.tokens
    inverted = _inverted_subject(tokens, cue, subject)
    if inverted is not None:
        left = _content_left(tokens, cue.first, found)
        if left is None:
            return None
        right = _quote_right(tokens, inverted[1])
        return Attribution(sentence, cue, inverted, [left, *right], ["inverted: content, cue, source"])
    start = _content_start(tokens, cue)
    attribution = Attribution(sentence, cue, subject, [])
    if cue.voice == "participle" or subject is None:
        _share_source(attribution, found)
    if start is not None:
        end = content_end(tokens, start, stops - {start})
        if _in_relative_clause(tokens, subject):
            end = next((at for at in range(start, end) if tokens[at].text == "," and not tokens[at].quote), end)
        start = _after_comment_on(tokens, cue, start, end)
        end = _anaphor_end(tokens, start, end)
        if cue.voice == "picture":
            end = next((at for at in range(start + 1, end) if tokens[at].lower == "as"), end)
        span = trim(tokens, (start, end))
        if span is not None and _fits(tokens, cue, span) and not is_dated(tokens, *span):
            attribution.contents = [span]
            attribution.evidence.append(f"content after the cue, to the end of its clause ({_frame(tokens, start)})")
            left = _quote_left(tokens, subject[0] if subject else cue.first)
            if left is not None and tokens[span[0]].quote:
                attribution.contents.insert(0, left)
            return attribution
    if cue.stance == "declines_comment" and cue.voice == "active":
        attribution.contents = [(cue.first, cue.last + 1)]
        attribution.evidence.append("silence: the cue is the content")
        return attribution
    if tokens[-1].text == ":" and cue.voice == "active":
        attribution.awaits_quote = True
        return attribution
    if subject is not None and cue.voice == "active":
        return _content_before_subject(attribution, tokens, subject, found)
    return None


def _in_relative_clause(tokens: list[Token], subject: Range | None) -> bool:
    """Whether the clause describes a noun between commas: *the firm, which X accuses of Y, …*."""
    if subject is None or subject[0] < 2:
        return False
    return tokens[subject[0] - 1].lower in ("which", "whom") and tokens[subject[0] - 2].text == ","


def _anaphor_end(tokens: list[Token], start: int, end: int) -> int:
    """Return where *that claim* or *the demand* ends, if the content is one; else ``end``."""
    if start + 2 > end or tokens[start].lower not in words()["determiners"]:
        return end
    points_back = tokens[start + 1].lower in words()["anaphoric_nouns"]
    goes_on = start + 2 < end and tokens[start + 2].lower in ("that", "to", "of", "from", "by", "about", "as")
    return (
        start + 2
        if points_back and not goes_on and not tokens[start].quote and _is_plain(tokens, start + 2, end)
        else end
    )


def _is_plain(tokens: list[Token], start: int, end: int) -> bool:
    """Whether no quotation follows: in *called the report “a lie”* what is said of the report is content too."""
    return not any(token.quote for token in tokens[start:end])


def _after_comment_on(tokens: list[Token], cue: Cue, start: int, end: int) -> int:
    """Step over *to comment on*: the content of silence is what it is kept about."""
    if cue.stance not in ("refuses", "declines_comment"):
        return start
    at = next((i for i in range(start, min(end, start + 4)) if tokens[i].lower in ("on", "about")), None)
    return at + 1 if at is not None and at + 1 < end and tokens[at - 1].lower == "comment" else start


def _inverted_subject(tokens: list[Token], cue: Cue, subject: Range | None) -> Range | None:
    """Return the source after its verb: *“…,” said the mayor*."""
    if cue.verb is None or cue.voice != "active" or cue.first == 0:
        return None
    before = tokens[cue.first - 1]
    closes_quote = before.quote or (before.text in (",", ";") and cue.first > 1 and tokens[cue.first - 2].quote)
    if not closes_quote and not (before.text == "," and subject is None):
        return None
    after = phrase_after(tokens, cue.last + 1)
    if after is None or tokens[after[0]].lower in ("that", "to", "of", "it"):
        return None
    return None if after[1] < len(tokens) and is_verb(tokens, after[1]) and not tokens[after[1]].quote else after


def _content_start(tokens: list[Token], cue: Cue) -> int | None:
    """Return where the content after the cue begins, stepping over times, addressees and particles."""
    verb, index = cue.verb, skip_time(tokens, cue.last + 1)
    if verb is None:
        return index
    if index < len(tokens) and tokens[index].lower in verb.particles:
        return index + 1
    if "addressee" in verb.frames:
        index = _after_addressee(tokens, index)
    that = _that(tokens, index)
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
        if token.lower in words()["clause_breaks"]:
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


def _frame(tokens: list[Token], start: int) -> str:
    if start < len(tokens) and tokens[start].quote:
        return "quotation"
    return "that-clause" if tokens[start - 1].lower == "that" else "complement"


def _fits(tokens: list[Token], cue: Cue, span: Range) -> bool:
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


def _share_source(attribution: Attribution, found: list[Attribution]) -> None:
    """Give a cue without a subject of its own the source of the attribution, or of the clause, that it hangs on."""
    tokens, cue = attribution.sentence.tokens, attribution.cue
    earlier = [one for one in found if one.cue.last < cue.first and one.cue.voice not in ("noun", "according")]
    if earlier:
        attribution.source_of = earlier[-1]
        attribution.evidence.append("shares the source of the cue before it")
        return
    attribution.source = main_subject(tokens, cue.first)
    if attribution.source is not None:
        attribution.evidence.append("source is the subject of the main clause")


def _content_before_subject(
    attribution: Attribution, tokens: list[Token], subject: Range, found: list[Attribution]
) -> Attribution | None:
    """Read *“…,” X said*, *…, X said* and *a request X has rejected*."""
    left = _content_left(tokens, subject[0], found)
    if left is not None:
        attribution.contents = [left]
        attribution.evidence.append("content before the source")
        return attribution
    anaphor = next((i for i in range(*subject) if tokens[i].lower in words()["anaphoric_nouns"]), None)
    if anaphor is not None and anaphor + 1 < subject[1]:
        attribution.contents = [(subject[0], anaphor + 1)]
        attribution.source = (anaphor + 1, subject[1])
        attribution.evidence.append("content is the noun that the clause describes")
        return attribution
    return None


def _content_left(tokens: list[Token], before: int, found: list[Attribution]) -> Range | None:
    """Return the content that ends with a comma or quotation mark before ``before``, within this sentence."""
    end = before
    while end > 0 and (tokens[end - 1].lower in words()["lead_words"] and tokens[end - 1].lower != "that"):
        end -= 1
    if end == 0 or not (tokens[end - 1].text in (",", "—", "–", "--") or tokens[end - 1].quote):
        return None
    start = max((one.contents[-1][1] for one in found if one.contents and one.contents[-1][1] <= end), default=0)
    quoted = tokens[end - 1].quote or (end > 1 and tokens[end - 2].quote)
    if quoted:
        start = max(start, _quote_context(tokens, start, end)) if start < end else start
    if start >= end:
        return None
    span = trim(tokens, (start if tokens[start].quote else strip_lead(tokens, start, end), end))
    if span is None or is_dated(tokens, *span):
        return None
    return span if quoted or has_verb(tokens, *span) else None


def _quote_context(tokens: list[Token], start: int, end: int) -> int:
    """Return where the clause around a left-hand quotation begins: at it, or before it if the clause runs on."""
    last = end - 1 if tokens[end - 1].quote else end - 2
    number = tokens[last].quote
    opening = next((i for i in range(start, end) if number and tokens[i].quote == number), start)
    before = tokens[opening - 1] if opening > start else None
    return start if before is not None and before.is_word else opening


def _quote_right(tokens: list[Token], start: int) -> list[Range]:
    """Return the quotation that goes on after *“…,” said the mayor, “…”*."""
    opening = next((i for i in range(start, min(start + 12, len(tokens))) if tokens[i].quote), None)
    if opening is None or has_verb(tokens, start, opening):
        return []
    end = opening
    while end < len(tokens) and tokens[end].quote == tokens[opening].quote:
        end += 1
    span = trim(tokens, (opening, end))
    return [span] if span else []


def _quote_left(tokens: list[Token], before: int) -> Range | None:
    """Return the first part of an interrupted quotation: *“…,” X said, “…”*."""
    end = before
    while end > 0 and tokens[end - 1].text == ",":
        end -= 1
    if end == 0 or not tokens[end - 1].quote:
        return None
    opening = next(i for i in range(end) if tokens[i].quote == tokens[end - 1].quote)
    return trim(tokens, (opening, end))


# ---------------------------------------------------------------- passives, nouns, according to


def _from_passive(sentence: Sentence, cue: Cue, subject: Range | None, stops: frozenset[int]) -> Attribution | None:
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


def _by_phrase(tokens: list[Token], start: int) -> Range | None:
    for at in range(start, min(start + 8, len(tokens))):
        if tokens[at].lower == "by":
            return phrase_after(tokens, at + 1)
        if tokens[at].text in PUNCTUATION or tokens[at].quote:
            return None
    return None


PUNCTUATION = frozenset(",;:.!?")


def _from_reduced(sentence: Sentence, cue: Cue) -> Attribution | None:
    tokens = sentence.tokens
    noun = cue.first - 1
    start = noun - 1 if noun and tokens[noun - 1].lower in words()["determiners"] else noun
    at = next((i for i in range(cue.last + 1, min(cue.last + 9, len(tokens))) if tokens[i].lower in ("by", "in")), None)
    source = phrase_after(tokens, at + 1) if at is not None else None
    return Attribution(sentence, cue, source, [(start, noun + 1)], ["participle after the noun that it answers"])


def _from_noun(sentence: Sentence, cue: Cue, stops: frozenset[int]) -> Attribution | None:
    tokens = sentence.tokens
    start = cue.last + 1
    source: Range | None = (cue.first - 1, cue.first)
    that = next((i for i in range(start, len(tokens)) if tokens[i].lower == "that"), None)
    if tokens[start].lower in ("from", "by") and that is not None:
        source, start = trim(tokens, (start + 1, that)), that
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


def _from_according(sentence: Sentence, cue: Cue, stops: frozenset[int]) -> Attribution | None:
    tokens = sentence.tokens
    source = phrase_after(tokens, cue.last + 1)
    if source is None:
        return None
    at_start = strip_lead(tokens, 0, cue.first) >= cue.first or not has_verb(tokens, 0, cue.first)
    if at_start:
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


__all__ = ["QUOTE_MARKS", "Attribution", "attribute"]
