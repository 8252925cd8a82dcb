"""Where the expected claims stand: their relation to a statement, and which of them speak of the same one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations
from typing import Any

from claims_pipeline_tests.evaluation.doors import Tables
from claims_pipeline_tests.evaluation.found_claims import Claim
from claims_pipeline_tests.evaluation.scores import Scores, f1

SIGN = {"affirms": 1, "concedes": 1, "denies": -1, "disputes": -1}

Standings = Mapping[str, Mapping[str, str]]


def judge_propositions(
    gold: Mapping[str, Any], found: Mapping[str, Claim], tables: Tables, scores: Scores
) -> dict[str, float]:
    """Judge each found claim's relation, and all pairs of them; return the F1 of pairs on one proposition."""
    expected = [c for page in gold["pages"] for c in page["claims"] if c["proposition"] and c["id"] in found]
    standings = _standings(tables, {found[claim["id"]]["claim_id"]: claim["id"] for claim in expected})
    usual = _usual(expected, standings)
    for claim in expected:
        own, proposition = standings[claim["id"]], usual.get(claim["proposition"], "")
        is_right = _is_right(claim["relation"], proposition, own)
        words = f"{claim['id']} {claim['relation']} {claim['proposition']}, found {_told(tables, own, proposition)}"
        scores.judge("relation", is_right, f"{words}: {found[claim['id']]['content_text']!r}")
    return _pairs(expected, standings)


def _standings(tables: Tables, ids: Mapping[str, str]) -> dict[str, dict[str, str]]:
    standings: dict[str, dict[str, str]] = {claim: {} for claim in ids.values()}
    columns = "claim_id", "proposition_id", "relation"
    for claim_id, proposition_id, relation in tables["claim_propositions"].select(columns).iter_rows():
        if claim_id in ids:
            standings[ids[claim_id]][proposition_id] = relation
    return standings


def _usual(expected: list[Claim], standings: Standings) -> dict[str, str]:
    """Return the proposition on which most claims of each key stand."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in expected:
        counts[claim["proposition"]].update(standings[claim["id"]].keys())
    return {key: min(count, key=lambda one: (-count[one], one)) for key, count in counts.items() if count}


def _is_right(relation: str, proposition: str, own: Mapping[str, str]) -> bool:
    if proposition in own:
        told = own[proposition]
        return told == relation or {told, relation} <= {"denies", "disputes"}
    # Elsewhere, to affirm the opposite is as good as to deny, and to deny it as good as to affirm.
    return any(SIGN.get(told, 0) * SIGN.get(relation, 0) < 0 for told in own.values())


def _told(tables: Tables, own: Mapping[str, str], usual: str) -> str:
    labels = dict(tables["propositions"].select("proposition_id", "label").iter_rows())
    told = [f"{relation} {labels[one]!r}{'' if one == usual else ' (another)'}" for one, relation in own.items()]
    return ", ".join(told) or f"none (usual: {labels.get(usual)!r})"


def _pairs(expected: list[Claim], standings: Standings) -> dict[str, float]:
    true, told = {}, {}
    for a, b in combinations(expected, 2):
        pair = a["id"], b["id"]
        if a["proposition"] == b["proposition"] and SIGN.keys() >= {a["relation"], b["relation"]}:
            true[pair] = SIGN[a["relation"]] * SIGN[b["relation"]]
        for one in sorted(standings[pair[0]].keys() & standings[pair[1]].keys()):
            told[pair] = SIGN.get(standings[pair[0]][one], 0) * SIGN.get(standings[pair[1]][one], 0)
    right = sum(told.get(pair) == side for pair, side in true.items())
    signed = sum(side != 0 for side in told.values())
    return {
        "same_proposition": f1(right, signed, len(true)),
        "same_proposition_precision": round(right / max(1, signed), 4),
    }
