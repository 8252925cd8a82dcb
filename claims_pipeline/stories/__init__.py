"""``raw_pages``, ``page_lines``, ``articles`` → ``copies``, ``stories``, ``story_members``: who carries whose text.

Pages of equal words are folded into one text by hash. Texts that share rare five-word shingles are candidates. Each
candidate pair is verified: shared passages are aligned word by word, and three-word shingles, without those that an
outlet repeats on pages of any subject, are compared by a cosine weighted by inverse document frequency, quotes less
than prose. Groups are merged by average linkage, so one page that shares text with two strangers cannot join them; a
round-up that carries both is a member of both stories.

The canonical page of a story is the one credited to an agency, then the earliest published, then the one of most
words, then the one of lowest page id; never the first to arrive.

References: average linkage over verified pairs after Silcock et al., "Noise-Robust De-Duplication at Scale" (ICLR
2023); passages from rare shingles after passim (Smith et al., "Computational methods for uncovering reprinted texts",
2015).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import dataframely as dy
import polars as pl

from claims_pipeline.schemas import Articles, Copies, PageLines, RawPages, Stories, StoryMembers
from claims_pipeline.settings import StoriesSettings, Track
from claims_pipeline.stories.alignment import Aligner
from claims_pipeline.stories.candidates import Vectors, find_candidates, find_families, measure
from claims_pipeline.stories.fingerprints import find_furniture, mark_furniture, read_shingles, weigh
from claims_pipeline.stories.groups import find_groups
from claims_pipeline.stories.kinds import Topics, judge
from claims_pipeline.stories.tables import copy_rows, fold_duplicates, outlets_of, story_rows
from claims_pipeline.stories.texts import read_texts


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
    """Find pages that share text, say how, and group them into stories.

    Takes the accepted pages of all days at once and gives the same frames for any order of the rows. Every accepted
    page whose article has words is in at least one story. Never raises on any text.
    """
    classes = fold_duplicates(read_texts(raw_pages, page_lines, articles, track), settings)
    texts = [pages[0] for pages in classes]
    shingles = read_shingles(texts)
    candidates = find_candidates(shingles, settings)
    outlets = find_families(candidates, outlets_of(classes), settings)
    furniture = find_furniture(shingles, outlets, settings)
    weights = weigh(shingles, outlets, furniture, settings)
    pairs = measure(candidates, weights, len(texts), settings)
    aligner = Aligner(texts, mark_furniture(shingles, outlets, furniture), settings.min_run)
    topics = Topics(texts, settings.corpus_floor)
    judged = (judge(pair, aligner, topics, settings) for pair in pairs.iter_rows(named=True))
    links = [link for link in judged if link]
    groups = find_groups(len(texts), links, topics, Vectors(weights), settings)
    stories = list(story_rows(classes, groups))
    return Grouping(
        _frame(Copies, copy_rows(classes, links, groups, settings)),
        _frame(Stories, (story for story, _ in stories)),
        _frame(StoryMembers, (member for _, members in stories for member in members)),
    )


def _frame(schema: Any, rows: Iterable[dict[str, Any]]) -> Any:
    frame = pl.DataFrame(list(rows), schema=schema.create_empty().schema, orient="row")
    return schema.validate(frame.sort(schema.primary_key()), cast=True)
