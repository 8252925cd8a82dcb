"""What the markup of a page says about the page: title, meta tags, JSON-LD, times, canonical address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from bs4 import BeautifulSoup

from claims_pipeline.pages.blocks import Hint
from claims_pipeline.pages.json_ld import json_ld_hints
from claims_pipeline.pages.origin import folded

HINT_TAGS = frozenset(("title", "html", "meta", "link", "script", "time"))
"""The elements that carry hints, wherever they stand."""
TEXT_HINT_TAGS = frozenset(("title", "script"))
"""Those of them whose text is kept."""

_MAX_HINTS = 400
_MAX_METAS = 200
_MAX_TIMES = 20
_MARKUP = re.compile("</?[a-zA-Z][^<>]*>")
_MARKED_UP = ("meta_tag", "json_ld")
_META_NAMES = ("property", "name", "itemprop")


class HintElement:
    """An element that carries hints: its attributes, and the pieces of its text as the parser found them."""

    __slots__ = ("attributes", "name", "parent_name", "pieces")

    def __init__(self, name: str, attributes: Mapping[str, str], parent_name: str) -> None:
        self.name, self.attributes, self.parent_name = name, attributes, parent_name
        self.pieces: list[str] = []

    @property
    def text(self) -> str:
        """The text in the element, before its first child element has ended."""
        return "".join(self.pieces)

    def get(self, attribute: str) -> str:
        """Return the value of an attribute, white space folded; empty if there is none."""
        value = self.attributes.get(attribute)
        return folded(value) if value else ""


def html_hints(elements: list[HintElement]) -> list[Hint]:
    """Return the hints in a fixed order: title, language, meta tags, canonical link, JSON-LD, time tags.

    ``elements``: those of ``HINT_TAGS``, in document order.
    """
    by_name: dict[str, list[HintElement]] = {name: [] for name in HINT_TAGS}
    for element in elements:
        by_name[element.name].append(element)
    titles = [element for element in by_name["title"] if not _in_svg(element)]
    hints = [
        *(Hint("title_tag", "title", text) for element in titles[:1] if (text := folded(element.text))),
        *(Hint("meta_tag", "html:lang", lang) for element in by_name["html"][:1] if (lang := element.get("lang"))),
        *_meta_hints(by_name["meta"][:_MAX_METAS]),
        *(
            Hint("link_tag", "canonical", url)
            for element in by_name["link"]
            if _is_canonical(element) and (url := element.get("href"))
        ),
        *json_ld_hints([element.text for element in by_name["script"] if _is_json_ld(element)]),
        *islice(_time_hints(by_name["time"]), _MAX_TIMES),
    ]
    return list(dict.fromkeys(map(_without_markup, hints)))[:_MAX_HINTS]


def _without_markup(hint: Hint) -> Hint:
    """Return the hint as its writer meant it: `<p>We have <em>evidence</em>!</p>` is how some sites fill meta tags."""
    if hint.origin not in _MARKED_UP or not _MARKUP.search(hint.value):
        return hint
    text = folded(BeautifulSoup(hint.value, "html.parser").get_text())
    return hint._replace(value=text) if text else hint


def _in_svg(title: HintElement) -> bool:
    return title.parent_name not in ("head", "html", "body", "[document]")


def _meta_hints(elements: list[HintElement]) -> Iterator[Hint]:
    for element in elements:
        key = next((name for attribute in _META_NAMES if (name := element.get(attribute))), None)
        value = element.get("content")
        if key and value:
            yield Hint("meta_tag", key.lower(), value)


def _time_hints(elements: list[HintElement]) -> Iterator[Hint]:
    for element in elements:
        if moment := element.get("datetime"):
            yield Hint("time_tag", "datetime", moment)


def _is_canonical(element: HintElement) -> bool:
    return "canonical" in element.get("rel").lower().split()


def _is_json_ld(element: HintElement) -> bool:
    return element.get("type").lower().startswith("application/ld+json")
