"""Text → the persons whom it names: runs of capitalised words that are no office, no body and no country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from claims_pipeline.claims.countries import without_names, without_possessive
from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.roles import is_common_name, is_title, without_offices
from claims_pipeline.claims.spelling import names_data

WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*", re.UNICODE)
WITH_ARTICLE = re.compile(r"(?:al|el|ul|an|ar|as|ash|at|ad)-[A-ZÀ-Þ]")
_INITIAL = re.compile(r"[A-Z](?:\.[A-Z])*")
_GAP = re.compile(r"\.?\s*")
_GOVERNING = frozenset(("of", "in", "at", "near", "from"))


def find_person(text: str, head: str) -> str | None:
    """Return the person that a source names: two capitalised words that are no country or role, or a title and one."""
    return next((name for part in (head, text) for name in _persons_in(part)), None)


def full_names(text: str) -> list[str]:
    """Return the persons whom a text names by first name and surname."""
    return [name for name in _persons_in(text) if is_full(name)]


def is_full(name: str) -> bool:
    """Whether a name has a first name that is no initial."""
    return sum(len(word) > 1 and not _INITIAL.fullmatch(word) for word in name.split()) > 1


def _persons_in(text: str) -> Iterator[str]:
    """Yield the persons that a text names, in order.

    What a preposition governs is a place or a body, and who owns what follows does not speak: *Jan Kos's deputy*.
    """
    run: list[str] = []
    before, end = "", 0
    blank = without_offices(without_names(text))
    for match in [*WORD.finditer(blank), None]:
        is_name = match is not None and _is_part_of_name(blank, match)
        if run and not (match and is_name and _GAP.fullmatch(blank, end, match.start())):
            owns = match is not None and run[-1] != without_possessive(run[-1])
            if _is_full_name(run, before in words()["ranks"]) and before not in _GOVERNING and not owns:
                yield without_possessive(" ".join(run))
            run, before = [], ""
        if match is None:
            break
        if is_name:
            run.append(match.group())
        else:
            before = match.group().lower()
        end = match.end()


def _is_full_name(run: list[str], titled: bool) -> bool:
    capitalised = [word for word in run if word not in names_data()["particles"]]
    is_body = any(without_possessive(word).lower() in body_nouns() for word in run)
    long = any(len(word) > 1 and not _INITIAL.fullmatch(word) for word in run)
    return long and not is_body and (len(run) >= 2 or (bool(capitalised) and titled))


def _is_part_of_name(text: str, match: re.Match[str]) -> bool:
    particle = match.group().lower() in names_data()["particles"]
    return _is_name_word(text, match) or (particle and _goes_on(text, match))


def _is_name_word(text: str, match: re.Match[str]) -> bool:
    word = match.group()
    if WITH_ARTICLE.match(word):
        return True
    if _INITIAL.fullmatch(word):
        return text[match.end() : match.end() + 1] == "."
    return word[0].isupper() and not is_title(word) and not is_common_name(word)


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether a name goes on after a particle: *von der Heide*."""
    after = re.match(r"(?:[ -]\w{1,4})?[ -]([A-ZÀ-Þ]\w+)", text[match.end() :])
    return after is not None and not is_title(after.group(1)) and not is_common_name(after.group(1))


@cache
def body_nouns() -> dict[str, str]:
    """Return the nouns that tell a body by its name, with the kind of body: *institute*, *alliance*."""
    return {noun: kind for kind, nouns in names_data()["bodies"].items() for noun in nouns}
