"""Where a page prints what it says of its story: the title, and the lines just above and below it.

Readers learn title, authors and day there, and nowhere else on a page do those words mean this story: teasers, author
boxes and comments have headings, names and dates of their own. The lines end where the story's prose sets in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from claims_pipeline.articles.blocks import Block

_ABOVE = 8
_BELOW = 40
_PROSE_WORDS = 22.0
_PROSE_BLOCKS = 2
"""Blocks of prose that end the header: a summary often stands above the authors, a second paragraph does not."""
_MIN_OVERLAP = 0.3
_MIN_TITLE_WORDS = 3.0
_MIN_TELLING_CHARS = 4
_LINK_DENSITY = 0.6
_MAX_TITLE_CHARS = 300
_NO_HEADER_LABELS = frozenset(("caption", "credit", "blank", "comment", "footer"))
_H1 = re.compile(r"(?:^|> )h1(?=$|[ .#\[])")
_WORD = re.compile(r"\w+")
_GLUE = re.compile(
    r"(?<=[^\W\d_])(?=\d)|(?<=[^\W\d_A-Z]{3})(?=[A-Z])|(?<=\b[Bb]y)(?=[A-Z])|(?<=[ /.-](?:19|20)\d\d)(?=[^\W_])"
)


class StoryHeader(NamedTuple):
    """The story's title, and the lines above it (nearest first) and below it."""

    title: Block | None
    above: Sequence[Block]
    below: Sequence[Block]

    @property
    def lines(self) -> Sequence[Block]:
        """All lines, in the order in which they are believed."""
        return (*self.below, *self.above)


def story_header(
    blocks: Sequence[Block], labels: Sequence[str], titles: Sequence[str], outlet: str | None
) -> StoryHeader:
    """Return the header of the page's story; an empty one for a page without title and article.

    ``labels`` says what each block is, ``titles`` what the markup calls the page.
    """
    headline = next((i for i, label in enumerate(labels) if label == "headline"), None)
    body = next((i for i, label in enumerate(labels) if label == "body"), None)
    title = title_heading(blocks, labels, titles, headline if headline is not None else body, outlet)
    start = next((i for i in (title, headline, body) if i is not None), None)
    if start is None:
        return StoryHeader(None, (), ())
    below = start if start == body and title is None and headline is None else start + 1
    return StoryHeader(
        None if title is None else blocks[title],
        list(_above(blocks, labels, start)),
        list(_below(blocks, labels, below)),
    )


def unglued(text: str, between: str = " ") -> str:
    """Return a header's line with spaces, or what else is given, where elements stood side by side without one.

    >>> unglued("Ada MossMay 04, 20302 Shares")
    'Ada Moss May 04, 2030 2 Shares'
    """
    return _GLUE.sub(between, text)


def title_heading(
    blocks: Sequence[Block],
    labels: Sequence[str | None],
    titles: Sequence[str],
    near: int | None,
    outlet: str | None = None,
) -> int | None:
    """Return the index of the heading of first rank that repeats a title of the markup, else of the nearest one.

    ``near`` is where the story stands. A text page has no headings.
    """
    if not blocks or blocks[0].tag is None:
        return None
    wanted = [words for title in titles if (words := _words(title.casefold()))]
    headings = [i for i, block in enumerate(blocks) if block.tag == "h1" and _can_be_seen(block, labels[i])]
    found = _repeating(blocks, headings, wanted)
    if found is None:
        inner = [i for i, block in enumerate(blocks) if _is_in_h1(block) and _can_be_seen(block, labels[i])]
        found = _repeating(blocks, inner, wanted)
        headings = [i for i in sorted({*headings, *inner}) if _may_be_title(blocks[i], wanted, outlet)]
    return min(headings, key=lambda i: (abs(i - (near or 0)), i), default=None) if found is None else found


def _repeating(blocks: Sequence[Block], headings: Sequence[int], wanted: Sequence[frozenset[str]]) -> int | None:
    overlap, index = max(((_overlap(wanted, blocks[i]), -i) for i in headings), default=(0.0, 0))
    return -index if overlap >= _MIN_OVERLAP else None


def _is_in_h1(block: Block) -> bool:
    return "h1" in (block.context or "") and _H1.search(block.context or "") is not None


def _can_be_seen(block: Block, label: str | None) -> bool:
    is_text = not block.hidden and block.tag != "img" and label != "comment"
    return is_text and 0 < len(block.text) <= _MAX_TITLE_CHARS


def _may_be_title(block: Block, wanted: Sequence[frozenset[str]], outlet: str | None) -> bool:
    """Whether a heading unlike the markup's titles can be the story's: no link, no site's name, on the same thing."""
    if block.words < _MIN_TITLE_WORDS or block.link_density > _LINK_DENSITY:
        return False
    if outlet and block.folded == outlet.casefold():
        return False
    telling = {word for word in _words(block.folded) if len(word) >= _MIN_TELLING_CHARS}
    return not wanted or any(telling & title for title in wanted)


def _overlap(wanted: Sequence[frozenset[str]], block: Block) -> float:
    words = _words(block.folded)
    return max((len(words & title) / len(words | title) for title in wanted), default=0.0)


def _words(folded: str) -> frozenset[str]:
    return frozenset(_WORD.findall(folded))


def _above(blocks: Sequence[Block], labels: Sequence[str], start: int) -> Iterator[Block]:
    n_left = _ABOVE
    for index in range(start - 1, -1, -1):
        if n_left and _may_speak(blocks[index], labels[index]):
            n_left -= 1
            yield blocks[index]


def _below(blocks: Sequence[Block], labels: Sequence[str], start: int) -> Iterator[Block]:
    n_prose = 0
    for index in range(start, min(start + 2 * _BELOW, len(blocks))):
        block = blocks[index]
        if not _may_speak(block, labels[index]):
            continue
        if block.words >= _PROSE_WORDS and block.ends_sentence:
            n_prose += 1
        if n_prose == _PROSE_BLOCKS:
            return
        yield block


def _may_speak(block: Block, label: str) -> bool:
    """Whether a line can speak of the story: not a picture, not its caption, not hidden."""
    return bool(block.text) and not block.hidden and block.tag != "img" and label not in _NO_HEADER_LABELS
