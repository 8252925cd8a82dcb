"""The speakers of one page: pronouns, surnames and bare roles resolve to who was named before."""

from __future__ import annotations

from claims_pipeline.claims.events import fold
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.speakers import UNKNOWN, WORD, Speaker, identify, named_countries


class Cast:
    """Who has spoken so far on a page, in reading order."""

    def __init__(self) -> None:
        self._spoken: list[Speaker] = []
        self._persons: dict[str, Speaker] = {}

    def cast(self, text: str) -> tuple[Speaker, str]:
        """Return the speaker that a source text means here, and why."""
        folded = fold(text).strip()
        if folded in words()["pronouns"] or folded in words()["possessives"]:
            return self._by_pronoun(folded)
        speaker, reason = identify(text), "named"
        known = self._known_person(text)
        if known is not None and (
            speaker.source_id is None or speaker.name == known.name or speaker.country in (None, known.country)
        ):
            speaker, reason = known, "named before on the page"
        elif (
            speaker.country is None
            and speaker.kind in ("government", "military", "official")
            and not _is_outsider(folded)
        ):
            speaker, reason = self._by_role(speaker)
        self._remember(speaker)
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

    def _by_role(self, speaker: Speaker) -> tuple[Speaker, str]:
        """Give a role without a country the side that spoke last."""
        last = next((one for one in reversed(self._spoken) if one.country), None)
        if last is None or last.country is None:
            return speaker, "a role without a country"
        key = speaker.source_id or speaker.kind
        name = speaker.name or f"Unnamed {speaker.kind} source"
        named = Speaker(f"{last.country.lower()}.{key}", name, speaker.kind, last.country, speaker.is_person)
        return named, "side of the last speaker"

    def _remember(self, speaker: Speaker) -> None:
        if speaker.source_id is None and speaker.country is None:
            return
        self._spoken.append(speaker)
        if speaker.name and speaker.is_person:
            self._persons[speaker.name.split()[-1]] = speaker


def _is_outsider(folded: str) -> bool:
    """Whether a speaker is described as standing outside the sides: *Western leaders*, *both sides*."""
    return any(word in words()["outsiders"] for word in folded.split()[:2])


def countries_before(text: str, end: int, limit: int = 1500) -> list[str]:
    """Return the countries named in the text before ``end``, nearest first."""
    codes = [code for _, code in named_countries(text[max(0, end - limit) : end])]
    return list(dict.fromkeys(reversed(codes)))
