"""Which places a claim is about: those in its content, else those it refers back to, else the ones in focus."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from claims_pipeline.places.lexicons import words
from claims_pipeline.places.mention import Mention
from claims_pipeline.places.roles import anaphor, negated_list

FOCUS_SENTENCES = 6
"""A region named further back than this many sentences is no longer what "the fighting" is about."""
NEAR_SENTENCES = 1
"""The same for what tells of no event on the ground."""
SHORT_ANAPHOR_CHARS = 40
"""A content this short that holds an anaphor of a statement is nothing but the anaphor."""
GAP_CHARS = 6
MIN_LISTED = 3
FOCUS_SHARE = 0.7
"""Share of a page's targets that must be in one region for the page to be about it."""
LEAD_CHARS = 40
LIST_CHARS = 300
MAX_BACK = 60
"""Mentions looked back through for the place in focus: keeps the cost linear in the page."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Placed:
    """One place of one claim: a mention, its part, and why."""

    mention: Mention
    role: str
    reason: str


def place_claims(claims: list[dict[str, Any]], mentions: list[Mention], text: str) -> Iterator[tuple[str, Placed]]:
    """Yield (claim id, place) for the claims of one page."""
    usable = [m for m in mentions if m.status in ("resolved", "region_only") and m.regions and not m.reject_reason]
    focus = _focus_of(usable)
    page = _Page(usable, [m.start_char for m in usable], [m.start_char for m in mentions], mentions, text, focus)
    by_id = {claim["claim_id"]: claim for claim in claims}
    done: dict[str, list[Placed]] = {}
    for claim in sorted(claims, key=lambda c: (_spans(c, "content_spans")[0], c["claim_id"])):
        for placed in _of_claim(claim, by_id, page, done, 0):
            yield claim["claim_id"], placed


@dataclass(frozen=True)
class _Page:
    usable: list[Mention]
    usable_starts: list[int]
    starts: list[int]
    mentions: list[Mention]
    text: str
    focus: list[Mention]
    """The mentions of the one region that the page is about; empty where it is about several."""

    def near_focus(self, start: int) -> Mention:
        """Return the last mention of the page's one region before the character, else the first of all."""
        last = bisect_left([m.start_char for m in self.focus], start)
        return self.focus[max(0, last - 1)]

    def within(self, spans: list[Span]) -> list[Mention]:
        """Return the usable mentions that the spans touch; mentions never overlap each other."""
        if not spans:
            return []
        first = max(0, bisect_left(self.usable_starts, min(s for s, _ in spans)) - 1)
        last = bisect_left(self.usable_starts, max(e for _, e in spans))
        return [m for m in self.usable[first:last] if _inside(m, spans)]

    def before(self, start: int) -> list[Mention]:
        """Return the last usable mentions that begin before the character, nearest last."""
        last = bisect_left(self.usable_starts, start)
        return self.usable[max(0, last - MAX_BACK) : last]

    def sentence_at(self, start: int) -> int:
        """Return the number of the sentence of the last mention, of any status, before the character."""
        last = bisect_left(self.starts, start)
        return self.mentions[last - 1].sentence if last else 0


def _spans(claim: dict[str, Any], column: str) -> list[Span]:
    return [(span["start_char"], span["end_char"]) for span in claim[column] or []]


def _inside(mention: Mention, spans: Iterable[Span]) -> bool:
    return any(start < mention.end_char and mention.start_char < end for start, end in spans)


def _of_claim(
    claim: dict[str, Any], by_id: dict[str, Any], page: _Page, done: dict[str, list[Placed]], depth: int
) -> list[Placed]:
    if claim["claim_id"] in done:
        return done[claim["claim_id"]]
    own = _own(claim, page)
    if not any(p.role == "target" for p in own):
        inherited = _inherited(claim, by_id, page, done, depth)
        again = {placed.mention.start_char for placed in inherited}
        own = [placed for placed in own if placed.mention.start_char not in again] + inherited
    done[claim["claim_id"]] = own
    return own


def _own(claim: dict[str, Any], page: _Page) -> list[Placed]:
    content, source = _spans(claim, "content_spans"), _spans(claim, "source_spans")
    placed: list[Placed] = []
    for mention in page.within(source + content):
        if _inside(mention, source):
            placed.append(Placed(mention, "source", "it stands in the name of the speaker"))
        else:
            role, reason = mention.role, mention.role_reason
            if role == "target" and _after_negated_list(mention, content, placed, page.text):
                role, reason = "reference", "it is listed as what the subject is not part of"
            placed.append(Placed(mention, role, reason))
    return placed


def _after_negated_list(mention: Mention, content: list[Span], placed: list[Placed], text: str) -> bool:
    targets = [p.mention for p in placed if p.role == "target"]
    if not targets:
        return False
    start = targets[0].end_char
    return any(s <= start < e for s, e in content) and bool(
        negated_list().search(text[start : mention.start_char].lower())
    )


# ---------------------------------------------------------------- contents without a place of their own


def _inherited(
    claim: dict[str, Any], by_id: dict[str, Any], page: _Page, done: dict[str, list[Placed]], depth: int
) -> list[Placed]:
    spans = _spans(claim, "content_spans")
    content = " ".join(page.text[s:e] for s, e in spans).lower()
    start = spans[0][0]
    if _names_part_of_country(content):
        return []
    answered = by_id.get(claim["responds_to_claim_id"] or "")
    if answered is not None and answered is not claim and depth < 5:
        found = [p for p in _of_claim(answered, by_id, page, done, depth + 1) if p.role == "target"]
        if found or len(content) <= SHORT_ANAPHOR_CHARS:
            return [Placed(p.mention, "target", "it answers a claim about this place") for p in found]
    if anaphor("plural").search(content):
        listed = _list_before(start, page) or _sentence_before(start, page)
        return _targets(listed, "the content refers back to these regions")
    if anaphor("anaphor_region").search(content):
        return _targets(_region_before(start, page), "the content refers back to the region in focus")
    on_ground = _is_on_ground(claim)
    if anaphor("anaphor_place").search(content) or (on_ground and re.search(r"\bthem\b", content)):
        return _targets(_sentence_before(start, page), "the content refers back to this place")
    beside = _just_before(start, page)
    if beside:
        return _targets(beside, "the content describes the place right before it")
    if on_ground and not anaphor("elsewhere").search(content) and not _names_other_place(claim, page):
        focus = _sentence_before(start, page)
        if len({m.regions for m in focus}) < MIN_LISTED:
            return _targets(focus, "an event on the ground without a place of its own: the place in focus")
    if anaphor("elsewhere").search(content) or _is_general(claim, content, page):
        return []
    home = _home_of(claim, page)
    if home:
        return _targets(home, "those who live there tell of it")
    if page.focus:
        return _targets([page.near_focus(start)], "the page is about one region, and the content names no other")
    beside = _sentence_before(start, page, NEAR_SENTENCES) if _goes_on(claim, content) else []
    if len({m.regions for m in beside}) == 1:
        return _targets(beside[-1:], "it goes on about what the sentence before tells of one region")
    return []


def _home_of(claim: dict[str, Any], page: _Page) -> list[Mention]:
    """The one place that a speaker is told to live or work in: "farmers in the X region"."""
    spans = _spans(claim, "source_spans")
    tokens = set(re.findall(r"\w+", " ".join(page.text[s:e] for s, e in spans).lower()))
    places = page.within(spans) if tokens & words("roles", "inhabitants") else []
    return places if len({m.regions for m in places}) == 1 else []


def _goes_on(claim: dict[str, Any], content: str) -> bool:
    """Whether the content answers, or tells what came of, an event told right before it."""
    return claim["stance"] in words("roles", "answering_stances") or bool(anaphor("aftermath").search(content))


def _focus_of(usable: list[Mention]) -> list[Mention]:
    """The mentions of the region that nearly all targets of the page are in."""
    told = [m for m in usable if m.role == "target" and len(m.regions) == 1]
    counts = Counter(m.regions for m in told)
    if not counts:
        return []
    region, most = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return [m for m in told if m.regions == region] if most >= FOCUS_SHARE * len(told) and most > 1 else []


def _is_general(claim: dict[str, Any], content: str, page: _Page) -> bool:
    """Whether the content is about a country, a policy or another place rather than what goes on in the region."""
    if _names_other_place(claim, page) or any(m.regions for m in page.within(_spans(claim, "content_spans"))):
        return True
    return bool(anaphor("general").search(content))


def _is_on_ground(claim: dict[str, Any]) -> bool:
    """Whether the claim tells a single event that must have happened somewhere, not a demand, a forecast or a state."""
    event = claim["event_type"] or ""
    if event in words("roles", "not_focus_types") or claim["stance"] in words("roles", "not_ground_stances"):
        return False
    return event.split(".")[0] in words("roles", "ground_events")


def _names_other_place(claim: dict[str, Any], page: _Page) -> bool:
    spans = _spans(claim, "content_spans")
    return any(m.role != "target" for m in page.within(spans))


def _names_part_of_country(content: str) -> bool:
    tokens = re.findall(r"[\w-]+", content)
    pairs = pairwise(tokens)
    return any(a in words("macro", "directions") and b in words("macro", "countries") for a, b in pairs)


def _targets(mentions: list[Mention], reason: str) -> list[Placed]:
    return [Placed(m, "target", reason) for m in mentions]


def _focus(start: int, page: _Page) -> list[Mention]:
    """Mentions before the character that tell where something happens, nearest last."""
    return [m for m in page.before(start) if m.role == "target"]


def _region_before(start: int, page: _Page) -> list[Mention]:
    found = [m for m in _focus(start, page) if len(m.regions) == 1 and not _in_list(m, page)]
    return found[-1:]


def _in_list(mention: Mention, page: _Page) -> bool:
    """Whether its sentence lists so many regions that none of them is "the region"."""
    around = page.within([(max(0, mention.start_char - LIST_CHARS), mention.end_char + LIST_CHARS)])
    near = {m.regions for m in around if m.sentence == mention.sentence and m.head == mention.head}
    return len(near - {mention.regions}) >= MIN_LISTED - 1


def _sentence_before(start: int, page: _Page, reach: int = FOCUS_SENTENCES) -> list[Mention]:
    found = _focus(start, page)
    if not found:
        return []
    last = found[-1].sentence
    return [m for m in found if m.sentence == last] if page.sentence_at(start) - last <= reach else []


def _list_before(start: int, page: _Page) -> list[Mention]:
    by_sentence: dict[int, list[Mention]] = {}
    for mention in page.before(start):
        by_sentence.setdefault(mention.sentence, []).append(mention)
    lists = [group for _, group in sorted(by_sentence.items()) if len({m.regions for m in group}) > 1]
    if not lists:
        return []
    group = lists[-1]
    text = page.text[group[0].end_char : group[-1].start_char].lower()
    return group[1:] if negated_list().search(text) and len(group) > 2 else group


def _just_before(start: int, page: _Page) -> list[Mention]:
    """The mention that an apposition or relative clause hangs on, or that "the region" right before it stands for."""
    lead = page.text[max(0, start - LEAD_CHARS) : start].lower().rstrip(" \xa0,-–—")
    if len(page.text[:start].rstrip(" \xa0,-–—")) < start - 1 and _ends_with_anaphor(lead):
        return _region_before(start, page)
    for mention in reversed(page.before(start)):
        last = max(mention.stop - 1, mention.head_index)
        tokens = mention.line.tokens
        end = mention.line.folded.origin(tokens[last].start, tokens[last].end)[1]
        between = page.text[end:start]
        apposed = len(between) <= GAP_CHARS and re.fullmatch(r"\W*", between) and not set(between) & set(".?!:\n")
        return [mention] if apposed else []
    return []


def _ends_with_anaphor(lead: str) -> bool:
    return any(match.end() == len(lead) for match in anaphor("anaphor_region").finditer(lead))
