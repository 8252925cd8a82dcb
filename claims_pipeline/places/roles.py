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
        if left.role == "reference" and _same_sentence(left, right):
            between = {t.lower for t in left.line.tokens[left.stop : right.first]}
            if listed_together(left, right) or between & words("roles", "explains"):
                right.role, right.role_reason = "reference", "it explains what is only referred to"
        if left.role == "origin" and right.role == "target" and listed_together(left, right):
            right.role, right.role_reason = left.role, "it is listed with an origin"
        if left.role == right.role == "venue" and _same_sentence(left, right) and not listed_together(left, right):
            right.role, right.role_reason = "target", "the talks in the same sentence have their venue"


def _same_sentence(left: Mention, right: Mention) -> bool:
    return left.line is right.line and left.sentence == right.sentence


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
    if _ends_with(phrase, "reference_before") or _is_aside(mention):
        return "reference", "it is compared with, not told about"
    if _ends_with(phrase, "origin_before") and not _comes_from(lead):
        return "origin", "the words before it say from where"
    if _hosts_talks(mention, lead, after):
        return "venue", "talks are held there"
    if after[0] in words("roles", "venue_words"):
        return "venue", "it names talks"
    return "target", "the content takes place there"


def _is_aside(mention: Mention) -> bool:
    """Whether commas set the name off with a word of comparison: ", after X,"."""
    line, before = mention.line, mention.first - 1
    is_set_off = "," in line.gap(before) and "," in line.gap(max(mention.stop, mention.head_index + 1))
    return is_set_off and line.word(before) in words("roles", "aside")


def _comes_from(lead: list[str]) -> bool:
    """Whether "from" tells how far away, what is left, or what is filmed, so that the name is the place itself."""
    before = set(lead[-3:])
    return any(before & words("roles", kind) for kind in ("distance", "telling", "leaving"))


def _hosts_talks(mention: Mention, lead: list[str], after: list[str]) -> bool:
    if not {"in", "at"} & set(lead[-2:]):
        return False
    line, last = mention.line, max(mention.stop, mention.head_index + 1)
    said = _words_before(mention, VENUE_TOKENS, within_clause=True)
    if after[0] in ("for", "on"):
        said += [line.word(last + n) for n in range(1, WINDOW_TOKENS + 1)]
    return bool(set(said) & words("roles", "venue_words"))


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
