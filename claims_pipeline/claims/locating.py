"""Where in the sentences of a page the network's spans lie: characters → tokens."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from claims_pipeline.claims.statements import Span
from claims_pipeline.claims.tagging import Tagged
from claims_pipeline.claims.text import Sentence
from claims_pipeline.claims.verbs import Range

_ASKING = ("do", "does", "did")
"""Auxiliaries that questions put before the subject."""


class Locator:
    """Characters of a page → tokens of its sentences."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
        self._tokens = [[token.start for token in sentence.tokens] for sentence in sentences]
        self._quotations: dict[tuple[int, int], list[tuple[int, Range]]] = {}
        for number, sentence in enumerate(sentences):
            for quote, run in groupby(enumerate(sentence.tokens), lambda place: place[1].quote):
                if quote:
                    places = [at for at, _ in run]
                    self._quotations.setdefault((sentence.line, quote), []).append(
                        (number, (places[0], places[-1] + 1))
                    )

    def places(self, spans: Iterable[Span]) -> Iterator[tuple[int, Range]]:
        """Yield the number of each sentence that a span touches, with the tokens that it covers there."""
        for start, end in spans:
            for number in range(max(0, bisect_right(self._starts, start) - 1), len(self.sentences)):
                if self._starts[number] >= end:
                    break
                first, last = self._covered(number, start, end)
                if first < last:
                    yield number, (first, last)

    def verb_of(self, cue: Iterable[Span]) -> tuple[int, Range] | None:
        """Return where a cue stands: its first words, but of *do you think* the verb."""
        places = list(self.places(cue))
        if not places:
            return None
        number, (first, last) = places[0]
        asks = last - first == 1 and self.sentences[number].tokens[first].lower in _ASKING
        return places[-1] if asks and places[-1][0] == number else places[0]

    def whole_quotations(self, one: Tagged) -> Iterator[tuple[int, Range]]:
        """Yield the tokens of a content by sentence; a quotation that it holds in part belongs to it whole.

        Only what stands within the same quotation as its cue ends where the network says.
        """
        own = {self._quotation(number, span[0]) for number, span in self.places(one.cue)}
        places = list(self.places(one.content))
        touched = {self._quotation(number, at) for number, span in places for at in range(*span)} - {None} - own
        quoted = [place for key in touched if key for place in self._quotations[key]]
        yield from _united(places + quoted)

    def _quotation(self, number: int, at: int) -> tuple[int, int] | None:
        """Return the line and number of the quotation in which a token stands."""
        sentence = self.sentences[number]
        quote = sentence.tokens[at].quote
        return (sentence.line, quote) if quote else None

    def _covered(self, number: int, start: int, end: int) -> Range:
        tokens, starts = self.sentences[number].tokens, self._tokens[number]
        first = max(0, bisect_right(starts, start) - 1)
        first += tokens[first].end <= start
        return first, bisect_right(starts, end - 1)


def _united(places: Iterable[tuple[int, Range]]) -> list[tuple[int, Range]]:
    """Return ranges of tokens in order, those that touch as one."""
    united: list[tuple[int, Range]] = []
    for number, (start, end) in sorted(places):
        if united and united[-1][0] == number and start <= united[-1][1][1]:
            united[-1] = (number, (united[-1][1][0], max(end, united[-1][1][1])))
        else:
            united.append((number, (start, end)))
    return united
