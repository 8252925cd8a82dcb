"""Answers: a claim that answers another stands on exactly the statements of the claim that it answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from claims_pipeline.propositions.grammar import stance_effects
from claims_pipeline.propositions.standpoints import Claim

SIGN = {"affirms": 1, "concedes": 1, "denies": -1, "disputes": -1, "no_comment": 0}
ANSWERED = "answers claim"
"""The evidence of an answer; each claim of a situation adds the claim that it answers itself."""
_CONFIRMING = ("acknowledges", "confirms")


@dataclass(frozen=True)
class Standing:
    """One row of ``claim_propositions`` in the making."""

    claim_id: str
    proposition_id: str
    relation: str
    evidence: str


def answered_claims(claims: Mapping[str, Claim], stated: Collection[str]) -> dict[str, str]:
    """Return, for each claim that answers, the claim that it answers; ``stated`` are those that state a checkable fact.

    Only who denies, disputes, refuses or declines to comment answers by that alone; who confirms does so when its own
    words state nothing that can be checked. A denial that contains a claim ("rejects the claim that ...") answers that.
    A claim that answers a statement which the ledger cannot read (no event type) is laid by its own words instead; one
    that answers a forecast or a threat stays an answer, and stands on nothing.
    """
    inner: dict[str, str] = {}
    for claim in claims.values():
        parent = claim["parent_claim_id"]
        if parent in claims and claim["stance"] != "narrates":
            inner[parent] = min(inner.get(parent, claim["claim_id"]), claim["claim_id"])
    answers: dict[str, str] = {}
    for claim_id, claim in claims.items():
        upon: str = claim["responds_to_claim_id"] or inner.get(claim_id, claim_id)
        if upon in claims and upon != claim_id and _answers(claim, claim_id in stated):
            answers[claim_id] = upon
    return {
        claim_id: upon for claim_id, upon in answers.items() if _is_settled(_root(claim_id, answers), claims, stated)
    }


def _answers(claim: Claim, states_something: bool) -> bool:
    effect = stance_effects()[claim["stance"]]
    if claim["stance"] in _CONFIRMING:
        return not states_something
    return effect in ("denies", "disputes", "refuses", "no_comment")


def _root(claim_id: str, answers: Mapping[str, str]) -> str | None:
    seen = {claim_id}
    while claim_id in answers:
        claim_id = answers[claim_id]
        if claim_id in seen:
            return None
        seen.add(claim_id)
    return claim_id


def _is_settled(root: str | None, claims: Mapping[str, Claim], stated: Collection[str]) -> bool:
    return root is not None and (root in stated or stance_effects()[claims[root]["stance"]] == "none")


def settle_answers(
    answered: Mapping[str, str], claims: Mapping[str, Claim], standings: Iterable[Standing]
) -> list[Standing]:
    """Return the standings of the claims that answer others, answers to answers included."""
    settled: dict[str, list[Standing]] = defaultdict(list)
    for standing in standings:
        settled[standing.claim_id].append(standing)
    found = []
    for start in answered:
        for claim_id in reversed(_unsettled(start, answered, settled)):
            settled[claim_id] = [_answer(claims[claim_id], upon) for upon in settled[answered[claim_id]]]
            found += settled[claim_id]
    return found


def _unsettled(claim_id: str, answered: Mapping[str, str], settled: Mapping[str, list[Standing]]) -> list[str]:
    chain = []
    while claim_id in answered and claim_id not in settled:
        chain.append(claim_id)
        claim_id = answered[claim_id]
    return chain


def _answer(claim: Claim, upon: Standing) -> Standing:
    return Standing(claim["claim_id"], upon.proposition_id, _relation(claim, SIGN[upon.relation]), ANSWERED)


def _relation(claim: Claim, sign: int) -> str:
    effect = stance_effects()[claim["stance"]]
    if effect == "no_comment":
        return effect
    if effect == "affirms":
        return ("concedes" if claim["against_interest"] else "affirms") if sign >= 0 else "denies"
    return ("disputes" if effect == "disputes" else "denies") if sign >= 0 else "affirms"
