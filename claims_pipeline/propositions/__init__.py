"""``claims`` → ``propositions``, ``claim_propositions``: the same thing said, denied, conceded."""

from __future__ import annotations

from typing import NamedTuple

import dataframely as dy

from claims_pipeline.schemas import ClaimPlaces, ClaimPropositions, Claims, Propositions, Regions, Sources
from claims_pipeline.settings import PropositionsSettings, Track


class Ledger(NamedTuple):
    """The output of the stage."""

    propositions: dy.DataFrame[Propositions]
    claim_propositions: dy.DataFrame[ClaimPropositions]


def lay_claims(
    claims: dy.DataFrame[Claims],
    claim_places: dy.DataFrame[ClaimPlaces],
    sources: dy.DataFrame[Sources],
    regions: dy.DataFrame[Regions],
    settings: PropositionsSettings,
    track: Track = iter,
) -> Ledger:
    """Lay the claims of all days on the statements that they are about."""
    raise NotImplementedError
