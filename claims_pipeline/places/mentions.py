"""Strings of kept lines that are, or look like, a place: one pass of the automaton, then the words around each hit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.folded import FoldedLine, Token, fold_line
from claims_pipeline.places.lexicons import head_levels, words

MAX_FORM_TOKENS = 6
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s")


@dataclass(frozen=True)
class Line:
    """One kept line: where it starts on the page, its tokens and the sentence that each token stands in."""

    start: int
    folded: FoldedLine
    tokens: list[Token]
    sentences: list[int]

    def word(self, index: int) -> str:
        """Return the lower-case token at the index, or an empty string outside the line."""
        return self.tokens[index].lower if 0 <= index < len(self.tokens) else ""

    def gap(self, index: int) -> str:
        """Return the text before the token at the index; a full stop outside the line."""
        return self.tokens[index].gap if 0 < index < len(self.tokens) else "."

    def opens_sentence(self, index: int) -> bool:
        """Whether the token is the first of its sentence."""
        return index == 0 or self.sentences[index] != self.sentences[index - 1]


@dataclass
class Mention:
    """One string, the places that it may be, and what was decided."""

    line: Line
    first: int
    stop: int
    start_char: int
    end_char: int
    surface: str
    key: str
    candidates: list[tuple[int, str]]
    head: str | None = None
    head_index: int = -1
    located: bool = False
    role: str = "target"
    role_reason: str = ""
    reject_reason: str | None = None
    place: int | None = None
    regions: tuple[str, ...] = ()
    probability: float = 0.0
    status: str = "ambiguous"
    reasons: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> int:
        """Number of its sentence on the page."""
        return self.line.sentences[self.first]


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
        _tell_kinds(found)
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
    """Yield (first token, stop token, key) of hits on whole words; a hit that ends inside a word falls back to a shorter key."""
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
    r"\b(?:(?:was|were|is) [a-z]|[Vv]illages?|[Tt]owns?|[Ss]ettlements?|[Hh]amlets?|[Dd]istricts?|[Cc]ommunity|[Nn]ear)\b"
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


# ---------------------------------------------------------------- what kind the words beside a name tell


def _tell_kinds(found: list[Mention]) -> None:
    for mention in found:
        _kind_after(mention)
        if mention.head is None:
            _kind_before(mention)
        mention.located = _is_located(mention)
    for left, right in zip(found[-2::-1], found[:0:-1], strict=True):
        plural = right.head_index >= right.stop and right.line.word(right.head_index).endswith("s")
        if left.head is None and right.head and plural and listed_together(left, right):
            left.head, left.head_index = right.head, right.head_index
    for left, right in zip(found, found[1:], strict=False):
        plural = 0 <= left.head_index < left.first and left.line.word(left.head_index).endswith("s")
        if right.head is None and left.head and plural and listed_together(left, right):
            right.head, right.head_index = left.head, left.head_index
        right.located = right.located or (left.located and listed_together(left, right))


def _kind_after(mention: Mention) -> None:
    line, after = mention.line, mention.stop
    level = head_levels().get(line.word(after))
    if level and len(line.gap(after).strip("-")) <= 1 and line.gap(after) in (" ", "-", "\xa0"):
        if (
            level == "region"
            and line.word(after) in ("state", "states", "territory")
            and line.word(after + 1) in ("media", "television", "tv")
        ):
            return
        mention.head, mention.head_index = level, after


def _kind_before(mention: Mention) -> None:
    """The kind told before the name: "village of X", "town X", "five regions -- X, Y and Z"."""
    line, before = mention.line, mention.first - 1
    gap = line.gap(mention.first).strip(" \xa0“\"'‘")
    level = head_levels().get(line.word(before))
    if gap in _LIST_OPENERS and level and line.word(before).endswith("s"):
        mention.head, mention.head_index = level, before
    if gap:
        return
    if line.word(before) == "of":
        before -= 1
    elif level not in ("village", "town", "city", "settlement", "water"):
        return
    level = head_levels().get(line.word(before))
    if level and before >= 0:
        mention.head, mention.head_index = level, before


_LIST_OPENERS = frozenset({"-", "--", "–", "—", ":"})


def _is_located(mention: Mention) -> bool:
    if mention.line.word(mention.stop) in words("after", "area") and mention.line.gap(mention.stop) == " ":
        return True
    line, before = mention.line, mention.first - 1
    while line.word(before) in _FILLERS and before >= 0:
        before -= 1
    if line.gap(mention.first).strip(" \xa0-“\"'") and not line.gap(mention.first).startswith(" "):
        return False
    if line.word(before) == "of" and line.word(before - 1) in (
        "outskirts",
        "capture",
        "siege",
        "liberation",
        "residents",
        "part",
        "parts",
        "percent",
        "control",
        "streets",
        "centre",
        "center",
        "west",
        "east",
        "north",
        "south",
        "edge",
        "invasion",
        "occupation",
        "shelling",
        "bombing",
        "direction",
        "side",
    ):
        return True
    return (
        line.word(before) in words("before", "locative")
        or line.word(before) in words("before", "attack")
        or line.word(before) == "from"
    )


_FILLERS = frozenset({"the", "a", "central", "eastern", "western", "northern", "southern", "occupied", "nearby", "s"})


def listed_together(left: Mention, right: Mention) -> bool:
    """Whether only commas and conjunctions stand between two mentions of one line."""
    if left.line is not right.line or left.stop > right.first:
        return False
    between = left.line.tokens[left.stop : right.first]
    gaps = [left.line.gap(n).strip() for n in range(left.stop, right.first + 1)]
    joined = bool(between) or gaps[0] in (",", "/", "")
    if not between and gaps == [""] and left.line.gap(right.first) not in ("-", "/"):
        return False
    return (
        joined
        and all(t.lower in ("and", "or", "the", "as", "well") for t in between)
        and all(g in ("", ",", "/", "-") for g in gaps)
    )
