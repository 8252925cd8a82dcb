"""``claims`` → ``place_mentions``, ``claim_places``: which place each string means, and its part in the claim.

Input: ``raw_pages`` (text), ``page_lines`` (kept lines are read, nothing else), ``claims``. Output: ``place_mentions``,
one row for each string that is or looks like a place, rejected ones with their reason, and ``claim_places``.

Method: gazetteer first. One automaton over every spelling of every place of the country packs finds the strings;
rules reject governments, organisations, persons and rivers; the rest are resolved together over the administrative
tree of the page, with a probability and the right to abstain (heuristics of Leidner, *Toponym Resolution in Text*,
2008: one sense a page, spatial minimality, explicit containment). What stays open on a page that names no region is
read again with a prior from the other pages of the day. Roles and references back are read from the words
around a mention. No model is loaded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import dataframely as dy
import polars as pl

from claims_pipeline.places.atlas import WRITTEN_SCHEMES, Atlas, load_atlas, read_tables
from claims_pipeline.places.filters import reject
from claims_pipeline.places.mention import Mention
from claims_pipeline.places.placing import place_claims
from claims_pipeline.places.prior import Prior, learn, may_tell
from claims_pipeline.places.recognition import find_mentions
from claims_pipeline.places.resolve import resolve
from claims_pipeline.places.roles import tell_roles
from claims_pipeline.places.rows import claim_rows, mention_row
from claims_pipeline.schemas import (
    ClaimPlaces,
    Claims,
    PageLines,
    PlaceMentions,
    PlaceNames,
    Places,
    RawPages,
    Regions,
)
from claims_pipeline.settings import PlacesSettings, Track

Span = tuple[int, int]
Content = tuple[str, tuple[Span, ...]]
Page = dict[str, Any]


class Gazetteer(NamedTuple):
    """The reference tables that come with the package."""

    regions: dy.DataFrame[Regions]
    places: dy.DataFrame[Places]
    place_names: dy.DataFrame[PlaceNames]


class Placement(NamedTuple):
    """The output of the stage."""

    place_mentions: dy.DataFrame[PlaceMentions]
    claim_places: dy.DataFrame[ClaimPlaces]


def load_gazetteer(settings: PlacesSettings) -> Gazetteer:
    """Load the shipped country packs, once a process.

    ``place_names`` has the forms that somebody wrote; those that rules made for matching stay inside.
    Raises ``ValueError`` when ``settings.country_packs`` names a pack that is not shipped.
    """
    places, names = read_tables(tuple(settings.country_packs))
    written = names.filter(pl.col("scheme").is_in(WRITTEN_SCHEMES))
    regions = places.filter(level="region").select("region_id", "country", "name").sort("region_id")
    return Gazetteer(
        Regions.validate(regions, cast=True),
        Places.validate(places.select(Places.column_names()), cast=True),
        PlaceNames.validate(written.select(PlaceNames.column_names()), cast=True),
    )


def locate_claims(
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    claims: dy.DataFrame[Claims],
    settings: PlacesSettings,
    track: Track = iter,
) -> Placement:
    """Resolve every place name of the kept lines and say where each claim's content takes place.

    Offsets are code points into the page text; a page that landed twice is read once. Never raises on any text: what
    cannot be told stays ``ambiguous``.
    """
    atlas = load_atlas(settings)
    lines, claims_of = _kept_lines(page_lines), _by_page(claims)
    mention_rows: list[dict[str, Any]] = []
    place_rows: list[dict[str, Any]] = []
    accepted = raw_pages.filter(pl.col("status") == "accepted").sort("page_id")
    pages = [
        (page, (page["page_text"], tuple(lines.get(page["page_id"], ()))))
        for page in accepted.select("page_id", "landed_on", "page_text").rows(named=True)
    ]
    for page, mentions in _read_pages(pages, atlas, settings, track):
        placed = place_claims(claims_of.get(page["page_id"], []), mentions, page["page_text"], atlas)
        mention_rows += [mention_row(mention, page, atlas) for mention in mentions]
        place_rows += claim_rows(placed, page, atlas)
    return Placement(
        PlaceMentions.validate(_frame(mention_rows, PlaceMentions), cast=True),
        ClaimPlaces.validate(_frame(place_rows, ClaimPlaces), cast=True),
    )


def locate_page(
    text: str, spans: Sequence[Span], atlas: Atlas, settings: PlacesSettings, prior: Prior | None = None
) -> list[Mention]:
    """Recognise, reject and resolve the mentions of one page's kept lines."""
    page = find_mentions(text, spans, atlas)
    tell_roles(page.mentions)
    reject(page.mentions, atlas)
    resolve(page, atlas, settings.min_probability, prior)
    return page.mentions


def _read_pages(
    pages: Sequence[tuple[Page, Content]], atlas: Atlas, settings: PlacesSettings, track: Track
) -> Iterator[tuple[Page, list[Mention]]]:
    """Yield (page, mentions); a page with an open name waits until all others have told where the day's places are."""
    times = Counter(content for _, content in pages)
    known: dict[Content, list[Mention]] = {}
    waiting: list[tuple[Page, Content, list[Mention]]] = []
    prior: Counter[int] = Counter()
    for page, content in track(pages):
        mentions = known.get(content)
        if mentions is None:
            mentions = locate_page(content[0], content[1], atlas, settings)
            prior += learn(mentions, atlas)
        if times[content] > 1:
            known[content] = mentions
        if any(m.status == "ambiguous" and not m.reject_reason for m in mentions):
            waiting.append((page, content, mentions))
        else:
            yield page, mentions
    again: dict[Content, list[Mention]] = {}
    for page, content, mentions in waiting:
        if may_tell(mentions, prior, atlas):
            mentions = again.get(content) or locate_page(content[0], content[1], atlas, settings, prior)
            if times[content] > 1:
                again[content] = mentions
        yield page, mentions


def _kept_lines(page_lines: dy.DataFrame[PageLines]) -> dict[str, list[tuple[int, int]]]:
    lines: dict[str, list[tuple[int, int]]] = defaultdict(list)
    kept = page_lines.filter(pl.col("kept")).sort("page_id", "line_no")
    for page_id, start, end in kept.select("page_id", "start_char", "end_char").rows():
        lines[page_id].append((start, end))
    return lines


def _by_page(claims: dy.DataFrame[Claims]) -> dict[str, list[dict[str, Any]]]:
    columns = ["claim_id", "page_id", "content_spans", "source_spans", "stance", "event_type", "responds_to_claim_id"]
    pages: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for claim in claims.select(columns).sort("claim_id").rows(named=True):
        pages[claim["page_id"]].append(claim)
    return pages


def _frame(rows: list[dict[str, Any]], schema: type[dy.Schema]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={name: column.dtype for name, column in schema.columns().items()})
    return frame.unique(schema.primary_key(), keep="first", maintain_order=True).sort(schema.primary_key())
