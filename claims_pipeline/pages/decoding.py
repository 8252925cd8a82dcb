"""Bytes → text: which encoding, and whether it is text at all."""

from __future__ import annotations

import codecs
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from bs4.dammit import EncodingDetector
from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its first two bytes are UTF-16's mark
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))
_SNIFFED_BYTES = 65_536
_WIDE_LABELS = {"iso-8859-1": "cp1252", "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
"""What browsers read for these declarations (WHATWG Encoding Standard, section 4.2)."""

_NEVER_GUESSED = ("utf_7", "utf_8", "utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le")
"""Tried before the guess; any bytes of even length are valid UTF-16, so that a guess at it is worth nothing."""
_HARMLESS = 3
"""As many odd characters make no page binary, however short it is."""


class Decoded(NamedTuple):
    """Text and the encoding it was decoded with, or the reason why there is none."""

    text: str
    encoding: str | None
    reason: str | None = None


@cache
def formats() -> dict[str, Any]:
    """Return the suffixes and magic numbers of ``formats.toml``."""
    return tomllib.loads(files(__package__).joinpath("formats.toml").read_text("utf-8"))


@cache
def _magic_numbers() -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(digits) for digits in formats()["magic"].values())


def decode(content: bytes, *, is_html: bool, max_binary_share: float, charset: str | None = None) -> Decoded:
    """Decode a page: byte order mark, charset of the server, declared (HTML), UTF-8, UTF-16 without a mark, a guess.

    Never raises: what is no text comes back with the reason ``empty``, ``binary`` or ``undecodable``.
    """
    if not content.strip():
        return Decoded("", None, "empty")
    if content.startswith(_magic_numbers()):
        return Decoded("", None, "binary")
    text, encoding = _decoded(content, is_html, charset)
    if text is None:
        return Decoded(
            "", None, "binary" if _binary_share(content.decode("latin-1")) > max_binary_share else "undecodable"
        )
    if _binary_share(text) > max_binary_share:
        return Decoded("", None, "binary")
    return Decoded(without_surrogates(text), encoding)


def without_surrogates(text: str) -> str:
    r"""Replace lone surrogates, which no encoding can write, by U+FFFD; pairs become the character they mean.

    >>> without_surrogates("\ud83d\ude00 \ud800")
    '😀 �'
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _decoded(content: bytes, is_html: bool, charset: str | None) -> tuple[str | None, str | None]:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace"), encoding
    declared = _known(charset) or (_declared(content) if is_html else None)
    for encoding in _candidates(content, declared):
        text = _strictly(content, encoding)
        if text is not None:
            return text, encoding
    if _is_damaged_utf8(content):
        return content.decode("utf-8", "replace"), "utf-8"
    return _guessed(content)


def _candidates(content: bytes, declared: str | None) -> list[str]:
    wide = _utf16_without_mark(content)
    # Bytes that are valid UTF-8 beyond ASCII are UTF-8 whatever the page declares: templates outlive migrations.
    first = ["utf-8", declared] if not content.isascii() else [declared, "utf-8"]
    return [name for name in [wide, *first] if name]


def _declared(content: bytes) -> str | None:
    return _known(EncodingDetector.find_declared_encoding(content, is_html=True))


def _known(name: str | None) -> str | None:
    try:
        codec = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return None
    if codec is None or not codec._is_text_encoding or codec.name.startswith(("utf-16", "utf-32", "utf-7")):
        return None  # the declaration was read as ASCII, so it cannot be UTF-16 (WHATWG); UTF-7 is an attack
    return _WIDE_LABELS.get(codec.name, codec.name)


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _utf16_without_mark(content: bytes) -> str | None:
    """Tell UTF-16 by its NULs, which spaces have on one side only, and by how few bytes stand on that side."""
    if len(content) % 2 or b"\0" not in content[:_SNIFFED_BYTES]:
        return None
    even, odd = content[:_SNIFFED_BYTES:2], content[1:_SNIFFED_BYTES:2]
    high, low, encoding = (odd, even, "utf-16-le") if odd.count(0) > even.count(0) else (even, odd, "utf-16-be")
    # The high bytes of an alphabet are few: 0 for spaces and Latin, one more for another script.
    common = sum(count for _, count in Counter(high).most_common(3))
    return encoding if low.count(0) * 20 <= high.count(0) and common * 10 >= len(high) * 9 else None


def _is_damaged_utf8(content: bytes) -> bool:
    """Tell whether the bytes are UTF-8 but for a few: a page cut within a character, one bad byte in an advert."""
    text = content.decode("utf-8", "replace")
    n_bad, n_good = text.count("\ufffd"), len(content) - len(text)
    return n_good >= 4 * n_bad  # n_good: continuation bytes in place; other encodings have next to none


def _guessed(content: bytes) -> tuple[str | None, str | None]:
    telling = b"\n".join(line for line in content.split(b"\n") if not line.isascii())  # markup is ASCII in all of them
    best = from_bytes(telling[:_SNIFFED_BYTES], cp_exclusion=list(_NEVER_GUESSED)).best()
    if best is None:
        return None, None
    encoding = "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding
    return content.decode(encoding, "replace"), encoding


def _binary_share(text: str) -> float:
    # By the bytes, and not by a search for what is no text, which takes five times as long.
    encoded = text.encode("utf-8", "surrogatepass")
    n_odd = len(encoded) - len(encoded.translate(None, _CONTROLS)) + text.count("\ufffd")
    return n_odd / len(text) if n_odd > _HARMLESS else 0.0


def decode_record(text: str, *, max_binary_share: float) -> Decoded:
    """Check the text of a record, which JSON has decoded already."""
    text = without_surrogates(text.removeprefix("\ufeff"))
    if not text.strip():
        return Decoded("", "utf-8", "empty")
    if _binary_share(text) > max_binary_share:
        return Decoded("", None, "binary")
    return Decoded(text, "utf-8")
