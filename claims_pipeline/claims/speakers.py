"""Source text → speaker: which organisation or person, of which kind and country.

A person's ``source_id`` is the fold of the name (``spelling``) under the country that the source speaks for; a body's
is its role (``data/roles.csv``) under its country, so that *X's defence ministry* and *the X Ministry of Defence* are
one without a list. Bodies with a name of their own stand in ``data/organisations.csv``, seats of government in
``data/country_names.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from claims_pipeline.claims.countries import (
    CountryName,
    city_country,
    country_titles,
    find_names,
    named_countries,
    without_names,
    without_possessive,
)
from claims_pipeline.claims.lexicon import read_rows, words
from claims_pipeline.claims.persons import WITH_ARTICLE, WORD, body_nouns, find_person
from claims_pipeline.claims.roles import Role, find_role, is_common_name, is_title, title_of
from claims_pipeline.claims.spelling import fold_name, may_be_one, name_key, plain, traditions_of

BACKED = re.compile(r"-(?:back|align|support|link|fund|arm|train|sponsor|friend|born|based)")
CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w'’&-]*(?: (?:(?:of|for|and|on|the|de|des|du) )*[A-ZÀ-Þ][\w'’&-]*)*")


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
PERSONAL_KINDS = ("armed_group", "monitor", "media", "civilian", "government")
"""Kinds of role that tell what a person is; any other is an official."""
UNKNOWN = Speaker(None, None, "unknown", None)


# ---------------------------------------------------------------- tables


@cache
def _organisations() -> tuple[re.Pattern[str], dict[str, Speaker]]:
    """Return what finds the names of organisations, and who goes by each.

    Names of one word count as they are written or in capitals (*WHO* is no pronoun), longer ones in any case.
    """
    table: dict[str, Speaker] = {}
    exact: set[str] = set()
    loose: set[str] = set()
    for row in read_rows("organisations.csv"):
        alias = row["alias"].replace("’", "'")
        table[alias.lower()] = Speaker(row["source_id"], row["name"], row["kind"], row["country"] or None)
        (loose if " " in alias else exact).add(alias)
    exact |= {alias.upper() for alias in exact if len(alias) > 4}
    every = sorted(exact | loose, key=lambda alias: (-len(alias), alias))
    forms = (f"(?i:{re.escape(alias)})" if alias in loose else re.escape(alias) for alias in every)
    return re.compile(r"(?<![\w-])(?:" + "|".join(forms) + r")(?![\w-])"), table


@cache
def _persons() -> list[tuple[str, dict[str, Speaker]]]:
    """Return the persons who go by one name, by the fold of that name: a table for countries that fold alike."""
    tables: dict[tuple[int, ...], tuple[str, dict[str, Speaker]]] = {}
    for row in read_rows("persons.csv"):
        country = row["country"]
        speaker = Speaker(row["source_id"], row["name"], row["kind"], country or None, is_person=True)
        _, table = tables.setdefault(traditions_of(country), (country, {}))
        table[name_key(row["surname"], country)] = speaker
    return list(tables.values())


# ---------------------------------------------------------------- a source


@lru_cache(maxsize=20_000)
def identify(text: str) -> Speaker:
    """Return the speaker that a source text names, without looking at the rest of the page."""
    head = re.split(r",|\bwho\b|\bwhich\b|\brepresenting\b", text, maxsplit=1)[0].strip() or text
    if (organisation := _organisation(head) or _apposed(text, head)) is not None:
        return organisation
    person = find_person(text, head)
    country = _country(text, head, person)
    known = _known_person(head, person)
    if known is not None:
        after = find_role(head.partition(person or known[0])[2])
        if after is None:
            return known[1]
        country = country or known[1].country
    elif person:
        return _described_person(text, person, country)
    return _standing_name(head) or _body(text, head, country)


def _body(text: str, head: str, country: str | None) -> Speaker:
    """Return the body that a source names by its own name, by its role, or by its country alone."""
    role = find_role(head) or find_role(text)
    named = _named_body(head, country)
    if named is not None and (role is None or role.kind in NAMED_KINDS):
        return named
    name = _own_name(head)
    if role is not None and role.kind in NAMED_KINDS and name and not find_role(name):
        return Speaker(_slug(country, name), name, role.kind, country)
    if role is not None:
        return _office(role, _place(head), country)
    if country:
        return _office(Role("government", "Government of {country}", "government"), None, country)
    return Speaker(_slug(None, name), name, "unknown", None) if name else UNKNOWN


def _office(role: Role, place: str | None, country: str | None) -> Speaker:
    """Return who holds a role in a country; without one nobody can be told apart, but for the mayor of a city."""
    local = "{place}" in role.key
    key = role.key.replace("{place}", f"{name_key(place, country)}_" if place else "")
    if country is None:
        return Speaker(key if local and place else None, place if local else None, role.kind, None)
    name = role.name.format(country=country_titles().get(country, country))
    return Speaker(f"{country.lower()}.{key}", f"{name}: {place}" if local and place else name, role.kind, country)


def _described_person(text: str, person: str, country: str | None) -> Speaker:
    """Return a person as the source describes them: of an organisation, a force, an office, or of none."""
    described = re.split(r"\bwho\b|\bwhich\b", text, maxsplit=1)[0]
    pattern, table = _organisations()
    if match := pattern.search(described.replace("’", "'")):
        body = table[match.group().lower()]
        return _named_person(person, body.kind, None if body.kind == "igo" else country or body.country)
    role = find_role(text, ("military",)) or find_role(described, PERSONAL_KINDS)
    return _named_person(person, role.kind if role else "official", country)


def _named_person(name: str, kind: str, country: str | None) -> Speaker:
    key = name_key(name, country) or _slug(None, name)
    return Speaker(f"{country.lower()}.{key}" if country else key, name, kind, country, is_person=True)


def settle(speaker: Speaker, country: str) -> Speaker:
    """Return a speaker without a country as one of a country that the page tells."""
    if speaker.is_person and speaker.name:
        return _named_person(speaker.name, speaker.kind, country)
    key, name = speaker.source_id or speaker.kind, speaker.name or f"Unnamed {speaker.kind} source"
    return Speaker(f"{country.lower()}.{key}", name, speaker.kind, country, speaker.is_person)


def rename(speaker: Speaker, name: str) -> Speaker:
    """Return a speaker whom the page names in full elsewhere."""
    return _named_person(name, "official" if speaker.kind == "unknown" else speaker.kind, speaker.country)


def has_own_role(text: str) -> bool:
    """Whether a phrase names a force or office without a country: *the military* in one's own mouth is one's own."""
    role = find_role(text)
    return role is not None and role.kind in SIDED and not named_countries(text)


# ---------------------------------------------------------------- organisations


def _organisation(head: str) -> Speaker | None:
    """Return the organisation of a source, or the person who speaks for it: *UN envoy Jane Doe*."""
    pattern, table = _organisations()
    straight = head.replace("’", "'")
    match = pattern.search(straight)
    if match is None:
        return None
    organisation = table[match.group().lower()]
    if organisation.country is None and find_role(match.group()) and named_countries(head[: match.start()]):
        return None
    after = head[match.end() :]
    person = find_person(after, after)
    if person is None or not (after.partition(person)[0].strip() or is_title(match.group().split()[-1])):
        return organisation
    known = _known_person(head, person)
    return known[1] if known else _named_person(person, organisation.kind, organisation.country)


def _apposed(text: str, head: str) -> Speaker | None:
    """Return the organisation that explains a source: *the military's media wing, the Inter-Services …*."""
    match = re.compile(r",\s+(?:the\s+)?").match(text, text.find(head) + len(head))
    pattern, table = _organisations()
    found = pattern.match(text.replace("’", "'"), match.end()) if match and find_person(head, head) is None else None
    return table[found.group().lower()] if found else None


def _standing_name(head: str) -> Speaker | None:
    """Return the organisation that a name in ``country_names.csv`` stands for, when nothing more precise is said.

    The spokesman of a seat speaks for it, *a Kremlin spokesman*; a capital has officials as its country has.
    """
    names = list(_names(head))
    seats = (name for name in names if _part(name[2]) and name[2].country == names[0][2].country)
    start, end, known = next(seats, names[0]) if names else (0, 0, CountryName(None))
    if known.source_id is None:
        return None
    part, role = known.source_id.partition(".")[2], find_role(head)
    is_seat = part != "government" and (role is None or role.key in ("officials", part))
    if role is not None and known.country and not is_seat:
        return None
    return Speaker(
        known.source_id, title_of(part, known.country) or head[start:end], known.kind or "igo", known.country
    )


def _part(name: CountryName) -> str | None:
    """Return the office that a name stands for, if it is more than the government of its country."""
    part = (name.source_id or "").partition(".")[2]
    return part if part != "government" else None


def _named_body(head: str, country: str | None) -> Speaker | None:
    """Return the body whose name says what it is: *the Lakeside Institute for Peace*."""
    for match in CAPITALISED.finditer(head):
        parts = [without_possessive(word) for word in match.group().split() if word.lower() != "the"]
        kinds = [body_nouns()[part.lower()] for part in parts if part.lower() in body_nouns()]
        if kinds and len(parts) > 1:
            name = " ".join(parts)
            return Speaker(_slug(country, name), name, kinds[-1], country)
    return None


def _own_name(head: str) -> str | None:
    """Return the proper name that ends a source: *Lakewatch* of *the monitoring group Lakewatch*."""
    match = re.search(r"(?:^|\s)([A-Z][\w-]+(?: [A-Z][\w-]+){0,3})$", without_possessive(without_names(head)))
    if match is None:
        return None
    names = [word for word in match.group(1).split() if not is_common_name(word)]
    alone = len(names) == 1 and match.start() == 0
    if alone and (names[0].endswith("s") or names[0].lower() in words()["nobodies"]):
        return None
    return " ".join(names) or None


def _slug(country: str | None, name: str) -> str:
    key = "_".join(WORD.findall(plain(name).replace("’", "'")))
    return f"{country.lower()}.{key}" if country else key


# ---------------------------------------------------------------- roles and sides


def _names(text: str) -> Iterator[tuple[int, int, CountryName]]:
    """Yield the names of countries in a text, but for those that only back somebody: *Iran-backed militias*."""
    return (name for name in find_names(text) if not BACKED.match(text[name[1] :]))


def _country(text: str, head: str, person: str | None) -> str | None:
    """Return the side of a source: the first country that it names, or that of its last city."""
    for part in (head, text):
        if country := next((known.country for _, _, known in _names(part) if known.country), None):
            return country
    return city_country(text.replace(person, " ") if person else text)


def _place(head: str) -> str | None:
    """Return the city or region whose authorities a source names: *Kharkiv* of *the mayor of Kharkiv*."""
    for start, end, known in _names(head):
        if known.kind == "government" and head[end : end + 1] != "-":
            return head[start:end]
    run: list[str] = []
    for word in WORD.findall(without_names(head)):
        bare = without_possessive(word)
        if bare[0].isupper() and not is_title(bare) and not is_common_name(bare):
            run.append(bare)
        elif run:
            break
    return " ".join(run) or None


# ---------------------------------------------------------------- persons


def _known_person(head: str, person: str | None) -> tuple[str, Speaker] | None:
    """Return the person of the table whom a source names, by the name that stands there.

    A bare surname is enough; another first name before it is somebody else.
    """
    for word in map(without_possessive, WORD.findall(person or head)):
        if word[:1].isupper() or WITH_ARTICLE.match(word):
            for country, persons in _persons():
                known = persons.get(name_key(word, country))
                if known is not None and (person is None or _is_named_so(person, known)):
                    return word, known
    return None


def _is_named_so(person: str, known: Speaker) -> bool:
    name = known.name or ""
    return may_be_one(person, name, known.country) or not set(fold_name(person, known.country)[1:])
