"""The place line that opens a story, and the outlet that a syndicated text names in front."""

from __future__ import annotations

import re

_MAX_CHARS = 120
_PLACE = r"[^\W\d_a-z][^\W\d_]*(?:[ '’.-]{1,2}[^\W\d_]+\.?){0,3}"
_DATELINE = re.compile(
    rf"(?P<dateline>(?P<place>{_PLACE})(?:, [^()—–:\"“”]{{1,40}}?)?(?P<agency>\s*\([^()]{{2,30}}\))?)"
    r"\s*(?:—|–|--|-|:)\s+(?=\S)"
)
_SYNDICATED = re.compile(r"\(?(?P<carrier>[A-Z][A-Z0-9]{2,11})\s+[-–—]\s+(?P<outlet>[A-Z][\w .&'’-]{1,40})\)\s")


def find_dateline(first_line: str) -> str | None:
    """Return the dateline that opens the text, as printed, or None.

    A place counts in capitals, or with a date or an agency behind it: "Note: …" is no dateline.

    >>> find_dateline("ODENSE, March 3 (Nordpress) - The bridge reopened.")
    'ODENSE, March 3 (Nordpress)'
    >>> find_dateline("Well - that was it.") is None
    True
    """
    if match := _SYNDICATED.match(first_line[:_MAX_CHARS]):
        return match[0].strip()
    match = _DATELINE.match(first_line[:_MAX_CHARS])
    if match is None or not ((match["place"].isupper() and len(match["place"]) > 2) or match["agency"]):
        return None
    return match["dateline"]


def syndicated_outlet(first_line: str) -> str | None:
    """Return the outlet that a syndicator names in front of the text ("CARRIER - Outlet)"), or None."""
    match = _SYNDICATED.match(first_line[:_MAX_CHARS])
    return f"{match['outlet'].strip()} via {match['carrier']}" if match else None
