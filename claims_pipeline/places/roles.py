"""The part that a mention plays in its sentence: where it happens, where from, where they talked, what it is like."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from claims_pipeline.places.kinds import listed_together
from claims_pipeline.places.lexicons import words
from claims_pipeline.places.mention import Mention

WINDOW_TOKENS = 4
VENUE_TOKENS = 12


def tell_roles(mentions: list[Mention]) -> None:
    """Set role and reason of every mention; what explains a mere reference is a reference too."""
    for mention in mentions:
        mention.role, mention.role_reason = _role(mention)
    for left, right in pairwise(mentions):
        if left.role == "reference" and left.line is right.line and left.sentence == right.sentence:
            between = {t.lower for t in left.line.tokens[left.stop : right.first]}
            if listed_together(left, right) or between & words("roles", "explains"):
                right.role, right.role_reason = "reference", "it explains what is only referred to"


def _role(mention: Mention) -> tuple[str, str]:
    """Return (role, reason) of a mention within its sentence, before any claim is looked at."""
    line = mention.line
    lead = _words_before(mention, WINDOW_TOKENS)
    last = max(mention.stop, mention.head_index + 1)
    after = [line.word(last), line.word(last + 1)]
    if any(word in words("roles", "border_after") for word in after[:1]) and any(
        w in ("near", "to", "from", "at", "along", "with") for w in lead
    ):
        return "reference", "it names a border that something is near"
    phrase = " ".join(lead)
    if _ends_with(phrase, "reference_before"):
        return "reference", "it is compared with, not told about"
    if _ends_with(phrase, "origin_before"):
        return "origin", "the words before it say from where"
    inside = bool({"in", "at"} & set(lead[-2:]))
    if inside and set(_words_before(mention, VENUE_TOKENS, within_clause=True)) & words("roles", "venue_words"):
        return "venue", "talks are held there"
    if after[0] in words("roles", "venue_words"):
        return "venue", "it names talks"
    return "target", "the content takes place there"


def _words_before(mention: Mention, count: int, within_clause: bool = False) -> list[str]:
    line, found = mention.line, []
    for index in range(mention.first - 1, max(-1, mention.first - 1 - count), -1):
        if line.sentences[index] != mention.sentence:
            break
        found.append(line.word(index))
        if within_clause and "," in line.gap(index):
            break
    return found[::-1]


@cache
def _phrases(name: str) -> re.Pattern[str]:
    options = "|".join(sorted((re.escape(p) for p in words("roles", name)), key=lambda p: (-len(p), p)))
    return re.compile(rf"(?:^| )(?:{options})(?: the| a)?(?: (?:{'|'.join(sorted(words('before', 'modifiers')))}))?$")


def _ends_with(phrase: str, name: str) -> bool:
    return bool(_phrases(name).search(phrase))


@cache
def anaphor(name: str) -> re.Pattern[str]:
    """Return the pattern of a list of anaphors, on lower-case text."""
    options = "|".join(sorted((re.escape(p) for p in words("roles", name)), key=lambda p: (-len(p), p)))
    return re.compile(rf"\b(?:{options})\b")


@cache
def negated_list() -> re.Pattern[str]:
    """Return the pattern of words after which a list tells what the subject is not part of."""
    options = "|".join(sorted((re.escape(p) for p in words("roles", "not_part_of")), key=lambda p: (-len(p), p)))
    return re.compile(rf"\b(?:{options})\b")
