"""``articles`` → ``copies``, ``stories``, ``story_members``: which page carries whose text."""

from __future__ import annotations

from typing import NamedTuple

import dataframely as dy

from claims_pipeline.schemas import Articles, Copies, PageLines, RawPages, Stories, StoryMembers
from claims_pipeline.settings import StoriesSettings, Track


class Grouping(NamedTuple):
    """The output of the stage."""

    copies: dy.DataFrame[Copies]
    stories: dy.DataFrame[Stories]
    story_members: dy.DataFrame[StoryMembers]


def group_copies(
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    articles: dy.DataFrame[Articles],
    settings: StoriesSettings,
    track: Track = iter,
) -> Grouping:
    """Find pages that share text, say how, and group them into stories."""
    raise NotImplementedError
