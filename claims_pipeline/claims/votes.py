"""The vote: what the network tagged and what the grammar read of a page → the attributions that count.

The network finds more, the grammar is seldom wrong; each knows constructions that the other was never taught. Of a cue
that both name, the network says whose it is and what it attributes, but for some that the grammar knows better, and the
grammar says how to read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from claims_pipeline.claims.answers import ANSWERING
from claims_pipeline.claims.countries import city_country
from claims_pipeline.claims.cue_words import read_cue
from claims_pipeline.claims.events import claims_sovereignty
from claims_pipeline.claims.extents import held
from claims_pipeline.claims.lexicon import noun_forms, stance_forms, words
from claims_pipeline.claims.locating import Locator
from claims_pipeline.claims.phrases import trim
from claims_pipeline.claims.relations import Attribution
from claims_pipeline.claims.tagging import Tagged
from claims_pipeline.claims.text import Sentence, Token
from claims_pipeline.claims.verbs import Range
from claims_pipeline.settings import ClaimsSettings

CLAIMING = ANSWERING | {"claims", "alleges", "accuses"}
"""Stances by which the ledger's disputes are made: each has few verbs, and the grammar knows how they are used."""
_LOCATIVES = frozenset(("in", "at", "near", "around", "outside", "inside"))
_CERTAIN_VOICES = ("picture", "label", "signature", "relative", "according")
_TELLING = frozenset(("says", "asserts", "reports", "believes"))
Voters = Literal["both", "network", "grammar"]


@dataclass(slots=True)
class Reading:
    """An attribution with the content that one sentence holds of it; ``number`` counts the sentences of the page."""

    attribution: Attribution
    sentence: Sentence
    contents: list[Range]
    number: int
    is_carried: bool = False
    is_nested: bool = False
    by_grammar: bool = True
    probability: float | None = None
    certainty: float = 1.0

    @property
    def n_words(self) -> int:
        """How many words of the sentence are content."""
        return sum(self.sentence.tokens[at].is_word for span in self.contents for at in range(*span))

    @property
    def voters(self) -> Voters:
        """Who found it."""
        if self.probability is None:
            return "grammar"
        return "both" if self.by_grammar else "network"


@dataclass(slots=True)
class _Vote:
    """An attribution with its contents by sentence, and who is for it."""

    attribution: Attribution
    number: int
    contents: dict[int, list[Range]]
    by_grammar: bool
    probability: float | None = None
    certainty: float = 1.0

    @property
    def cue(self) -> Range:
        return self.attribution.cue.first, self.attribution.cue.last + 1

    def words_in(self, number: int) -> set[int]:
        """Return the tokens of a sentence that are content."""
        return {at for span in self.contents.get(number, ()) for at in range(*span)}

    def readings(self, sentences: Sequence[Sentence], is_nested: bool) -> Iterator[Reading]:
        for number, contents in sorted(self.contents.items()):
            yield Reading(
                self.attribution, sentences[number], contents, number, number != self.number, is_nested,
                self.by_grammar, self.probability, self.certainty,
            )  # fmt: skip


def count_votes(
    sentences: Sequence[Sentence], grammar: Sequence[Attribution], tagged: Iterable[Tagged], settings: ClaimsSettings
) -> list[Reading]:
    """Return the attributions that count, a reading for each sentence that holds content of one, in reading order.

    ``grammar`` has the attributions of all sentences; ``tagged`` those of the network, as characters of the page.
    """
    ballot = _Ballot(sentences, grammar)
    votes = [vote for one in tagged for vote in ballot.votes(one)]
    sure = [vote for vote in votes if (vote.probability or 0) >= _least(vote, settings)]
    holding = _by_sentence(sure)
    chosen = sure + [
        vote
        for vote in votes
        if settings.min_probability_nested <= (vote.probability or 0) < _least(vote, settings)
        and _holder(vote, holding[vote.number]) is not None
    ]
    told = _by_sentence(chosen)
    chosen += [vote for vote in ballot.left() if not _is_told(vote, told[vote.number])]
    holding = _by_sentence(chosen)
    readings: list[Reading] = []
    for vote in chosen:
        holder = _holder(vote, holding[vote.number])
        if _is_best(vote, holding[vote.number]) and not _only_repeats(vote, holder):
            readings += vote.readings(sentences, holder is not None)
    return sorted(readings, key=lambda one: (one.number, one.contents[0], one.attribution.cue.first))


def _by_sentence(votes: Iterable[_Vote]) -> defaultdict[int, list[_Vote]]:
    """Return the votes by each sentence that holds content of theirs."""
    found: defaultdict[int, list[_Vote]] = defaultdict(list)
    for vote in votes:
        for number in vote.contents:
            found[number].append(vote)
    return found


def _is_told(vote: _Vote, others: Iterable[_Vote]) -> bool:
    """Whether another vote has most of a content already: of *Koval: “We stay,” he said* the colon adds nothing."""
    words = vote.words_in(vote.number)
    return any(2 * len(words & other.words_in(vote.number)) >= len(words) for other in others)


def _is_best(vote: _Vote, others: Iterable[_Vote]) -> bool:
    """Whether no other cue of the sentence is likelier to attribute the very same content."""
    rank = (vote.probability or 0, vote.cue)
    return all(other.contents != vote.contents or (other.probability or 0, other.cue) <= rank for other in others)


def _least(vote: _Vote, settings: ClaimsSettings) -> float:
    return settings.min_probability_with_grammar if vote.by_grammar else settings.min_probability


def _holder(vote: _Vote, others: Iterable[_Vote]) -> _Vote | None:
    """Return a vote inside whose content the cue of another stands."""
    first, last = vote.cue
    for other in others:
        ranges = other.contents.get(vote.number, ()) if other is not vote else ()
        if any(start <= first and last <= end for start, end in ranges):
            return other
    return None


def _only_repeats(vote: _Vote, holder: _Vote | None) -> bool:
    """Whether an attribution within another adds nothing: *“I think it fell,” she said* is one claim."""
    source, tokens = vote.attribution.source, vote.attribution.sentence.tokens
    return (
        holder is not None
        and not vote.by_grammar
        and source is not None
        and vote.attribution.cue.stance in _TELLING
        and tokens[vote.cue[0]].quote > 0
        and source[1] - source[0] == 1
        and tokens[source[0]].lower in words()["first_person"]
    )


def is_known_well(one: Attribution) -> bool:
    """Whether the grammar is trusted alone: where a claim is made or answered, and in what the network hardly saw.

    That is pictures as proof, names that a mark joins to a quotation, and the like.
    """
    return one.cue.stance in CLAIMING or one.cue.voice in _CERTAIN_VOICES


def _is_better(two: Attribution, cue_end: int, told: Sequence[Range]) -> bool:
    """Whether the grammar's source and content count, and not those that the network has for the same cue.

    The grammar knows its own constructions, but may step over a claim within the content, which the network has then:
    *denied | a claim by the rebels that …*. The network's cue may swallow the head of the content: *dismissed calls |
    for a ceasefire*.
    """
    own = [start for start, _ in two.contents if start > two.cue.last]
    following = [start for start, _ in told if start > two.cue.last]
    if own and following and _names_a_claim(two.sentence.tokens[following[0] : own[0]]):
        return False
    return is_known_well(two) or bool(own and own[0] < cue_end)


def _lays_claim(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a cue is a claim to ground or goods, and no speech: *claimed the isle as its own*, *a claim to the*."""
    near = range(first, min(last + 1, len(tokens)))
    claim = next((at for at in near if tokens[at].lower.startswith("claim")), None)
    if claim is None:
        return False
    after = [token.lower for token in tokens[claim + 1 : claim + 3]]
    has_title = after[:1] == ["to"] and not words()["determiners"].isdisjoint(after[1:])
    return has_title or (claim < last and claims_sovereignty(tokens[first:]))


def _is_whereabouts(tokens: Sequence[Token], source: Range) -> bool:
    """Whether a seeming source tells where: *near the town*, *advances were reported in | Donetsk*."""
    start, end = source
    if tokens[start].lower in _LOCATIVES:
        return True
    name = " ".join(token.text for token in tokens[start:end])
    return start > 0 and tokens[start - 1].lower in _LOCATIVES and city_country(name) is not None


def _names_a_claim(tokens: Sequence[Token]) -> bool:
    return any(token.lower in noun_forms() or token.lower in stance_forms() for token in tokens)


class _Ballot:
    """What the grammar read of a page, against which the network's attributions are laid one by one."""

    def __init__(self, sentences: Sequence[Sentence], grammar: Iterable[Attribution]) -> None:
        numbers = {id(sentence): number for number, sentence in enumerate(sentences)}
        self._sentences, self._locator = sentences, Locator(sentences)
        self._named: dict[int, list[Attribution]] = {}
        self._named_too: set[int] = set()
        for one in grammar:
            self._named.setdefault(numbers[id(one.sentence)], []).append(one)

    def votes(self, one: Tagged) -> Iterator[_Vote]:
        """Yield the votes for an attribution of the network; what the grammar says of the same cue joins it.

        Where nobody is said to be silent (*could not be verified*) it is the outlet that says so.
        """
        cue = self._locator.verb_of(one.cue)
        contents = held(self._locator, one)
        if cue is None or not contents:
            return
        number, (first, last) = cue
        if _lays_claim(self._sentences[number].tokens, first, last):
            return
        twins = [two for two in self._named.get(number, ()) if two.cue.first < last and first <= two.cue.last]
        fresh = [two for two in twins if id(two) not in self._named_too]
        self._named_too.update(map(id, twins))
        told = contents.get(number, [])
        if len(twins) > 1 or any(_is_better(two, last, told) for two in twins):
            for two in fresh:
                self._narrow_source(two, number, one)
                if two.contents:
                    yield _Vote(two, number, {number: two.contents}, True, one.probability, one.certainty)
            return
        twin = fresh[0] if fresh else None
        if twins and twin is None:
            return
        sentence = self._sentences[number]
        read = twin.cue if twin else read_cue(sentence.tokens, first, last)
        if read.stance == "declines_comment" and not one.source:
            return
        evidence = ["cue, source and content tagged by the model", *(twin.evidence if twin else ())]
        attribution = Attribution(sentence, read, None, contents.get(number, []), evidence)
        self._take_source(attribution, one, twin)
        yield _Vote(attribution, number, contents, twin is not None, one.probability, one.certainty)

    def left(self) -> Iterator[_Vote]:
        """Yield what only the grammar named, where it is trusted alone."""
        for number, attributions in self._named.items():
            for one in attributions:
                if one.contents and is_known_well(one) and id(one) not in self._named_too:
                    yield _Vote(one, number, {number: one.contents}, by_grammar=True)

    def _narrow_source(self, two: Attribution, number: int, one: Tagged) -> None:
        """Take the network's source where it is a part of the grammar's, which runs over words it does not know."""
        for place, (first, last) in self._locator.places(one.source):
            if place == number and two.source and two.source[0] < first and last == two.source[1]:
                two.source = (first, last)

    def _take_source(self, attribution: Attribution, one: Tagged, twin: Attribution | None) -> None:
        """Take the network's source, which may stand in another sentence; where it names none, the grammar's."""
        places = [
            (number, trimmed)
            for number, span in self._locator.places(one.source)
            if (trimmed := trim(self._sentences[number].tokens, span))
            and not _is_whereabouts(self._sentences[number].tokens, trimmed)
        ]
        if not places:
            if twin is not None:
                attribution.source, attribution.source_of = twin.source, twin.source_of
            return
        number, source = max(places, key=lambda place: place[1][1] - place[1][0])
        if self._sentences[number] is attribution.sentence:
            attribution.source = source
        else:
            attribution.source_of = Attribution(self._sentences[number], attribution.cue, source, [])
