"""JSON-LD of a page (schema.org): what it says of the article itself, never of other articles that it links."""

from __future__ import annotations

import json
import tomllib
from collections import deque
from collections.abc import Iterator, Mapping
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Any

from claims_pipeline.pages.blocks import Hint
from claims_pipeline.pages.origin import folded

_MAX_CHARS = 1_000_000
_MAX_NODES = 1_000
_MAX_VALUES = 20
_WRAPPERS = ("<!--", "-->", "//<![CDATA[", "//]]>", "<![CDATA[", "]]>", ";")

_Node = dict[str, Any]


@cache
def _vocabulary() -> dict[str, frozenset[str]]:
    lists = tomllib.loads(files(__package__).joinpath("json_ld.toml").read_text("utf-8"))
    return {name: frozenset(words) for name, words in lists.items()}


def json_ld_hints(scripts: list[str]) -> list[Hint]:
    """Return the kept properties of the page's article, keys lower case; broken or hostile JSON gives none.

    Of several articles the first with a headline is the page's, with all nodes that repeat its headline or have none;
    where they are silent the page speaks for itself. A person or body that is only referred to (``@id``) gives its
    name; an organisation among the authors stands under ``author.organization``.
    """
    nodes = [node for script in scripts for node in _nodes(_parsed(script))][:_MAX_NODES]
    names = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and "name" in node}
    articles = [node for node in nodes if _is_a(node, "article_types", "Article")]
    pages = [node for node in nodes if _is_a(node, "page_types", "Page")]
    told = [hint for node in _same_story(articles) for hint in _hints(node, "properties", names)]
    given = {hint.key for hint in told}
    others = [hint for node in pages for hint in _hints(node, "page_properties", names)]
    return told + [hint for hint in others if hint.key not in given]


def _same_story(articles: list[_Node]) -> list[_Node]:
    headlines = [node.get("headline") for node in articles]
    texts = [headline if isinstance(headline, str) else "" for headline in headlines]
    first = next(filter(None, texts), "")
    return [node for node, text in zip(articles, texts, strict=True) if text in ("", first)]


def _hints(node: _Node, properties: str, names: Mapping[str, _Node]) -> Iterator[Hint]:
    for key in node:
        if key in _vocabulary()[properties]:
            for suffix, value in _texts(node[key], names):
                yield Hint("json_ld", key.lower() + (suffix if key in _vocabulary()["credits"] else ""), value)


def _parsed(script: str) -> Any:
    if len(script) > _MAX_CHARS:
        return None
    text = script.strip()
    for wrapper in _WRAPPERS:
        text = text.removeprefix(wrapper).removesuffix(wrapper).strip()
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(document: Any) -> Iterator[_Node]:
    waiting, n_seen = deque([document]), 0
    while waiting and n_seen < _MAX_NODES:
        node = waiting.popleft()
        n_seen += 1
        if isinstance(node, list):
            waiting += node[:_MAX_NODES]
        elif isinstance(node, dict):
            waiting += [node[key] for key in sorted(_vocabulary()["containers"] & node.keys())]
            yield node


def _is_a(node: _Node, types: str, ending: str) -> bool:
    return any(name.endswith(ending) or name in _vocabulary()[types] for name in _types(node))


def _types(node: _Node) -> list[str]:
    types = node.get("@type")
    listed = types if isinstance(types, list) else [types]
    return [name.rpartition("/")[2] for name in listed if isinstance(name, str)]


def _texts(value: Any, names: Mapping[str, _Node]) -> Iterator[tuple[str, str]]:
    """Yield a property's texts, plain values and the names of things, each behind what kind of thing it is."""
    for one in value[:_MAX_VALUES] if isinstance(value, list) else [value]:
        node = names.get(str(one.get("@id")), one) if isinstance(one, dict) and "name" not in one else one
        name = node.get("name") if isinstance(node, dict) else node
        name = name[0] if isinstance(name, list) and name else name
        if isinstance(name, str) and (text := folded(unescape(name))):
            is_body = isinstance(node, dict) and any(kind.endswith("Organization") for kind in _types(node))
            yield (".organization" if is_body else "", text)
