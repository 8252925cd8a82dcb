"""HTML only: the element that holds the article.

Every prose block gives its score to its nearest ancestors, fading with each level (after readability's parent and
grandparent scores); the ancestor with most is the seed. Around it, the element whose blocks have the largest sum, with
prose counting for and furniture against it, holds the article: articles are often cut into sections or columns.
Text pages have no elements and no container.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from claims_pipeline.articles.blocks import Block

_FADE = (1.0, 0.6, 0.3)
_LEVELS = 10
"""Ancestors of a block that are looked at; articles are rarely cut into parts nested deeper, and cost stays bounded."""


def article_container(blocks: Sequence[Block], scores: Sequence[float]) -> str | None:
    """Return the XPath of the element that holds the article, or None on a page without markup or prose."""
    sums: dict[str, float] = defaultdict(float)
    shares: dict[str, float] = defaultdict(float)
    for chain, total, prose in _by_parent(blocks, scores):
        for ancestor in chain:
            sums[ancestor] += total
        for fade, ancestor in zip(_FADE, chain, strict=False):
            shares[ancestor] += fade * prose
    seed = max(shares, key=lambda xpath: (round(shares[xpath], 6), xpath), default=None)
    if seed is None or shares[seed] <= 0:
        return None
    around = [seed, *(xpath for xpath in ancestors(seed) if xpath in sums)]
    return max(around, key=lambda xpath: (round(sums[xpath], 6), xpath.count("/")))


def _by_parent(blocks: Sequence[Block], scores: Sequence[float]) -> list[tuple[list[str], float, float]]:
    """Return, for each element that holds blocks: the blocks' ancestors, the sum of their scores and of their prose."""
    totals: dict[str, float] = defaultdict(float)
    proses: dict[str, float] = defaultdict(float)
    for block, score in zip(blocks, scores, strict=True):
        if block.xpath:
            parent = block.xpath.rpartition("/")[0]
            totals[parent] += score
            proses[parent] += max(score, 0.0)
    known: dict[str, list[str]] = {}
    return [(_chain(parent, known), total, proses[parent]) for parent, total in totals.items()]


def _chain(element: str, known: dict[str, list[str]]) -> list[str]:
    """Return the element and its nearest ancestors; neighbours share theirs, by what is known."""
    parent = element.rpartition("/")[0]
    above = known.get(parent)
    if above is None:
        above = known[parent] = ancestors(element)
    chain = known[element] = [element, *above][:_LEVELS]
    return chain


def ancestors(xpath: str) -> list[str]:
    """Return the XPaths of the nearest ancestors, innermost first."""
    steps = xpath.rsplit("/", _LEVELS)
    return ["/".join(steps[:count]) for count in range(len(steps) - 1, 0, -1) if steps[:count] != [""]]


def holds(container: str, xpath: str | None) -> bool:
    """Return whether the block stands inside the container."""
    return xpath is not None and (xpath == container or xpath.startswith(container + "/"))
