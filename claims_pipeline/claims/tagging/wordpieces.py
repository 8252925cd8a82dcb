"""Lines of text → windows of word pieces: what the encoder reads.

Words are cut greedily into the longest pieces of the vocabulary (WordPiece, Wu et al. 2016), lower-cased and without
accents, as the encoder was pre-trained. What lower-casing loses, and what stands between quotation marks, is told to
the network beside each piece.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

WORD = re.compile(r"\w+|[^\w\s]")
MAX_PIECES = 192
"""Pieces of one window. Sources stand near their contents; longer windows cost more and found no more of them."""
MAX_WORD_CHARS = 64
"""A longer word is unknown: no vocabulary holds it, and a hostile page must not cost its square."""
N_CASES = 7
_LINE_CASE = N_CASES - 1
_CLS, _SEP, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_PLAIN_MARKS = str.maketrans("“”„«»’‘", '"""""\'\'')
_QUOTE_MARK = re.compile(r"[\"“”„«»]|''|``")
_OPENING, _CLOSING = frozenset("“„«") | {"``"}, frozenset("”»")


@dataclass(frozen=True, slots=True)
class Window:
    """Whole lines as far as they fit: ``ids``, ``cases`` and ``quotes`` a piece; ``first`` to ``ends`` a word.

    ``first`` is the position of a word's first piece, ``starts`` and ``ends`` are its characters in the text.
    """

    ids: np.ndarray
    cases: np.ndarray
    quotes: np.ndarray
    first: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    pieces: tuple[int, ...]
    case: int
    is_quoted: bool
    ends_sentence: bool


@cache
def vocabulary() -> dict[str, int]:
    """Return the pieces and their numbers; a piece that goes on with a word begins with ``##``."""
    text = (files(__package__) / "model" / "vocabulary.txt").read_text(encoding="utf-8")
    return {piece: number for number, piece in enumerate(text.splitlines())}


@lru_cache(1 << 16)
def cut_word(word: str) -> tuple[int, ...]:
    """Return the numbers of a word's pieces."""
    known = vocabulary()
    folded = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
    folded = (folded or word).translate(_PLAIN_MARKS)
    if len(folded) > MAX_WORD_CHARS:
        return (known[_UNKNOWN],)
    pieces, start = [], 0
    while start < len(folded):
        prefix = "##" if start else ""
        end = next((e for e in range(len(folded), start, -1) if prefix + folded[start:e] in known), start)
        if end == start:
            return (known[_UNKNOWN],)
        pieces.append(known[prefix + folded[start:end]])
        start = end
    return tuple(pieces)


def cut_windows(text: str, lines: Iterable[tuple[int, int]]) -> Iterator[Window]:
    """Yield the windows of a page's lines (start and end characters), in reading order."""
    batch: list[list[_Word]] = []
    size = 1
    for start, end in lines:
        for part in _parts(_words(text, start, end)):
            length = 1 + sum(len(word.pieces) for word in part)
            if batch and size + length > MAX_PIECES:
                yield _window(batch)
                batch, size = [], 1
            batch.append(part)
            size += length
    if batch:
        yield _window(batch)


def _words(text: str, start: int, end: int) -> list[_Word]:
    quoted = _quoted(text, start, end)
    words = []
    for match in WORD.finditer(text, start, end):
        word = match.group()
        while quoted and quoted[0][1] <= match.start():
            quoted.pop(0)
        is_quoted = bool(quoted) and quoted[0][0] <= match.start()
        words.append(_Word(match.start(), match.end(), cut_word(word), _case(word), is_quoted, word in ".!?"))
    return words


def _quoted(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return what stands between double quotation marks; an opening mark that is never closed holds to the end."""
    spans, opened = [], None
    for mark in _QUOTE_MARK.finditer(text, start, end):
        if opened is None and mark.group() not in _CLOSING:
            opened = mark.start()
        elif opened is not None and mark.group() not in _OPENING:
            spans.append((opened, mark.end()))
            opened = None
    return spans if opened is None else [*spans, (opened, end)]


def _case(word: str) -> int:
    """Return how a word is written: small, Capital, CAPITALS, mIxed, number, mark."""
    if not word[0].isalpha():
        return 4 if word[0].isdigit() else 5
    if word.islower():
        return 0
    if word.isupper() and len(word) > 1:
        return 2
    return 1 if word[0].isupper() else 3


def _parts(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    """Cut a line that no window holds: at the end of a sentence in its second half, else where it is full."""
    part: list[_Word] = []
    size = 0
    for word in words:
        if size + len(word.pieces) > MAX_PIECES - 2:
            cut = next((at for at in range(len(part), len(part) // 2, -1) if part[at - 1].ends_sentence), len(part))
            yield part[:cut]
            part = part[cut:]
            size = sum(len(one.pieces) for one in part)
        part.append(word)
        size += len(word.pieces)
    if part:
        yield part


def _window(lines: Sequence[Sequence[_Word]]) -> Window:
    known = vocabulary()
    ids, cases, quotes, first = [known[_CLS]], [_LINE_CASE], [False], []
    for line in lines:
        for word in line:
            first.append(len(ids))
            ids += word.pieces
            cases += [word.case] * len(word.pieces)
            quotes += [word.is_quoted] * len(word.pieces)
        ids.append(known[_SEP])
        cases.append(_LINE_CASE)
        quotes.append(False)
    words = [word for line in lines for word in line]
    starts, ends = [word.start for word in words], [word.end for word in words]
    columns = (np.array(column, np.int64) for column in (ids, cases, quotes, first, starts, ends))
    return Window(*columns)
