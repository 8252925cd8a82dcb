"""JSON-LD of a page (schema.org): what it says of the article itself, never of other articles that it links."""

from __future__ import annotations

import json
import tomllib
from collections import deque
from collections.abc import Iterator
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


@cache
def _vocabulary() -> dict[str, frozenset[str]]:
    lists = tomllib.loads(files(__package__).joinpath("json_ld.toml").read_text("utf-8"))
    return {name: frozenset(words) for name, words in lists.items()}


def json_ld_hints(scripts: list[str]) -> list[Hint]:
    """Return the kept properties of every article node, keys lower case; broken or hostile JSON gives none."""
    return [
        Hint("json_ld", key.lower(), value)
        for script in scripts
        for node in _article_nodes(_parsed(script))
        for key in node
        if key in _vocabulary()["properties"]
        for value in _texts(node[key])
    ]


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


def _article_nodes(document: Any) -> Iterator[dict[str, Any]]:
    waiting, n_seen = deque([document]), 0
    while waiting and n_seen < _MAX_NODES:
        node = waiting.popleft()
        n_seen += 1
        if isinstance(node, list):
            waiting += node[:_MAX_NODES]
        elif isinstance(node, dict):
            waiting += [node[key] for key in sorted(_vocabulary()["containers"] & node.keys())]
            if _is_article(node):
                yield node


def _is_article(node: dict[str, Any]) -> bool:
    types = node.get("@type")
    listed = types if isinstance(types, list) else [types]
    names = [name.rpartition("/")[2] for name in listed if isinstance(name, str)]
    return any(name.endswith("Article") or name in _vocabulary()["article_types"] for name in names)


def _texts(value: Any) -> list[str]:
    """Return a property's texts: plain values, and the names of things, one level of lists deep."""
    values = value[:_MAX_VALUES] if isinstance(value, list) else [value]
    names = [one.get("name") if isinstance(one, dict) else one for one in values]
    names = [name[0] if isinstance(name, list) and name else name for name in names]
    return [text for name in names if isinstance(name, str) and (text := folded(unescape(name)))]
