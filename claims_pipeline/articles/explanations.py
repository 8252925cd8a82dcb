"""Why a line was kept or dropped, in a sentence (``explanations.json``)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


def explain_rule(rule: str) -> str:
    """Return the sentence that tells a reader what the rule means.

    Raises ``KeyError`` for a name that no rule has: an unknown rule is a bug, not a page's fault.
    """
    return explanations()[rule]


@cache
def explanations() -> dict[str, str]:
    """Return every rule of ``page_lines.rule`` with its sentence."""
    return dict(json.loads((files(__package__) / "explanations.json").read_text("utf-8")))
