"""Strings of kept lines that are, or look like, a place: one pass of the automaton, then the words around each hit."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.folded import FoldedLine, fold_line
from claims_pipeline.places.kinds import tell_kinds
from claims_pipeline.places.lexicons import head_levels, words
from claims_pipeline.places.mention import Line, Mention

MAX_FORM_TOKENS = 6
OPENING_CHARS = 4
"""A name this near the start of its sentence may follow an abbreviation ("Gen."): the sentence before is read too."""
_SENTENCE_END = re.compile(r"[.!?][\"” )]*\s")
Hit = tuple[int, int, int]


@dataclass
class PageMentions:
    """What one page mentions: places, and how often it names each country or its people."""

    mentions: list[Mention]
    countries: dict[str, int]


def find_mentions(page_text: str, spans: Sequence[tuple[int, int]], atlas: Atlas) -> PageMentions:
    """Return the mentions of the page's kept lines in order, with candidates, kinds and country counts."""
    page = PageMentions([], {})
    sentence = 0
    for start, end in spans:
        folded = fold_line(page_text[start:end])
        hits = list(_at_words(folded.text, atlas, page.countries))
        wanted = sorted({hit[1] for hit in hits} | set(unlisted(folded.text, atlas)))
        ends = [m.end() for m in _SENTENCE_END.finditer(folded.text)]
        for line in _read(start, folded, ends, wanted, sentence + 1):
            page.mentions += _of_line(line, hits, atlas, page.countries)
        sentence += 1 + len(ends)
    return page


def _at_words(text: str, atlas: Atlas, countries: dict[str, int]) -> Iterator[Hit]:
    """Yield the automaton's hits that begin at a word; the names of peoples are only counted."""
    for pattern, start, end in atlas.automaton.find_matches_as_indexes(text):
        if start and text[start - 1].isalnum():
            continue
        country = atlas.countries_of.get(atlas.keys[pattern])
        if country and not text[end : end + 1].isalnum():
            countries[country] = countries.get(country, 0) + 1
        else:
            yield pattern, start, end


def _read(start: int, folded: FoldedLine, ends: list[int], wanted: list[int], sentence: int) -> Iterator[Line]:
    """Yield the runs of sentences around the wanted positions; nothing else of the line is made tokens."""
    edges = [0, *ends, len(folded.text)]
    runs: list[list[int]] = []
    for position in wanted:
        number = bisect_right(ends, position)
        is_first = position - edges[number] < OPENING_CHARS
        first, stop = max(0, number - is_first), number + 1
        if runs and first <= runs[-1][1]:
            runs[-1][1] = max(stop, runs[-1][1])
        else:
            runs.append([first, stop])
    for first, stop in runs:
        tokens = folded.tokens(edges[first], edges[stop])
        yield Line(start, folded, tokens, [sentence + bisect_right(ends, token.start) for token in tokens])


def _of_line(line: Line, hits: list[Hit], atlas: Atlas, countries: dict[str, int]) -> list[Mention]:
    found: list[Mention] = []
    for first, stop, key in _aligned(line, hits, atlas):
        country = atlas.countries_of.get(key)
        if country:
            countries[country] = countries.get(country, 0) + 1
        else:
            found.append(_mention(line, first, stop, key, atlas.named(key)))
    found = _with_sounds(line, found, atlas)
    tell_kinds(found)
    return found


def _aligned(line: Line, hits: list[Hit], atlas: Atlas) -> Iterator[tuple[int, int, str]]:
    """Yield (first token, stop token, key) of hits on whole words; one that ends inside a word tries a shorter key."""
    at = {token.start: n for n, token in enumerate(line.tokens)}
    ends = {token.end: n + 1 for n, token in enumerate(line.tokens)}
    free = 0
    for pattern, start, end in hits:
        first = at.get(start)
        if first is None or first < free:
            continue
        stop = ends.get(end)
        key = atlas.keys[pattern]
        if stop is None:
            stop, key = _shorter(line, first, atlas)
        if stop and _one_name(line, first, stop):
            free = stop
            yield first, stop, key


def _shorter(line: Line, first: int, atlas: Atlas) -> tuple[int, str]:
    for stop in range(min(first + MAX_FORM_TOKENS, len(line.tokens)), first, -1):
        key = line.folded.text[line.tokens[first].start : line.tokens[stop - 1].end]
        if atlas.knows(key):
            return stop, key
    return 0, ""


def _one_name(line: Line, first: int, stop: int) -> bool:
    return all(len(line.gap(n)) == 1 for n in range(first + 1, stop))


def _mention(line: Line, first: int, stop: int, key: str, candidates: list[tuple[int, str]]) -> Mention:
    start, end = line.folded.origin(line.tokens[first].start, line.tokens[stop - 1].end)
    return Mention(
        line, first, stop, line.start + start, line.start + end, line.folded.original[start:end], key, candidates
    )


# ---------------------------------------------------------------- unknown words that a kind word calls a place

_NAME = re.compile(r"[A-Z][^\W\d_]{3,}")


def unlisted(text: str, atlas: Atlas) -> Iterator[int]:
    """Yield where a capitalised word stands as only a place stands and sounds like one; lists are looked at later."""
    for match in _NAME.finditer(text):
        start, end = match.span()
        following = _NAME.match(text, end + 1)
        if not atlas.sounds_like_one(match[0]) and not (
            following and atlas.sounds_like_one(f"{match[0]} {following[0]}")
        ):
            continue
        before = text[text.rfind(" ", 0, max(0, start - 1)) + 1 : start].rstrip(" -").lower()
        after, _, beyond = text[end + 1 : end + 40].partition(" ")
        passive = after in words("after", "auxiliary") and beyond
        if before in _cues_before() or after.strip(".,") in _cues_after() or passive:
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
