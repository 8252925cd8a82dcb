"""What may become a link, and what a reader must be able to see."""

from __future__ import annotations

import unicodedata
from functools import cache
from urllib.parse import quote, urlsplit

FRAGMENT_CHARS = 80
"""Longer quotes are named by their first and last words: browsers match long fragments badly."""


def web_link(url: str | None, quoted: str = "") -> str | None:
    """Return an address that is safe to follow, opening at the quoted text; None unless it is http or https.

    The position is a text fragment (WICG Scroll to Text Fragment); browsers that do not know it open the page.

    >>> web_link("https://a.example/x", "they entered")
    'https://a.example/x#:~:text=they%20entered'
    >>> web_link("javascript:alert(1)") is None
    True
    """
    if url is None or _is_unsafe(url):
        return None
    fragment = _text_fragment(quoted)
    if not fragment:
        return url
    return f"{url}{'' if '#' in url else '#'}:~:text={fragment}"


def _is_unsafe(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    odd = any(character.isspace() or is_invisible(character) for character in url)
    return odd or parts.scheme not in ("http", "https") or not parts.hostname


def _text_fragment(quoted: str) -> str:
    text = " ".join(quoted.split())
    if len(text) <= FRAGMENT_CHARS:
        return _percent(text)
    words = text.split(" ")
    return f"{_percent(' '.join(words[:4]))},{_percent(' '.join(words[-4:]))}"


def _percent(text: str) -> str:
    return quote(text, safe="", errors="replace").replace("-", "%2D")


@cache
def is_invisible(character: str) -> bool:
    """Whether a character has no shape of its own and can mislead: a control, a text direction, a surrogate."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co") and character not in "\n\t\u00ad\u200c\u200d"


def visible(text: str) -> str:
    """Spell out the characters that a reader could not see.

    >>> visible("safe\\u202egnp.exe")
    'safe[U+202E]gnp.exe'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"[U+{ord(character):04X}]" if is_invisible(character) else character for character in text)
