"""Feeds and sitemaps → the pages that they list, in order, each once.

A document that declares entities is refused: nothing that lists pages needs them, and they are how a small document
becomes a large one. Nothing here asks the network.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urljoin

import feedparser
from lxml import etree

from claims_pipeline.ingest.fetching import normalised

_ENTITIES = re.compile(rb"<!ENTITY", re.IGNORECASE)
_MAX_ENTRIES = 50_000
"""What a sitemap may list by its standard."""


class ListingError(Exception):
    """A document that should list pages cannot be read as one; the message is one word, for counting."""


class Listed(NamedTuple):
    """A page that a feed or sitemap names."""

    url: str
    published_at: str | None = None
    changed_at: str | None = None
    """When the page last changed, word for word: told for equality alone."""


def read_feed(content: bytes, url: str, content_type: str | None) -> list[Listed]:
    """Read an RSS or Atom feed; one that breaks off or is not well formed is read as far as it can be.

    Raises:
        ListingError: it declares entities, or is no feed.
    """
    _refuse_entities(content)
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    feed = feedparser.parse(
        io.BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not feed.get("version") and not feed.entries:
        raise ListingError("no_feed")
    found = (
        Listed(link, _moment(entry.get("published_parsed")), _changed(entry))
        for entry in feed.entries[:_MAX_ENTRIES]
        if (link := normalised(urljoin(url, str(entry.get("link") or ""))))
    )
    return list({listed.url: listed for listed in found}.values())


def _changed(entry: Mapping[str, object]) -> str | None:
    told = next((entry[name] for name in ("updated", "published") if name in entry.keys()), None)  # noqa: SIM118
    return str(told) if told else None


def _moment(parsed: tuple[int, ...] | None) -> str | None:
    try:
        year, month, day, hour, minute, second = (parsed or ())[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC).isoformat()
    except ValueError:
        return None


def read_sitemap(content: bytes, url: str) -> tuple[list[Listed], list[str]]:
    """Read a sitemap: the pages in it, and the sitemaps if it is an index.

    Raises:
        ListingError: it declares entities, or is no sitemap.
    """
    _refuse_entities(content)
    pages: dict[str, Listed] = {}
    sitemaps: dict[str, None] = {}
    try:
        for element in _children(content):
            fields = {_local(child.tag): (child.text or "").strip() for child in element.iter() if _is_element(child)}
            link = normalised(urljoin(url, fields.get("loc", "")))
            if link and _local(element.tag) == "sitemap":
                sitemaps[link] = None
            elif link:
                pages[link] = Listed(link, fields.get("publication_date"), fields.get("lastmod"))
            if len(pages) + len(sitemaps) >= _MAX_ENTRIES:
                break
    except etree.XMLSyntaxError as error:
        if not pages and not sitemaps:
            raise ListingError("no_sitemap") from error
    return list(pages.values()), list(sitemaps)


def _children(content: bytes) -> Iterator[etree._Element]:
    events = etree.iterparse(
        io.BytesIO(content), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    for _, element in events:
        if _is_element(element) and _local(element.tag) in ("url", "sitemap"):
            yield element
            element.clear()


def _is_element(node: etree._Element) -> bool:
    return isinstance(node.tag, str)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


def _refuse_entities(content: bytes) -> None:
    if _ENTITIES.search(content):
        raise ListingError("entities")


def day_of(moment: str | None) -> datetime | None:
    """Read a moment of a sitemap, in UTC; None if it is none."""
    try:
        read = datetime.fromisoformat(moment) if moment else None
    except ValueError:
        return None
    return read and (read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC))
