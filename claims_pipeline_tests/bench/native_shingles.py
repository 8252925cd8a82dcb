"""One native pass over texts that does what every finder of copies must: find the words, hash each five in a row.

It is the yardstick of cost: what a tool takes is told in such passes. Needs Numba.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from statistics import median
from typing import Any

import numpy as np
from numba import njit

WORDS = 5
PASSES = 5
"""One pass takes a tenth of a second or so: the middle one of a few is told."""
_PRIME = np.uint64(0x100000001B3)
_BASIS = np.uint64(0xCBF29CE484222325)
_MIXER = np.uint64(0x9E3779B97F4A7C15)


def time_pass(texts: Sequence[str]) -> float:
    """Return the CPU seconds of a pass over all texts; compiling, and laying the bytes in a row, is outside."""
    hash_shingles(*_lay(texts[:1]))
    laid = _lay(texts)
    seconds = []
    for _ in range(PASSES):
        started = time.process_time()
        hash_shingles(*laid)
        seconds.append(time.process_time() - started)
    return median(seconds)


def _lay(texts: Sequence[str]) -> tuple[Any, Any]:
    """Return the bytes of all texts, each ended by a line break, and where each ends."""
    encoded = [text.encode("utf-8", "replace") + b"\n" for text in texts]
    return np.frombuffer(b"".join(encoded), np.uint8), np.cumsum([len(text) for text in encoded])


def _folded() -> Any:
    """Return what each byte counts as: a letter as its small letter, beyond ASCII as itself, all else as 0."""
    table = np.zeros(256, np.uint64)
    for byte in range(256):
        if byte >= 128 or chr(byte).isalnum():
            table[byte] = ord(chr(byte).lower()) if byte < 128 else byte
    return table


_FOLDED = _folded()


def hash_shingles(data: Any, ends: Any) -> Any:
    """Return the 64-bit hash of each five words in a row, text by text."""
    hashes = np.empty(len(data) // 2 + 1, np.uint64)
    return hashes[: _pass(data, ends, _FOLDED, hashes)]


@njit
def _pass(data, ends, folded, hashes):
    """Hash words by FNV-1a and keep the last five; no word crosses the end of a text, since a break stands there."""
    last = np.zeros(WORDS, np.uint64)
    written = start = 0
    for end in ends:
        n_words = 0
        word = _BASIS
        for position in range(start, end):
            letter = folded[data[position]]
            if letter:
                word = (word ^ letter) * _PRIME
            elif word != _BASIS:
                last[n_words % WORDS] = word
                n_words += 1
                word = _BASIS
                if n_words >= WORDS:
                    hashes[written] = _together(last, n_words)
                    written += 1
        start = end
    return written


@njit
def _together(last, n_words):
    mixed = _BASIS
    for place in range(n_words - WORDS, n_words):
        mixed = (mixed ^ last[place % WORDS]) * _MIXER
        mixed ^= mixed >> np.uint64(29)
    return mixed
