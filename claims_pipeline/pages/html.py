"""HTML pages: parse, flatten, collect hints."""

from __future__ import annotations

import re
import warnings
from typing import Any

from bs4 import BeautifulSoup, Tag

from claims_pipeline.pages.blocks import Block, Reading, rejected
from claims_pipeline.pages.flattening import flatten
from claims_pipeline.pages.html_hints import html_hints
from claims_pipeline.settings import PagesSettings

_SCRIPT = re.compile(r"(</?script\b)", re.IGNORECASE)


class _TooManyElements(Exception):
    """The page has more elements than are read."""


class _Soup(BeautifulSoup):
    """A soup that stops growing: Beautiful Soup takes about 20 microseconds an element, however small."""

    def __init__(self, text: str, max_elements: int) -> None:
        self.elements_left = max_elements
        super().__init__(text, "lxml", multi_valued_attributes=None)

    def handle_starttag(self, *arguments: Any, **keywords: Any) -> Tag | None:
        self.elements_left -= 1
        if self.elements_left < 0:
            raise _TooManyElements
        return super().handle_starttag(*arguments, **keywords)


def read_html(text: str, settings: PagesSettings) -> Reading:
    """Return the whole document flattened, a block a line, and what its markup says about the page."""
    text = text if len(text) <= settings.max_markup_chars else _without_scripts(text)
    if len(text) > settings.max_markup_chars:
        return rejected("too_large")
    try:
        soup = _parse(text.replace("\0", "\ufffd"), settings.max_elements)
    except _TooManyElements:
        return rejected("too_many_elements")
    hints = html_hints(soup)
    blocks = flatten(soup, settings.max_depth, settings.max_blocks)
    if blocks is None:
        return rejected("too_many_blocks")._replace(hints=hints)
    if not blocks:
        return rejected("empty")._replace(hints=hints)
    return Reading("\n".join(block.text for block in blocks), blocks, _starts(blocks), hints)


def _parse(text: str, max_elements: int) -> BeautifulSoup:
    # Builder "lxml", measured against "html.parser" on 92 news pages: 41 and 38 pages a second; both keep text under
    # 20,000 nested elements and after a 20 MB script, because Beautiful Soup feeds libxml2 as a stream of events and
    # so never meets the depth of 255 at which libxml2's own tree loses text. Only "lxml" closes paragraphs and builds
    # the tree that an XPath is looked up in; "html.parser" nests 100,000 unclosed <p> in each other.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "looks like XML", "looks like a file name": true, and no matter
        return _Soup(text, max_elements)


def _without_scripts(text: str) -> str:
    """Empty the scripts of an oversized page, without a parser: they, not text, make pages of 20 MB."""
    before, *rest = _SCRIPT.split(text)
    kept = [before]
    for tag, following in zip(rest[::2], rest[1::2], strict=True):
        start, bracket, script = following.partition(">")
        is_code = tag[1] != "/" and "ld+json" not in start
        kept += [tag, start, bracket, "" if is_code else script]
    return "".join(kept)


def _starts(blocks: list[Block]) -> list[int]:
    starts, start = [], 0
    for block in blocks:
        starts.append(start)
        start += len(block.text) + 1
    return starts
