"""What the markup of a page says about the page: title, meta tags, JSON-LD, times, canonical address."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bs4 import BeautifulSoup, Tag

from claims_pipeline.pages.blocks import Hint
from claims_pipeline.pages.json_ld import json_ld_hints
from claims_pipeline.pages.origin import folded

_MAX_HINTS = 400
_MAX_METAS = 200
_MAX_TIMES = 20
_META_NAMES = ("property", "name", "itemprop")


def html_hints(soup: BeautifulSoup) -> list[Hint]:
    """Return the hints in a fixed order: title, language, meta tags, canonical link, JSON-LD, time tags."""
    by_name = _elements(soup)
    hints = [
        *(Hint("title_tag", "title", text) for tag in by_name["title"][:1] if (text := folded(tag.get_text()))),
        *(Hint("meta_tag", "html:lang", lang) for tag in by_name["html"][:1] if (lang := _get(tag, "lang"))),
        *_meta_hints(by_name["meta"][:_MAX_METAS]),
        *(
            Hint("link_tag", "canonical", url)
            for tag in by_name["link"]
            if _is_canonical(tag) and (url := _get(tag, "href"))
        ),
        *json_ld_hints([tag.string or "" for tag in by_name["script"] if _is_json_ld(tag)]),
        *islice(_time_hints(by_name["time"]), _MAX_TIMES),
    ]
    return list(dict.fromkeys(hints))[:_MAX_HINTS]


def _elements(soup: BeautifulSoup) -> dict[str, list[Tag]]:
    """Return the elements that carry hints, by name, in one pass: a search a name would walk the tree six times."""
    found: dict[str, list[Tag]] = {name: [] for name in ("title", "html", "meta", "link", "script", "time")}
    for node in soup.descendants:
        if isinstance(node, Tag) and node.name in found and not (node.name == "title" and _in_svg(node)):
            found[node.name].append(node)
    return found


def _in_svg(title: Tag) -> bool:
    return title.parent is not None and title.parent.name not in ("head", "html", "body", "[document]")


def _meta_hints(tags: list[Tag]) -> Iterator[Hint]:
    for tag in tags:
        key = next((name for attribute in _META_NAMES if (name := _get(tag, attribute))), None)
        value = _get(tag, "content")
        if key and value:
            yield Hint("meta_tag", key.lower(), value)


def _time_hints(tags: list[Tag]) -> Iterator[Hint]:
    for tag in tags:
        if moment := _get(tag, "datetime"):
            yield Hint("time_tag", "datetime", moment)


def _is_canonical(tag: Tag) -> bool:
    return "canonical" in _get(tag, "rel").lower().split()


def _is_json_ld(tag: Tag) -> bool:
    return _get(tag, "type").lower().startswith("application/ld+json")


def _get(tag: Tag, attribute: str) -> str:
    return folded(str(tag.attrs.get(attribute) or ""))
