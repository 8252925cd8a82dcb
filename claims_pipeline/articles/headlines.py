"""Which line is the headline: what the markup calls the title, else the title-like line above the article."""

from __future__ import annotations

from collections.abc import Sequence

from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.bylines import is_person

_REACH = 40
"""Lines above the article that are looked at for one that the markup calls the title."""
_REACH_WITHOUT_HINT = 12
_MIN_WORDS = 3.5
_MAX_WORDS = 30.0
_MIN_OVERLAP = 0.75


def find_headline(
    blocks: Sequence[Block],
    labels: Sequence[str | None],
    start: int,
    hints: Sequence[str],
    parts: Sequence[str] = (),
) -> int | None:
    """Return the index of the headline, at or above the first line of the article, or None.

    ``labels`` says what the lines are, as far as that is known; ``parts`` are parts of the titles that the markup
    gives, for markup that puts the site in front of the title.
    """
    above = [i for i in range(start - 1, -1, -1) if blocks[i].text]
    if not hints:
        return _by_shape(blocks, labels, above)
    candidates = [start, *above[:_REACH]]
    found = _by_hint(blocks, candidates, hints)
    return _by_hint(blocks, candidates, parts) if found is None and parts else found


def _by_hint(blocks: Sequence[Block], candidates: Sequence[int], hints: Sequence[str]) -> int | None:
    wanted = [frozenset(hint.casefold().split()) for hint in hints]
    scored = [(max(_overlap(w, blocks[i]) for w in wanted), blocks[i].tag == "h1", i) for i in candidates]
    overlap, _, index = max(scored)
    return index if overlap >= _MIN_OVERLAP else None


def _overlap(wanted: frozenset[str], block: Block) -> float:
    words = frozenset(block.folded.split())
    return len(wanted & words) / max(1, len(wanted | words))


def _by_shape(blocks: Sequence[Block], labels: Sequence[str | None], above: Sequence[int]) -> int | None:
    """The title-like line above the byline, else the nearest above the article, else a short line above a signature."""
    near = above[:_REACH_WITHOUT_HINT]
    signed = _above(labels, near, "byline")
    if signed and is_title_like(blocks[signed[0]]):
        return _nearest(blocks, labels, signed)
    found = _nearest(blocks, labels, near)
    if found is not None:
        return found
    short = signed or _above(labels, near, "dateline")
    return short[0] if short and _is_short_title(blocks[short[0]]) else None


def _above(labels: Sequence[str | None], near: Sequence[int], signature: str) -> Sequence[int]:
    """The lines above the nearest such signature, from the first that is nothing yet."""
    position = next((n for n, index in enumerate(near) if labels[index] == signature), len(near))
    return near[next((n for n in range(position, len(near)) if labels[near[n]] is None), len(near)) :]


def _nearest(blocks: Sequence[Block], labels: Sequence[str | None], near: Sequence[int]) -> int | None:
    """The nearest title-like line, or the one right above it: a headline with its deck below."""
    found: int | None = None
    for index in near:
        if blocks[index].tag == "h1":
            return index
        is_title = not labels[index] and is_title_like(blocks[index])
        if is_title and found is None:
            found = index
        elif found is not None:
            return index if is_title and blocks[index].words >= 5 else found
    return found


def is_title_like(block: Block) -> bool:
    """Return whether the line has the length of a headline and does not end like a statement."""
    has_length = _MIN_WORDS < block.words <= _MAX_WORDS
    return has_length and not block.text.endswith((".", "。", "।", ":", "…", "...")) and not _is_masthead(block)


def _is_masthead(block: Block) -> bool:
    """Whether all its words have capitals and the last is an outlet's: "THE VARN COURIER - CITY DESK"."""
    return not is_person(block.text) and all(word[0].isupper() for word in block.text.split() if word[0].isalpha())


def _is_short_title(block: Block) -> bool:
    return (
        2 <= block.words < _MIN_WORDS
        and block.text[0].isupper()
        and not block.ends_sentence
        and not _is_masthead(block)
    )
