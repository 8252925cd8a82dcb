"""Targets: which place each claim is about, as fine as its words allow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from claims_pipeline.propositions.standpoints import Claim, Target

Span = tuple[str, int, int]
"""A page and the code points of a name in it."""


def place_wordings(claims: Mapping[str, Claim], claim_places: Iterable[dict[str, Any]]) -> dict[Span, str]:
    """Return the words at each place's span, read from the contents of claims that hold it.

    A wording in small letters is no name: "there", "the village".
    """
    found = {}
    for row in claim_places:
        claim = claims.get(row["claim_id"])
        if claim:
            words = _words_at(claim, row["start_char"], row["end_char"])
            if words and not words[0].islower():
                found[claim["page_id"], row["start_char"], row["end_char"]] = words
    return found


def _words_at(claim: Claim, start: int, end: int) -> str | None:
    """Content text at a span of the page: the content's spans are joined by one space."""
    offset = 0
    for span in claim["content_spans"]:
        if span["start_char"] <= start and end <= span["end_char"]:
            at = offset + start - span["start_char"]
            return " ".join(claim["content_text"][at : at + end - start].split()) or None
        offset += span["end_char"] - span["start_char"] + 1
    return None


def targets_by_claim(
    claims: Mapping[str, Claim],
    claim_places: Iterable[dict[str, Any]],
    wordings: Mapping[Span, str],
    region_names: Mapping[str, str],
) -> dict[str, list[Target]]:
    """Return each claim's targets; a settlement stands for the region that is named with it.

    A settlement whose name fits several places of its region goes by its name. In claims of ground a city that bears
    the name of its region is taken for the region: who says that an army entered it means the region more often than
    not, and taking all such claims alike lets them meet.
    """
    found: dict[str, set[Target]] = defaultdict(set)
    for row in claim_places:
        claim = claims.get(row["claim_id"])
        if claim and row["role"] == "target":
            wording = wordings.get((claim["page_id"], row["start_char"], row["end_char"]))
            region_name = region_names.get(row["region_id"]) if _is_about_ground(claim) else None
            found[row["claim_id"]].add(_target(row, wording, region_name))
    return {claim_id: _finest(targets) for claim_id, targets in found.items()}


def _is_about_ground(claim: Claim) -> bool:
    return (claim["event_type"] or "").startswith("territorial.")


def _target(row: dict[str, Any], wording: str | None, region_name: str | None) -> Target:
    name = wording.casefold() if wording else None
    if row["place_id"] == row["region_id"] or (name and region_name and name == region_name.casefold()):
        return Target(None, row["region_id"])
    return Target(row["place_id"], row["region_id"], None if row["place_id"] else name)


def _finest(targets: set[Target]) -> list[Target]:
    settled = {target.region_id for target in targets if target.level == "settlement"}
    kept = (t for t in targets if t.level == "settlement" or t.region_id not in settled)
    return sorted(kept, key=lambda t: (t.region_id or "", t.place_id or "", t.name or ""))


def usual_wordings(
    claims: Mapping[str, Claim], claim_places: Iterable[dict[str, Any]], wordings: Mapping[Span, str]
) -> dict[str, str]:
    """Return the most frequent wording of each settlement key and name (first in the alphabet on a tie)."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for row in claim_places:
        claim = claims.get(row["claim_id"])
        words = wordings.get((claim["page_id"], row["start_char"], row["end_char"])) if claim else None
        if words and row["role"] == "target":
            seen[row["place_id"] or words.casefold()][words] += 1
    return {key: min(count, key=lambda text: (-count[text], text)) for key, count in seen.items()}
