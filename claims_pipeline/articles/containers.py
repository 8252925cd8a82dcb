"""HTML only: the element that holds the article.

Every prose block gives its score to its ancestors, halved with each level (after readability's parent and
grandparent scores); the element with the largest share wins. Text pages have no ancestors and no container.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from claims_pipeline.articles.blocks import Block

_LEVELS = 3
_FADE = (1.0, 0.6, 0.3)


def article_container(blocks: Sequence[Block], scores: Sequence[float]) -> str | None:
    """Return the XPath of the element that holds most prose near by, or None on a page without markup."""
    shares: dict[str, float] = defaultdict(float)
    for block, score in zip(blocks, scores, strict=True):
        if block.xpath and score > 0:
            for fade, ancestor in zip(_FADE, ancestors(block.xpath), strict=False):
                shares[ancestor] += fade * score
    return max(shares, key=lambda xpath: (shares[xpath], -len(xpath), xpath), default=None)


def ancestors(xpath: str) -> list[str]:
    """Return the XPaths of the nearest ancestors, innermost first."""
    steps = xpath.rsplit("/", _LEVELS)
    return ["/".join(steps[:count]) for count in range(len(steps) - 1, 0, -1) if steps[:count] != [""]]


def holds(container: str, xpath: str | None) -> bool:
    """Return whether the block stands inside the container."""
    return xpath is not None and (xpath == container or xpath.startswith(container + "/"))
