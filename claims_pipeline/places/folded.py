"""Page text folded for matching, with the way back to page offsets.

Folding drops apostrophes inside words and diacritics and turns hyphens into spaces, because no two outlets write
``Slov'yans'k`` or ``Novhorod–Siverskyi`` alike; the offset map keeps every span exact.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cache
from typing import NamedTuple

_APOSTROPHES = "'’ʼ`´‘ʹ"
_INNER_APOSTROPHE = re.compile(rf"[{_APOSTROPHES}](?=[^\W\d_])(?![sS](?![^\W\d_]))(?<=[^\W\d_][{_APOSTROPHES}])")
"""Between letters, unless it opens a possessive."""
_TOKEN = re.compile(r"[^\W_]+")
_HYPHENS = "-‐‑"
_UNUSUAL = re.compile("[-'`\x80-\U0010ffff]")
"""All that folding may change; most of a text is not looked at twice."""


@cache
def _plain(char: str) -> str:
    if char in _HYPHENS or char in _APOSTROPHES or char == "\xa0":
        return " "
    if char == "…":
        return char
    base = unicodedata.normalize("NFKD", char)[:1] or char
    return {"ł": "l", "Ł": "L", "ı": "i", "ø": "o"}.get(base, base)


def fold(text: str) -> str:
    """Return a form as the automaton holds it.

    >>> fold("Slov’yans’k"), fold("Ivano-Frankivsk")
    ('Slovyansk', 'Ivano Frankivsk')
    """
    return fold_text(text).text.strip()


class Token(NamedTuple):
    """A run of letters and digits of a folded text."""

    start: int
    end: int
    word: str
    lower: str
    gap: str
    """The unfolded text between the token before and this one."""


class FoldedText(NamedTuple):
    """Folded text; ``dropped`` are the positions of the original characters that it lacks."""

    text: str
    dropped: list[int]
    cuts: list[int]
    """The folded positions before which they stood."""
    original: str

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span that the folded span stands for."""
        if not self.cuts:
            return start, end
        return start + bisect_right(self.cuts, start), end + bisect_right(self.cuts, end - 1)

    def at(self, position: int) -> int:
        """Return where the original position is in the folded text."""
        return position - bisect_left(self.dropped, position)

    def tokens(self, first: int = 0, stop: int | None = None) -> list[Token]:
        """Return the tokens of a part of the folded text, with the original text between them."""
        result: list[Token] = []
        stop = len(self.text) if stop is None else stop
        original, shift = self.original, bisect_right(self.cuts, first)
        is_even = shift == len(self.cuts) or self.cuts[shift] >= stop
        last = first + shift
        for match in _TOKEN.finditer(self.text, first, stop):
            start, end = match.span()
            word = match[0]
            from_, to = (start + shift, end + shift) if is_even else self.origin(start, end)
            result.append(Token(start, end, word, word.lower(), original[last:from_]))
            last = to
        return result


def fold_text(original: str) -> FoldedText:
    """Fold a text; every character of the result stands for one character of the original."""
    dropped = [m.start() for m in _INNER_APOSTROPHE.finditer(original)]
    edges = zip([-1, *dropped], [*dropped, len(original)], strict=True)
    text = "".join(original[start + 1 : end] for start, end in edges)
    return FoldedText(_UNUSUAL.sub(_plain_match, text), dropped, [at - n for n, at in enumerate(dropped)], original)


def _plain_match(found: re.Match[str]) -> str:
    return _plain(found[0])
