"""HTML pages: parse, flatten, collect hints."""

from __future__ import annotations

import re

from lxml import etree

from claims_pipeline.pages.blocks import Block, Reading, rejected
from claims_pipeline.pages.flattening import Flattener, LimitReached
from claims_pipeline.pages.html_hints import html_hints
from claims_pipeline.settings import PagesSettings

_SCRIPT = re.compile(r"(</?script\b)", re.IGNORECASE)


def read_html(text: str, settings: PagesSettings) -> Reading:
    """Return the whole document flattened, a block a line, and what its markup says about the page."""
    text = text if len(text) <= settings.max_markup_chars else _without_scripts(text)
    if len(text) > settings.max_markup_chars:
        return rejected("too_large")
    limits = settings.max_depth, settings.max_elements, settings.max_blocks, settings.max_text_chars
    flattener = Flattener(*limits)
    (page_text, blocks), reason = _flattened(text.replace("\0", "\ufffd"), flattener)
    hints = html_hints(flattener.hint_elements)
    flattener.forget()
    return Reading(page_text, blocks, hints) if blocks else rejected(reason or "empty", hints)


def _flattened(text: str, flattener: Flattener) -> tuple[tuple[str, list[Block]], str | None]:
    parser = etree.HTMLParser(target=flattener, encoding="utf-8", huge_tree=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser), None
    except LimitReached as limit:
        return ("", []), str(limit)


def _without_scripts(text: str) -> str:
    """Empty the scripts of an oversized page, without a parser: they, not text, make pages of 20 MB."""
    before, *rest = _SCRIPT.split(text)
    kept = [before]
    for tag, following in zip(rest[::2], rest[1::2], strict=True):
        start, bracket, script = following.partition(">")
        is_code = tag[1] != "/" and "ld+json" not in start
        kept += [tag, start, bracket, "" if is_code else script]
    return "".join(kept)
