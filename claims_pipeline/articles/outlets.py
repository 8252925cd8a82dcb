"""The outlet as the page's own copyright line names it."""

from __future__ import annotations

import re

_MAX_CHARS = 120
_HOLDER = re.compile(
    r"(?:copyright\s*)?(?:©|\(c\))\s*(?:copyright\s+)?(?:[12]\d{3}(?:\s?[-–]\s?[12]\d{3})?,?\s+)?"
    r"(?P<holder>[^\d.,|]{3,60})"
)


def copyright_holder(folded: str) -> str | None:
    """Return the holder that a folded copyright line names, without years, or None.

    >>> copyright_holder("© 2030 harbour gazette. all rights reserved.")
    'harbour gazette'
    """
    match = _HOLDER.match(folded[:_MAX_CHARS])
    return match["holder"].strip() if match else None
