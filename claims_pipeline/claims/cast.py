"""The speakers of one page: pronouns, surnames and bare roles resolve to who was named before."""

from __future__ import annotations

import re
from bisect import bisect_left

from claims_pipeline.claims.countries import city_country, named_countries
from claims_pipeline.claims.events import fold
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.speakers import SIDED, UNKNOWN, WORD, Speaker, identify


class Cast:
    """Who has spoken so far on a page, in reading order."""

    def __init__(self) -> None:
        self._spoken: list[Speaker] = []
        self._persons: dict[str, Speaker] = {}
        self._heads: dict[str, Speaker] = {}

    def cast(self, text: str, context: str = "", is_salient: bool = True) -> tuple[Speaker, str]:
        """Return the speaker that a source text means here, and why.

        ``context`` is the text before it, whose last city tells the side of a local official. A speaker that is not
        salient, the owner of *its claim that …*, is not who the next bare role belongs to.
        """
        folded = fold(text).strip()
        if folded in words()["pronouns"] or folded in words()["possessives"]:
            return self._by_pronoun(folded)
        speaker, reason = identify(text), "named"
        known = self._known_person(text)
        if known is not None and _agrees(speaker, known):
            speaker, reason = known, "named before on the page"
        elif speaker.country is None and not _is_outsider(folded):
            speaker, reason = self._by_context(speaker, text, context)
        if is_salient:
            self._remember(speaker, text)
        return speaker, reason

    def _known_person(self, text: str) -> Speaker | None:
        """Return the person whose surname the text repeats."""
        names = [word.removesuffix("'s").removesuffix("’s") for word in WORD.findall(text)]
        return next((self._persons[name] for name in reversed(names) if name in self._persons), None)

    def _by_pronoun(self, pronoun: str) -> tuple[Speaker, str]:
        wants_person = pronoun in words()["singular_person"] or pronoun == "i"
        for speaker in reversed(self._spoken):
            is_person = speaker in self._persons.values()
            if is_person == wants_person:
                return speaker, f"“{pronoun}” is the last {'person' if wants_person else 'body'} that spoke"
        return (
            (self._spoken[-1], f"“{pronoun}” is the last speaker") if self._spoken else (UNKNOWN, "nobody named before")
        )

    def _by_context(self, speaker: Speaker, text: str, context: str) -> tuple[Speaker, str]:
        """Give a speaker without a country a side: of its namesake, of the city it is in, or of the last speaker."""
        namesake = self._heads.get(_head(text))
        if namesake is not None and not speaker.is_person:
            return namesake, "the body of that name before on the page"
        if speaker.kind not in SIDED and speaker.kind != "armed_group":
            return speaker, "named"
        is_local = speaker.kind in ("official", "armed_group") or speaker.is_person
        city = city_country(context[-1500:]) if is_local else None
        if speaker.kind == "armed_group" and city is None:
            return speaker, "an armed group without a country"
        last = next((one.country for one in reversed(self._spoken) if one.country and one.kind in SIDED), None)
        country, reason = (city, "side of the city in focus") if city else (last, "side of the last speaker")
        if country is None:
            return speaker, "a role without a country"
        key = speaker.source_id or speaker.kind
        name = speaker.name or f"Unnamed {speaker.kind} source"
        return Speaker(f"{country.lower()}.{key}", name, speaker.kind, country, speaker.is_person), reason

    def _remember(self, speaker: Speaker, text: str) -> None:
        if speaker.source_id is None and speaker.country is None:
            return
        self._spoken.append(speaker)
        if not speaker.is_person and speaker.country:
            self._heads[_head(text)] = speaker
        if speaker.name and speaker.is_person:
            self._persons[speaker.name.split()[-1]] = speaker


def _agrees(speaker: Speaker, known: Speaker) -> bool:
    """Whether a speaker as described can be the person of that surname who was named before."""
    return speaker.source_id is None or speaker.name == known.name or speaker.country in (None, known.country)


def _head(text: str) -> str:
    """Return the head noun of a source: *ministry* of *the country's defence ministry*."""
    phrase = re.split(r",|\b(?:of|for|in|from|who|which)\b", fold(text), maxsplit=1)[0].split()
    return phrase[-1] if phrase else ""


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
