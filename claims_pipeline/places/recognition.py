"""Strings of kept lines that are, or look like, a place: one pass of the automaton, then the words around each hit."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.folded import FoldedText, fold_text
from claims_pipeline.places.kinds import tell_kinds
from claims_pipeline.places.lexicons import head_levels, words
from claims_pipeline.places.mention import Line, Mention

OPENING_CHARS = 4
"""A name this near the start of its sentence may follow an abbreviation ("Gen."): the sentence before is read too."""
_SENTENCE_END = re.compile(r"[.!?][\"” )]*\s")


class Hit(NamedTuple):
    """Where a key of the atlas stands on whole words of the folded text."""

    start: int
    end: int
    key: str


@dataclass
class PageMentions:
    """What one page mentions: places, and how often it names each country or its people."""

    mentions: list[Mention]
    countries: dict[str, int]


def find_mentions(page_text: str, spans: Sequence[tuple[int, int]], atlas: Atlas) -> PageMentions:
    """Return the mentions of the page's kept lines in order, with candidates, kinds and country counts.

    The page is folded and scanned once; only sentences in which something is found are made tokens.
    """
    page = PageMentions([], {})
    folded = fold_text(page_text)
    kept = [(folded.at(start), folded.at(end)) for start, end in spans]
    starts = [start for start, _ in kept]
    hits: dict[int, list[Hit]] = defaultdict(list)
    for hit in _at_words(folded.text, atlas):
        number = bisect_right(starts, hit.start) - 1
        if number >= 0 and hit.end <= kept[number][1]:
            hits[number].append(hit)
    wanted = {number: {hit.start for hit in of_line if not _is_people(hit, atlas)} for number, of_line in hits.items()}
    for start in unlisted(folded.text, atlas):
        number = bisect_right(starts, start) - 1
        if number >= 0 and start < kept[number][1]:
            wanted.setdefault(number, set()).add(start)
    edges = _sentence_starts(folded.text, kept)
    for number in sorted(wanted):
        _count_peoples(hits[number], atlas, page.countries)
        named = [hit for hit in hits[number] if not _is_people(hit, atlas)]
        for line in _read(folded, kept[number], edges, sorted(wanted[number])):
            page.mentions += _of_line(line, named, atlas)
    return page


def _sentence_starts(text: str, kept: list[tuple[int, int]]) -> list[int]:
    starts = [start for start, _ in kept]
    for line, stop in kept:
        starts += [m.end() for m in _SENTENCE_END.finditer(text, line, stop)]
    return sorted(set(starts))


def _at_words(text: str, atlas: Atlas) -> Iterator[Hit]:
    """Yield the automaton's hits on whole words; one that ends inside a word gives way to a shorter key."""
    for pattern, start, end in atlas.automaton.find_matches_as_indexes(text):
        if start and text[start - 1].isalnum():
            continue
        key = atlas.keys[pattern]
        while key and (text[end : end + 1].isalnum() or not atlas.knows(key)):
            end = max(start, text.rfind(" ", start, end))
            key = text[start:end]
        if key:
            yield Hit(start, end, key)


def _is_people(hit: Hit, atlas: Atlas) -> bool:
    return hit.key in atlas.countries_of


def _count_peoples(hits: list[Hit], atlas: Atlas, countries: dict[str, int]) -> None:
    for hit in hits:
        if _is_people(hit, atlas):
            country = atlas.countries_of[hit.key]
            countries[country] = countries.get(country, 0) + 1


def _read(folded: FoldedText, kept: tuple[int, int], edges: list[int], wanted: list[int]) -> Iterator[Line]:
    """Yield the runs of sentences of one line around the wanted positions; nothing else of it is made tokens."""
    runs: list[list[int]] = []
    for position in wanted:
        number = bisect_right(edges, position) - 1
        is_first = position - edges[number] < OPENING_CHARS and edges[number] > kept[0]
        first, stop = number - is_first, number + 1
        if runs and first <= runs[-1][1]:
            runs[-1][1] = max(stop, runs[-1][1])
        else:
            runs.append([first, stop])
    for first, stop in runs:
        end = min(kept[1], edges[stop] if stop < len(edges) else kept[1])
        tokens = folded.tokens(edges[first], end)
        yield Line(folded, tokens, [bisect_right(edges, token.start) for token in tokens])


def _of_line(line: Line, hits: list[Hit], atlas: Atlas) -> list[Mention]:
    within = hits[bisect_left(hits, (line.tokens[0].start,)) : bisect_right(hits, (line.tokens[-1].end,))]
    found = [_mention(line, first, stop, key, atlas.named(key)) for first, stop, key in _aligned(line, within)]
    found = _with_sounds(line, found, atlas)
    tell_kinds(found)
    return found


def _aligned(line: Line, hits: list[Hit]) -> Iterator[tuple[int, int, str]]:
    """Yield (first token, stop token, key) of the hits of a line that no line break or comma divides."""
    at = {token.start: n for n, token in enumerate(line.tokens)}
    ends = {token.end: n + 1 for n, token in enumerate(line.tokens)}
    for hit in hits:
        first, stop = at.get(hit.start), ends.get(hit.end)
        if first is not None and stop is not None and all(len(line.gap(n)) == 1 for n in range(first + 1, stop)):
            yield first, stop, hit.key


def _mention(line: Line, first: int, stop: int, key: str, candidates: list[tuple[int, str]]) -> Mention:
    start, end = line.folded.origin(line.tokens[first].start, line.tokens[stop - 1].end)
    return Mention(line, first, stop, start, end, line.folded.original[start:end], key, candidates)


# ---------------------------------------------------------------- unknown words that a kind word calls a place

_NAME = re.compile(r"[A-Z][^\W\d_]{3,}")


def unlisted(text: str, atlas: Atlas) -> Iterator[int]:
    """Yield where a capitalised word stands as only a place stands and sounds like one; lists are looked at later."""
    cues_before, cues_after, auxiliaries = _cues_before(), _cues_after(), words("after", "auxiliary")
    for match in _NAME.finditer(text):
        start, end = match.span()
        before = text[text.rfind(" ", 0, max(0, start - 1)) + 1 : start].rstrip(" -").lower()
        after, _, beyond = text[end + 1 : end + 40].partition(" ")
        after = after.strip(".,")
        if not (before in cues_before or after in cues_after or (after in auxiliaries and beyond)):
            continue
        following = _NAME.match(text, end + 1)
        if atlas.sounds_like_one(match[0]) or (following and atlas.sounds_like_one(f"{match[0]} {following[0]}")):
            yield start


@cache
def _cues_before() -> frozenset[str]:
    return words("before", "locative") | frozenset(head_levels()) | {"near", "of"}


@cache
def _cues_after() -> frozenset[str]:
    return frozenset(word for word, level in head_levels().items() if level in NAMED_AFTER)


NAMED_AFTER = ("village", "town", "district", "municipality")


def _with_sounds(line: Line, found: list[Mention], atlas: Atlas) -> list[Mention]:
    """Add capitalised unknown words that stand where only a place stands, by the sound of their name."""
    taken = {n for m in found for n in range(m.first, m.stop)}
    towns = {
        n for m in found if any(atlas.level[p] == "settlement" for p, _ in m.candidates) for n in range(m.first, m.stop)
    }
    added: list[Mention] = []
    for n, token in enumerate(line.tokens):
        if n in taken or not token.word[:1].isupper() or len(token.word) < 4 or not token.word.isalpha():
            continue
        if token.word in atlas.countries_of or token.lower in words("never", "words"):
            continue
        if not (_called_place(line, n) or _listed(line, n, towns)):
            continue
        stop = n + 1
        if line.word(stop) and line.tokens[stop].word[:1].isupper() and len(line.gap(stop)) == 1 and stop not in taken:
            stop += 1
        for last in range(stop, n, -1):
            word = " ".join(t.word for t in line.tokens[n:last])
            alike = atlas.alike(word)
            if alike:
                added.append(_mention(line, n, last, word, [(place, "sound") for place in alike]))
                taken.update(range(n, last))
                towns.update(range(n, last))
                break
    return sorted([*found, *added], key=lambda m: m.first)


def _called_place(line: Line, n: int) -> bool:
    kinds = head_levels()
    before, between = line.word(n - 1), line.gap(n) in (" ", "-")
    called = between and (before in kinds or (before == "of" and line.word(n - 2) in kinds) or before == "near")
    if len(line.tokens[n].word) > 5 and between and before in words("before", "locative"):
        return True
    if line.word(n + 1) in words("after", "auxiliary") and line.word(n + 2) in words("after", "passive"):
        return True
    return called or (line.gap(n + 1) == " " and kinds.get(line.word(n + 1)) in NAMED_AFTER)


def _listed(line: Line, n: int, taken: set[int]) -> bool:
    left = n - 1 in taken and line.gap(n) == ", "
    left = left or (line.word(n - 1) in ("and", "or") and n - 2 in taken)
    right = n + 1 in taken and line.gap(n + 1) == ", "
    return left or right or (line.word(n + 1) == "and" and n + 2 in taken)
