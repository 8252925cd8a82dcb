"""Where an element stands in its document: XPath, ancestors, and what they do to its text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

DOCUMENT = "[document]"
"""The name of what stands above the outermost element."""

_MAX_STEP_CHARS = 120
_MAX_CONTEXT_CHARS = 1_000
_MAX_WRAPPERS = 3
_XPATH_NAME = re.compile(r"[a-z_][a-z0-9_.-]*\Z")
_HIDING = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)


BLOCK, SKIPPED, MUTED, PREFORMATTED, IN_LINK, HIDDEN = (1 << bit for bit in range(6))
"""What is true of the text in an element: bits, for an element inherits them all at once."""

_TELLING = frozenset(("href", "style", "hidden"))
_INHERITED = SKIPPED | MUTED | PREFORMATTED | IN_LINK | HIDDEN
_TAG_LISTS = {"block": BLOCK, "skipped": SKIPPED, "muted": MUTED, "preformatted": PREFORMATTED}


class _Kind(NamedTuple):
    """What the name of an element says of it."""

    own: int
    """The bits that it sets."""
    inherited: int
    """The bits that it takes over: a block is not muted by a drawing around it."""
    is_in_xpaths: bool
    """Whether XPath can hold the name; `o:p` or `a"b` it cannot."""


@cache
def _tag_lists() -> dict[str, frozenset[str]]:
    lists = tomllib.loads(files(__package__).joinpath("html_tags.toml").read_text("utf-8"))
    return {name: frozenset(tags) for name, tags in lists.items()}


@lru_cache(maxsize=4_096)
def _kind(name: str) -> _Kind:
    own = sum(bit for listed, bit in _TAG_LISTS.items() if name in _tag_lists()[listed])
    return _Kind(own, _INHERITED & ~MUTED if own & BLOCK else _INHERITED, bool(_XPATH_NAME.match(name)))


class Element:
    """An open element, linked to the one it stands in.

    Deeper than ``max_depth`` an element is its ancestor at that depth as far as ``address`` goes: cost stays bounded,
    and a reader's tree still has the element. None stands for the element itself in links between elements: circles
    would keep the garbage collector busy.
    """

    # fmt: off
    __slots__ = (
        "_address", "_anchor", "_depth", "_index", "_line_block", "_n_children", "_n_named", "_outer_wrappers",
        "attributes", "name", "parent", "state",
    )
    # fmt: on

    def __init__(self, name: str, attributes: Mapping[str, str], parent: Element, max_depth: int) -> None:
        own, inherited, is_in_xpaths = _kind(name)
        self.name, self.attributes, self.parent = name, attributes, parent
        state = parent.state & inherited | own
        if name == "dialog" or (attributes and not _TELLING.isdisjoint(attributes)):
            state |= _told_by_attributes(name, attributes)
        self.state: int = state
        self._depth: int = parent._depth + 1
        self._anchor: Element | None = parent.anchor if self._depth > max_depth else None
        self._address: tuple[str, str] | None = None
        self._n_named: dict[str, int] | None = None
        self._n_children: int = 0
        parent._n_children += 1
        n_named = parent._n_named
        if n_named is None:  # most elements have no child element: no dict for them
            n_named = parent._n_named = {}
        index = n_named[name] = n_named.get(name, 0) + 1
        self._index: int = index if is_in_xpaths else parent._n_children
        # Settled once an element, not by climbing once a text: 50,000 nested <b> would cost a square.
        self._line_block: Element | None = None
        if not state & BLOCK and (not state & HIDDEN or parent.state & HIDDEN):
            self._line_block = parent._line_block or parent
            self._outer_wrappers: tuple[Element, ...] = parent.wrappers

    @classmethod
    def document(cls) -> Element:
        """Return what stands above the outermost element: a block that neither XPath nor context names."""
        root = cls.__new__(cls)
        root.name, root.attributes, root.state = DOCUMENT, {}, BLOCK
        root._depth, root._n_children, root._n_named = 0, 0, None
        root._anchor = root._line_block = None
        root._address = "", ""
        return root

    @property
    def starts_aside(self) -> bool:
        """Whether the element is hidden within a line that is not."""
        return self._line_block is None and not self.state & BLOCK

    @property
    def line_block(self) -> Element:
        """The element whose line the text of this one stands in."""
        return self._line_block or self

    @property
    def wrappers(self) -> tuple[Element, ...]:
        """The outermost inline elements between the block and the text of this element, itself included."""
        if self._line_block is None:
            return ()
        outer = self._outer_wrappers
        return outer if len(outer) == _MAX_WRAPPERS else (*outer, self)

    @property
    def anchor(self) -> Element:
        """The element that stands for this one in XPaths: itself, or its ancestor at the greatest depth."""
        return self._anchor or self

    def address(self) -> tuple[str, str]:
        """Return XPath and context: where lxml finds the element, and what it is, after its ancestors, outermost first.

        To be asked for when the document is read to its end: only then an element knows its siblings.
        """
        chain, element = [], self.anchor
        while element._address is None:
            chain.append(element)
            element = element.parent
        xpath, context = element._address
        for element in reversed(chain):
            xpath = f"{xpath}/{element._step()}"
            context = f"{context} > {element.described()}" if context else element.described()
            if len(context) > _MAX_CONTEXT_CHARS:
                context = context[-_MAX_CONTEXT_CHARS:].partition(" > ")[2]
            element._address = xpath, context
        return xpath or "/", context

    def _step(self) -> str:
        name, index = self.name, self._index
        if index > 1 or (self.parent._n_named or {})[name] > 1 or not _kind(name).is_in_xpaths:
            return f"{name}[{index}]" if _kind(name).is_in_xpaths else f"*[{index}]"
        return name

    def described(self) -> str:
        """Return ``div.site-header#top[role=banner]``: name, classes, id and roles, lower case, of bounded length."""
        if not self.attributes:
            return self.name
        get, end = self.attributes.get, _MAX_STEP_CHARS
        return _description(
            self.name, get("class", "")[:end], get("id", "")[:end], get("role", "")[:end], get("itemprop", "")[:end]
        )


@lru_cache(maxsize=4_096)
def _description(name: str, class_: str, id_: str, role: str, itemprop: str) -> str:
    classes = "".join(f".{one}" for one in class_.split())
    identity = "".join(f"#{one}" for one in id_.split()[:1])
    roles = "".join(
        f"[{key}={' '.join(value.split())}]"
        for key, value in (("role", role), ("itemprop", itemprop))
        if value and not value.isspace()
    )
    return f"{name}{classes}{identity}{roles}".lower()[:_MAX_STEP_CHARS]


def _told_by_attributes(name: str, attributes: Mapping[str, str]) -> int:
    state = 0
    if name == "a" and "href" in attributes:
        state |= IN_LINK
    style = attributes.get("style")
    if "hidden" in attributes or (style and _HIDING.search(style[:1_000])):
        state |= HIDDEN
    if name == "dialog" and "open" not in attributes:
        state |= HIDDEN
    return state
