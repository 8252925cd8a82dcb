"""The words of many lines at once, as arrays: where each is, and a stable hash that ignores case, accents, spelling.

A word's hash is the sum of its letters' keys, each times a power of an odd constant, modulo 2**64, then scattered: a
polynomial whose prefix sums give the hash of any stretch of letters without reading them again. Fingerprints are
stored, so no release may change it; tests hold its values.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_CHUNK = 1 << 17
"""Characters hashed at once: few enough for a processor's cache, many enough to share the cost of a call."""
_CODE_POINTS, _END_OF_LETTERS = 0x110000, 0x32400
"""Beyond the second, the last plane of Chinese characters, no letters are assigned."""
_BASE = np.uint64(0x9E3779B97F4A7C15)
_SPELLING = Path(__file__).with_name("spelling.json")
_TAIL = 3
"""Last letters of a word by which most words are known to have no ending that is spelled in two ways."""
_OPENS, _CLOSES, _BREAKS = 1, 2, 4


class Words(NamedTuple):
    """The words of a text in order; offsets are code points into it."""

    start: Array
    end: Array
    hash: Array
    is_capital: Array
    is_quoted: Array


class _Chunk(NamedTuple):
    start: Array
    end: Array
    hash: Array
    is_capital: Array
    is_quoted: Array
    may_respell: Array


_NONE = _Chunk(*(np.zeros(0, kind) for kind in (np.int64, np.int64, np.uint64, bool, bool, bool)))


@cache
def spelling() -> dict[str, Any]:
    """Return the characters and word endings that printings of one text differ in."""
    return dict(json.loads(_SPELLING.read_text(encoding="utf-8")))


def read_words(text: str) -> Words:
    """Return the words of a text: runs of letters and digits; a quotation ends with its line at the latest.

    >>> words = read_words("He said: “The harbour is ours.”")
    >>> words.start.tolist(), words.is_quoted.tolist()
    ([0, 3, 10, 14, 22, 25], [False, False, True, True, True, True])
    >>> bool(words.hash[3] == read_words("HARBOR").hash[0])
    True
    """
    parts = [_chunk_words(text[start:end], start) for start, end in _chunks(text)]
    start, end, hashes, capital, quoted, may_respell = map(np.concatenate, zip(_NONE, *parts, strict=True))
    _respell(text, start, end, hashes, np.flatnonzero(may_respell))
    return Words(start, end, hashes, capital, quoted)


def scattered(numbers: Array) -> Array:
    """Return 64-bit numbers, each sent through the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    mixed = numbers ^ (numbers >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Yield stretches of the text that end with a line, as long as a line is no longer than a stretch may be."""
    start = 0
    while start < len(text):
        end = len(text) if len(text) - start <= _CHUNK else text.rfind("\n", start, start + _CHUNK) + 1
        if end <= start:
            end = text.find("\n", start) + 1 or len(text)
        yield start, end
        start = end


def _chunk_words(text: str, offset: int) -> _Chunk:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    keys = _letters().key.take(codes)
    inside = np.zeros(len(codes) + 2, bool)
    np.not_equal(keys, 0, out=inside[1:-1])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    start, end = np.ascontiguousarray(edges[::2]), np.ascontiguousarray(edges[1::2])
    if not len(start):
        return _NONE
    powers, inverses = _powers(len(keys))
    # What is no letter has the key 0, so the sum up to the next word is the word's.
    hashes = scattered(np.add.reduceat(keys * powers, start) * inverses.take(start))
    capital = _letters().is_upper.take(codes.take(start))
    return _Chunk(start + offset, end + offset, hashes, capital, _quoted(codes, start), _may_respell(codes, start, end))


def _may_respell(codes: Array, start: Array, end: Array) -> Array:
    """Return for each word whether its last letters are those of an ending that is spelled in two ways."""
    tail = np.zeros(len(end), np.uint16)
    for n in range(_TAIL):
        tail |= _letters().tail.take(codes.take(np.maximum(end - 1 - n, start))) << np.uint16(5 * n)
    return _tails().take(tail)


class _Letters(NamedTuple):
    """Tables over all code points."""

    key: Array
    """64 bits, the same for the forms of a letter; 0 for what is neither letter nor digit."""
    tail: Array
    """1 to 26 for the letters A to Z, whatever their accents; 0 for others."""
    is_upper: Array
    mark: Array
    """What a quotation mark or the end of a line does."""


@cache
def _letters() -> _Letters:
    key, tail = np.zeros(_CODE_POINTS, np.uint64), np.zeros(_CODE_POINTS, np.uint16)
    upper, mark = np.zeros(_CODE_POINTS, bool), np.zeros(_CODE_POINTS, np.uint8)
    for code in range(_END_OF_LETTERS):
        char = chr(code)
        if char.isalnum():
            folded = _folded(char)
            key[code] = ord(folded) + 1 if len(folded) == 1 else _digest(folded)
            tail[code] = ord(folded) - 96 if len(folded) == 1 and "a" <= folded <= "z" else 0
            upper[code] = char.isupper()
    told = key != 0
    key[told] = scattered(key[told] * _BASE) | np.uint64(1)
    for characters, does in (
        (spelling()["open_quotes"], _OPENS),
        (spelling()["close_quotes"], _CLOSES),
        (spelling()["straight_quotes"], _OPENS | _CLOSES),
        ("\n", _BREAKS),
    ):
        mark[[ord(c) for c in characters]] = does
    return _Letters(key, tail, upper, mark)


def _digest(letters: str) -> int:
    return int.from_bytes(blake2b(letters.encode(), digest_size=8).digest(), "little")


def _folded(char: str) -> str:
    if char.isascii():
        return char.lower()
    decomposed = unicodedata.normalize("NFKD", char.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)) or char


@cache
def _all_powers(base: int, size: int) -> Array:
    return np.concatenate(([np.uint64(1)], np.multiply.accumulate(np.full(size - 1, base, np.uint64))))


def _powers(size: int) -> tuple[Array, Array]:
    """Return the powers of the base, and those of its inverse, from the zeroth on."""
    enough = 1 << max(size, _CHUNK + 1).bit_length()
    base = int(_BASE)
    return _all_powers(base, enough)[:size], _all_powers(pow(base, -1, 1 << 64), enough)[:size]


def _respell(text: str, start: Array, end: Array, hashes: Array, which: Array) -> None:
    """Give words with a British ending the hash of the American spelling; each different word is looked at once.

    The endings also change words that no spelling reform touched (`rise` becomes `rize`); that is harmless, because
    both sides of a comparison are folded alike and the result is never shown.
    """
    _, example, word = np.unique(hashes[which], return_index=True, return_inverse=True)
    at = which[example]
    spans = zip(start[at].tolist(), end[at].tolist(), hashes[at].tolist(), strict=True)
    hashes[which] = np.array([_respelled(text[a:b]) or known for a, b, known in spans], np.uint64)[word]


@lru_cache(maxsize=1 << 16)
def _respelled(word: str) -> int | None:
    folded = "".join(map(_folded, word))
    for ending, other in spelling()["endings"]:
        if folded.endswith(ending) and len(folded) > len(ending) + 1:
            return _hash(folded[: -len(ending)] + other)
    return None


def _hash(letters: str) -> int:
    keys = _letters().key.take(list(map(ord, letters)))
    return int(scattered((keys * _powers(len(keys))[0]).sum(keepdims=True))[0])


@cache
def _tails() -> Array:
    tails = np.zeros(1 << 15, bool)
    for ending, _ in spelling()["endings"]:
        tails[sum((ord(letter) - 96) << (5 * n) for n, letter in enumerate(reversed(ending[-_TAIL:])))] = True
    return tails


def _quoted(codes: Array, start: Array) -> Array:
    """Return for each word whether it stands between quotation marks of its line."""
    does = _letters().mark.take(codes)
    places = np.flatnonzero(does)
    does = does.take(places)
    if not (does != _BREAKS).any():
        return np.zeros(len(start), bool)
    told = (does != _BREAKS) | (np.append(0, does[:-1]) != _BREAKS)
    places, does = places[told], does[told]
    spans: list[int] = []
    opened = -1
    for place, doing in zip(places.tolist(), does.tolist(), strict=True):
        if opened < 0:
            opened = place if doing & _OPENS else -1
        elif doing & (_CLOSES | _BREAKS):
            spans += (opened, place)
            opened = -1
    if opened >= 0:
        spans += (opened, len(codes))
    edges = np.searchsorted(start, np.array(spans, np.int64))
    depth = np.bincount(edges[::2], minlength=len(start) + 1) - np.bincount(edges[1::2], minlength=len(start) + 1)
    return np.cumsum(depth[:-1]) > 0
