"""Where a node stands in its document: XPath, ancestors, and what they do to its text."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from bs4 import Tag

_MAX_STEP_CHARS = 120
_MAX_CONTEXT_CHARS = 1_000
_MAX_WRAPPERS = 3
_XPATH_NAME = re.compile(r"[a-z_][a-z0-9_.-]*\Z")
_HIDING = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_CONTEXT_ATTRIBUTES = ("role", "itemprop")


class TagSets(NamedTuple):
    """The lists of ``html_tags.toml``."""

    block: frozenset[str]
    skipped: frozenset[str]
    muted: frozenset[str]
    preformatted: frozenset[str]


@cache
def tag_sets() -> TagSets:
    """Return which elements start a line, are not read, or keep white space."""
    lists = tomllib.loads(files(__package__).joinpath("html_tags.toml").read_text("utf-8"))
    return TagSets(**{name: frozenset(tags) for name, tags in lists.items()})


class Element:
    """An open element, linked to the one it stands in.

    Deeper than ``max_depth`` an element is its ancestor at that depth as far as ``xpath`` and ``context`` go: cost
    stays bounded, and a reader's tree still has the element. ``wrappers`` are the outermost inline elements between
    the nearest block and the element, itself included.
    """

    # fmt: off
    __slots__ = (
        "_context", "_indices", "_xpath", "anchor", "depth", "hidden", "in_link", "is_block", "is_muted", "is_pre",
        "name", "nearest_block", "parent", "starts_aside", "tag", "wrappers",
    )
    # fmt: on

    def __init__(self, tag: Tag, parent: Element | None, max_depth: int) -> None:
        sets = tag_sets()
        self.tag, self.parent, self.name = tag, parent, tag.name
        self.depth: int = parent.depth + 1 if parent else 0
        self.anchor: Element = parent.anchor if parent and self.depth > max_depth else self
        self.is_block: bool = parent is None or self.name in sets.block
        self.is_muted: bool = self.name in sets.muted or bool(parent and parent.is_muted and not self.is_block)
        self.is_pre: bool = bool(parent and parent.is_pre) or self.name in sets.preformatted
        self.in_link: bool = bool(parent and parent.in_link) or (self.name == "a" and tag.has_attr("href"))
        self.hidden: bool = bool(parent and parent.hidden) or _is_hiding(tag)
        self.starts_aside: bool = self.hidden and not self.is_block and parent is not None and not parent.hidden
        # Settled once an element, not by climbing once a text: 50,000 nested <b> would cost a square.
        self.nearest_block: Element = (
            self if parent is None or self.is_block or self.starts_aside else parent.nearest_block
        )
        self.wrappers: tuple[Element, ...] = ()
        if parent is not None and self.nearest_block is not self:
            self.wrappers = parent.wrappers if len(parent.wrappers) == _MAX_WRAPPERS else (*parent.wrappers, self)
        self._xpath: str | None = "" if parent is None else None
        self._context: str | None = "" if parent is None else None
        self._indices: dict[int, str] | None = None

    @property
    def xpath(self) -> str:
        """The XPath by which lxml finds the element again."""
        for element in self.anchor._unknown("_xpath"):
            element._xpath = f"{element.parent._xpath}/{element.parent._step(element.tag)}"  # type: ignore[union-attr]
        return self.anchor._xpath or "/"

    @property
    def context(self) -> str:
        """The element after its ancestors, outermost first; cut from the outer end when too long."""
        for element in self.anchor._unknown("_context"):
            outer = element.parent._context  # type: ignore[union-attr]
            element._context = f"{outer} > {describe(element.tag)}" if outer else describe(element.tag)
            if len(element._context) > _MAX_CONTEXT_CHARS:
                element._context = element._context[-_MAX_CONTEXT_CHARS:].partition(" > ")[2]
        return self.anchor._context or ""

    def _unknown(self, slot: str) -> list[Element]:
        chain: list[Element] = []
        element: Element | None = self
        while element is not None and getattr(element, slot) is None:
            chain.append(element)
            element = element.parent
        return chain[::-1]

    def _step(self, child: Tag) -> str:
        if self._indices is None:
            self._indices = _steps([node for node in self.tag.contents if isinstance(node, Tag)])
        return self._indices[id(child)]


def _steps(children: list[Tag]) -> dict[int, str]:
    """Return the XPath step of each child, all at once: a child at a time would be quadratic."""
    totals: dict[str, int] = {}
    for child in children:
        totals[child.name] = totals.get(child.name, 0) + 1
    steps, seen = {}, dict.fromkeys(totals, 0)
    for position, child in enumerate(children, start=1):
        name = child.name
        seen[name] += 1
        if not _XPATH_NAME.match(name):
            steps[id(child)] = f"*[{position}]"  # `o:p`, `a"b`: no name that XPath could hold
        else:
            steps[id(child)] = f"{name}[{seen[name]}]" if totals[name] > 1 else name
    return steps


def describe(tag: Tag) -> str:
    """Return ``div.site-header#top[role=banner]``: name, classes, id and roles, lower case, of bounded length."""
    classes = "".join(f".{name}" for name in _attribute(tag, "class").split())
    identity = "".join(f"#{name}" for name in _attribute(tag, "id").split()[:1])
    roles = "".join(
        f"[{key}={value}]" for key in _CONTEXT_ATTRIBUTES if (value := " ".join(_attribute(tag, key).split()))
    )
    return f"{tag.name}{classes}{identity}{roles}".lower()[:_MAX_STEP_CHARS]


def _attribute(tag: Tag, name: str) -> str:
    return str(tag.attrs.get(name) or "")[:_MAX_STEP_CHARS]


def _is_hiding(tag: Tag) -> bool:
    if not tag.attrs:
        return tag.name == "dialog"
    style = tag.attrs.get("style")
    if style and _HIDING.search(str(style)[:1_000]):
        return True
    return tag.has_attr("hidden") or (tag.name == "dialog" and not tag.has_attr("open"))
