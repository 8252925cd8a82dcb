"""A parsed document → its blocks, in reading order.

A block is what stands between two line breaks of a browser that shows the page without style sheets: the text of a
block element, or a part of it when `<br>`, another block or a line break of preformatted text cuts it. A table cell is
a block, not a row: layout tables hold a menu and an article side by side. An image's alternative text is a block with
tag ``img``, placed after the line that the image stands in; one without letters (an emoji) stays in the line.
Hidden elements within a line are blocks of their own in the same way, so that ``hidden`` is true of a whole block.
``<q>`` gets the quotation marks that browsers show. Blank blocks are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from claims_pipeline.pages.blocks import Block
from claims_pipeline.pages.elements import Element, describe, tag_sets
from claims_pipeline.pages.plain_text import LINE_BREAK

_SPACE = re.compile("[ \t\n\r\f\u2028\u2029]+")
_QUOTES = (("“", "”"), ("‘", "’"))


def flatten(soup: BeautifulSoup, max_depth: int, max_blocks: int) -> list[Block] | None:
    """Return the blocks of the document, or None if there are more than allowed. Iterative: depth is no danger."""
    lines = _Lines()
    stack: list[tuple[Element, Iterator[PageElement]]] = [(Element(soup, None, max_depth), iter(soup.contents))]
    skipped = tag_sets().skipped
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            lines.leave(element)
        elif isinstance(child, Tag):
            if child.name not in skipped:
                inner = Element(child, element, max_depth)
                lines.enter(inner)
                stack.append((inner, iter(child.contents)))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            lines.text(child, element)
        if len(lines.blocks) > max_blocks:
            return None
    return lines.blocks


class _Lines:
    """The line being written, and the blocks that are done."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line: list[tuple[str, Element]] = []
        self._asides: list[Block] = []
        self._outer: list[tuple[str, Element]] | None = None
        self._aside_root: Element | None = None
        self._n_quotes = 0

    def enter(self, element: Element) -> None:
        if element.is_block or element.name == "br":
            self._end_line()
        elif element.name == "img":
            self._image(element)
        elif element.name == "q":
            self.text(_QUOTES[self._n_quotes % 2][0], element)
            self._n_quotes += 1
        elif element.starts_aside:
            self._outer, self._line, self._aside_root = self._line, [], element

    def leave(self, element: Element) -> None:
        if element is self._aside_root:
            self._end_line()
            self._line, self._outer, self._aside_root = self._outer or [], None, None
        elif element.is_block:
            self._end_line()
        elif element.name == "q":
            self._n_quotes -= 1
            self.text(_QUOTES[self._n_quotes % 2][1], element)

    def text(self, text: str, element: Element) -> None:
        if element.is_muted:
            return
        if not element.is_pre:
            self._line.append((text, element))
            return
        first, *others = LINE_BREAK.split(text)
        self._line.append((first, element))
        for line in [*filter(str.strip, others[:-1]), *others[-1:]]:
            self._end_line()
            self._line.append((line, element))

    def _image(self, element: Element) -> None:
        alt = _SPACE.sub(" ", str(element.tag.get("alt") or "")).strip(" ")
        if not any(map(str.isalnum, alt)):
            self._line.append((alt, element))
            return
        link_chars = len(alt) if element.in_link else 0
        self._asides.append(Block(alt, element.xpath, element.anchor.name, element.context, link_chars, element.hidden))

    def _end_line(self) -> None:
        block = _block(self._line)
        self._line = []
        done = self._asides if self._outer else self.blocks
        if block:
            done.append(block)
        if not self._outer:
            self.blocks += self._asides
            self._asides = []


def _block(line: list[tuple[str, Element]]) -> Block | None:
    """Join the pieces of a line, white space folded as a browser folds it, unless there is nothing to see."""
    pieces, link_chars, after_space = [], 0, True
    seen = []
    for text, element in line:
        folded = text if element.is_pre else _SPACE.sub(" ", text)
        if after_space and not element.is_pre:
            folded = folded.removeprefix(" ")
        if not folded:
            continue
        after_space = folded.endswith(" ")
        pieces.append(folded)
        link_chars += len(folded) if element.in_link else 0
        if not folded.isspace():
            seen.append(element)
    if not seen:
        return None
    text = "".join(pieces).rstrip(" ")
    block = seen[0].nearest_block
    context = " > ".join(filter(None, [block.context, *map(describe, _common_wrappers(seen))]))
    hidden = all(element.hidden for element in seen)
    return Block(text, block.xpath, block.anchor.name, context, min(link_chars, len(text)), hidden)


def _common_wrappers(seen: list[Element]) -> list[Tag]:
    """Return the inline elements that hold the whole line, outermost first: often only they say `byline`."""
    common = seen[0].wrappers
    for element in seen[1:]:
        pairs = zip(common, element.wrappers, strict=False)
        common = tuple(one for one, other in pairs if one is other)
    return [element.tag for element in common]
