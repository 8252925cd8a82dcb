"""What the readers of a format give back: blocks, hints, and the text that holds the blocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Block(NamedTuple):
    """One line of the page text, with what its markup tells; the fields of ``page_blocks``."""

    start_char: int
    end_char: int
    xpath: str | None = None
    tag: str | None = None
    context: str | None = None
    link_chars: int = 0
    hidden: bool = False


class Hint(NamedTuple):
    """One thing that a page says about itself; the fields of ``page_hints``."""

    origin: str
    key: str
    value: str


class Reading(NamedTuple):
    """A page as its format's reader understood it; ``reason`` is set when the page must be rejected."""

    text: str
    blocks: list[Block]
    hints: list[Hint]
    reason: str | None = None


def rejected(reason: str, hints: Iterable[Hint] = ()) -> Reading:
    """Return the reading of a page that is not read: no text, no blocks, a reason."""
    return Reading("", [], [*hints], reason)
