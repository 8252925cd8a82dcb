"""A line of page text folded for matching, with the way back to page offsets.

Folding drops apostrophes inside words and diacritics and turns hyphens into spaces, because no two outlets write
``Slov'yans'k`` or ``Novhorod–Siverskyi`` alike; the offset map keeps every span exact.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import NamedTuple

_APOSTROPHES = "'’ʼ`´‘ʹ"
_INNER_APOSTROPHE = re.compile(rf"[{_APOSTROPHES}](?=[^\W\d_])(?![sS](?![^\W\d_]))(?<=[^\W\d_][{_APOSTROPHES}])")
"""Between letters, unless it opens a possessive."""
_TOKEN = re.compile(r"[^\W_]+")
_HYPHENS = "-‐‑"


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
    return fold_line(text).text.strip()


class Token(NamedTuple):
    """A run of letters and digits of a folded line."""

    start: int
    end: int
    word: str
    lower: str
    gap: str
    """The unfolded text between the token before and this one."""


class FoldedLine(NamedTuple):
    """Folded text; ``cuts`` are the folded positions before which a character of the line was dropped."""

    text: str
    cuts: list[int]
    original: str

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the line that the folded span stands for."""
        if not self.cuts:
            return start, end
        return start + bisect_right(self.cuts, start), end + bisect_right(self.cuts, end - 1)

    def tokens(self, first: int = 0, stop: int | None = None) -> list[Token]:
        """Return the tokens of a part of the folded text, with the original text between them."""
        result: list[Token] = []
        original, cut = self.original, bool(self.cuts)
        last = self.origin(first, first)[0] if cut else first
        for match in _TOKEN.finditer(self.text, first, len(self.text) if stop is None else stop):
            start, end = match.span()
            word = match[0]
            from_, to = self.origin(start, end) if cut else (start, end)
            result.append(Token(start, end, word, word.lower(), original[last:from_]))
            last = to
        return result


def fold_line(line: str) -> FoldedLine:
    """Fold one line; every character of the result stands for one character of the line."""
    dropped = [m.start() for m in _INNER_APOSTROPHE.finditer(line)]
    table = _ASCII if line.isascii() else _PLAIN
    if not dropped:
        return FoldedLine(line.translate(table), dropped, line)
    edges = zip([-1, *dropped], [*dropped, len(line)], strict=True)
    text = "".join(line[start + 1 : end] for start, end in edges)
    return FoldedLine(text.translate(table), [at - n for n, at in enumerate(dropped)], line)


class _Plain(dict[int, str]):
    """A table for ``str.translate`` that folds each character when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(chr(code))
        return plain


_ASCII = {ord(char): " " for char in "-'`"}
_PLAIN = _Plain()
