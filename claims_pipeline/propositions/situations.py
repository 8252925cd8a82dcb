"""Situations: claims that say the same from the same mouth on the same day, which the rules see as one.

Most claims repeat others: copies, and five outlets on one briefing. They are grouped before anything is decided, by the
columns that the rules read (``SAME``) and by the situation of the claim that they answer. The claim with the least id
stands for its situation; what it stands on, the others stand on. So cost grows with what is said, not with pages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from claims_pipeline.propositions.answers import answered_claims
from claims_pipeline.propositions.grammar import families
from claims_pipeline.propositions.quantities import Quantity
from claims_pipeline.propositions.standpoints import Claim, Form, Target, own_standpoints
from claims_pipeline.propositions.told import FAMILY, PARTS, PLACES, SAME, scene
from claims_pipeline.schemas import make_id
from claims_pipeline.settings import Track

_LINKS = ("parent_claim_id", "responds_to_claim_id")


class Situations(NamedTuple):
    """``claims``: what each situation tells, by the claim that stands for it, with the situation that it answers.

    ``members``: claim → its situation, and the claim that it answers itself.
    ``attendance``: which situations have a say on which scene. A scene is a family of event types at a place, or in the
    theatre of what has no place.
    """

    claims: pl.DataFrame
    members: pl.DataFrame
    attendance: pl.DataFrame

    def on(self, scene_ids: Collection[str]) -> Situations:
        """Return the same for some scenes alone."""
        wanted = pl.Series(sorted(scene_ids), dtype=pl.String)
        return self._replace(attendance=self.attendance.filter(pl.col("scene_id").is_in(wanted.implode())))


def find_situations(told: pl.DataFrame, track: Track) -> Situations:
    """Group claims into situations, answers included."""
    first = told.with_columns(stands_for=pl.col("claim_id").min().over(SAME))
    answers = _answers(first, track)
    members = _refined(first.select("claim_id", "stands_for").join(answers, on="claim_id", how="left"))
    standing = members.filter(_stands_for_itself()).select("claim_id", "answered", "root")
    of_claim = members.select(pl.col("claim_id"), "stands_for")
    claims = standing
    for link in ("answered", "root"):
        named = of_claim.rename({"claim_id": link, "stands_for": f"{link}_situation"})
        claims = claims.join(named, on=link, how="left")
    claims = claims.select("claim_id", answered="answered_situation", root="root_situation").join(
        told.select("claim_id", *SAME), on="claim_id"
    )
    return Situations(claims, members.select("claim_id", "stands_for", "answered"), _attendance(claims))


def _stands_for_itself() -> pl.Expr:
    return pl.col("claim_id") == pl.col("stands_for")


def _rows(frame: pl.DataFrame) -> Iterable[Claim]:
    return map(claim_of, frame.iter_rows(named=True))


def claim_of(row: Claim) -> Claim:
    """Return a row of ``told`` as the rules read it: targets and number as what they are."""
    number = None if row["low"] is None else Quantity(row["low"], row["high"])
    return row | {"targets": _targets(row["places"]), "quantity": number}


def _targets(places: str) -> list[Target]:
    return [target_of(place) for place in places.split(PLACES)] if places else []


def states_a_fact(claim: Claim) -> bool:
    """Whether a claim by its own words states what can be checked, or denies it."""
    return not claim["is_relay"] and bool(own_standpoints(claim, claim["targets"], claim["theatre"]))


def _answers(first: pl.DataFrame, track: Track) -> pl.DataFrame:
    """Which claim each claim answers, and where the chain of answers starts."""
    near = _linked(first)
    situations = first.join(near, left_on="claim_id", right_on="stands_for", how="semi")
    stated = [row["claim_id"] for row in track(_rows(situations)) if states_a_fact(row)]
    facts = near.filter(pl.col("stands_for").is_in(pl.Series(stated, dtype=pl.String).implode()))["claim_id"]
    rows = {row["claim_id"]: row for row in near.select("claim_id", *_LINKS, "stance").iter_rows(named=True)}
    answered = answered_claims(rows, set(facts))
    return pl.DataFrame(
        {
            "claim_id": list(answered),
            "answered": list(answered.values()),
            "root": [_root(claim_id, answered) for claim_id in answered],
        },
        schema={"claim_id": pl.String, "answered": pl.String, "root": pl.String},
    )


def _linked(first: pl.DataFrame) -> pl.DataFrame:
    """The claims that answer or hold others, or are answered or held."""
    linking = first.filter(pl.any_horizontal(pl.col(*_LINKS).is_not_null()))
    linked = pl.concat([linking["claim_id"], *(linking[link].drop_nulls() for link in _LINKS)]).unique()
    return first.join(linked.to_frame("claim_id"), on="claim_id", how="semi").sort("claim_id")


def _root(claim_id: str, answered: dict[str, str]) -> str:
    while claim_id in answered:
        claim_id = answered[claim_id]
    return claim_id


def _refined(members: pl.DataFrame) -> pl.DataFrame:
    """Part situations whose claims answer different ones, until none does: as often as answers are deep."""
    while True:
        upon = members.select(pl.col("claim_id").alias("answered"), pl.col("stands_for").alias("upon"))
        parted = members.join(upon, on="answered", how="left").with_columns(
            parted=pl.col("claim_id").min().over("stands_for", "upon")
        )
        if parted["parted"].n_unique() == parted["stands_for"].n_unique():
            return members
        members = parted.select("claim_id", "answered", "root", stands_for="parted")


def _attendance(claims: pl.DataFrame) -> pl.DataFrame:
    """The scenes of its own places, and those of the claim at the root of what it answers."""
    nowhere = pl.concat_list("theatre")
    where = pl.when(pl.col("places") == "").then(nowhere).otherwise(pl.col("places").str.split(PLACES))
    own = claims.select("claim_id", "event_type", where=where).explode("where")
    own = own.select("claim_id", scene=scene(pl.col("where"))).drop_nulls()
    root = own.select(pl.col("claim_id").alias("root"), "scene")
    answering = claims.select("claim_id", "root").join(root, on="root").select("claim_id", "scene")
    attendance = pl.concat([own, answering]).unique()
    named = attendance.select("scene").unique()
    ids = pl.Series("scene_id", [make_id(name) for name in named["scene"]], dtype=pl.String)
    return attendance.join(named.with_columns(ids), on="scene")


def scene_of(event_type: str, form: Form) -> str:
    """The scene on which a claim of this event type makes a statement of this form."""
    place_id, region_id, name = form.target
    place = PARTS.join(part or "" for part in (region_id, place_id, name)) if region_id else form.theatre or ""
    return families()[event_type] + FAMILY + place


@lru_cache(maxsize=100_000)
def target_of(place: str) -> Target:
    """Read a target from its parts: region, place and name, each empty if it has none.

    >>> target_of(PARTS.join(("UA-12", "", "")))
    Target(place_id=None, region_id='UA-12', name=None)
    """
    region_id, place_id, name = (part or None for part in place.split(PARTS))
    return Target(place_id, region_id, name)
