"""Claims of any number, the same each time: what the ledger is measured on.

A year of pages on regions of three conflicts. What is said once is told by several pages of its days. Most claims name
a settlement, some the region alone, a few no place; a fifth is the outlet's own voice; one in seven answers the claim
before it on its page.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import dataframely as dy
import numpy as np
import polars as pl

from claims_pipeline.propositions import Ledger, lay_claims
from claims_pipeline.schemas import (
    Articles,
    ClaimPlaces,
    Claims,
    Copies,
    PageLines,
    RawPages,
    Regions,
    Sources,
    StoryMembers,
)
from claims_pipeline.settings import PropositionsSettings

FIRST_DAY = date(2025, 1, 1)
N_DAYS = 365
CLAIMS_A_PAGE = 10
TELLINGS = 5
"""Claims that tell the same, on average: copies, and outlets on one briefing."""
SETTLEMENTS = 200
"""Settlements of each region that claims speak of."""
TOGETHER = 20
"""Things said one after another about one region: a page is about one region, or two."""
SIDES = {"UA": ("UA", "RU"), "SD": ("SD", "AE"), "MM": ("MM", "CN")}
"""The two sides of each conflict: the country whose ground it is, and another."""
REGIONS = tuple(f"{country}-{number:02}" for country in SIDES for number in range(1, 10))
EVENTS = {
    "territorial.captured": 4, "territorial.advanced": 4, "territorial.entered": 1, "territorial.controls": 2,
    "territorial.fighting": 3, "territorial.withdrew": 1, "attack.struck": 6, "casualties.killed": 5,
    "casualties.wounded": 2, "damage.destroyed": 2, "assessment": 3,
}  # fmt: skip
STANCES = {"says": 8, "claims": 4, "reports": 4, "announces": 2, "confirms": 1, "accuses": 1, "warns": 1}
ANSWERS = {"denies": 6, "rejects": 2, "dismisses": 2, "declines_comment": 1}
SPEAKERS = 12
"""Named speakers of each side."""


class Generated(NamedTuple):
    """The frames that the stage takes."""

    claims: dy.DataFrame[Claims]
    claim_places: dy.DataFrame[ClaimPlaces]
    sources: dy.DataFrame[Sources]
    regions: dy.DataFrame[Regions]
    story_members: dy.DataFrame[StoryMembers]


def make_claims(n: int, tellings: int = TELLINGS, seed: int = 7) -> Generated:
    """Make ``n`` claims that landed on the days of one year, in equal numbers a day."""
    draw = np.random.default_rng(seed)
    n_said = n // tellings + 1
    said = pl.DataFrame(
        {
            "said": np.arange(n_said),
            "region": draw.integers(0, len(REGIONS), n_said // TOGETHER + 1)[np.arange(n_said) // TOGETHER],
            "settlement": np.minimum(draw.zipf(1.4, n_said) - 1, SETTLEMENTS - 1),
            "place_draw": draw.random(n_said),
            "own_voice": draw.random(n_said) < 0.2,
            "event_type": _drawn(draw, EVENTS, n_said),
            "verb": _drawn(draw, STANCES, n_said),
            "answer": _drawn(draw, ANSWERS, n_said),
            "speaks_for": draw.integers(0, 2, n_said),
            "acts_for": draw.integers(0, 3, n_said),
            "speaker": draw.integers(0, SPEAKERS, n_said),
            "toll": draw.integers(1, 30, n_said),
            "day": np.arange(n_said) * N_DAYS // n_said,
        }
    )
    number = np.arange(n)
    page = number // CLAIMS_A_PAGE
    told = pl.DataFrame(
        {
            "number": number,
            "page": page,
            "said": np.maximum((number - draw.integers(0, TOGETHER * tellings, n)) // tellings, 0),
            "answers": (draw.random(n) < 1 / 7) & (number % CLAIMS_A_PAGE > 0),
        }
    ).with_columns(
        # An answer to the same is the same answer, whichever page tells it.
        said=pl.when("answers").then(pl.col("said").shift(1)).otherwise("said")
    )
    named = _named(told.join(said, on="said", maintain_order="left"), int(page[-1]) + 1 if n else 0)
    return Generated(
        Claims.cast(_claims(named)),
        ClaimPlaces.cast(_places(named)),
        Sources.cast(_sources()),
        Regions.cast(pl.DataFrame([{"region_id": r, "country": r[:2], "name": f"Region {r}"} for r in REGIONS])),
        StoryMembers.cast(_stories(named)),
    )


def _drawn(draw: np.random.Generator, weights: dict[str, int], n: int) -> pl.Series:
    share = np.array(list(weights.values())) / sum(weights.values())
    words = pl.Series(list(weights))
    return words.gather(draw.choice(len(weights), n, p=share))


def _hex(kind: str, number: pl.Expr) -> pl.Expr:
    """Ids are hexadecimal digests; these are as good: a letter for the kind, and the number."""
    return pl.lit(kind) + number.cast(pl.String).str.zfill(15)


def _named(drawn: pl.DataFrame, n_pages: int) -> pl.DataFrame:
    homes = [region[:2] for region in REGIONS]
    sides = pl.DataFrame({"region": range(len(REGIONS)), "region_id": REGIONS, "home": homes}).with_columns(
        pl.col("home").replace_strict({home: other for home, (_, other) in SIDES.items()}).alias("other")
    )
    narrates = pl.col("own_voice") & ~pl.col("answers")
    return (
        drawn.join(sides, on="region", maintain_order="left")
        .with_columns(
            claim_id=_hex("c", pl.col("number")),
            page_id=_hex("a", pl.col("page")),
            landed_on=pl.lit(FIRST_DAY) + pl.duration(days=pl.col("page") * N_DAYS // max(n_pages, 1)),
            place=pl.lit("Town") + pl.col("settlement").cast(pl.String),
            source_country=pl.when(~narrates).then(pl.when(pl.col("speaks_for") == 0).then("home").otherwise("other")),
            actor_country=pl.when(pl.col("acts_for") == 0).then("home").when(pl.col("acts_for") == 1).then("other"),
        )
        .with_columns(
            stance=pl.when("answers").then("answer").when(narrates).then(pl.lit("narrates")).otherwise("verb"),
            source_id=pl.col("source_country").str.to_lowercase() + ".speaker" + pl.col("speaker").cast(pl.String),
            content_text=pl.col("toll").cast(pl.String) + " people were killed in " + pl.col("place"),
        )
    )


def _claims(named: pl.DataFrame) -> pl.DataFrame:
    start = (pl.col("number") % CLAIMS_A_PAGE).cast(pl.Int32) * 100
    said = pl.lit(FIRST_DAY) + pl.duration(days="day")
    cue = pl.concat_list(pl.struct(start_char=start, end_char=start + 4))
    no_spans = pl.lit([], dtype=pl.List(pl.Struct({"start_char": pl.Int32, "end_char": pl.Int32})))
    return named.select(
        "claim_id",
        "page_id",
        "landed_on",
        zone=pl.lit("body"),
        source_spans=no_spans,
        cue_spans=pl.when(pl.col("stance") == "narrates").then(no_spans).otherwise(cue),
        content_spans=pl.concat_list(
            pl.struct(
                start_char=start + 10, end_char=start + 10 + pl.col("content_text").str.len_chars().cast(pl.Int32)
            )
        ),
        source_text=pl.lit(None, pl.String),
        cue_text=pl.when(pl.col("stance") != "narrates").then(pl.lit("said")),
        content_text=pl.col("content_text"),
        source_id=pl.col("source_id"),
        source_country=pl.col("source_country"),
        stance=pl.col("stance"),
        polarity=pl.lit("positive"),
        directness=pl.lit("indirect"),
        hedges=pl.lit([], dtype=pl.List(pl.String)),
        event_type=pl.col("event_type"),
        actor_country=pl.col("actor_country"),
        parent_claim_id=pl.lit(None, pl.String),
        responds_to_claim_id=pl.when("answers").then(_hex("c", pl.col("number") - 1)),
        said_from=said,
        said_to=said,
        event_from=pl.lit(None, pl.Date),
        event_to=pl.lit(None, pl.Date),
        against_interest=pl.col("source_country").eq_missing(pl.col("home"))
        & pl.col("actor_country").eq_missing(pl.col("other"))
        & (pl.col("stance") == "confirms"),
        confidence=pl.lit(0.9),
        evidence=pl.lit("generated"),
        extractor_version=pl.lit("generated 1"),
    )


def _places(named: pl.DataFrame) -> pl.DataFrame:
    at_settlement = pl.col("place_draw") < 0.6
    start = (pl.col("number") % CLAIMS_A_PAGE).cast(pl.Int32) * 100 + 10
    end = start + pl.col("content_text").str.len_chars().cast(pl.Int32)
    return named.filter(~pl.col("answers") & (pl.col("place_draw") < 0.9)).select(
        "claim_id",
        "landed_on",
        start_char=end - pl.col("place").str.len_chars().cast(pl.Int32),
        end_char=end,
        place_id=pl.when(at_settlement).then(pl.col("region_id") + "." + pl.col("place")).otherwise("region_id"),
        region_id=pl.col("region_id"),
        role=pl.lit("target"),
        evidence=pl.lit("generated"),
    )


def _sources() -> pl.DataFrame:
    countries = sorted({country for pair in SIDES.values() for country in pair})
    rows = [(f"{country.lower()}.speaker{n}", country) for country in countries for n in range(SPEAKERS)]
    return pl.DataFrame(
        [
            {"source_id": key, "name": key.upper(), "kind": "official", "country": country, "aliases": [key]}
            for key, country in rows
        ]
    )


def _stories(named: pl.DataFrame) -> pl.DataFrame:
    """Every third page is a copy of the one before it."""
    pages = named.select("page", "page_id").unique(maintain_order=True)
    is_copy = pl.col("page") % 3 == 2
    return pages.select(
        "page_id",
        story_id=_hex("b", pl.col("page") - is_copy.cast(pl.Int64)),
        role=pl.when(is_copy).then(pl.lit("copy")).otherwise(pl.lit("canonical")),
    )


def lay_made(made: Generated) -> Ledger:
    """Lay all generated claims on propositions."""
    return lay_claims(
        made.claims,
        made.claim_places,
        made.sources,
        made.regions,
        PropositionsSettings(),
        story_members=made.story_members,
    )


def make_pages(generated: Generated) -> dict[str, pl.DataFrame]:
    """The tables of the pages that these claims stand on: each of one line, every third a copy of the one before it."""
    pages = (
        generated.claims.select("page_id", "landed_on").unique("page_id", maintain_order=True).with_row_index("page")
    )
    outlet = pl.lit("Outlet ") + (pl.col("page") * 7 % 40).cast(pl.String)
    raw_pages = pages.select(
        "page_id",
        "landed_on",
        source_ref=pl.col("page_id") + ".txt",
        content_sha256=pl.lit("0" * 64),
        n_bytes=pl.lit(1_000),
        url=pl.lit(None, pl.String),
        outlet=outlet,
        fetched_at_utc=pl.lit(None, pl.Datetime),
        media_type=pl.lit("text/plain"),
        encoding=pl.lit("utf-8"),
        status=pl.lit("accepted"),
        reason=pl.lit(None, pl.String),
        page_text=pl.lit("A page. "),
    )
    articles = pages.select(
        "page_id",
        "landed_on",
        title=pl.lit(None, pl.String),
        byline=pl.lit(None, pl.String),
        outlet=outlet,
        agency=pl.lit(None, pl.String),
        dateline=pl.lit(None, pl.String),
        published_from="landed_on",
        published_to="landed_on",
        published_basis=pl.lit("landed_on"),
        language=pl.lit("en"),
        text=pl.lit("A page."),
        n_words=pl.lit(2),
    )
    page_lines = pages.select(
        "page_id",
        "landed_on",
        line_no=pl.lit(1),
        start_char=pl.lit(0),
        end_char=pl.lit(1_000),
        xpath=pl.lit(None, pl.String),
        label=pl.lit("body"),
        kept=pl.lit(True),
        rule=pl.lit("generated"),
        score=pl.lit(None, pl.Float64),
    )
    copies = pages.with_columns(page_id_a=pl.col("page_id").shift(1)).filter(pl.col("page") % 3 == 2)
    no_spans = pl.lit([], dtype=pl.List(pl.Struct({"start_char": pl.Int32, "end_char": pl.Int32})))
    copies = copies.select(
        "page_id_a",
        page_id_b="page_id",
        kind=pl.lit("wire_copy"),
        containment_a=pl.lit(0.5),
        containment_b=pl.lit(0.5),
        shared_spans_a=no_spans,
        shared_spans_b=no_spans,
    )
    return {
        "raw_pages": RawPages.cast(raw_pages),
        "articles": Articles.cast(articles),
        "page_lines": PageLines.cast(page_lines),
        "copies": Copies.cast(copies),
    }
