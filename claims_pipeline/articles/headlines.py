"""Which line is the headline: what the markup calls the title, else the title-like line above the article."""

from __future__ import annotations

from collections.abc import Sequence

from claims_pipeline.articles.blocks import Block

_REACH = 40
"""Lines above the article that are looked at for one that the markup calls the title."""
_REACH_WITHOUT_HINT = 12
_MIN_WORDS = 3.5
_MAX_WORDS = 30.0
_MIN_OVERLAP = 0.75


def find_headline(blocks: Sequence[Block], is_judged: Sequence[bool], start: int, hints: Sequence[str]) -> int | None:
    """Return the index of the headline, at or above the first line of the article, or None."""
    above = [i for i in range(start - 1, -1, -1) if blocks[i].text]
    return _by_hint(blocks, [start, *above[:_REACH]], hints) if hints else _by_shape(blocks, is_judged, above)


def _by_hint(blocks: Sequence[Block], candidates: Sequence[int], hints: Sequence[str]) -> int | None:
    wanted = [frozenset(hint.casefold().split()) for hint in hints]
    scored = [(max(_overlap(w, blocks[i]) for w in wanted), blocks[i].tag == "h1", i) for i in candidates]
    overlap, _, index = max(scored)
    return index if overlap >= _MIN_OVERLAP else None


def _overlap(wanted: frozenset[str], block: Block) -> float:
    words = frozenset(block.folded.split())
    return len(wanted & words) / max(1, len(wanted | words))


def _by_shape(blocks: Sequence[Block], is_judged: Sequence[bool], above: Sequence[int]) -> int | None:
    """The nearest title-like line above, or the one right above it: a headline with its deck below."""
    found: int | None = None
    for index in above[:_REACH_WITHOUT_HINT]:
        if blocks[index].tag == "h1":
            return index
        is_title = not is_judged[index] and is_title_like(blocks[index])
        if is_title and found is None:
            found = index
        elif found is not None:
            return index if is_title and blocks[index].words >= 5 else found
    return found


def is_title_like(block: Block) -> bool:
    """Return whether the line has the length of a headline and does not end like a statement."""
    return _MIN_WORDS < block.words <= _MAX_WORDS and not block.text.endswith((".", "。", "।", ":", "…", "..."))
