"""Rules of a few lines that clean flattened text: what a learned or reasoned cleaner must beat."""

from __future__ import annotations

import re

_SENTENCE_END = (".", "!", "?", '"', "”", "'", "’", ":")
_POLICIES = (
    "javascript",
    "lorem ipsum",
    "terms of use",
    "privacy policy",
    "cookie policy",
    "use of cookies",
    "use cookies",
)
_CITATION = re.compile(r"\[\d*\]|\[edit\]|\[citation needed\]")
_LONG, _GAP = 20, -7


def longest_run(text: str) -> str:
    """Keep the run of lines with most words of sentences (Kadane), then drop its short unpunctuated lines."""
    lines = [line for line in text.split("\n") if line.strip()]
    gains = [len(line.split()) if _is_sentence(line) else _GAP for line in lines]
    best, start, total, first, last = 0, 0, 0, 0, 0
    for position, gain in enumerate(gains):
        start, total = (position, gain) if total <= 0 else (start, total + gain)
        if total > best:
            best, first, last = total, start, position + 1
    return "\n".join(line for line in lines[first:last] if _is_sentence(line) or len(line.split()) >= _LONG)


def c4_lines(text: str) -> str:
    """Keep lines of three words and more that end as sentences do and name no script or policy (Raffel et al. 2020)."""
    lines = (_CITATION.sub("", line.strip()) for line in text.split("\n"))
    return "\n".join(line for line in lines if _is_c4(line))


def _is_sentence(line: str) -> bool:
    return len(line.split()) >= 5 and line.rstrip().endswith(_SENTENCE_END)


def _is_c4(line: str) -> bool:
    folded = line.lower()
    ends = line.endswith((".", "!", "?", '"', "'")) and not line.endswith("...")
    return ends and len(line.split()) >= 3 and not any(policy in folded for policy in _POLICIES)
