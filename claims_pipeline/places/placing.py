"""Which places a claim is about: those in its content, else those that it inherits from the text around it."""

from __future__ import annotations

from collections.abc import Iterator

from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.claim_page import Claim, ClaimPage, Placed, Span, Told, content_start, inside, spans_of
from claims_pipeline.places.inheritance import MAX_ANSWERS, inherit
from claims_pipeline.places.mention import Mention
from claims_pipeline.places.roles import negated_list


def place_claims(claims: list[Claim], mentions: list[Mention], text: str, atlas: Atlas) -> Iterator[tuple[str, Placed]]:
    """Yield (claim id, place) for the claims of one page."""
    page = ClaimPage(claims, mentions, text, atlas)
    own = {claim["claim_id"]: _own(claim, page) for claim in page.claims}
    for claim in page.claims:
        targets = tuple(_targets(own[claim["claim_id"]]))
        page.told += [Told(content_start(claim), claim, targets)] if targets else []
    placing = _Placing(page, own)
    for claim in page.claims:
        for placed in placing.of(claim, 0):
            yield claim["claim_id"], placed


class _Placing:
    """The places of each claim, told once: a claim may take those of another."""

    def __init__(self, page: ClaimPage, own: dict[str, list[Placed]]) -> None:
        self.page, self.own = page, own
        self.done: dict[str, list[Placed]] = {}

    def of(self, claim: Claim, depth: int) -> list[Placed]:
        """Return the places of a claim; ``depth`` counts the claims that wait for it."""
        name = claim["claim_id"]
        if name not in self.done:
            found = self.own[name]
            if not any(placed.role == "target" for placed in found):
                inherited = inherit(claim, self.page, lambda other: self._targets_of(other, depth))
                again = {placed.mention.start_char for placed in inherited}
                found = [placed for placed in found if placed.mention.start_char not in again] + inherited
            self.done[name] = found
        return self.done[name]

    def _targets_of(self, claim: Claim, depth: int) -> list[Placed]:
        if depth >= MAX_ANSWERS:
            return []
        return [placed for placed in self.of(claim, depth + 1) if placed.role == "target"]


def _targets(placed: list[Placed]) -> list[Mention]:
    return [one.mention for one in placed if one.role == "target"]


def _own(claim: Claim, page: ClaimPage) -> list[Placed]:
    """The places that the content and the name of the speaker bear."""
    content, source = spans_of(claim, "content_spans"), spans_of(claim, "source_spans")
    placed: list[Placed] = []
    for mention in page.within(source + content):
        role, reason = mention.role, mention.role_reason
        if inside(mention, source):
            role, reason = "source", "it stands in the name of the speaker"
        elif role == "target" and _after_negated_list(mention, content, placed, page.text):
            role, reason = "reference", "it is listed as what the subject is not part of"
        placed.append(Placed(mention, role, reason, mention.place))
    return placed


def _after_negated_list(mention: Mention, content: list[Span], placed: list[Placed], text: str) -> bool:
    targets = _targets(placed)
    if not targets:
        return False
    start = targets[0].end_char
    return any(s <= start < e for s, e in content) and bool(
        negated_list().search(text[start : mention.start_char].lower())
    )
