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
_DESCRIBED = ("class", "id", "role", "itemprop")


class Kind(NamedTuple):
    """What the name of an element says of it: the lists of ``html_tags.toml``."""

    block: bool
    skipped: bool
    muted: bool
    preformatted: bool


@cache
def _tag_lists() -> dict[str, frozenset[str]]:
    lists = tomllib.loads(files(__package__).joinpath("html_tags.toml").read_text("utf-8"))
    return {name: frozenset(tags) for name, tags in lists.items()}


@lru_cache(maxsize=4_096)
def _kind(name: str) -> Kind:
    return Kind(**{field: name in _tag_lists()[field] for field in Kind._fields})


class Element:
    """An open element, linked to the one it stands in.

    Deeper than ``max_depth`` an element is its ancestor at that depth as far as ``xpath`` and ``context`` go: cost
    stays bounded, and a reader's tree still has the element. Both are true once the document is read to its end:
    only then an element knows its siblings.
    """

    # fmt: off
    __slots__ = (
        "_anchor", "_context", "_index", "_n_children", "_n_named", "_nearest_block", "_position", "_xpath",
        "attributes", "depth", "hidden", "in_link", "is_block", "is_muted", "is_pre", "is_skipped", "name", "parent",
        "wrappers",
    )
    # fmt: on

    def __init__(self, name: str, attributes: Mapping[str, str], parent: Element, max_depth: int) -> None:
        kind = _kind(name)
        self.name, self.attributes, self.parent = name, attributes, parent
        self.is_skipped: bool = parent.is_skipped or kind.skipped
        self.is_block: bool = kind.block
        self.is_muted: bool = kind.muted or (parent.is_muted and not kind.block)
        self.is_pre: bool = parent.is_pre or kind.preformatted
        self.in_link: bool = parent.in_link or (name == "a" and "href" in attributes)
        self.hidden: bool = parent.hidden or _is_hiding(name, attributes)
        self._place(parent, max_depth)
        self._inherit_block(parent)

    @classmethod
    def document(cls) -> Element:
        """Return what stands above the outermost element: a block that neither XPath nor context names."""
        root = cls.__new__(cls)
        root.name, root.attributes, root.parent, root.depth = DOCUMENT, {}, root, 0
        root.is_block, root.wrappers = True, ()
        root.is_skipped = root.is_muted = root.is_pre = root.in_link = root.hidden = False
        root._anchor = root._nearest_block = None
        root._xpath = root._context = ""
        root._n_named, root._n_children = {}, 0
        return root

    def _place(self, parent: Element, max_depth: int) -> None:
        name, named = self.name, parent._n_named
        self._index = named[name] = named.get(name, 0) + 1
        self._position = parent._n_children = parent._n_children + 1
        self._n_named: dict[str, int] = {}
        self._n_children: int = 0
        self.depth: int = parent.depth + 1
        # None stands for the element itself: 700 circles a page would keep the garbage collector busy.
        self._anchor: Element | None = parent.anchor if self.depth > max_depth else None
        self._xpath: str | None = None
        self._context: str | None = None

    def _inherit_block(self, parent: Element) -> None:
        # Settled once an element, not by climbing once a text: 50,000 nested <b> would cost a square.
        self._nearest_block: Element | None = None
        self.wrappers: tuple[Element, ...] = ()
        if not self.is_block and not self.starts_aside:
            self._nearest_block = parent._nearest_block or parent
            wrappers = parent.wrappers
            self.wrappers = wrappers if len(wrappers) == _MAX_WRAPPERS else (*wrappers, self)

    @property
    def starts_aside(self) -> bool:
        """Whether the text of the element is hidden and that of the line that it stands in is not."""
        return self.hidden and not self.is_block and not self.parent.hidden

    @property
    def nearest_block(self) -> Element:
        """The element whose line the text of this one stands in."""
        return self._nearest_block or self

    @property
    def anchor(self) -> Element:
        """The element that stands for this one in XPaths: itself, or its ancestor at the greatest depth."""
        return self._anchor or self

    @property
    def xpath(self) -> str:
        """The XPath by which lxml finds the element again."""
        for element in self.anchor._unknown("_xpath"):
            element._xpath = f"{element.parent._xpath}/{element._step()}"
        return self.anchor._xpath or "/"

    @property
    def context(self) -> str:
        """The element after its ancestors, outermost first; cut from the outer end when too long."""
        for element in self.anchor._unknown("_context"):
            outer = element.parent._context
            element._context = f"{outer} > {element.described()}" if outer else element.described()
            if len(element._context) > _MAX_CONTEXT_CHARS:
                element._context = element._context[-_MAX_CONTEXT_CHARS:].partition(" > ")[2]
        return self.anchor._context or ""

    def described(self) -> str:
        """Return ``div.site-header#top[role=banner]``: name, classes, id and roles, lower case, of bounded length."""
        get = self.attributes.get
        return _description(self.name, *(get(name, "")[:_MAX_STEP_CHARS] for name in _DESCRIBED))

    def _unknown(self, slot: str) -> list[Element]:
        chain: list[Element] = []
        element = self
        while getattr(element, slot) is None:
            chain.append(element)
            element = element.parent
        return chain[::-1]

    def _step(self) -> str:
        if not _XPATH_NAME.match(self.name):
            return f"*[{self._position}]"  # `o:p`, `a"b`: no name that XPath could hold
        return self.name if self.parent._n_named[self.name] == 1 else f"{self.name}[{self._index}]"


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


def _is_hiding(name: str, attributes: Mapping[str, str]) -> bool:
    if name == "dialog" and "open" not in attributes:
        return True
    if not attributes:
        return False
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDING.search(style[:1_000]))
