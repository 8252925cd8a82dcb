"""Marked passages: texts of the project's own writing in which every attribution is marked.

Passages are parted by a line ``---``; a line of a passage is a paragraph. ``[1s …]`` is the source of attribution 1,
``[1q …]`` its cue, ``[1c …]`` its content. Marks nest; a span in several pieces repeats its mark; ``[1s,2s …]`` is the
source of two.

    [1s The army] [1q rejected] [1c [2s the rebels'] [2q claim] [2c to have taken Dar es Hud]].
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Span = tuple[int, int]
_MARK = re.compile(r"\[(\d+[sqc](?:,\d+[sqc])*) ")
_ROLES = {"s": "source", "q": "cue", "c": "content"}


@dataclass(slots=True)
class Marked:
    """One attribution as character spans."""

    source: list[Span] = field(default_factory=list)
    cue: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and its attributions."""

    text: str
    attributions: list[Marked]


def read_passages(path: Path) -> Iterator[Passage]:
    """Yield the passages of a file; raise ValueError at a mark that is not closed or an attribution without content."""
    for number, marked in enumerate(re.split(r"^---\s*$", path.read_text(encoding="utf-8"), flags=re.M), 1):
        if marked.strip():
            try:
                yield read_passage(marked.strip())
            except ValueError as error:
                raise ValueError(f"{path.name}, passage {number}: {error}") from None


def read_passage(marked: str) -> Passage:
    """Return the text of a marked passage without its marks, and what they mark."""
    text: list[str] = []
    opened: list[tuple[list[str], int]] = []
    found: dict[str, Marked] = {}
    at = 0
    while at < len(marked):
        mark = _MARK.match(marked, at)
        if mark:
            opened.append((mark.group(1).split(","), len(text)))
            at = mark.end()
            continue
        if marked[at] == "]":
            if not opened:
                raise ValueError(f"nothing is open at {marked[at - 20 : at + 1]!r}")
            tags, start = opened.pop()
            for tag in tags:
                getattr(found.setdefault(tag[:-1], Marked()), _ROLES[tag[-1]]).append((start, len(text)))
        else:
            text.append(marked[at])
        at += 1
    if opened:
        raise ValueError(f"{', '.join(opened[-1][0])} is not closed")
    attributions = [found[number] for number in sorted(found, key=int)]
    if any(not one.cue or not one.content for one in attributions):
        raise ValueError("an attribution has no cue or no content")
    return Passage("".join(text), attributions)
