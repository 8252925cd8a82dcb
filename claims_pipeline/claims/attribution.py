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
label          the mayor**:** *“X.”*
signature      *“X.”* **—** the mayor
=============  ==========================================================
"""

from __future__ import annotations

from claims_pipeline.claims.clauses import JOINTS, content_end
from claims_pipeline.claims.complements import (
    after_comment_on,
    anaphor_end,
    content_start,
    frame_of,
    in_relative_clause,
    takes,
)
from claims_pipeline.claims.constructions import (
    from_according,
    from_claim_to_ground,
    from_noun,
    from_passive,
    from_reduced,
    from_signature,
)
from claims_pipeline.claims.cues import Cue, find_cues, is_dated
from claims_pipeline.claims.events import claims_sovereignty
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.phrases import main_subject, phrase_before, trim
from claims_pipeline.claims.quotations import content_left, inverted_subject, quote_left, quote_right
from claims_pipeline.claims.relations import Attribution
from claims_pipeline.claims.text import Sentence, Token
from claims_pipeline.claims.verbs import Range, is_verb

MAX_CUES = 16
"""Cues read in one sentence: prose has a few, and a hostile page that repeats them must not cost their square."""


def attribute(sentence: Sentence) -> list[Attribution]:
    """Return the attributions of one sentence, cue by cue."""
    tokens, cues = sentence.tokens, find_cues(sentence)[:MAX_CUES]
    subjects = {cue.first: _subject(tokens, cue) for cue in cues}
    stops = frozenset(_own_start(cue, subjects[cue.first], tokens) for cue in cues if cue.voice != "noun")
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
    if before is None or before.text in JOINTS | {";"} or before.lower in words()["conjunctions"]:
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
    if cue.voice in ("active", "passive", "picture", "label"):
        return phrase_before(tokens, cue.first)
    return None


def _attribute_cue(
    sentence: Sentence, cue: Cue, subject: Range | None, stops: frozenset[int], found: list[Attribution]
) -> Attribution | None:
    if cue.voice == "noun":
        return from_noun(sentence, cue, stops)
    if cue.voice == "signature":
        return from_signature(sentence, cue)
    if cue.voice == "according":
        return from_according(sentence, cue, stops)
    if cue.voice == "reduced":
        return from_reduced(sentence, cue)
    if cue.voice == "passive":
        return from_passive(sentence, cue, subject, stops)
    return _from_active(sentence, cue, subject, stops, found)


def _from_active(
    sentence: Sentence, cue: Cue, subject: Range | None, stops: frozenset[int], found: list[Attribution]
) -> Attribution | None:
    tokens = sentence.tokens
    if cue.verb is not None and cue.verb.lemma == "claim" and claims_sovereignty(tokens[cue.first :]):
        return from_claim_to_ground(sentence, cue, subject)
    inverted = inverted_subject(tokens, cue, subject)
    if inverted is not None:
        return _from_inverted(sentence, cue, inverted, found)
    attribution = Attribution(sentence, cue, subject, [])
    if cue.voice == "participle" or subject is None:
        _share_source(attribution, found)
    if _take_content_after(attribution, subject, stops):
        return attribution
    if cue.voice != "active":
        return None
    if cue.stance == "declines_comment":
        attribution.contents = [(cue.first, cue.last + 1)]
        attribution.evidence.append("silence: the cue is the content")
        return attribution
    if tokens[-1].text == ":":
        attribution.awaits_quote = True
        return attribution
    return None if subject is None else _content_before_subject(attribution, tokens, subject, found)


def _from_inverted(sentence: Sentence, cue: Cue, source: Range, found: list[Attribution]) -> Attribution | None:
    """Read *“…,” said the mayor* and *“…,” said the mayor, “…”*."""
    left = content_left(sentence.tokens, cue.first, found)
    if left is None:
        return None
    contents = [left, *quote_right(sentence.tokens, source[1])]
    return Attribution(sentence, cue, source, contents, ["inverted: content, cue, source"])


def _take_content_after(attribution: Attribution, subject: Range | None, stops: frozenset[int]) -> bool:
    """Take the content that follows the cue, if there is one that the verb can have; say whether there is."""
    tokens, cue = attribution.sentence.tokens, attribution.cue
    start = content_start(tokens, cue)
    if start is None:
        return False
    end = content_end(tokens, start, stops - {start})
    if in_relative_clause(tokens, subject):
        end = next((at for at in range(start, end) if tokens[at].text == "," and not tokens[at].quote), end)
    if cue.voice == "picture":
        end = next((at for at in range(start + 1, end) if tokens[at].lower == "as"), end)
    start = after_comment_on(tokens, cue, start, end)
    span = trim(tokens, (start, anaphor_end(tokens, start, end)))
    if span is None or not takes(tokens, cue, span) or is_dated(tokens, *span):
        return False
    attribution.contents = [span]
    attribution.evidence.append(f"content after the cue, to the end of its clause ({frame_of(tokens, start)})")
    left = quote_left(tokens, subject[0] if subject else cue.first)
    if left is not None and tokens[span[0]].quote:
        attribution.contents.insert(0, left)
    return True


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
    left = content_left(tokens, subject[0], found)
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
