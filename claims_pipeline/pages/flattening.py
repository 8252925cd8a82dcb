"""A document, as a parser tells it piece by piece → its blocks, in reading order.

A block is what stands between two line breaks of a browser that shows the page without style sheets: the text of a
block element, or a part of it when `<br>`, another block or a line break of preformatted text cuts it. A table cell is
a block, not a row: layout tables hold a menu and an article side by side. An image's alternative text is a block with
tag ``img``, placed after the line that the image stands in; one without letters (an emoji) stays in the line.
Hidden elements within a line are blocks of their own in the same way, so that ``hidden`` is true of a whole block.
``<q>`` gets the quotation marks that browsers show. Blank blocks are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from claims_pipeline.pages.blocks import Block
from claims_pipeline.pages.elements import BLOCK, HIDDEN, IN_LINK, MUTED, PREFORMATTED, SKIPPED, Element
from claims_pipeline.pages.html_hints import HINT_TAGS, TEXT_HINT_TAGS, HintElement
from claims_pipeline.pages.plain_text import LINE_BREAK
from claims_pipeline.settings import PagesSettings

_WHITE = " \t\n\r\f\u2028\u2029"
_FOLDABLE = re.compile(f"[{_WHITE[1:]}][{_WHITE}]*| [{_WHITE}]+")
_MAX_COMPARISONS = 300_000_000
"""About a second of the parser's time."""
_QUOTES = (("“", "”"), ("‘", "’"))


class LimitReached(Exception):
    """The document is larger than is read; the argument is the reason why the page is rejected."""


_Line = tuple[str, Element, tuple[Element, ...], int, bool]
"""A block before its document is read to the end, as only then its element has an address: text, element, the inline
elements around all of it, characters in links, hidden."""


class Flattener:
    """Takes the events of a parser (``start``, ``end``, ``data``, as lxml's parser target interface names them).

    No tree is built, and nothing is done twice for an element: depth and number of attributes are no danger.
    """

    def __init__(self, settings: PagesSettings) -> None:
        self._max_depth, self._max_blocks = settings.max_depth, settings.max_blocks
        self._max_elements, self._n_pieces_left = settings.max_elements, settings.max_text_chars
        self._n_elements = self._n_ended = self._n_comparisons = 0
        self.hint_elements: list[HintElement] = []
        self._captured: list[str] | None = None
        self._open = [Element.document()]
        self._lines: list[_Line] = []
        self._line: list[tuple[str, Element]] = []
        self._asides: list[_Line] = []
        self._outer: list[tuple[str, Element]] | None = None
        self._aside_root: Element | None = None
        self._n_quotes = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Open an element."""
        self._n_elements += 1
        if self._n_elements > self._max_elements:
            raise LimitReached("too_many_elements")
        parent = self._open[-1]
        element = Element(name, attributes, parent, self._max_depth)
        self._open.append(element)
        if name in HINT_TAGS:
            self.hint_elements.append(HintElement(name, attributes, parent.name))
            self._captured = self.hint_elements[-1].pieces if name in TEXT_HINT_TAGS else None
        state = element.state
        if state & SKIPPED:
            return
        if state & BLOCK or name == "br":
            if self._line or self._asides:
                self._end_line()
        elif name == "img":
            self._image(element)
        elif name == "q":
            self.data(_QUOTES[self._n_quotes % 2][0])
            self._n_quotes += 1
        elif state & HIDDEN and element.starts_aside:
            self._outer, self._line, self._aside_root = self._line, [], element

    def end(self, name: str) -> None:
        """Close the innermost element: parsers tell the end of each element, whatever the markup forgot."""
        state = self._open[-1].state
        if name == "q" and not state & SKIPPED:
            self._n_quotes -= 1
            self.data(_QUOTES[self._n_quotes % 2][1])
        element = self._open.pop()
        self._captured = None
        if state & (BLOCK | SKIPPED) == BLOCK:
            if self._line or self._asides:
                self._end_line()
        elif element is self._aside_root:
            self._end_line()
            self._line, self._outer, self._aside_root = self._outer or [], None, None

    def data(self, text: str) -> None:
        """Take text of the innermost element."""
        self._n_pieces_left -= 1  # a parser hands on each stray `<` and each entity by itself
        if self._n_pieces_left < 0:
            raise LimitReached("text_too_long")
        if self._captured is not None:
            self._captured.append(text)
        element = self._open[-1]
        state = element.state
        if state & (SKIPPED | MUTED):
            return
        if state & PREFORMATTED:
            self._preformatted(text, element)
        elif self._line or text.strip(_WHITE):
            self._line.append((text, element))

    def count_end_tags(self, n_end_tags: int) -> None:
        """Tell how many end tags were parsed since this was told last; raises ``LimitReached`` if it costs too much.

        The parser compares an end tag that ends nothing with all open elements: 300,000 of them in 100,000 elements
        take 90 seconds, and no event is told.
        """
        n_open = len(self._open)
        n_ended = self._n_elements - n_open
        self._n_comparisons += n_open * max(0, n_end_tags - (n_ended - self._n_ended))
        self._n_ended = n_ended
        if self._n_comparisons > _MAX_COMPARISONS:
            raise LimitReached("too_deep")

    def close(self) -> tuple[str, list[Block]]:
        """Return the text and the blocks of the document, which is read to its end."""
        self._end_line()
        blocks, start = [], 0
        for line in self._lines:
            blocks.append(_block(start, *line))
            start += len(line[0]) + 1
        return "\n".join(line[0] for line in self._lines), blocks

    def forget(self) -> None:
        """Let go of all elements: a parser of lxml and its context hold each other, and so what they feed."""
        vars(self).clear()

    def _preformatted(self, text: str, element: Element) -> None:
        first, *others = LINE_BREAK.split(text)
        self._line.append((first, element))
        for line in [*filter(str.strip, others[:-1]), *others[-1:]]:
            self._end_line()
            self._line.append((line, element))

    def _image(self, element: Element) -> None:
        state = element.state
        alt = _FOLDABLE.sub(" ", element.attributes.get("alt", "")).strip(" ")
        if any(map(str.isalnum, alt)):
            self._asides.append((alt, element, (), len(alt) if state & IN_LINK else 0, bool(state & HIDDEN)))
        elif alt:
            self._line.append((alt, element))

    def _end_line(self) -> None:
        if self._line:
            line = _joined(self._line)
            self._line = []
            if line:
                (self._lines if self._outer is None else self._asides).append(line)
        if self._asides and self._outer is None:
            self._lines += self._asides
            self._asides = []
        if len(self._lines) + len(self._asides) > self._max_blocks:
            raise LimitReached("too_many_blocks")


def _joined(pieces: list[tuple[str, Element]]) -> _Line | None:
    """Join the pieces of a line, white space folded as a browser folds it, unless there is nothing to see."""
    kept, link_chars, after_space = [], 0, True
    seen = []
    for piece, element in pieces:
        state = element.state
        if not state & PREFORMATTED:
            if "  " in piece or not piece.isprintable():
                piece = _FOLDABLE.sub(" ", piece)
            if after_space:
                piece = piece.removeprefix(" ")
        if not piece:
            continue
        after_space = piece[-1] == " "
        kept.append(piece)
        if state & IN_LINK:
            link_chars += len(piece)
        if not piece.isspace():
            seen.append(element)
    if not seen:
        return None
    text = "".join(kept).rstrip(" ")
    hidden = all(element.state & HIDDEN for element in seen)
    return text, seen[0].line_block, _common_wrappers(seen), min(link_chars, len(text)), hidden


def _block(
    start: int, text: str, element: Element, wrappers: tuple[Element, ...], link_chars: int, hidden: bool
) -> Block:
    xpath, context = element.address()
    for wrapper in wrappers:
        context = f"{context} > {wrapper.described()}"
    return Block(start, start + len(text), xpath, element.anchor.name, context, link_chars, hidden)


def _common_wrappers(seen: list[Element]) -> tuple[Element, ...]:
    """Return the inline elements that hold the whole line, outermost first: often only they say `byline`."""
    common = seen[0].wrappers
    for element in seen[1:]:
        if not common:
            break
        pairs = zip(common, element.wrappers, strict=False)
        common = tuple(one for one, other in pairs if one is other)
    return common
