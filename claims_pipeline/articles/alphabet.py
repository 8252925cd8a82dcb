"""Characters by what they do in a line: letters, digits, ends of sentences, quotation marks, bars.

One table over Unicode serves every script; nothing here knows a language.
"""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_BMP = 0x10000
_CODE_POINTS = 0x110000
_SURROGATES = range(0xD800, 0xE000)


class Kind(IntEnum):
    """What a character does; every code point has one kind."""

    SPACE = 0
    UPPER = 1
    LOWER = 2
    LETTER = 3
    UNSPACED = 4
    DIGIT = 5
    END = 6
    COMMA = 7
    COLON = 8
    QUOTE = 9
    BRACKET = 10
    BAR = 11
    SIGN = 12
    DASH = 13
    ELLIPSIS = 14
    OTHER = 15


N_KINDS = len(Kind)
_LISTED = {
    Kind.END: ".!?。！？।۔؟",
    Kind.COMMA: ",،、，",
    Kind.COLON: ":：;；",
    Kind.QUOTE: "\"“”„«»‘’'「」『』‹›",
    Kind.BRACKET: "()[]{}（）【】",
    Kind.BAR: "|•·▪■●►▶➤→⇒➡/▸▼▾",
    Kind.SIGN: "@#©®&+=*_%$€£\\~^<>",
    Kind.ELLIPSIS: "…",
    Kind.SPACE: "\t\n\r\f\v\u200b\ufeff\u200e\u200f\x85",
}
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF),
)  # fmt: skip
"""Thai, Lao, Burmese, Khmer, kana and Chinese characters: scripts that put no space between words."""
_BY_CATEGORY = {
    "Lu": Kind.UPPER, "Lt": Kind.UPPER, "Ll": Kind.LOWER, "Nd": Kind.DIGIT, "Pd": Kind.DASH, "Ps": Kind.BRACKET,
    "Pe": Kind.BRACKET, "Zs": Kind.SPACE, "Zl": Kind.SPACE, "Zp": Kind.SPACE,
}  # fmt: skip


@cache
def kinds() -> Array:
    """Return the kind of every code point; beyond the basic plane all but Chinese characters are ``OTHER``."""
    table = np.full(_CODE_POINTS, Kind.OTHER, np.uint8)
    table[:_BMP] = [_kind(code) for code in range(_BMP)]
    table[0x20000:0x32000] = Kind.UNSPACED
    for kind, characters in _LISTED.items():
        table[[ord(character) for character in characters]] = kind
    return table


def _kind(code: int) -> Kind:
    if code in _SURROGATES:
        return Kind.OTHER
    if any(first <= code <= last for first, last in _UNSPACED):
        return Kind.UNSPACED
    category = unicodedata.category(chr(code))
    return _BY_CATEGORY.get(category, Kind.LETTER if category[0] in "LM" else Kind.OTHER)


@cache
def letter_keys() -> Array:
    """Return a number for every code point, scattered over 64 bits: one for both cases of a letter, one for all digits.

    The numbers are the code points through the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    """
    folded = np.arange(_CODE_POINTS, dtype=np.uint64)
    for code in range(_BMP):
        if code not in _SURROGATES and len(lower := chr(code).lower()) == 1:
            folded[code] = ord(lower)
    folded[kinds() == Kind.DIGIT] = ord("0")
    return scattered(folded + np.uint64(1))


def scattered(numbers: Array) -> Array:
    """Return 64-bit numbers, each sent through the finaliser of SplitMix64."""
    mixed = numbers * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
