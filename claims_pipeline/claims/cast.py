"""The speakers of one page: pronouns, surnames and bare roles resolve to who was named before."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from claims_pipeline.claims.countries import city_country, named_countries, without_possessive
from claims_pipeline.claims.events import fold
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.persons import WORD, full_names, is_full
from claims_pipeline.claims.speakers import SIDED, UNKNOWN, Speaker, identify, rename, settle
from claims_pipeline.claims.spelling import fold_name, may_be_one

_HEADING = re.compile(r"(?:^|[.!?] )([^.!?:\n]{1,30}):")
"""The word or two before a colon that tell what a line of a digest, or a sentence of it, is about."""


class Cast:
    """Who has spoken so far on a page, in reading order.

    With the ``page``, a surname or an initial is linked to the full name even where that stands further down.
    """

    def __init__(self, page: str = "") -> None:
        self._page = page
        self._spoken: list[Speaker] = []
        self._persons: dict[Speaker, None] = {}
        self._heads: dict[str, Speaker] = {}

    def cast(
        self, text: str, context: str = "", is_salient: bool = True, is_apart: bool = False
    ) -> tuple[Speaker, str]:
        """Return the speaker that a source text means here, and why.

        ``context`` is the text before it, whose last city tells the side of a local official. A speaker that is not
        salient, the owner of *its claim that …*, is not who the next bare role belongs to. One that stands apart, as
        who signs a quotation does, has no side from who spoke before.
        """
        folded = fold(text).strip()
        if folded in words()["pronouns"] or folded in words()["possessives"]:
            return self._by_pronoun(folded)
        speaker, reason = identify(text), "named"
        known = self._known_person(text, speaker)
        if known is not None:
            speaker, reason = known, "named before on the page"
        else:
            full = self._full_name(speaker, text)
            if full is not None:
                speaker, reason = rename(speaker, full), "named in full on the page"
            if speaker.country is None and not _is_outsider(folded):
                speaker, why = self._by_context(speaker, text, context, is_apart)
                reason = why if full is None else reason
        if is_salient:
            self._remember(speaker, text)
        return speaker, reason

    def _known_person(self, text: str, speaker: Speaker) -> Speaker | None:
        """Return the person named before whose surname the text repeats, in any spelling."""
        short = _short_name(speaker, text)
        for name in [short] if short else reversed(_surnames(text)):
            for known in reversed(self._persons):
                if may_be_one(name, known.name or "", known.country) and _agrees(speaker, known, short):
                    return known
        return None

    @cached_property
    def _full_names(self) -> list[str]:
        return list(dict.fromkeys(name for line in self._page.split("\n") for name in full_names(line)))

    def _full_name(self, speaker: Speaker, text: str) -> str | None:
        """Return the one full name on the page that a surname or a name with an initial can stand for."""
        short = _short_name(speaker, text)
        if not self._page or short is None or is_full(short):
            return None
        fits = [name for name in self._full_names if may_be_one(short, name, speaker.country)]
        return fits[0] if len({fold_name(name, speaker.country) for name in fits}) == 1 else None

    def _by_pronoun(self, pronoun: str) -> tuple[Speaker, str]:
        wants_person = pronoun in words()["singular_person"] or pronoun == "i"
        for speaker in reversed(self._spoken):
            is_person = speaker in self._persons
            if is_person == wants_person:
                return speaker, f"“{pronoun}” is the last {'person' if wants_person else 'body'} that spoke"
        return (
            (self._spoken[-1], f"“{pronoun}” is the last speaker") if self._spoken else (UNKNOWN, "nobody named before")
        )

    def _by_context(self, speaker: Speaker, text: str, context: str, is_apart: bool) -> tuple[Speaker, str]:
        """Give a speaker without a country a side: of its namesake, of the city it is in, or of the last speaker."""
        namesake = None if speaker.is_person else self._heads.get(_head(text))
        is_sided = speaker.kind in SIDED or speaker.kind == "armed_group"
        heading = _side_of_line(context) if is_sided and not speaker.is_person else None
        if namesake is not None and heading in (None, namesake.country):
            return namesake, "the body of that name before on the page"
        if not is_sided:
            return speaker, "named"
        if heading is not None:
            return settle(speaker, heading), "side that heads the line"
        is_local = speaker.kind in ("official", "armed_group") or speaker.is_person
        city = city_country(context[-1500:]) if is_local else None
        if speaker.kind == "armed_group" and city is None:
            return speaker, "an armed group without a country"
        sided = (one.country for one in reversed(self._spoken) if one.country and one.kind in SIDED)
        last = None if is_apart else next(sided, None)
        country, reason = (city, "side of the city in focus") if city else (last, "side of the last speaker")
        if country is None:
            return speaker, "a role without a country"
        return settle(speaker, country), reason

    def _remember(self, speaker: Speaker, text: str) -> None:
        if speaker.source_id is None and speaker.country is None:
            return
        self._spoken.append(speaker)
        if not speaker.is_person and speaker.country:
            self._heads[_head(text)] = speaker
        if speaker.name and speaker.is_person:
            self._persons.pop(speaker, None)
            self._persons[speaker] = None


def _agrees(speaker: Speaker, known: Speaker, short: str | None) -> bool:
    """Whether a speaker as described can be the person who was named before: no body, and of no other country."""
    is_body = speaker.source_id is not None and speaker.kind != "unknown"
    return speaker.country in (None, known.country) if short else not is_body


def _short_name(speaker: Speaker, text: str) -> str | None:
    """Return the person's name in a source: the person's whom it describes, or the bare name before a comma."""
    if speaker.is_person:
        return speaker.name
    name = text.partition(",")[0].strip()
    is_word = WORD.fullmatch(name) is not None and name[:1].isupper()
    return name if is_word and not name.isupper() and not named_countries(name) else None


def _surnames(text: str) -> list[str]:
    """Return the words of a text that can be its speaker's surname; *Danko* of *Danko's deputy* is not."""
    found = [match for match in WORD.finditer(text) if match.group()[:1].isupper() or "-" in match.group()]
    names = ((match.group(), match.end()) for match in found)
    return [without_possessive(name) for name, end in names if end == len(text) or name == without_possessive(name)]


def _head(text: str) -> str:
    """Return the head noun of a source: *ministry* of *the country's defence ministry*."""
    phrase = re.split(r",|\b(?:of|for|in|from|who|which)\b", fold(text), maxsplit=1)[0].split()
    return phrase[-1] if phrase else ""


def _side_of_line(context: str) -> str | None:
    """Return the country that heads the last sentence, or the line, which a text breaks off in: *Sudan: The army …*."""
    for heading in reversed(_HEADING.findall(context.rpartition("\n")[2])):
        if len(named := named_countries(heading)) == 1:
            return named[0][1]
    return None


def _is_outsider(folded: str) -> bool:
    """Whether a speaker is described as standing outside the sides: *Western leaders*, *both sides*."""
    return any(word in words()["outsiders"] for word in folded.split()[:2])


class Focus:
    """The countries that a page names, for who is meant by *they*."""

    def __init__(self, text: str) -> None:
        self._named = named_countries(text)
        self._starts = [start for start, _ in self._named]

    def before(self, end: int, limit: int = 12) -> list[str]:
        """Return the countries of the last names before ``end``, nearest first."""
        last = bisect_left(self._starts, end)
        return list(dict.fromkeys(code for _, code in reversed(self._named[max(0, last - limit) : last])))
