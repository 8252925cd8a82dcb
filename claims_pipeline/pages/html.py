"""HTML pages: parse, flatten, collect hints."""

from __future__ import annotations

import re
import warnings

from bs4 import BeautifulSoup

from claims_pipeline.pages.blocks import Block, Reading, rejected
from claims_pipeline.pages.flattening import flatten
from claims_pipeline.pages.html_hints import html_hints
from claims_pipeline.settings import PagesSettings

_TAG = re.compile("<[a-zA-Z]")


def read_html(text: str, settings: PagesSettings) -> Reading:
    """Return the whole document flattened, a block a line, and what its markup says about the page."""
    if sum(1 for _ in _TAG.finditer(text)) > settings.max_elements:
        return rejected("too_many_elements")
    soup = _parse(text)
    hints = html_hints(soup)
    blocks = flatten(soup, settings.max_depth, settings.max_blocks)
    if blocks is None:
        return rejected("too_many_blocks")._replace(hints=hints)
    if not blocks:
        return rejected("empty")._replace(hints=hints)
    return Reading("\n".join(block.text for block in blocks), blocks, _starts(blocks), hints)


def _parse(text: str) -> BeautifulSoup:
    # Builder "lxml", measured against "html.parser" on 92 news pages: 41 and 38 pages a second; both keep text under
    # 20,000 nested elements and after a 20 MB script, because Beautiful Soup feeds libxml2 as a stream of events and
    # so never meets the depth of 255 at which libxml2's own tree loses text. Only "lxml" closes paragraphs and builds
    # the tree that an XPath is looked up in; "html.parser" nests 100,000 unclosed <p> in each other.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "looks like XML", "looks like a file name": true, and no matter
        return BeautifulSoup(text.replace("\0", "\ufffd"), "lxml", multi_valued_attributes=None)


def _starts(blocks: list[Block]) -> list[int]:
    starts, start = [], 0
    for block in blocks:
        starts.append(start)
        start += len(block.text) + 1
    return starts
