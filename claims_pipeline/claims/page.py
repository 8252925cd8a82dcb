"""One page: sentences → attributions → statements with speakers, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from claims_pipeline.claims.answers import ANSWERING, link_answers, link_parents
from claims_pipeline.claims.attribution import attribute
from claims_pipeline.claims.cast import Cast, Focus
from claims_pipeline.claims.confidence import confidence
from claims_pipeline.claims.contents import split_content
from claims_pipeline.claims.countries import named_countries
from claims_pipeline.claims.endpoint import Endpoint
from claims_pipeline.claims.events import Event, names_ground, read_event
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.narration import narrated_spans
from claims_pipeline.claims.phrases import trim
from claims_pipeline.claims.relations import Attribution
from claims_pipeline.claims.speakers import SIDED, UNKNOWN, Speaker
from claims_pipeline.claims.stances import is_against_interest, is_forecast, is_open, settle_stance
from claims_pipeline.claims.statements import Span, Statement
from claims_pipeline.claims.tagging import Least, Tagged, tag_lines
from claims_pipeline.claims.text import TERMINATORS, Sentence, Token, read_line
from claims_pipeline.claims.times import read_time
from claims_pipeline.claims.verbs import Range, has_verb
from claims_pipeline.claims.votes import Reading, count_votes, is_known_well
from claims_pipeline.settings import ClaimsSettings

CONTEXT_CHARS = 1_500
OWN_ACTS = frozenset(("claims", "announces", "confirms", "acknowledges"))
ZONE_OF_LABEL = {"headline": "headline", "subheading": "headline", "caption": "caption"}


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
    cast: Cast
    speakers: dict[int, tuple[Speaker, str]] = field(default_factory=dict)


def read_page(
    text: str,
    lines: Sequence[KeptLine],
    published: tuple[date, date],
    settings: ClaimsSettings,
    endpoint: Endpoint | None = None,
) -> list[Statement]:
    """Return the statements of one page in reading order."""
    sentences, readings = read_attributions(text, lines, settings, endpoint)
    page = _Page(text, published, Focus(text), Cast(text))
    statements = [statement for reading in readings for statement in _state(page, reading)]
    taken = _taken(sentences, readings)
    for number, sentence in enumerate(sentences):
        spans = narrated_spans(sentence, taken.get(number, set()))
        statements += [_narrate(page, sentence, number, span) for span in spans]
    statements.sort(key=lambda one: (one.sentence, one.content[0], one.content[-1][1], one.cue))
    link_parents(statements)
    _empty_reports_of_claims(statements)
    link_answers(text, statements)
    return statements


def read_attributions(
    text: str, lines: Sequence[KeptLine], settings: ClaimsSettings, endpoint: Endpoint | None = None
) -> tuple[list[Sentence], list[Reading]]:
    """Return the sentences of a page, and what is attributed in them, in reading order.

    On the pages that an ``endpoint`` answers, its attributions stand in for the network's.
    """
    sentences = [
        sentence
        for number, line in enumerate(lines)
        for sentence in read_line(text, line.start, line.end, number, line.label, settings.max_sentence_chars)
    ]
    grammar = [one for sentence in sentences for one in attribute(sentence)]
    spans = [(line.start, line.end) for line in lines]
    answer = endpoint.attribute(text, spans) if endpoint else None
    if answer is not None and answer.reason is None:
        tagged: Iterable[Tagged] = answer.tagged
    else:
        named = [_chars(one.sentence.tokens, (one.cue.first, one.cue.last + 1)) for one in grammar]
        least = Least(settings.min_probability, settings.min_probability_nested, settings.min_probability_with_grammar)
        tagged = tag_lines(text, spans, least, named)
    return sentences, _read_sentences(sentences, grammar, tagged, settings)


def _reports_a_claim(parent: Statement) -> bool:
    """Whether most of a content is the content of a claim inside it, not a clause beside one."""
    return any(2 * _n_chars(child.content) >= _n_chars(parent.content) for child in parent.children)


def _n_chars(spans: list[Span]) -> int:
    return sum(end - start for start, end in spans)


def _empty_reports_of_claims(statements: list[Statement]) -> None:
    """Take the event from claims that only report another claim: it is the inner claim that tells it."""
    for parent in statements:
        if parent.cue and _reports_a_claim(parent) and (parent.stance not in ANSWERING or parent.is_against_interest):
            if parent.is_against_interest:
                parent.stance, parent.is_against_interest = parent.cue_stance, False
            parent.event = Event(None, None, parent.event.polarity, parent.event.hedges)


# ---------------------------------------------------------------- quotations across sentences and lines


def _read_sentences(
    sentences: list[Sentence], grammar: list[Attribution], tagged: Iterable[Tagged], settings: ClaimsSettings
) -> list[Reading]:
    """Attribute each sentence; a quotation without a cue of its own belongs to the speaker before it."""
    awaiting = {id(one.sentence): one for one in grammar if one.sentence.tokens[-1].text == ":"}
    counted = [
        reading
        for reading in count_votes(sentences, grammar, tagged, settings)
        if confidence(reading) >= settings.min_confidence or is_known_well(reading.attribution)
    ]
    by_number: dict[int, list[Reading]] = {}
    for reading in counted:
        by_number.setdefault(reading.number, []).append(reading)
    cues = {id(reading.attribution.sentence) for reading in counted}
    readings: list[Reading] = []
    for number, sentence in enumerate(sentences):
        here = by_number.get(number, [])
        quoted = _whole_quotation(sentence) if id(sentence) not in cues else None
        if quoted is not None and not here:
            before = sentences[number - 1] if number else sentence
            governor = awaiting.get(id(before)) or _speaker_before(readings, sentences, number)
            if governor is not None:
                readings.append(Reading(governor, sentence, [quoted], number, is_carried=True))
        readings += here
    return readings


def _taken(sentences: list[Sentence], readings: list[Reading]) -> dict[int, set[int]]:
    """Return the tokens of each sentence that attributions hold.

    The source of a participle (*…, claiming to have …*) is the subject of a clause of its own, so it stays free; of a
    claim to ground in a relative clause, all does.
    """
    numbers = {id(sentence): number for number, sentence in enumerate(sentences)}
    taken: dict[int, set[int]] = {}
    for reading in readings:
        one = reading.attribution
        if one.cue.voice == "relative":
            continue
        at_home = [(one.cue.first, one.cue.last + 1)]
        if one.source is not None and one.cue.voice != "participle":
            at_home.append(one.source)
        for number, ranges in ((numbers[id(one.sentence)], at_home), (reading.number, reading.contents)):
            taken.setdefault(number, set()).update(at for span in ranges for at in range(*span))
    return taken


def _whole_quotation(sentence: Sentence) -> Range | None:
    tokens = sentence.tokens
    outside = [token for token in tokens if token.is_word and not token.quote]
    quoted = sum(token.is_word for token in tokens if token.quote)
    return trim(tokens, (0, len(tokens))) if quoted >= 3 and not outside else None


def _speaker_before(readings: list[Reading], sentences: list[Sentence], number: int) -> Attribution | None:
    """Return the attribution of the quotation that the sentence before belongs to."""
    if not readings or readings[-1].number < number - 1:
        return None
    last, here = readings[-1], sentences[number]
    direct = all(last.sentence.tokens[at].quote for span in last.contents[-1:] for at in range(*span))
    return last.attribution if direct and last.sentence.line >= here.line - 2 else None


# ---------------------------------------------------------------- statements


def _state(page: _Page, reading: Reading) -> list[Statement]:
    attribution, sentence = reading.attribution, reading.sentence
    origin = attribution.origin
    source = [_chars(origin.sentence.tokens, origin.source)] if origin.source else []
    speaker, reason = _speaker(page, origin, source)
    cue = _chars(attribution.sentence.tokens, (attribution.cue.first, attribution.cue.last + 1))
    groups = _single_statements(sentence.tokens, reading)
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
        if _asks(sentence.tokens, group):
            event = Event(None, None, event.polarity, event.hedges)
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
                confidence=confidence(reading),
                evidence=[*attribution.evidence, f"speaker: {reason}"],
                sentence=reading.number,
            )
        )
    return statements


def _single_statements(tokens: list[Token], reading: Reading) -> list[list[Range]]:
    """Return the statements of a reading's content; one that its cue or source interrupts has several parts."""
    groups: list[list[Range]] = []
    for span in reading.contents:
        first, *others = split_content(tokens, span)
        is_passive = reading.attribution.cue.voice == "passive"
        if groups and (is_passive or _goes_on(tokens, groups[-1][-1], first)):
            groups[-1].append(first)
        else:
            groups.append([first])
        groups += [[part] for part in others]
    return groups


def _asks(tokens: list[Token], group: list[Range]) -> bool:
    """Whether a content leaves open what it is about: *unclear who controls the refinery*, *asked whether it fell*."""
    first = tokens[group[0][0]]
    return not first.quote and not first.is_capitalised and first.lower in words()["interrogatives"]


def _goes_on(tokens: list[Token], before: Range, part: Range) -> bool:
    """Whether a part of a content goes on with the sentence before it: *“We stay,” he said, “until they leave.”*."""
    first = tokens[part[0]]
    return first.is_word and not first.is_capitalised and tokens[before[1] - 1].text not in TERMINATORS


def _claims_ground(attribution: Attribution, words_said: str) -> bool:
    """Whether ground itself is what is claimed: *claimed the village on Friday*."""
    verb = attribution.cue.verb
    return verb is not None and verb.lemma == "claim" and names_ground(words_said)


def _tells_own_act(attribution: Attribution, sentence: Sentence, speaker: Speaker, group: list[Range]) -> bool:
    """Whether a content without a verb tells an act of the speaker's own side: *announced the capture of V*."""
    has_clause = any(has_verb(sentence.tokens, *span) for span in group)
    return attribution.cue.stance in OWN_ACTS and speaker.kind in SIDED and not has_clause


def _speaker(page: _Page, origin: Attribution, source: list[Span]) -> tuple[Speaker, str]:
    """Return the speaker of an attribution, cast once in reading order."""
    if not source:
        return UNKNOWN, "the text names nobody"
    if id(origin) not in page.speakers:
        start, end = source[0]
        context = page.text[max(0, start - CONTEXT_CHARS) : start]
        voice = origin.cue.voice
        page.speakers[id(origin)] = page.cast.cast(
            page.text[start:end], context, is_salient=voice != "noun", is_apart=voice == "signature"
        )
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


def _narrate(page: _Page, sentence: Sentence, number: int, span: Range) -> Statement:
    content = _chars(sentence.tokens, span)
    words_said = page.text[content[0] : content[1]]
    event = read_event(words_said, None, [code for _, code in named_countries(words_said)])
    if is_forecast(words_said) or is_open(words_said):
        event = Event(None, None, event.polarity, event.hedges)
    return Statement(
        zone=ZONE_OF_LABEL.get(sentence.label, "body"), source=[], cue=[], content=[content], speaker=UNKNOWN,
        cue_stance="narrates",
        stance="narrates", event=event, directness="indirect", is_against_interest=False, said=page.published,
        happened=read_time(words_said, page.published), confidence=0.5,
        evidence=["the outlet's own voice: no cue attributes the sentence"], sentence=number,
    )  # fmt: skip
