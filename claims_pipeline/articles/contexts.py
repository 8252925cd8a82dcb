"""What an element's ancestors, classes, ids and roles say that stands inside it (``contexts.json``)."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib.resources import files

_WORD = re.compile(r"[a-z]+")
_MAX_CHARS = 2_000
"""Only the innermost part of a longer context is read."""
_ZONES_OUTSIDE = (
    "cookie_banner", "comment", "newsletter", "ad", "share", "navigation", "related_link", "footer",
)  # fmt: skip


@lru_cache(maxsize=50_000)
def zones(context: str) -> frozenset[str]:
    """Return the kinds of zone that the context names, for example ``{"article", "related_link"}``."""
    context = context[-_MAX_CHARS:]
    words = set(_WORD.findall(context))
    return frozenset(
        zone
        for zone, (known, joined) in _vocabulary().items()
        if not known.isdisjoint(words) or any(part in context for part in joined)
    )


def outside_zone(context: str) -> str | None:
    """Return the zone that speaks most strongly against the article, or None."""
    found = zones(context)
    return next((zone for zone in _ZONES_OUTSIDE if zone in found), None)


@cache
def _vocabulary() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    data = json.loads((files(__package__) / "contexts.json").read_text("utf-8"))
    return {k: (frozenset(v["words"]), tuple(v["joined"])) for k, v in data.items() if k != "about"}
