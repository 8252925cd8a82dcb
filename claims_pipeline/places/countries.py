"""Which countries a page is about, and what a place of a country that it is not about needs to be believed.

Thousands of towns bear a word, a surname or a brand as their name. One is believed where words or its kind call it a
place, where something else on the page names its country, or where it is so large that no one need say where it is.
"""

from __future__ import annotations

import math
from collections import defaultdict

from claims_pipeline.places import scores
from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.decide import Reading
from claims_pipeline.places.lexicons import homographs
from claims_pipeline.places.mention import Mention
from claims_pipeline.places.recognition import PageMentions

LARGE, GREAT, SMALL = 200_000, 150_000, 30_000
"""Inhabitants of a city that needs no support; of one that, told as a place, needs none though its name is a word;
below which a place of another country than the page's subject needs it though told as a place."""
ACRONYM = 4
"""Capitals no longer than this are an abbreviation of anything."""
SUBJECT, MIN_WITNESSES = 0.5, 2
"""Share of what a page names that makes a country its subject, and names that must speak for it."""
PEOPLE = ""
"""Stands among a country's witnesses for the name of its people."""


def weigh_countries(page: PageMentions, live: list[Mention], readings: list[list[Reading]], atlas: Atlas) -> None:
    """Add to each reading what the countries of the page say for it or against it."""
    shares, witnesses = _countries(page, atlas)
    has_subject = any(share >= SUBJECT and len(witnesses[c]) >= MIN_WITNESSES for c, share in shares.items())
    for mention, row in zip(live, readings, strict=True):
        doubtful = _is_doubtful(mention)
        for reading in row:
            if atlas.level[reading.place] == "country":
                continue
            country = atlas.country[reading.place]
            share = shares.get(country, 0.0)
            others = len(witnesses[country]) - (mention.key in witnesses[country])
            if not others and _needs_support(reading, mention, doubtful, has_subject, atlas):
                reading.score += scores.UNSUPPORTED
                share = 0.0
            reading.score += scores.COUNTRY * math.sqrt(share) if share else scores.COUNTRY_ABSENT


def _is_doubtful(mention: Mention) -> bool:
    """Whether the name is as likely a word, a person's name or an abbreviation."""
    if mention.surface.isupper() and len(mention.surface) <= ACRONYM:
        return True
    return any(mention.key in homographs(kind) for kind in ("english", "given_name", "surname"))


def _needs_support(reading: Reading, mention: Mention, doubtful: bool, has_subject: bool, atlas: Atlas) -> bool:
    if mention.head:
        return False
    if mention.located and reading.scheme == "geonames_main" and atlas.population[reading.place] >= GREAT:
        return False
    if reading.scheme == "sound" or (doubtful and mention.key in homographs("english")):
        return True
    if all(atlas.is_codified(place) for place, _ in mention.candidates):
        return False
    is_large = atlas.population[reading.place] >= LARGE or atlas.level[reading.place] != "settlement"
    if mention.located:
        return has_subject and atlas.level[reading.place] == "settlement" and atlas.population[reading.place] < SMALL
    return doubtful or not is_large


def _countries(page: PageMentions, atlas: Atlas) -> tuple[dict[str, float], dict[str, set[str]]]:
    """Return the share of each country among what the page names, and the names that speak for it.

    Countries, peoples and capitals count, and names that one country alone has.
    """
    counts: dict[str, float] = defaultdict(float)
    witnesses: dict[str, set[str]] = defaultdict(set)
    for country, n in page.countries.items():
        counts[country] += n
        witnesses[country].add(PEOPLE)
    for mention in page.mentions:
        found = {atlas.country[p] for p, _ in mention.candidates}
        certain = [p for p, _ in mention.candidates if atlas.level[p] == "country" or atlas.category[p] == "capital"]
        if certain:
            country = atlas.country[max(certain, key=lambda p: (atlas.population[p], -p))]
            counts[country] += 1.0
            witnesses[country].add(mention.key)
        elif len(found) == 1 and not mention.reject_reason:
            [country] = found
            is_told = bool(mention.head) or mention.located
            counts[country] += 1.0 if is_told else 0.4
            if is_told or not _is_doubtful(mention):
                witnesses[country].add(mention.key)
    total = sum(counts.values()) or 1.0
    return {country: n / total for country, n in counts.items()}, witnesses
