"""What the words beside a name tell: its kind ("village of X", "X region"), and whether places stand there."""

from __future__ import annotations

from itertools import pairwise

from claims_pipeline.places.lexicons import head_levels, words
from claims_pipeline.places.mention import Mention


def tell_kinds(found: list[Mention]) -> None:
    """Set kind word and locatedness of the mentions of one line; a plural kind word counts for its whole list."""
    for mention in found:
        _kind_after(mention)
        if mention.head is None:
            _kind_before(mention)
        mention.located = _is_located(mention)
    for left, right in zip(found[-2::-1], found[:0:-1], strict=True):
        plural = right.head_index >= right.stop and right.line.word(right.head_index).endswith("s")
        if left.head is None and right.head and plural and listed_together(left, right):
            left.head, left.head_index = right.head, right.head_index
    for left, right in pairwise(found):
        plural = 0 <= left.head_index < left.first and left.line.word(left.head_index).endswith("s")
        if right.head is None and left.head and plural and listed_together(left, right):
            right.head, right.head_index = left.head, left.head_index
        right.located = right.located or (left.located and (listed_together(left, right) or _reaches(left, right)))


def _kind_after(mention: Mention) -> None:
    line, after = mention.line, mention.stop
    level = head_levels().get(line.word(after))
    if level and len(line.gap(after).strip("-")) <= 1 and line.gap(after) in (" ", "-", "\xa0"):
        if line.word(after + 1) in words("after", "no_kind"):
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


def _reaches(left: Mention, right: Mention) -> bool:
    """Whether a way leads from the one mention to the other: "from X to Y"."""
    between = right.line.tokens[left.stop : right.first]
    return left.line is right.line and [token.lower for token in between] == ["to"]


_LIST_OPENERS = frozenset({"-", "--", "–", "—", ":"})


def _is_located(mention: Mention) -> bool:
    if mention.line.word(mention.stop) in words("after", "area") and mention.line.gap(mention.stop) == " ":
        return True
    line, before = mention.line, mention.first - 1
    while line.word(before) in words("before", "fillers") and before >= 0:
        before -= 1
    if line.gap(mention.first).strip(" \xa0-“\"'") and not line.gap(mention.first).startswith(" "):
        return False
    word = line.word(before)
    if word == "of" and line.word(before - 1) in words("before", "part_of"):
        return True
    return any(word in words("before", name) for name in ("locative", "attack", "origin"))


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
