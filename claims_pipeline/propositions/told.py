"""What each claim tells, as a row that can be compared: its side, its places, its theatre, its number, its story.

Input: the tables that the stage takes. Output: one row a claim (its id and links, and ``SAME``). All is done on whole
columns; what the rules decide, they decide once for all claims that are the ``SAME`` (:mod:`.situations`).
"""

from __future__ import annotations

import polars as pl

from claims_pipeline.propositions.grammar import bystanders, families
from claims_pipeline.propositions.quantities import COUNTING, quantity_of

SPOKEN = (
    "source_id", "source_country", "stance", "polarity", "event_type", "actor_country", "said_from", "said_to",
    "event_from", "event_to", "against_interest",
)  # fmt: skip
"""Columns of a claim that the rules read."""
SAME = (*SPOKEN, "places", "theatre", "low", "high", "bystander", "story", "is_relay")
"""Claims that are equal in these, and answer equal claims, stand alike on everything."""
PARTS, PLACES, FAMILY = "\x1f", "\x1e", "\x1d"
"""Between the parts of a target, between the targets in ``places``, and after the family of a scene."""
_LINKS = ("claim_id", "page_id", "parent_claim_id", "responds_to_claim_id")


def told_by_claims(
    claims: pl.DataFrame,
    claim_places: pl.DataFrame,
    sources: pl.DataFrame,
    regions: pl.DataFrame,
    story_members: pl.DataFrame | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what each claim tells, and the most frequent wording of the place of each scene.

    A claim that names no side has that of its source. The theatre is told of claims without a place alone, the story
    of the outlet's own voice and of nobody in particular alone: they speak for it.
    """
    plain = claims.select(*_LINKS, *SPOKEN, "content_spans", "content_text", bystander=_bystander()).with_columns(
        pl.col("stance", "polarity").cast(pl.String)
    )
    targets = _targets(plain, claim_places, regions)
    countries = sources.select("source_id", pl.col("country").alias("_country"))
    told = (
        plain.join(countries, on="source_id", how="left")
        .with_columns(source_country=pl.coalesce("source_country", "_country"))
        .join(_joined(targets), on="claim_id", how="left")
        .join(_theatres(targets), on="page_id", how="left")
        .join(_relays(plain), on=("claim_id", "event_type"), how="left", nulls_equal=True)
        .join(_numbers(plain), on=("content_text", "event_type"), how="left")
        .join(_stories(plain, story_members), on="page_id", how="left")
        .with_columns(
            pl.col("places").fill_null(""),
            theatre=pl.when(pl.col("places").is_null()).then("theatre"),
            is_relay=pl.col("is_relay").fill_null(value=False) & (pl.col("stance") != "narrates"),
            story=pl.when(
                (pl.col("stance") == "narrates")
                | pl.col("bystander").is_not_null()
                | (pl.col("source_id").is_null() & pl.col("source_country").is_null())
            ).then("story"),
        )
    )
    return told.select(*_LINKS, *SAME), _usual(targets)


def _bystander() -> pl.Expr:
    """The word that tells what a speaker without a name is: a resident, a doctor."""
    words = "|".join(bystanders())
    return pl.when(pl.col("source_id").is_null()).then(
        pl.col("source_text").str.to_lowercase().str.extract(rf"\b({words})\b")
    )


def _targets(claims: pl.DataFrame, claim_places: pl.DataFrame, regions: pl.DataFrame) -> pl.DataFrame:
    """The targets of each claim, a row each; a settlement stands for the region that is named with it.

    A settlement whose name fits several places of its region goes by its name. In claims of ground a city that bears
    the name of its region is taken for the region: who says that an army entered it means the region more often than
    not, and taking all such claims alike lets them meet.
    """
    spot = ("page_id", "start_char", "end_char")
    found = (
        claim_places.filter(pl.col("role") == "target")
        .select("claim_id", "start_char", "end_char", "place_id", "region_id")
        .join(claims.select("claim_id", "page_id", "event_type"), on="claim_id")
    )
    is_region = pl.col("place_id").eq_missing(pl.col("region_id")) | (
        pl.col("event_type").str.starts_with("territorial.")
        & (pl.col("words").str.to_lowercase() == pl.col("_region").str.to_lowercase())
    ).fill_null(value=False)
    is_open = ~is_region & pl.col("place_id").is_null()
    return (
        found.join(_words(found, claims), on=spot, how="left")
        .join(regions.select("region_id", pl.col("name").alias("_region")), on="region_id", how="left")
        .with_columns(
            name=pl.when(is_open).then(pl.col("words").str.to_lowercase()),
            place_id=pl.when(~is_region).then("place_id"),
        )
        .with_columns(is_settlement=pl.any_horizontal(pl.col("place_id", "name").is_not_null()))
        .filter(pl.col("is_settlement") | ~pl.col("is_settlement").any().over("claim_id", "region_id"))
        .with_columns(
            place=pl.concat_str(
                *(pl.col(part).fill_null("") for part in ("region_id", "place_id", "name")), separator=PARTS
            )
        )
        .select("claim_id", "page_id", "event_type", "region_id", "place", "words")
    )


def _words(found: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The words at each place, read from the contents that hold it; in small letters they are no name ("the village").

    The content text is its spans joined by one space. No control character stays, so that none parts a scene.
    """
    asked = found.select("page_id", "start_char", "end_char").unique()
    spans = (
        claims.join(asked, on="page_id", how="semi")
        .select("claim_id", "page_id", "content_text", "content_spans")
        .explode("content_spans")
        .select(
            "claim_id",
            "page_id",
            "content_text",
            *(pl.col("content_spans").struct.field(edge).alias(f"_{edge}") for edge in ("start_char", "end_char")),
        )
        .with_columns(length=pl.col("_end_char") - pl.col("_start_char") + 1)
        .with_columns(offset=pl.col("length").cum_sum().over("claim_id") - pl.col("length"))
    )
    words = pl.col("content_text").str.slice(
        pl.col("offset") + pl.col("start_char") - pl.col("_start_char"), pl.col("end_char") - pl.col("start_char")
    )
    return (
        asked.join(spans, on="page_id")
        .filter((pl.col("_start_char") <= pl.col("start_char")) & (pl.col("end_char") <= pl.col("_end_char")))
        .with_columns(words=words.str.replace_all(r"[\s\x00-\x1f]+", " ").str.strip_chars())
        .filter((pl.col("words") != "") & ~pl.col("words").str.contains(r"^\p{Ll}"))
        .group_by("page_id", "start_char", "end_char")
        .agg(pl.col("words").min())
    )


def _joined(targets: pl.DataFrame) -> pl.DataFrame:
    return targets.group_by("claim_id").agg(pl.col("place").unique().sort().str.join(PLACES).alias("places"))


def _theatres(targets: pl.DataFrame) -> pl.DataFrame:
    """The country of most target regions of each page; of several, the first in the alphabet."""
    return (
        targets.unique(("claim_id", "place"))
        .group_by("page_id", theatre=pl.col("region_id").str.head(2))
        .len()
        .sort("page_id", -pl.col("len").cast(pl.Int64), "theatre")
        .unique("page_id", keep="first", maintain_order=True)
        .select("page_id", "theatre")
    )


def _relays(claims: pl.DataFrame) -> pl.DataFrame:
    """Claims inside which another speaker claims the same: who reports that another claims it does not claim it too."""
    inner = claims.filter(pl.col("parent_claim_id").is_not_null() & (pl.col("stance") != "narrates"))
    return inner.select(pl.col("parent_claim_id").alias("claim_id"), "event_type", is_relay=True).unique()


def _numbers(claims: pl.DataFrame) -> pl.DataFrame:
    """How many each content speaks of: each text is read once."""
    texts = claims.filter(pl.col("event_type").is_in(COUNTING)).select("content_text", "event_type").unique()
    read = [quantity_of(text, event_type) for text, event_type in texts.iter_rows()]
    return texts.with_columns(
        low=pl.Series([number.low if number else None for number in read], dtype=pl.Int64),
        high=pl.Series([number.high if number else None for number in read], dtype=pl.Int64),
    ).filter(pl.col("low").is_not_null())


def _stories(claims: pl.DataFrame, story_members: pl.DataFrame | None) -> pl.DataFrame:
    """The story of each page, or the page itself."""
    pages = claims.select("page_id").unique()
    if story_members is None:
        return pages.with_columns(story="page_id")
    known = story_members.group_by("page_id").agg(pl.col("story_id").min().alias("story"))
    return pages.join(known, on="page_id", how="left").with_columns(pl.col("story").fill_null(pl.col("page_id")))


def _usual(targets: pl.DataFrame) -> pl.DataFrame:
    """The most frequent wording of the place of each scene (first in the alphabet on a tie)."""
    return (
        targets.filter(pl.col("words").is_not_null())
        .select("words", scene=scene(pl.col("place")))
        .drop_nulls()
        .group_by("scene", "words")
        .len()
        .sort("scene", -pl.col("len").cast(pl.Int64), "words")
        .unique("scene", keep="first", maintain_order=True)
        .select("scene", "words")
    )


def scene(place: pl.Expr) -> pl.Expr:
    """The scene of a claim at a place, or in a theatre: claims of one family of event types meet there, no others."""
    family = pl.col("event_type").replace_strict(families(), default=None, return_dtype=pl.String)
    return pl.concat_str(family, place, separator=FAMILY)
