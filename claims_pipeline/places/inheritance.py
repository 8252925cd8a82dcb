"""The places of a content that names none: those it refers back to, else the scene or the region in focus."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import groupby, pairwise

from claims_pipeline.places.anaphora import FITS, MAY_FIT, Noun, agrees, find_nouns, plural, standing_for
from claims_pipeline.places.claim_page import Claim, ClaimPage, Placed, content_start, spans_of
from claims_pipeline.places.lexicons import lists, words
from claims_pipeline.places.mention import Mention
from claims_pipeline.places.roles import anaphor, negated_list

FOCUS_SENTENCES = 6
"""A place named further back than this many sentences is no longer what "the fighting" is about, whatever its scene."""
REGION_SENTENCES = 2
"""A region this many sentences before a town of another one is still "the region"."""
NEAR_SENTENCES = 1
"""How far back what tells of no event on the ground may look."""
SHORT_ANAPHOR_CHARS = 40
"""A content this short that holds an anaphor of a statement is nothing but the anaphor."""
MAX_ANSWERS = 5
GAP_CHARS = 6
MIN_LISTED = 3
LEAD_CHARS = 40
LIST_CHARS = 300
TRAIL_CHARS = 120
"""How far a relative clause after a speaker's name is read for where he lives."""

TargetsOf = Callable[[Claim], list[Placed]]


def inherit(claim: Claim, page: ClaimPage, targets_of: TargetsOf) -> list[Placed]:
    """Return the places that a claim without a target of its own is about; ``targets_of`` gives those of another."""
    spans = spans_of(claim, "content_spans")
    told = " ".join(page.text[s:e] for s, e in spans)
    content, start = told.lower(), spans[0][0]
    if _names_part_of_country(content):
        return []
    answered = page.by_id.get(claim["responds_to_claim_id"] or "")
    if answered is not None and answered is not claim:
        found = targets_of(answered)
        if found or len(content) <= SHORT_ANAPHOR_CHARS:
            return _again(found, "it answers a claim about this place")
    if anaphor("plural").search(content):
        listed = _list_before(start, page) or _sentence_before(start, page)
        return _targets(listed, "the content refers back to these places")
    nouns = find_nouns(told)
    if nouns:
        return _antecedent(nouns[0], start, page)
    is_elsewhere = bool(anaphor("elsewhere").search(content))
    if not is_elsewhere and _leans_on_sentence(content):
        found = _said_with(claim, content, page, targets_of)
        if found:
            return found
    on_ground = _is_on_ground(claim, content)
    if anaphor("anaphor_place").search(content) or (on_ground and re.search(r"\bthem\b", content)):
        return _targets(_sentence_before(start, page), "the content refers back to this place")
    beside = _just_before(start, page)
    if beside:
        return beside
    is_apart = is_elsewhere or _names_other_place(claim, page)
    if on_ground and not is_apart:
        scene = _scene(claim, page)
        if len({m.regions for m in scene}) < MIN_LISTED:
            return _targets(scene, "an event on the ground without a place of its own: the place in focus")
    described = _fronted(told)
    if described:
        return _antecedent(described, start, page)
    if is_elsewhere or _is_general(claim, content, page):
        return []
    home = _home_of(claim, page)
    if home:
        return home
    if page.focus:
        return _targets([page.near_focus(start)], "the page is about one region, and the content names no other")
    near = _sentence_before(start, page, NEAR_SENTENCES) if _goes_on(claim, content) else []
    if len({m.regions for m in near}) == 1:
        return _targets(near[-1:], "it goes on about what the sentence before tells of one region")
    return []


def _targets(mentions: Iterable[Mention], reason: str) -> list[Placed]:
    return [Placed(m, "target", reason, m.place) for m in mentions]


def _again(placed: Iterable[Placed], reason: str) -> list[Placed]:
    return [Placed(one.mention, "target", reason, one.place) for one in placed]


# ---------------------------------------------------------------- what kind of content it is


def _goes_on(claim: Claim, content: str) -> bool:
    """Whether the content answers, or tells what came of, an event told right before it."""
    return claim["stance"] in words("roles", "answering_stances") or bool(anaphor("aftermath").search(content))


def _is_general(claim: Claim, content: str, page: ClaimPage) -> bool:
    """Whether the content is about a country, a policy or another place rather than what goes on in the region."""
    if _names_other_place(claim, page) or page.within(spans_of(claim, "content_spans")):
        return True
    return bool(anaphor("general").search(content))


def _is_on_ground(claim: Claim, content: str) -> bool:
    """Whether the claim tells a single event that must have happened somewhere, not a demand, a forecast or a state.

    A movement told by its direction alone ("to push westward"), be it intended, begins at the place in focus.
    """
    event = claim["event_type"] or ""
    if event in words("roles", "not_focus_types") or claim["stance"] in words("roles", "not_ground_stances"):
        return False
    if event in words("roles", "wish_events"):
        return bool(anaphor("movement").search(content))
    return event.split(".")[0] in words("roles", "ground_events")


def _names_other_place(claim: Claim, page: ClaimPage) -> bool:
    return any(m.role != "target" for m in page.within(spans_of(claim, "content_spans")))


def _names_part_of_country(content: str) -> bool:
    tokens = re.findall(r"[\w-]+", content)
    return any(a in words("macro", "directions") and b in words("macro", "countries") for a, b in pairwise(tokens))


# ---------------------------------------------------------------- contents that lean on their sentence

_OBJECT_PRONOUN = re.compile(r"(?:it|this|that|them|these|those) (?:as|an?|the)\b")


def _leans_on_sentence(content: str) -> bool:
    """Whether the content lacks its subject ("is massing troops"), or is a pronoun and its name ("it a lie")."""
    bare = content.lstrip("\"'“‘ ")
    return bare.partition(" ")[0] in words("roles", "continues") or bool(_OBJECT_PRONOUN.match(bare))


def _said_with(claim: Claim, content: str, page: ClaimPage, targets_of: TargetsOf) -> list[Placed]:
    """The targets of the nearest claim before it in its sentence; a missing subject is that of the same speaker."""
    start, is_pronoun = content_start(claim), bool(_OBJECT_PRONOUN.match(content))
    for other in page.claims_before(start):
        if not page.in_one_sentence(content_start(other), start):
            return []
        encloses = any(s <= start < e for s, e in spans_of(other, "content_spans"))
        if is_pronoun or encloses or other["source_spans"] == claim["source_spans"]:
            found = targets_of(other)
            if found:
                return _again(found, "it goes on with what its sentence tells of this place")
    return []


# ---------------------------------------------------------------- nouns that stand for a place


def _antecedent(noun: Noun, start: int, page: ClaimPage) -> list[Placed]:
    """The places that a noun stands for: the nearest of its class, else of the next, else the ones in focus."""
    reason = f"“{noun.word or 'the region'}” refers back to "
    before = [m for m in page.targets_before(start + noun.start) if not _is_listed(noun, m, page)]
    graded = [(m, agrees(noun, m, page.atlas)) for m in before]
    fitting, next_best = ([m for m, grade in graded if grade == wanted] for wanted in (FITS, MAY_FIT))
    chosen = fitting or next_best
    if noun.level == "region" and fitting and next_best:
        chosen = _region_of_focus(fitting, next_best)
    elif fitting and next_best and _sentences_back(fitting[-1], start, page) > FOCUS_SENTENCES:
        chosen = next_best
    if not chosen:
        return _targets(_sentence_before(start, page), reason + "the place in focus")
    if noun.level not in ("region", "area") and _sentences_back(chosen[-1], start, page) > FOCUS_SENTENCES:
        return []
    found = [m for m in chosen if m.sentence == chosen[-1].sentence] if _takes_all(noun) else chosen[-1:]
    if noun.is_plural and len(found) == 1 and noun.level not in ("village", "town", "city"):
        found = _list_before(start, page) or found
    return [Placed(m, "target", reason + "this place", _meant(noun, m, page)) for m in found]


def _meant(noun: Noun, mention: Mention, page: ClaimPage) -> int | None:
    area = standing_for(noun, mention, page.atlas)
    return mention.place if area is None else area


def _takes_all(noun: Noun) -> bool:
    """Whether the noun stands for all the fitting places of a sentence; of settlements that share one it may be any."""
    return noun.is_plural or noun.level in ("village", "town", "city")


def _is_listed(noun: Noun, mention: Mention, page: ClaimPage) -> bool:
    """Whether its sentence lists so many regions that none of them is "the region"."""
    if noun.is_plural or noun.level not in ("region", "area"):
        return False
    if len(mention.regions) > 1 and mention.place is None:
        return True
    around = page.within([(max(0, mention.start_char - LIST_CHARS), mention.end_char + LIST_CHARS)])
    near = {m.regions for m in around if m.sentence == mention.sentence and m.head == mention.head}
    return len(near - {mention.regions}) >= MIN_LISTED - 1


def _region_of_focus(regions: list[Mention], towns: list[Mention]) -> list[Mention]:
    """The last region named, unless the text has gone on to a town of another one."""
    region, town = regions[-1], towns[-1]
    is_near = town.sentence - region.sentence <= REGION_SENTENCES
    return regions if is_near or set(town.regions) <= set(region.regions) else towns


def _sentences_back(mention: Mention, start: int, page: ClaimPage) -> int:
    return page.sentence_at(start) - mention.sentence


@cache
def _fronted_description() -> re.Pattern[str]:
    described = words("anaphora", "described")
    kinds = "|".join(sorted(described | {plural(noun) for noun in described}))
    return re.compile(rf"(?:as )?(?:an?|one of|the)\b[^,.;:]{{0,80}}?\b(?P<noun>{kinds})\b[^,.;:]{{0,40}},")


def _fronted(told: str) -> Noun | None:
    """The kind of place that a content opens with, without its name: "A mining hub for the country, …"."""
    match = _fronted_description().match(told.lower())
    if not match:
        return None
    noun = match["noun"]
    level = next((level for level, nouns in lists("anaphora_nouns").items() if noun in nouns), "area")
    return Noun(level, noun, False, 0, match.end())


def _just_before(start: int, page: ClaimPage) -> list[Placed]:
    """The mention that an apposition or relative clause hangs on, or that "the region" right before it stands for."""
    opened = max(0, start - LEAD_CHARS)
    lead = page.text[opened:start].rstrip(" \xa0,-–—")
    nouns = find_nouns(lead) if opened + len(lead) < start - 1 else []
    if nouns and nouns[-1].end == len(lead):
        return _antecedent(nouns[-1], opened, page)
    for mention in reversed(page.before(start)):
        last = max(mention.stop - 1, mention.head_index)
        tokens = mention.line.tokens
        end = mention.line.folded.origin(tokens[last].start, tokens[last].end)[1]
        between = page.text[end:start]
        apposed = len(between) <= GAP_CHARS and re.fullmatch(r"\W*", between) and not set(between) & set(".?!:\n")
        return _targets([mention], "the content describes the place right before it") if apposed else []
    return []


# ---------------------------------------------------------------- where speakers live


def _home_of(claim: Claim, page: ClaimPage) -> list[Placed]:
    """The one place that a speaker is told to live, work or hold office in: "farmers in the X region"."""
    spans = spans_of(claim, "source_spans")
    if not spans:
        return []
    told = [*spans, *_relative_clause(spans[-1][1], page)]
    said = " ".join(page.text[s:e] for s, e in told)
    tokens = set(re.findall(r"\w+", said.lower()))
    if not tokens & words("roles", "inhabitants"):
        return []
    places = page.within(told)
    if len({m.regions for m in places}) == 1:
        return _targets(places, "those who live there tell of it")
    nouns = [] if places else find_nouns(said)
    return _antecedent(nouns[0], spans[0][0], page) if nouns else []


def _relative_clause(end: int, page: ClaimPage) -> list[tuple[int, int]]:
    """The clause after a name that tells who he is: ", who farms near X,"."""
    match = re.compile(r", who [^,.;\n]{1,100}").match(page.text, end, end + TRAIL_CHARS)
    return [match.span()] if match else []


# ---------------------------------------------------------------- the place in focus


def _scene(claim: Claim, page: ClaimPage) -> list[Mention]:
    """The places of the last sentence that names any, unless they belong to another scene, or are only wished for.

    A speaker goes back to the scene that he is asked about; the outlet's own voice goes on where it was.
    """
    start, scene = content_start(claim), _scene_of(claim["event_type"])
    nearest = _sentence_before(start, page)
    if not nearest:
        return []
    starts = {m.start_char for m in nearest}
    telling = [told for told in page.told_before(start) if starts & {m.start_char for m in told.targets}]
    claimed = starts & {m.start_char for told in telling for m in told.targets}
    if len(claimed) < len(nearest):
        return nearest
    is_wished = all(_is_wish(told.claim) for told in telling)
    is_same = any(_scene_of(told.claim["event_type"]) in (scene, None) for told in telling)
    if not is_wished and (is_same or claim["stance"] == "narrates"):
        return nearest
    kin = next((t for t in page.told_before(start) if _is_kin(t.claim, scene)), None)
    if kin and _sentences_back(kin.targets[-1], start, page) <= FOCUS_SENTENCES:
        return list(kin.targets)
    return [] if is_wished else nearest


def _is_kin(claim: Claim, scene: str | None) -> bool:
    return scene is not None and _scene_of(claim["event_type"]) == scene and not _is_wish(claim)


@cache
def _scene_of(event: str | None) -> str | None:
    return next((scene for scene, events in lists("scenes").items() if event in events), None)


def _is_wish(claim: Claim) -> bool:
    """Whether the claim tells what somebody wants to happen: that makes no place a scene."""
    return claim["event_type"] in words("roles", "wish_events") or claim["stance"] in words("roles", "wishes")


def _sentence_before(start: int, page: ClaimPage, reach: int = FOCUS_SENTENCES) -> list[Mention]:
    found = page.targets_before(start)
    if not found or _sentences_back(found[-1], start, page) > reach:
        return []
    return [m for m in found if m.sentence == found[-1].sentence]


def _list_before(start: int, page: ClaimPage) -> list[Mention]:
    """The last places of several regions that one sentence names."""
    groups: Sequence[list[Mention]] = [list(g) for _, g in groupby(page.before(start), key=lambda m: m.sentence)]
    group = next((g for g in reversed(groups) if len({m.regions for m in g}) > 1), None)
    if group is None:
        return []
    text = page.text[group[0].end_char : group[-1].start_char].lower()
    return group[1:] if negated_list().search(text) and len(group) > 2 else group
