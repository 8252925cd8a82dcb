"""Stories: groups of texts that carry one text, by average linkage, and the round-ups that carry several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from itertools import combinations

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.kinds import JOINING, Link
from claims_pipeline.stories.linkage import Linkage
from claims_pipeline.stories.topics import Topics
from claims_pipeline.stories.weights import Vectors
from claims_pipeline.stories.words import Array

_MAX_NEIGHBOURS = 40
"""Strongest neighbours of a text that are searched for two strangers."""


def find_groups(
    reprints: Array, links: Sequence[Link], topics: Topics, vectors: Vectors, settings: StoriesSettings
) -> list[list[int]]:
    """Return the groups as sorted lists of text numbers; a round-up is in each group that it carries.

    ``reprints`` has a number for each text, the same for reprints of one: these are together from the start.
    """
    round_ups = find_round_ups(links, topics, settings)
    plain = [link for link in links if link.a not in round_ups and link.b not in round_ups]
    starts = [number if text not in round_ups else -1 - text for text, number in enumerate(reprints.tolist())]
    groups = Linkage(starts, plain, vectors).merge(settings.copy_cosine)
    groups = [group for group in groups if not round_ups & set(group)]
    return _attach(round_ups, groups, links, settings)


def find_round_ups(links: Sequence[Link], topics: Topics, settings: StoriesSettings) -> set[int]:
    """Return the texts that carry, in different places, much of two texts that have nothing to do with each other."""
    near: dict[int, list[tuple[float, int, list[tuple[int, int]]]]] = defaultdict(list)
    for link in links:
        if _carries(link.within_b, link, settings):
            near[link.a].append((link.strength, link.b, [(run.a, run.a + run.length) for run in link.runs]))
        if _carries(link.within_a, link, settings):
            near[link.b].append((link.strength, link.a, [(run.b, run.b + run.length) for run in link.runs]))
    linked = {(link.a, link.b) for link in links if link.strength >= settings.copy_cosine / 2}
    found = set()
    for text, neighbours in near.items():
        if len(neighbours) < 2:
            continue
        strongest = sorted(neighbours, key=lambda one: (-one[0], one[1]))[:_MAX_NEIGHBOURS]
        words = [(other, {word for start, end in spans for word in range(start, end)}) for _, other, spans in strongest]
        for (x, in_x), (y, in_y) in combinations(words, 2):
            strangers = (min(x, y), max(x, y)) not in linked
            if strangers and _disjoint(in_x, in_y) and topics.cosine(x, y) < settings.rewrite_topic:
                found.add(text)
                break
    return found


def _carries(within: float, link: Link, settings: StoriesSettings) -> bool:
    return link.kind in JOINING or within >= settings.carried_share


def _disjoint(one: Set[int], other: Set[int]) -> bool:
    return 10 * len(one & other) <= min(len(one), len(other))


def _attach(
    round_ups: set[int], groups: list[list[int]], links: Sequence[Link], settings: StoriesSettings
) -> list[list[int]]:
    group_of = {text: number for number, group in enumerate(groups) for text in group}
    carried: dict[int, set[int]] = defaultdict(set)
    for link in links:
        for text, other, within in ((link.a, link.b, link.within_b), (link.b, link.a, link.within_a)):
            if text in round_ups and other in group_of and _carries(within, link, settings):
                carried[text].add(group_of[other])
    joined = [list(group) for group in groups]
    for text in sorted(round_ups):
        for number in carried[text]:
            joined[number].append(text)
        if not carried[text]:
            joined.append([text])
    return sorted(sorted(group) for group in joined)
