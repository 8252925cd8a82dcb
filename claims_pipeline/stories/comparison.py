"""Comparing all pages by their fingerprints, then grouping them with the texts of those that share something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import dataframely as dy
import polars as pl

from claims_pipeline.schemas import Copies, Fingerprints, PageLines, RawPages, Stories, StoryMembers
from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.alignment import Run, align
from claims_pipeline.stories.candidates import find_candidates, find_seeds, find_versions
from claims_pipeline.stories.fingerprints import read_corpus
from claims_pipeline.stories.groups import find_groups
from claims_pipeline.stories.kinds import Judge
from claims_pipeline.stories.listing import SAME_TEXT, list_pairs
from claims_pipeline.stories.pages import Page, fold_duplicates, number_outlets, read_pages
from claims_pipeline.stories.retellings import describe_retellings, find_retellings
from claims_pipeline.stories.tables import agreed_kinds, story_rows
from claims_pipeline.stories.texts import Texts
from claims_pipeline.stories.topics import Topics
from claims_pipeline.stories.weights import Vectors, measure, weigh
from claims_pipeline.stories.words import Array


class Grouping(NamedTuple):
    """The copies, and the stories that they make."""

    copies: dy.DataFrame[Copies]
    stories: dy.DataFrame[Stories]
    story_members: dy.DataFrame[StoryMembers]


@dataclass(frozen=True)
class Comparison:
    """What pages share by their fingerprints: measured pairs of texts, and their shared passages as runs of words."""

    classes: list[list[Page]]
    candidates: pl.DataFrame
    """Pairs `a`, `b` of texts that share rare seeds, whether or not enough to be listed."""
    reprints: Array
    """For each text a number, the same for reprints of one text."""
    pairs: pl.DataFrame
    runs: list[list[Run]]
    topics: Topics
    vectors: Vectors
    settings: StoriesSettings

    @property
    def page_ids(self) -> list[str]:
        """The pages whose texts grouping needs: those that share something with another."""
        paired = {*self.pairs["a"], *self.pairs["b"]}
        return sorted(
            page.page_id
            for number, pages in enumerate(self.classes)
            if len(pages) > 1 or number in paired
            for page in pages
        )

    def group(self, raw_pages: dy.DataFrame[RawPages], page_lines: dy.DataFrame[PageLines]) -> Grouping:
        """Return the tables; ``raw_pages`` and ``page_lines`` hold at least the pages of ``page_ids``."""
        firsts = [pages[0] for pages in self.classes]
        texts = Texts(self.page_ids, raw_pages, page_lines)
        judge = Judge(firsts, self.topics, self.settings)
        by_pair, copies = list_pairs(self.classes, self.pairs, self.runs, texts, judge)
        numbers = sorted(by_pair)
        links = [by_pair[number] for number in numbers]
        groups = find_groups(self.reprints, links, self.topics, self.vectors, self.settings)
        agreed = agreed_kinds(links, groups, self.settings)
        kinds = pl.DataFrame({"link": [SAME_TEXT, *numbers], "kind": ["same_text", *agreed]})
        told = [pl.concat(copies).join(kinds, on="link")] if copies else []
        stories = list(story_rows(self.classes, groups))
        canonical = {story["canonical_page_id"] for story, _ in stories}
        stand_ins = {
            text
            for text, pages in enumerate(self.classes)
            if pages[0].n_words >= self.settings.retelling_min_words
            and any(page.page_id in canonical for page in pages)
        }
        retold = find_retellings(stand_ins, firsts, self.candidates, self.topics, self.settings)
        return Grouping(
            _checked(Copies, *told, describe_retellings(retold, firsts)),
            _checked(Stories, _rows(Stories, (story for story, _ in stories))),
            _checked(StoryMembers, _rows(StoryMembers, (member for _, members in stories for member in members))),
        )


def compare_pages(fingerprints: dy.DataFrame[Fingerprints], settings: StoriesSettings) -> Comparison:
    """Compare the pages of all days; the order of the rows does not matter."""
    classes = fold_duplicates(read_pages(fingerprints), settings)
    firsts = pl.DataFrame({"page_id": pl.Series([pages[0].page_id for pages in classes], dtype=pl.String)})
    corpus = read_corpus(*firsts.join(fingerprints, on="page_id", maintain_order="left").select("words", "quoted"))
    del fingerprints  # what is no longer needed makes room, where nobody else holds it
    outlet = number_outlets(pages[0] for pages in classes)
    seeds = find_seeds(corpus, settings)
    versions = find_versions(seeds, outlet, settings)
    weights = weigh(corpus, outlet, versions, settings)
    candidates, anchors = find_candidates(seeds, weights.rarity, weights.rarest, settings)
    del seeds
    pairs = measure(candidates, weights, settings)
    runs = align(pairs, anchors, corpus, weights.rarity, settings.min_run)
    topics, vectors = Topics(corpus, settings.corpus_floor), Vectors(weights.shared, weights.norm2)
    return Comparison(classes, candidates, versions.reprints, pairs, runs, topics, vectors, settings)


def _rows(schema: Any, rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema.create_empty().schema, orient="row")


def _checked(schema: Any, *frames: pl.DataFrame) -> Any:
    empty = schema.create_empty()
    cast = (frame.cast(dict(empty.schema)).select(empty.columns) for frame in frames if not frame.is_empty())
    return schema.validate(pl.concat([empty, *cast]).sort(schema.primary_key()))
