"""The areas that a text puts around a name: "X, Y region", "A and B in Y district", "Y region's X"."""

from __future__ import annotations

from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.lexicons import words
from claims_pipeline.places.mention import Mention

AREA_LEVELS = ("region", "district", "municipality")
MAX_TOKENS_BETWEEN, MAX_BETWEEN = 30, 25
"""Words and names that may stand between a name and its area."""
MAX_LISTED = 60
"""Names of a list headed by its area ("X community: A; B; C") that are still taken to it."""


def area_of(mention: Mention, atlas: Atlas) -> set[int]:
    """Return the areas that a mention with an area's kind word, or without any kind word, may name."""
    areas = set()
    for place, _ in mention.candidates:
        if mention.head in AREA_LEVELS:
            found = place if atlas.level[place] == mention.head else atlas.ancestor_at(place, mention.head)
            areas |= {found} if found is not None else set()
        elif mention.head is None and atlas.level[place] in ("region", "country", "macro_region"):
            areas.add(place)
    if mention.head == "region" and any(atlas.level[place] == "region" for place, _ in mention.candidates):
        named = {place for place, _ in mention.candidates if atlas.level[place] == "region"}
        return named if not _only_head(mention, atlas) else named & set(_headed(mention)) or named
    return areas


def _headed(mention: Mention) -> list[int]:
    return [place for place, scheme in mention.candidates if scheme in ("head", "adjective")]


def _only_head(mention: Mention, atlas: Atlas) -> bool:
    return any(scheme == "head" and atlas.level[place] == "region" for place, scheme in mention.candidates)


def find_containers(line_mentions: list[Mention], areas: list[set[int]], atlas: Atlas) -> list[set[int]]:
    """Return, for each mention of one line, the areas that the phrase puts around it; empty where it names none."""
    whole = [atlas.names_country(m.key) for m in line_mentions]
    rows = range(len(line_mentions))
    return [
        set() if whole[n] else _right(n, line_mentions, areas, atlas) or _left(n, line_mentions, areas) or set()
        for n in rows
    ]


def _right(n: int, mentions: list[Mention], areas: list[set[int]], atlas: Atlas) -> set[int] | None:
    mention = mentions[n]
    if mention.head == "region":
        return None
    for k in range(n + 1, min(n + MAX_BETWEEN, len(mentions))):
        other = mentions[k]
        if other.first - mention.stop > MAX_TOKENS_BETWEEN or other.sentence != mention.sentence:
            return None
        if not _joined(mentions[k - 1], other):
            return None
        if areas[k] and _opens_area(mention, other, k == n + 1, areas[k], atlas):
            return areas[k]
    return None


def _opens_area(mention: Mention, other: Mention, is_next: bool, areas: set[int], atlas: Atlas) -> bool:
    """Whether the other mention is the area of this one: it has an area's kind word, or "in" or a comma joins them."""
    line = mention.line
    if other.head in AREA_LEVELS and other.head != mention.head:
        return True
    if other.head is not None or not is_next or (mention.head in AREA_LEVELS and mention.head != "district"):
        return False
    between = [t.lower for t in line.tokens[mention.stop : other.first]]
    if "in" in between:
        return "and" not in between
    seats = {atlas.region[p] for p, _ in other.candidates if atlas.level[p] == "settlement"}
    own_name_only = not any(atlas.region[area] in seats for area in areas)
    within = any(atlas.ancestors(place) & areas for place, _ in mention.candidates)
    return not between and line.gap(other.first).strip() == "," and own_name_only and within


def _joined(left: Mention, right: Mention) -> bool:
    """Whether only joints, kind words and words of place stand between two neighbours of a phrase."""
    line, heads = right.line, (left.head_index, right.head_index)
    for index in range(left.stop, right.first + 1):
        gap = line.gap(index).strip(" \xa0-’'")
        if gap and gap not in _JOINTS:
            return False
        if index < right.first and index not in heads and line.word(index) not in _BETWEEN:
            return False
    return True


_JOINTS = frozenset({",", "(", ")", "),", "“", "”", '"', "—", "–", "--"})
_LEFT_JOINTS = {(*s, *of) for s in ((), ("s",)) for of in ((), *((kind, "of") for kind in ("city", "town", "village")))}
_BETWEEN = words("container", "words") | {"and", "or", "as", "well"}


def _left(n: int, mentions: list[Mention], areas: list[set[int]]) -> set[int] | None:
    """The area right before the name ("Y region's X"), or the one that heads a list ("X community: A; B")."""
    mention, line = mentions[n], mentions[n].line
    if mention.head in ("region", "district", "municipality"):
        return None
    for k in range(n - 1, max(-1, n - 1 - MAX_LISTED), -1):
        other = mentions[k]
        if not areas[k] or other.head not in AREA_LEVELS:
            continue
        last = max(other.stop, other.head_index + 1)
        between = tuple(t.lower for t in line.tokens[last : mention.first])
        if between in _LEFT_JOINTS and other.sentence == mention.sentence:
            return areas[k]
        if line.gap(last).strip() == ":":
            return areas[k]
    return None
