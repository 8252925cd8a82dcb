"""Strings of kept lines that are, or look like, a place: one pass of the automaton, then the words around each hit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.folded import FoldedLine, fold_line
from claims_pipeline.places.kinds import tell_kinds
from claims_pipeline.places.lexicons import head_levels, words
from claims_pipeline.places.mention import Line, Mention

MAX_FORM_TOKENS = 6
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s")


@dataclass
class PageMentions:
    """What one page mentions: places, and how often it names each country or its people."""

    mentions: list[Mention]
    countries: dict[str, int]


def find_mentions(page_text: str, spans: list[tuple[int, int]], atlas: Atlas) -> PageMentions:
    """Return the mentions of the page's kept lines in order, with candidates, kinds and country counts."""
    mentions: list[Mention] = []
    countries: dict[str, int] = {}
    sentence = 0
    for start, end in spans:
        folded = fold_line(page_text[start:end])
        hits = atlas.automaton.find_matches_as_indexes(folded.text)
        sentence += 1
        if not hits and not _COULD_SOUND.search(folded.text):
            sentence += len(_SENTENCE_END.findall(folded.original))
            continue
        line = _read_line(start, folded, sentence)
        sentence = line.sentences[-1] if line.sentences else sentence
        found: list[Mention] = []
        for first, stop, key in _aligned(line, hits, atlas):
            country = atlas.countries_of.get(key)
            if country:
                countries[country] = countries.get(country, 0) + 1
            else:
                found.append(_mention(line, first, stop, key, atlas.named(key)))
        found = _with_sounds(line, found, atlas)
        tell_kinds(found)
        mentions += found
    return PageMentions(mentions, countries)


def _read_line(start: int, folded: FoldedLine, sentence: int) -> Line:
    tokens = folded.tokens()
    sentences: list[int] = []
    for token in tokens:
        sentence += bool(_SENTENCE_END.search(token.gap))
        sentences.append(sentence)
    return Line(start, folded, tokens, sentences)


def _aligned(line: Line, hits: list[tuple[int, int, int]], atlas: Atlas) -> Iterator[tuple[int, int, str]]:
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

_COULD_SOUND = re.compile(
    r"\b(?:(?:was|were|is) [a-z]|[Vv]illage|[Tt]own|[Ss]ettlement|[Hh]amlet|[Dd]istrict|[Cc]ommunity|[Nn]ear\b)"
)


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
        if token.lower in words("never", "words") or not (_called_place(line, n) or _listed(line, n, towns)):
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
    return called or (
        line.gap(n + 1) == " " and kinds.get(line.word(n + 1)) in ("village", "town", "district", "municipality")
    )


def _listed(line: Line, n: int, taken: set[int]) -> bool:
    left = n - 1 in taken and line.gap(n) == ", "
    left = left or (line.word(n - 1) in ("and", "or") and n - 2 in taken)
    right = n + 1 in taken and line.gap(n + 1) == ", "
    return left or right or (line.word(n + 1) == "and" and n + 2 in taken)
