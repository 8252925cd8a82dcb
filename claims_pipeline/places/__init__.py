"""``claims`` → ``place_mentions``, ``claim_places``: which place each string means, and its part in the claim."""

from __future__ import annotations

from typing import NamedTuple

import dataframely as dy

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
    """Load the shipped country packs, once a process."""
    raise NotImplementedError


def locate_claims(
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    claims: dy.DataFrame[Claims],
    settings: PlacesSettings,
    track: Track = iter,
) -> Placement:
    """Resolve every place name of the kept lines and say where each claim's content takes place."""
    raise NotImplementedError
