"""``articles`` → ``claims``, ``sources_seen``: who says what."""

from __future__ import annotations

from typing import NamedTuple

import dataframely as dy

from claims_pipeline.schemas import Articles, Claims, PageLines, RawPages, Sources, SourcesSeen
from claims_pipeline.settings import ClaimsSettings, Track


class Attribution(NamedTuple):
    """The output of the stage."""

    claims: dy.DataFrame[Claims]
    sources_seen: dy.DataFrame[SourcesSeen]


def extract_claims(
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    articles: dy.DataFrame[Articles],
    settings: ClaimsSettings,
    track: Track = iter,
) -> Attribution:
    """Extract every attributed statement, and the outlet's own, with exact spans."""
    raise NotImplementedError


def list_sources(sources_seen: dy.DataFrame[SourcesSeen]) -> dy.DataFrame[Sources]:
    """Summarise the speakers of all days."""
    raise NotImplementedError
