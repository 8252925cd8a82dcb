"""One page: decode it, read it by its format, and settle its address and outlet."""

from __future__ import annotations

from typing import NamedTuple

from claims_pipeline.pages.blocks import Hint, Reading, rejected
from claims_pipeline.pages.containers import Unread
from claims_pipeline.pages.decoding import Decoded, decode, decode_record
from claims_pipeline.pages.html import read_html
from claims_pipeline.pages.origin import web_address
from claims_pipeline.pages.plain_text import read_text
from claims_pipeline.settings import PagesSettings

_URL_HINTS = (("link_tag", "canonical"), ("meta_tag", "og:url"))
_OUTLET_HINTS = (("meta_tag", "og:site_name"), ("json_ld", "publisher"))


class Page(NamedTuple):
    """A page that was read, or rejected: what ``raw_pages`` holds beside its identity."""

    reading: Reading
    encoding: str | None
    media_type: str
    url: str | None
    outlet: str | None


def read(page: Unread, settings: PagesSettings) -> Page:
    """Read one page; whatever is wrong with it ends as the reason of its reading."""
    decoded = _decoded(page, settings)
    if decoded.reason:
        reading = rejected(decoded.reason)
    elif page.is_html:
        reading = read_html(decoded.text, settings)
    else:
        reading = read_text(decoded.text, settings.max_blocks)
    if len(reading.text) > settings.max_text_chars:
        reading = rejected("text_too_long", reading.hints)
    reading = reading._replace(hints=[*page.origin.hints, *reading.hints])
    return Page(reading, decoded.encoding, _media_type(page, decoded), _url(page, reading), _outlet(page, reading))


def _decoded(page: Unread, settings: PagesSettings) -> Decoded:
    if page.reason:
        return Decoded("", None, page.reason)
    if page.text is not None:
        return decode_record(page.text, max_binary_share=settings.max_binary_share)
    limit = settings.max_binary_share
    return decode(page.content or b"", is_html=page.is_html, max_binary_share=limit, charset=page.charset)


def _media_type(page: Unread, decoded: Decoded) -> str:
    if decoded.reason and decoded.reason != "empty":
        return "application/octet-stream"
    return "text/html" if page.is_html else "text/plain"


def _url(page: Unread, reading: Reading) -> str | None:
    return web_address(page.origin.values.get("url"), *(_value(reading.hints, *hint) for hint in _URL_HINTS))


def _outlet(page: Unread, reading: Reading) -> str | None:
    values = (page.origin.values.get("outlet"), *(_value(reading.hints, *hint) for hint in _OUTLET_HINTS))
    return next((value for value in values if value), None)


def _value(hints: list[Hint], origin: str, key: str) -> str | None:
    return next((hint.value for hint in hints if hint.origin == origin and hint.key == key), None)
