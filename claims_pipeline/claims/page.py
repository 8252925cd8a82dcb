"""One page: sentences → attributions → statements with speakers, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from claims_pipeline.claims.answers import ANSWERING, link_answers, link_parents
from claims_pipeline.claims.attribution import attribute
from claims_pipeline.claims.cast import Cast, Focus
from claims_pipeline.claims.contents import split_content
from claims_pipeline.claims.countries import named_countries
from claims_pipeline.claims.events import Event, names_ground, read_event
from claims_pipeline.claims.narration import narrated_spans
from claims_pipeline.claims.phrases import trim
from claims_pipeline.claims.relations import Attribution
from claims_pipeline.claims.speakers import SIDED, UNKNOWN, Speaker
from claims_pipeline.claims.stances import is_against_interest, is_forecast, settle_stance
from claims_pipeline.claims.statements import Span, Statement
from claims_pipeline.claims.text import Sentence, Token, read_line
from claims_pipeline.claims.times import read_time
from claims_pipeline.claims.verbs import Range, has_verb

CONTEXT_CHARS = 1_500
OWN_ACTS = frozenset(("claims", "announces", "asserts", "confirms", "acknowledges"))
ZONE_OF_LABEL = {"headline": "headline", "subheading": "headline", "caption": "caption"}
CONFIDENCE = {
    "active": 0.9,
    "participle": 0.8,
    "passive": 0.75,
    "reduced": 0.8,
    "noun": 0.75,
    "according": 0.9,
    "picture": 0.8,
}


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A kept line of the page."""

    start: int
    end: int
    label: str


@dataclass(slots=True)
class _Page:
    """What the statements of one page share."""

    text: str
    published: tuple[date, date]
    focus: Focus
    cast: Cast = field(default_factory=Cast)
    speakers: dict[int, tuple[Speaker, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    """An attribution with the quotation that it governs, perhaps in a later sentence."""

    attribution: Attribution
    sentence: Sentence
    contents: list[Range]
    number: int
    is_carried: bool = False


def read_page(
    text: str, lines: Sequence[KeptLine], published: tuple[date, date], max_sentence_chars: int
) -> list[Statement]:
    """Return the statements of one page in reading order."""
    sentences = [
        sentence
        for number, line in enumerate(lines)
        for sentence in read_line(text, line.start, line.end, number, line.label, max_sentence_chars)
    ]
    readings = _read_sentences(sentences)
    page = _Page(text, published, Focus(text))
    statements = [statement for reading in readings for statement in _state(page, reading)]
    own: dict[int, list[Attribution]] = {}
    for reading in readings:
        own.setdefault(reading.number, []).append(reading.attribution)
    for number, sentence in enumerate(sentences):
        spans = narrated_spans(sentence, own.get(number, []))
        statements += [_narrate(page, sentence, number, span) for span in spans]
    statements.sort(key=lambda one: (one.sentence, one.content[0], one.content[-1][1], one.cue))
    link_parents(statements)
    _empty_reports_of_claims(statements)
    link_answers(text, statements)
    return statements


def _empty_reports_of_claims(statements: list[Statement]) -> None:
    """Take the event from claims that only report another claim: it is the inner claim that tells it."""
    for parent in statements:
        if parent.children and (parent.stance not in ANSWERING or parent.is_against_interest):
            if parent.is_against_interest:
                parent.stance, parent.is_against_interest = parent.cue_stance, False
            parent.event = Event(None, None, parent.event.polarity, parent.event.hedges)


# ---------------------------------------------------------------- quotations across sentences and lines


def _read_sentences(sentences: list[Sentence]) -> list[_Reading]:
    """Attribute each sentence; a quotation without a cue of its own belongs to the speaker before it."""
    readings: list[_Reading] = []
    awaiting: Attribution | None = None
    for number, sentence in enumerate(sentences):
        attributions = attribute(sentence)
        quoted = _whole_quotation(sentence)
        if quoted is not None and not attributions:
            governor = awaiting or _speaker_before(readings, sentences, number)
            if governor is not None:
                readings.append(_Reading(governor, sentence, [quoted], number, is_carried=True))
            continue
        readings += [_Reading(one, sentence, one.contents, number) for one in attributions if one.contents]
        awaiting = _awaiting(sentence, attributions)
    return readings


def _awaiting(sentence: Sentence, attributions: list[Attribution]) -> Attribution | None:
    """Return the attribution whose quotation stands in the next line: the last of a sentence that ends with a colon."""
    return attributions[-1] if attributions and sentence.tokens[-1].text == ":" else None


def _whole_quotation(sentence: Sentence) -> Range | None:
    tokens = sentence.tokens
    outside = [token for token in tokens if token.is_word and not token.quote]
    quoted = sum(token.is_word for token in tokens if token.quote)
    return trim(tokens, (0, len(tokens))) if quoted >= 3 and not outside else None


def _speaker_before(readings: list[_Reading], sentences: list[Sentence], number: int) -> Attribution | None:
    """Return the attribution of the quotation that the sentence before belongs to."""
    if not readings or readings[-1].number < number - 1:
        return None
    last, here = readings[-1], sentences[number]
    direct = all(last.sentence.tokens[at].quote for span in last.contents[-1:] for at in range(*span))
    return last.attribution if direct and last.sentence.line >= here.line - 2 else None


# ---------------------------------------------------------------- statements


def _state(page: _Page, reading: _Reading) -> list[Statement]:
    attribution, sentence = reading.attribution, reading.sentence
    origin = _origin(attribution)
    source = [_chars(origin.sentence.tokens, origin.source)] if origin.source else []
    speaker, reason = _speaker(page, origin, source)
    cue = _chars(attribution.sentence.tokens, (attribution.cue.first, attribution.cue.last + 1))
    parts = [part for span in reading.contents for part in split_content(sentence.tokens, span)]
    groups = [parts] if len(reading.contents) > 1 and attribution.cue.voice == "passive" else [[part] for part in parts]
    said = read_time(_around(attribution, sentence), page.published) or page.published
    owner = speaker.country if attribution.cue.voice == "noun" else None
    statements: list[Statement] = []
    for group in groups:
        content = [_chars(sentence.tokens, part) for part in group]
        words_said = " ".join(page.text[start:end] for start, end in content)
        acting = owner or (statements[-1].event.actor_country if statements else None)
        if acting is None and _tells_own_act(attribution, sentence, speaker, group):
            acting = speaker.country
        event = read_event(words_said, speaker.country, page.focus.before(content[0][0]), acting)
        if event.event_type is None and _claims_ground(attribution, words_said):
            event = Event("territorial.captured", speaker.country, event.polarity, event.hedges)
        if event.event_type == "territorial.lost" and event.actor_country is None and speaker.kind in SIDED:
            event = replace(event, actor_country=speaker.country)
        hurts = is_against_interest(attribution.cue.stance, event, words_said, speaker)
        statements.append(
            Statement(
                zone=ZONE_OF_LABEL.get(sentence.label, "body"),
                source=_without_possessive(page.text, source),
                cue=[cue],
                content=content,
                speaker=speaker,
                cue_stance=attribution.cue.stance,
                stance=settle_stance(attribution.cue.stance, words_said, hurts),
                event=event,
                directness=_directness(sentence.tokens, group, attribution),
                is_against_interest=hurts,
                said=said,
                happened=read_time(words_said, page.published),
                confidence=_confidence(reading, source, reason),
                evidence=[*attribution.evidence, f"speaker: {reason}"],
                sentence=reading.number,
            )
        )
    return statements


def _claims_ground(attribution: Attribution, words_said: str) -> bool:
    """Whether ground itself is what is claimed: *claimed the village on Friday*."""
    verb = attribution.cue.verb
    return verb is not None and verb.lemma == "claim" and names_ground(words_said)


def _tells_own_act(attribution: Attribution, sentence: Sentence, speaker: Speaker, group: list[Range]) -> bool:
    """Whether a content without a verb tells an act of the speaker's own side: *announced the capture of V*."""
    has_clause = any(has_verb(sentence.tokens, *span) for span in group)
    return attribution.cue.stance in OWN_ACTS and speaker.kind in SIDED and not has_clause


def _origin(attribution: Attribution) -> Attribution:
    while attribution.source is None and attribution.source_of is not None:
        attribution = attribution.source_of
    return attribution


def _speaker(page: _Page, origin: Attribution, source: list[Span]) -> tuple[Speaker, str]:
    """Return the speaker of an attribution, cast once in reading order."""
    if not source:
        return UNKNOWN, "the text names nobody"
    if id(origin) not in page.speakers:
        start, end = source[0]
        context = page.text[max(0, start - CONTEXT_CHARS) : start]
        page.speakers[id(origin)] = page.cast.cast(page.text[start:end], context, origin.cue.voice != "noun")
    return page.speakers[id(origin)]


def _chars(tokens: list[Token], span: Range) -> Span:
    return tokens[span[0]].start, tokens[span[1] - 1].end


def _without_possessive(text: str, source: list[Span]) -> list[Span]:
    return [
        (start, end - 2 if text[start:end].endswith(("'s", "’s")) else end - (text[start:end].endswith(("'", "’"))))
        for start, end in source
    ]


def _around(attribution: Attribution, sentence: Sentence) -> str:
    """Return the words of the attribution's sentence outside its contents: where the time of speaking stands."""
    tokens, inside = attribution.sentence.tokens, set()
    if attribution.sentence is sentence:
        inside = {at for span in attribution.contents for at in range(*span)}
    return " ".join(token.text for at, token in enumerate(tokens) if at not in inside and not token.quote)


def _directness(tokens: list[Token], group: list[Range], attribution: Attribution) -> str:
    inside = [bool(tokens[at].quote) for span in group for at in range(*span) if tokens[at].is_word]
    share = sum(inside) / max(1, len(inside))
    first = group[0][0]
    stripped = share == 0 and first > 1 and tokens[first - 1].text == "," and tokens[first].is_capitalised
    spoken = stripped and tokens[first - 2].lower == tokens[attribution.cue.last].lower
    if share >= 0.9 or spoken:
        return "direct"
    return "mixed" if share > 0 else "indirect"


def _confidence(reading: _Reading, source: list[Span], reason: str) -> float:
    value = CONFIDENCE[reading.attribution.cue.voice]
    value -= 0.2 * reading.is_carried + 0.1 * (reason != "named") + 0.1 * (not source)
    return round(max(value, 0.1), 6)


def _narrate(page: _Page, sentence: Sentence, number: int, span: Range) -> Statement:
    content = _chars(sentence.tokens, span)
    words_said = page.text[content[0] : content[1]]
    event = read_event(words_said, None, [code for _, code in named_countries(words_said)])
    if is_forecast(words_said):
        event = Event(None, None, event.polarity, event.hedges)
    return Statement(
        zone=ZONE_OF_LABEL.get(sentence.label, "body"), source=[], cue=[], content=[content], speaker=UNKNOWN,
        cue_stance="narrates",
        stance="narrates", event=event, directness="indirect", is_against_interest=False, said=page.published,
        happened=read_time(words_said, page.published), confidence=0.5,
        evidence=["the outlet's own voice: no cue attributes the sentence"], sentence=number,
    )  # fmt: skip
