"""What a line's markup tells the line classifier: tag, links, what its ancestors are called, who shares its parent."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl

from claims_pipeline.articles.alphabet import Array
from claims_pipeline.articles.contexts import step_zones, zone_names
from claims_pipeline.articles.lines import Pages

_SEPARATOR = " > "
_NAME = re.compile(r"[a-z0-9-]+")
_INDEX = re.compile(r"\[\d+\]")
_NO_ANCESTOR = 30
_TAGS = (
    "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div", "td", "th", "span", "img", "a", "button", "blockquote",
    "figcaption", "body", "article", "section", "dd", "dt", "pre", "option", "form", "label",
)  # fmt: skip
_ANCESTORS = (
    "article", "main", "aside", "nav", "footer", "header", "section", "ul", "ol", "table", "form", "figure", "a",
    "blockquote",
)  # fmt: skip


class Markup(NamedTuple):
    """The columns of ``page_blocks`` that HTML pages have, one entry a line."""

    xpath: Sequence[str]
    tag: Sequence[str]
    context: Sequence[str]
    link_chars: Sequence[int]
    hidden: Sequence[bool]


def markup_features(markup: Markup, n_chars: Array) -> dict[str, Array]:
    """Return what each line's own element and its ancestors are."""
    numbers = {tag: number for number, tag in enumerate(_TAGS)}
    distances = np.array([_distances(context) for context in markup.context], np.float32)
    columns = [*(f"near_zone_{zone}" for zone in zone_names()), *(f"inside_{tag}" for tag in _ANCESTORS), "depth"]
    return {
        "link_density": np.minimum(1.0, np.array(markup.link_chars) / n_chars),
        "tag": np.array([numbers.get(tag, len(_TAGS)) for tag in markup.tag]),
        "is_text_element": np.array([tag in ("p", "blockquote") for tag in markup.tag]),
        "is_h1": np.array([tag == "h1" for tag in markup.tag]),
        "is_image": np.array([tag == "img" for tag in markup.tag]),
        "is_hidden": np.array(markup.hidden, bool),
        **dict(zip(columns, distances.T, strict=True)),
    }


def group_features(
    markup: Markup, pages: Pages, n_words: Array, prose: Array, link_density: Array
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return what the lines of the same parent, or of the same style, are together; and those groups' numbers."""
    groups = _groups(markup, pages)
    features: dict[str, Array] = {}
    for name, group in groups.items():
        features |= _group_features(name, group, pages, n_words, prose, link_density)
    features |= _to_best_parent(markup, groups["parent"], pages, prose)
    same = np.diff(groups["parent"], prepend=-1) == 0
    return features | {"parent_of_above": same, "parent_of_below": np.append(same[1:], False)}, groups


def _groups(markup: Markup, pages: Pages) -> dict[str, Array]:
    """Number the groups that lines belong to: those of a page that have the same key."""
    parent = [xpath.rpartition("/")[0] for xpath in markup.xpath]
    keys = {
        "parent": parent,
        "grandparent": _each(parent, lambda xpath: xpath.rpartition("/")[0]),
        "great_grandparent": _each(parent, lambda xpath: xpath.rsplit("/", 2)[0]),
        "style": _each(markup.context, lambda context: context.rpartition(_SEPARATOR)[2]),
        "styles": _each(markup.context, lambda context: _SEPARATOR.join(context.rsplit(_SEPARATOR, 2)[-2:])),
        "path": _each(markup.xpath, lambda xpath: _INDEX.sub("", xpath)),
    }
    ranks = pl.DataFrame({"page": pages.number, **keys}).select(
        pl.struct("page", name).rank("dense").alias(name) for name in keys
    )
    return {name: ranks[name].to_numpy().astype(np.int64) - 1 for name in keys}


def _each(texts: Sequence[str], change: Callable[[str], str]) -> list[str]:
    changed = {text: change(text) for text in set(texts)}
    return [changed[text] for text in texts]


def _group_features(
    name: str, group: Array, pages: Pages, n_words: Array, prose: Array, link_density: Array
) -> dict[str, Array]:
    size, words, prosaic = np.bincount(group), np.bincount(group, n_words), np.bincount(group, prose)
    linked = np.bincount(group, link_density * n_words)
    page = np.zeros(len(size), np.int64)
    page[group] = pages.number
    on_page = np.bincount(pages.number, prose)
    most = np.zeros(len(on_page))
    np.maximum.at(most, page, prosaic)
    by_group = {
        "lines": size,
        "line_words": words / size,
        "of_page": prosaic / np.maximum(on_page[page], 1),
        "of_best": prosaic / np.maximum(most[page], 1),
        "prose": prosaic / np.maximum(words, 1),
        "links": linked / np.maximum(words, 1),
    }
    return {f"{name}_{measure}": values[group] for measure, values in by_group.items()}


def _to_best_parent(markup: Markup, parent: Array, pages: Pages, prose: Array) -> dict[str, Array]:
    """Steps from each line's parent up to where it meets the parent with most prose, and down to that one."""
    groups, line = np.unique(parent, return_index=True)
    xpaths = [markup.xpath[at].rpartition("/")[0] for at in line.tolist()]
    page = pages.number[line].tolist()
    best: dict[int, tuple[float, str]] = {}
    for number, total, xpath in zip(page, np.bincount(parent, prose).round(6).tolist(), xpaths, strict=True):
        best[number] = max(best.get(number, (-1.0, "")), (total, xpath))
    steps = [_steps_apart(best[number][1], xpath) for number, xpath in zip(page, xpaths, strict=True)]
    shared, down, up = np.array(steps).reshape(-1, 3)[np.searchsorted(groups, parent)].T
    return {"shared_steps": shared, "steps_to_best": down, "steps_from_best": up}


def _steps_apart(one: str, other: str) -> tuple[int, int, int]:
    ours, theirs = one.split("/"), other.split("/")
    pairs = zip(ours, theirs, strict=False)
    shared = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(ours), len(theirs)))
    return shared, len(ours) - shared, len(theirs) - shared


@lru_cache(maxsize=20_000)
def _distances(context: str) -> tuple[int, ...]:
    """How many steps above the line the nearest ancestor of each zone and of each tag is."""
    steps = context.split(_SEPARATOR)[::-1] if context else []
    zones, tags = [step_zones(step) for step in steps], [_tag(step) for step in steps]
    return (
        *(next((n for n, found in enumerate(zones) if zone in found), _NO_ANCESTOR) for zone in zone_names()),
        *(tags.index(tag) if tag in tags else _NO_ANCESTOR for tag in _ANCESTORS),
        len(steps),
    )


def _tag(step: str) -> str:
    found = _NAME.match(step)
    return found[0] if found else ""
