"""Find where snippets stand on a page, white space folded, and compare spans by the characters they cover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Span = tuple[int, int]


class QuotedPage:
    """The text of one page, in which snippets can be found."""

    def __init__(self, page_text: str) -> None:
        self.text, self._offsets = _folded(page_text)

    def find(self, snippet: str) -> list[Span]:
        """Return every span of the page text that reads like the snippet."""
        found, at = [], self.text.find(snippet)
        while at >= 0:
            found.append((self._offsets[at], self._offsets[at + len(snippet) - 1] + 1))
            at = self.text.find(snippet, at + 1)
        return found

    def nearest(self, snippet: str | None, span: Span) -> Span | None:
        """Return the occurrence nearest to a span; None without a snippet, or where there is none."""
        return min(self.find(snippet or "\0"), key=lambda found: distance(found, span), default=None)


def _folded(text: str) -> tuple[str, list[int]]:
    kept = [
        at for at, char in enumerate(text) if not char.isspace() or (at + 1 < len(text) and not text[at + 1].isspace())
    ]
    return "".join(" " if text[at].isspace() else text[at] for at in kept), kept


def distance(a: Span, b: Span) -> int:
    """Count the characters between two spans; 0 where they touch or overlap."""
    return max(0, b[0] - a[1], a[0] - b[1])


def covered(spans: Iterable[Span | None]) -> set[int]:
    """Return the offsets that the spans cover."""
    return {at for span in spans if span for at in range(*span)}


def spans_of(column: Sequence[dict[str, Any]]) -> list[Span]:
    """Return a span column's value as pairs."""
    return [(span["start_char"], span["end_char"]) for span in column]


def iou(a: set[int], b: set[int]) -> float:
    """Return the share of the characters of both that both have."""
    return len(a & b) / len(a | b) if a and b else 0.0
