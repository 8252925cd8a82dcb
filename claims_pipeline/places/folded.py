"""A line of page text folded for matching, with the way back to page offsets.

Folding drops apostrophes inside words and diacritics and turns hyphens into spaces, because no two outlets write
``Slov'yans'k`` or ``Novhorod–Siverskyi`` alike; the offset map keeps every span exact.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_APOSTROPHES = "'’ʼ`´‘ʹ"
_INNER_APOSTROPHE = re.compile(rf"(?<=[^\W\d_])[{_APOSTROPHES}](?=[^\W\d_])")
_DROP = re.compile(rf"[{_APOSTROPHES}](?![sS](?![^\W\d_]))")
_TOKEN = re.compile(r"[^\W_]+")
_HYPHENS = "-‐‑"


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in _HYPHENS or char in _APOSTROPHES or char == "\xa0":
        return " "
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
    """Folded text; ``positions[i]`` is where its i-th character stands in the line."""

    text: str
    positions: range | list[int]
    original: str

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the line that the folded span stands for."""
        return self.positions[start], self.positions[end - 1] + 1

    def tokens(self) -> list[Token]:
        """Return the tokens, with the original text between them."""
        result, last = [], 0
        plain = isinstance(self.positions, range)
        for match in _TOKEN.finditer(self.text):
            start, end = (match.start(), match.end()) if plain else self.origin(match.start(), match.end())
            result.append(Token(match.start(), match.end(), match[0], match[0].lower(), self.original[last:start]))
            last = end
        return result


def fold_line(line: str) -> FoldedLine:
    """Fold one line; every character of the result stands for one character of the line."""
    dropped = {m.start() for m in _INNER_APOSTROPHE.finditer(line) if _DROP.match(line, m.start())}
    positions: range | list[int] = range(len(line))
    if dropped:
        positions = [i for i in positions if i not in dropped]
    if line.isascii():
        text = line if not dropped else "".join(line[i] for i in positions)
        return FoldedLine(text.translate(_ASCII), positions, line)
    return FoldedLine("".join(_plain(line[i]) for i in positions), positions, line)


_ASCII = str.maketrans({"-": " ", "'": " ", "`": " "})
