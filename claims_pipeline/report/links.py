"""Where the report's own links lead, and what a reader must be able to see.

Addresses of pages come from the view ``claim_links``, which lets only http and https through.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from urllib.parse import quote

from claims_pipeline.schemas import make_id


def claims_link(**filters: str) -> str:
    """Address the claims behind a number: the list of claims, filtered.

    >>> claims_link(region="UA-59", side="denies")
    'claims.html#region=UA-59&side=denies'
    """
    if not filters:
        return "claims.html"
    return "claims.html#" + "&".join(f"{name}={_quoted(value)}" for name, value in filters.items())


@cache
def _quoted(value: str) -> str:
    return quote(value, safe="")


@cache
def source_file(source_id: str) -> str:
    """Name the page of a source: ids come from the text of pages, so a digest names the file."""
    return f"sources/{source_key(source_id)}.html"


@cache
def source_key(source_id: str) -> str:
    """Name a source in file names and filters, 16 hex digits."""
    return make_id("source", source_id)


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
