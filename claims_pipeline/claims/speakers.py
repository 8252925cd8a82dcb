"""Source text → speaker: which organisation or person, of which kind and country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from claims_pipeline.claims.countries import (
    city_country,
    country_titles,
    find_names,
    named_countries,
    without_names,
    without_possessive,
)
from claims_pipeline.claims.lexicon import read_rows, words

WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks; ``source_id`` is null when the text names nobody that can be told apart."""

    source_id: str | None
    name: str | None
    kind: str
    country: str | None
    is_person: bool = False


SIDED = ("government", "military", "official")
"""Kinds of speaker that speak for their country."""
NAMED_KINDS = ("monitor", "media", "civilian", "igo", "unknown")
"""Kinds of body that go by a name of their own, not by their country's."""
UNKNOWN = Speaker(None, None, "unknown", None)


@cache
def _organisations() -> tuple[re.Pattern[str], dict[str, Speaker]]:
    rows = read_rows("organisations.csv")
    table = {
        row["alias"].lower(): Speaker(row["source_id"], row["name"], row["kind"], row["country"] or None)
        for row in rows
    }
    aliases = sorted((row["alias"] for row in rows), key=lambda alias: (-len(alias), alias))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, aliases)) + r")(?!\w)", re.IGNORECASE), table


@cache
def _persons() -> dict[str, Speaker]:
    return {
        row["surname"]: Speaker(row["source_id"], row["name"], row["kind"], row["country"] or None, is_person=True)
        for row in read_rows("persons.csv")
    }


@cache
def _roles() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    return [
        (re.compile(r"(?<![\w-])(?:" + row["pattern"] + r")(?![\w-])", re.IGNORECASE), row)
        for row in read_rows("roles.csv")
    ]


def identify(text: str) -> Speaker:
    """Return the speaker that a source text names, without looking at the rest of the page."""
    head = re.split(r",|\bwho\b|\bwhich\b|\brepresenting\b", text, maxsplit=1)[0].strip() or text
    pattern, organisations = _organisations()
    if match := pattern.search(head):
        return organisations[match.group().lower()]
    named = named_countries(head) or named_countries(text)
    person = _person(text, head)
    country = named[0][1] if named else city_country(text.replace(person, " ") if person else text)
    known = next((_persons()[word] for word in map(without_possessive, WORD.findall(head)) if word in _persons()), None)
    if known is not None and not _role(head.partition((known.name or "").split()[-1])[2]):
        return known
    if person:
        kind = "military" if _role(text, ("military",)) else "official"
        return Speaker(_slug(country, person), person, kind, country, is_person=True)
    standing = _standing_name(head)
    if standing is not None:
        return standing
    role = _role(head) or _role(text)
    name = _own_name(head)
    if role is not None and role["kind"] in NAMED_KINDS and name:
        return Speaker(_slug(country, name), name, role["kind"], country)
    if role is not None:
        return _body(role, country)
    if country:
        title = country_titles().get(country, country)
        return Speaker(f"{country.lower()}.government", f"Government of {title}", "government", country)
    return Speaker(_slug(None, name), name, "unknown", None) if name else UNKNOWN


def _body(role: dict[str, str], country: str | None) -> Speaker:
    """Return the body that a role names: a country's, or nobody that can be told apart."""
    if country is None:
        return Speaker(None, None, role["kind"], None)
    title = country_titles().get(country, country)
    return Speaker(f"{country.lower()}.{role['key']}", role["name"].format(country=title), role["kind"], country)


def _own_name(head: str) -> str | None:
    """Return the proper name that ends a source: *Lakewatch* of *the monitoring group Lakewatch*."""
    match = re.search(r"(?:^|\s)([A-Z][\w-]+(?: [A-Z][\w-]+){0,3})$", without_possessive(without_names(head)))
    if match is None:
        return None
    names = [word for word in match.group(1).split() if not _is_common_name(word)]
    alone = len(names) == 1 and match.start() == 0
    if alone and (names[0].endswith("s") or names[0].lower() in words()["nobodies"]):
        return None
    return " ".join(names) or None


def has_own_role(text: str) -> bool:
    """Whether a phrase names a force or office without a country: *the military* in one's own mouth is one's own."""
    role = _role(text)
    return role is not None and role["kind"] in SIDED and not named_countries(text)


def _standing_name(head: str) -> Speaker | None:
    """Return the organisation that a name in ``country_names.csv`` stands for, when nothing more precise is said."""
    first = next(find_names(head), None)
    if first is None:
        return None
    start, end, known = first
    if known.source_id is None or _role(head[end:]):
        return None
    return Speaker(known.source_id, head[start:end], known.kind or "government", known.country)


def _role(text: str, kinds: tuple[str, ...] = ()) -> dict[str, str] | None:
    for pattern, row in _roles():
        if pattern.search(text) and (not kinds or row["kind"] in kinds):
            return row
    return None


def _slug(country: str | None, name: str) -> str:
    key = "_".join(WORD.findall(name.lower().replace("’", "'")))
    return f"{country.lower()}.{key}" if country else key


def _person(text: str, head: str) -> str | None:
    """Return the person that a source names: two capitalised words that are no country or role, or a title and one."""
    for part in (head, text):
        run: list[str] = []
        titled = False
        for match in [*WORD.finditer(without_names(part)), None]:
            word = match.group() if match else ""
            is_title = word.lower().rstrip(".") in words()["titles"] | words()["ranks"]
            if word and word[0].isupper() and not is_title and not _is_common_name(word):
                run.append(word)
                continue
            if len(run) >= 2 or (run and titled):
                return without_possessive(" ".join(run))
            run, titled = [], word.lower().rstrip(".") in words()["ranks"]
    return None


def _is_common_name(word: str) -> bool:
    bare = without_possessive(word)
    return bool(_role(bare)) or bare.isupper() or bare.lower() in words()["name_parts"]
