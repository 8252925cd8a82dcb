"""Every table of the pipeline, once: its columns, their types, units, rules and meaning.

Stages take and return these frames, the warehouse creates DuckDB tables and comments from them, the data dictionary
and the asset checks are generated from them. Nothing else describes a column.

Offsets are Unicode code points into ``raw_pages.page_text`` of the same page, ``start_char`` inclusive, ``end_char``
exclusive. A column that means the same thing in several tables is one factory below.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any, Literal

import dataframely as dy
import polars as pl

SCHEMA_VERSION = 2

# ---------------------------------------------------------------- vocabularies

PAGE_STATUS = ("accepted", "rejected")
BODY_LABELS = ("body", "subheading")
LINE_LABELS = (
    "body", "subheading", "headline", "caption", "byline", "dateline", "agency_credit", "credit",
    "nav", "on_air", "share", "audio_widget", "cookie_banner", "related_link", "ad", "newsletter",
    "comment", "footer", "banner", "blank",
)  # fmt: skip
PUBLISHED_BASIS = ("sidecar", "json_ld", "meta_tag", "url", "visible_line", "relative_weekday", "landed_on")
COPY_KINDS = ("same_text", "revised", "wire_copy", "rewrite", "retelling", "shared_quote", "stock_background")
STORY_ROLES = ("canonical", "copy")
ZONES = ("headline", "body", "caption")
STANCES = (
    "says", "claims", "asserts", "reports", "alleges", "announces", "confirms", "acknowledges", "denies", "rejects",
    "dismisses", "disputes", "accuses", "warns", "predicts", "threatens", "promises", "intends", "believes", "demands",
    "calls_for", "refuses", "declines_comment", "narrates",
)  # fmt: skip
POLARITIES = ("positive", "negative")
DIRECTNESS = ("direct", "indirect", "mixed")
SOURCE_KINDS = ("government", "military", "armed_group", "monitor", "media", "official", "civilian", "igo", "unknown")
MENTION_STATUS = ("resolved", "region_only", "ambiguous", "rejected")
PLACE_ROLES = ("target", "origin", "venue", "source", "reference")
COORDINATE_SOURCES = ("cities", "postal", "municipality", "district", "region")
PLACE_LEVELS = ("country", "region", "district", "municipality", "settlement", "macro_region", "feature")
RELATIONS = ("affirms", "denies", "concedes", "disputes", "no_comment")

# ---------------------------------------------------------------- columns shared by several tables

_ID = r"^[0-9a-f]{16}$"
_REGION = r"^[A-Z]{2}-[A-Z0-9]{1,3}$"
_COUNTRY = r"^[A-Z]{2}$"


def _spans(**rules: Any) -> dy.List:
    span: dict[str, dy.Column] = {
        "start_char": dy.Int32(nullable=False, min=0),
        "end_char": dy.Int32(nullable=False, min=0),
    }
    return dy.List(dy.Struct(span, nullable=False), **rules)


_page_id = partial(
    dy.String, regex=_ID, description="The page: digest of `landed_on`, `source_ref` and content, 16 hex digits."
)
_landed_on = partial(
    dy.Date,
    description="Day on which the page arrived; the partition. Not the publication date (see `published_from`).",
)
_start_char = partial(dy.Int32, min=0, description="First code point of the span in the page text, from 0.")
_end_char = partial(dy.Int32, min=0, description="One past the last code point of the span in the page text.")
_story_id = partial(dy.String, regex=_ID, description="The story: digest of its member pages' canonical page.")
_claim_id = partial(
    dy.String, regex=_ID, description="The claim: digest of its page and its source, cue and content spans."
)
_source_id = partial(
    dy.String, min_length=1, description="The speaker: readable key of `sources`, e.g. `ru.defence_ministry`."
)
_place_id = partial(
    dy.String, min_length=1, description="The place: key of `places` (national codifier code or ISO code)."
)
_region_id = partial(dy.String, regex=_REGION, description="Region, ISO 3166-2 code, e.g. `UA-12`.")
_proposition_id = partial(
    dy.String,
    regex=_ID,
    description="The proposition: digest of event type, actor, place or region, period, and number if one is told.",
)
_event_id = partial(
    dy.String,
    regex=_ID,
    description="The event: the same for propositions that differ in the number that they tell alone.",
)
_country = partial(dy.String, regex=_COUNTRY, description="Country, ISO 3166-1 alpha-2 code.")
_source_country = partial(
    dy.String, regex=_COUNTRY, description="Country of the side that speaks, ISO 3166-1 alpha-2; null if none is known."
)
_source_name = partial(dy.String, min_length=1, description="Canonical name of the speaker.")
_source_kind = partial(dy.Enum, SOURCE_KINDS, description="What the speaker is.")
_outlet = partial(dy.String, min_length=1, description="Name of the outlet that carried the page; null if unknown.")
_agency = partial(
    dy.String, min_length=1, description="News agency that the text (not a picture) is credited to; null if none."
)
_event_type = partial(
    dy.String,
    regex=r"^[a-z_]+(\.[a-z_]+)?$",
    description="What the content is about, with its scope: `territorial.entered`, `territorial.captured`, …",
)
_relation = partial(
    dy.Enum,
    RELATIONS,
    description="Where the claim stands on the proposition: affirms, denies, concedes, disputes, no_comment.",
)
_voice_id = partial(
    dy.String,
    regex=_ID,
    description="The act of speaking: digest of speaker, proposition, side and time of speaking.",
)
_said_from = partial(dy.Date, description="Earliest day on which it can have been said.")
_said_to = partial(dy.Date, description="Latest day on which it can have been said.")
_stance = partial(
    dy.Enum, STANCES, description="What the source does by saying it; `narrates` is the outlet's own voice."
)
_n_pages = partial(dy.Int64, min=0, description="Pages, copies included.")
_n_claims = partial(dy.Int64, min=0, description="Claims, copies included.")
_n_voices = partial(
    dy.Int64,
    min=0,
    description="Independent voices: a source counts once for each time it spoke, however many pages carry it.",
)
_n_stories = partial(dy.Int64, min=0, description="Stories: groups of copies count once.")
_n_outlets = partial(dy.Int64, min=0, description="Outlets (pages without a known outlet count by page).")
_region_name = partial(dy.String, min_length=1, description="English name of the region.")
_evidence = partial(
    dy.String, description="Why: the rules that decided, in words that `claims-pipeline explain` prints."
)

# ---------------------------------------------------------------- pages


class RawPages(dy.Schema):
    """One page as received."""

    page_id = _page_id(primary_key=True)
    landed_on = _landed_on()
    source_ref = dy.String(
        min_length=1, description="Path in the landing folder; `path#id` for one record of a container file."
    )
    content_sha256 = dy.String(regex=r"^[0-9a-f]{64}$", description="SHA-256 of the page's bytes as received.")
    n_bytes = dy.Int64(min=0, description="Size of the page as received, bytes.")
    url = dy.String(nullable=True, description="Address of the page, from sidecar, record or markup; null if unknown.")
    outlet = _outlet(nullable=True)
    fetched_at_utc = dy.Datetime(nullable=True, description="When the page was fetched, UTC; null if unknown.")
    media_type = dy.String(description="`text/plain`, `text/html` or `application/octet-stream`.")
    encoding = dy.String(nullable=True, description="Character encoding that the bytes were decoded with.")
    status = dy.Enum(PAGE_STATUS, description="`accepted`, or `rejected` with a `reason`.")
    reason = dy.String(nullable=True, regex=r"^[a-z_]+$", description="Why the page was rejected; null when accepted.")
    page_text = dy.String(
        description="The text that all offsets index. Text pages: decoded, unchanged. HTML: flattened, a block a line."
    )

    @dy.rule()
    def rejected_has_reason(cls) -> pl.Expr:
        return (pl.col("status") == "rejected") == pl.col("reason").is_not_null()


class PageBlocks(dy.Schema):
    """One block of a page before it is judged: a line of text, or a block element of HTML, with what markup tells."""

    page_id = _page_id(primary_key=True)
    landed_on = _landed_on()
    line_no = dy.Int32(primary_key=True, min=1, description="Number of the block in the page text, from 1.")
    start_char = _start_char()
    end_char = _end_char()
    xpath = dy.String(nullable=True, description="XPath of the block's element; null on text pages.")
    tag = dy.String(nullable=True, description="Name of the block's element; null on text pages.")
    context = dy.String(
        nullable=True,
        description="Ancestor tags, classes, ids and roles, outermost first, lower case; null on text pages.",
    )
    link_chars = dy.Int32(min=0, description="Characters of the block that stand inside links.")
    hidden = dy.Bool(description="Whether the markup hides the block from readers.")


class PageHints(dy.Schema):
    """One thing that a page's markup, record or sidecar says about the page itself."""

    page_id = _page_id(primary_key=True)
    landed_on = _landed_on()
    hint_no = dy.Int32(primary_key=True, min=0, description="Order of the hint in the page, from 0.")
    origin = dy.Enum(
        ("sidecar", "json_ld", "meta_tag", "title_tag", "time_tag", "link_tag"), description="Where the hint stands."
    )
    key = dy.String(description="Name of the hint, lower case: `headline`, `og:title`, `article:published_time`, …")
    value = dy.String(description="Its text, white space folded.")


class PageLines(dy.Schema):
    """One block of a page, judged: what it is, and whether its text is kept."""

    page_id = _page_id(primary_key=True)
    landed_on = _landed_on()
    line_no = dy.Int32(primary_key=True, min=1, description="Number of the block in the page text, from 1.")
    start_char = _start_char()
    end_char = _end_char()
    xpath = dy.String(nullable=True, description="XPath of the block's element; null on text pages.")
    label = dy.Enum(LINE_LABELS, description="What the block is.")
    kept = dy.Bool(description="Whether claims may be taken from it: body, subheading, headline and captions are kept.")
    rule = dy.String(min_length=1, description="The rule that decided label and kept.")
    score = dy.Float64(
        nullable=True, min=0, max=1, description="Probability, by the line classifier, that it is the article's text."
    )


class Articles(dy.Schema):
    """The clean text of one page, and what the page says of itself."""

    page_id = _page_id(primary_key=True)
    landed_on = _landed_on()
    title = dy.String(nullable=True, description="Headline; null if the page has none.")
    byline = dy.String(nullable=True, description="Authors as printed, joined by `; `; null if none is named.")
    outlet = _outlet(nullable=True)
    agency = _agency(nullable=True)
    dateline = dy.String(nullable=True, description="Place line that opens the story, as printed; null if none.")
    published_from = dy.Date(description="Earliest day on which the page can have been published.")
    published_to = dy.Date(description="Latest day on which the page can have been published.")
    published_basis = dy.Enum(PUBLISHED_BASIS, description="What the publication range rests on.")
    language = dy.String(nullable=True, regex=r"^[a-z]{2}$", description="ISO 639-1 code; null if too short to tell.")
    text = dy.String(description="Kept body lines and subheadings, a line each.")
    n_words = dy.Int32(min=0, description="Words of `text`.")

    @dy.rule()
    def published_range_is_ordered(cls) -> pl.Expr:
        return pl.col("published_from") <= pl.col("published_to")


# ---------------------------------------------------------------- stories


class Fingerprints(dy.Schema):
    """The clean text of one page as hashes of its words: what grouping copies compares, and needs to know of a page."""

    page_id = _page_id(primary_key=True)
    landed_on = _landed_on()
    text_digest = dy.String(
        regex=r"^[0-9a-f]{32}$", description="The same for texts of equal words: BLAKE2b of `words`."
    )
    n_words = dy.Int32(min=1, description="Words of the clean text, as in `articles`.")
    outlet = _outlet(nullable=True)
    agency = _agency(nullable=True)
    published_from = dy.Date(description="Earliest day on which the page can have been published.")
    published_to = dy.Date(description="Latest day on which the page can have been published.")
    is_dated = dy.Bool(description="Whether the page tells when it was published; else the range is a guess.")
    words = dy.Binary(
        description="A hash of each word, case, accents and British spelling folded: 32 bits each, little-endian."
    )
    quoted = dy.Binary(
        description="A bit for each word, the first in the highest: whether it stands in quotation marks."
    )


class Copies(dy.Schema):
    """Two pages that share text, or tell the same in other words."""

    page_id_a = _page_id(primary_key=True)
    page_id_b = _page_id(primary_key=True)
    kind = dy.Enum(
        COPY_KINDS,
        description="How the two texts are related: the same words (`same_text`), small changes (`revised`), much of the "
        "text (`wire_copy`), the same quotes in other prose (`rewrite`): these make one story. Told alike without a "
        "passage in common (`retelling`, a hint); somebody's words (`shared_quote`), or paragraphs (`stock_background`).",
    )
    containment_a = dy.Float64(min=0, max=1, description="Share of a's clean text that also stands in b, 0 to 1.")
    containment_b = dy.Float64(min=0, max=1, description="Share of b's clean text that also stands in a, 0 to 1.")
    shared_spans_a = _spans(description="The shared passages in the page text of a.")
    shared_spans_b = _spans(description="The shared passages in the page text of b, in the order of `shared_spans_a`.")

    @dy.rule()
    def pair_is_ordered(cls) -> pl.Expr:
        return pl.col("page_id_a") < pl.col("page_id_b")


class Stories(dy.Schema):
    """A group of pages that carry one text."""

    story_id = _story_id(primary_key=True)
    canonical_page_id = _page_id()
    agency = _agency(nullable=True)
    n_pages = _n_pages(min=1)
    n_outlets = _n_outlets()


class StoryMembers(dy.Schema):
    """One page of one story."""

    page_id = _page_id(primary_key=True)
    story_id = _story_id(primary_key=True)
    role = dy.Enum(STORY_ROLES, description="`canonical` for the page that stands for the story, else `copy`.")


# ---------------------------------------------------------------- claims


class Claims(dy.Schema):
    """One attributed statement, or one statement in the outlet's own voice."""

    claim_id = _claim_id(primary_key=True)
    page_id = _page_id()
    landed_on = _landed_on()
    zone = dy.Enum(ZONES, description="Part of the page in which the content stands.")
    source_spans = _spans(description="Who says it; empty when the text names nobody.")
    cue_spans = _spans(description="The words that attribute; empty for the outlet's own voice.")
    content_spans = _spans(min_length=1, description="What is said; several spans when a quote is interrupted.")
    source_text = dy.String(nullable=True, description="Page text at `source_spans`, joined by one space.")
    cue_text = dy.String(nullable=True, description="Page text at `cue_spans`, joined by one space.")
    content_text = dy.String(min_length=1, description="Page text at `content_spans`, joined by one space.")
    source_id = _source_id(nullable=True)
    source_country = _source_country(nullable=True)
    stance = _stance()
    polarity = dy.Enum(POLARITIES, description="Whether the content itself is negated (`has not entered`).")
    directness = dy.Enum(
        DIRECTNESS, description="`direct` in quotation marks, `indirect` in the outlet's words, or `mixed`."
    )
    hedges = dy.List(dy.String(nullable=False), description="Words that weaken the content: reportedly, appears to, …")
    event_type = _event_type(nullable=True)
    actor_country = dy.String(
        nullable=True,
        regex=_COUNTRY,
        description="Country of the side that does what the content tells; null if unknown.",
    )
    parent_claim_id = _claim_id(nullable=True, description="The claim inside whose content this claim stands.")
    responds_to_claim_id = _claim_id(nullable=True, description="The claim of the same page that this claim answers.")
    said_from = _said_from()
    said_to = _said_to()
    event_from = dy.Date(nullable=True, description="First day of the time that the content names; null if none.")
    event_to = dy.Date(nullable=True, description="Last day of the time that the content names; null if none.")
    against_interest = dy.Bool(description="Whether the side that the statement hurts affirms it.")
    confidence = dy.Float64(min=0, max=1, description="How sure the extractor is of the attribution, 0 to 1.")
    evidence = _evidence()
    extractor_version = dy.String(min_length=1, description="Name and version of the extractor.")

    @dy.rule()
    def only_the_outlet_has_no_cue(cls) -> pl.Expr:
        return (pl.col("stance") == "narrates") | (pl.col("cue_spans").list.len() > 0)

    @dy.rule()
    def said_range_is_ordered(cls) -> pl.Expr:
        return pl.col("said_from") <= pl.col("said_to")


class Sources(dy.Schema):
    """A speaker or organisation."""

    source_id = _source_id(primary_key=True)
    name = _source_name()
    kind = _source_kind()
    country = _source_country(nullable=True)
    aliases = dy.List(dy.String(nullable=False), description="Names under which the pages mention it, sorted.")


class SourcesSeen(dy.Schema):
    """One name under which a day's pages mention a speaker; `sources` is its summary over all days."""

    landed_on = _landed_on(primary_key=True)
    source_id = _source_id(primary_key=True)
    alias = dy.String(primary_key=True, min_length=1, description="The name as the page has it.")
    name = _source_name()
    kind = _source_kind()
    country = _source_country(nullable=True)


# ---------------------------------------------------------------- places


class Regions(dy.Schema):
    """An ISO 3166-2 subdivision of a country of the gazetteer."""

    region_id = _region_id(primary_key=True)
    country = _country()
    name = _region_name()


class Places(dy.Schema):
    """One place of the gazetteer."""

    place_id = _place_id(primary_key=True)
    parent_id = _place_id(nullable=True, description="The place that contains it; null at the top.")
    country = _country(nullable=True)
    region_id = _region_id(nullable=True)
    level = dy.Enum(PLACE_LEVELS, description="Administrative level.")
    name = dy.String(min_length=1, description="English name.")
    population = dy.Int64(nullable=True, min=0, description="Inhabitants; null if the source gives none.")
    latitude = dy.Float64(nullable=True, min=-90, max=90, description="Degrees north, WGS 84.")
    longitude = dy.Float64(nullable=True, min=-180, max=180, description="Degrees east, WGS 84.")
    coordinate_source = dy.Enum(
        COORDINATE_SOURCES,
        nullable=True,
        description="GeoNames' list of cities or of postal codes, else the centre of what contains it; null without point.",
    )
    coordinate_error_km = dy.Float64(nullable=True, min=0, description="Typical error of the coordinates, km.")


class PlaceNames(dy.Schema):
    """One written form of one place."""

    place_id = _place_id(primary_key=True)
    form = dy.String(primary_key=True, min_length=1, description="The name as it may be written in English text.")
    scheme = dy.String(
        primary_key=True, description="Where the form comes from: `kmu2010`, `bgn`, `geonames`, `curated`, …"
    )


class PlaceMentions(dy.Schema):
    """One string of a page that is, or looks like, a place."""

    page_id = _page_id(primary_key=True)
    landed_on = _landed_on()
    start_char = _start_char(primary_key=True)
    end_char = _end_char(primary_key=True)
    surface = dy.String(min_length=1, description="Page text at the span.")
    status = dy.Enum(MENTION_STATUS, description="What became of it; `rejected` has a `reject_reason`.")
    reject_reason = dy.String(
        nullable=True, regex=r"^[a-z_]+$", description="Why it is not a place here; null unless rejected."
    )
    place_id = _place_id(nullable=True)
    region_ids = dy.List(
        dy.String(nullable=False, regex=_REGION),
        description="Its regions, ISO 3166-2, sorted; two for a macro-region such as Donbas.",
    )
    probability = dy.Float64(
        nullable=True, min=0, max=1, description="Probability that place and regions are right; null when rejected."
    )
    evidence = _evidence()

    @dy.rule()
    def rejected_has_reason(cls) -> pl.Expr:
        return (pl.col("status") == "rejected") == pl.col("reject_reason").is_not_null()


class ClaimPlaces(dy.Schema):
    """One place of one claim."""

    claim_id = _claim_id(primary_key=True)
    landed_on = _landed_on()
    start_char = _start_char(primary_key=True)
    end_char = _end_char(primary_key=True)
    place_id = _place_id(nullable=True)
    region_id = _region_id(primary_key=True)
    role = dy.Enum(
        PLACE_ROLES, description="`target` is where the content takes place; only targets count in region views."
    )
    evidence = _evidence()


# ---------------------------------------------------------------- propositions


class Propositions(dy.Schema):
    """One checkable statement."""

    proposition_id = _proposition_id(primary_key=True)
    event_id = _event_id()
    scene_id = dy.String(
        regex=_ID,
        description="What is laid anew together: digest of the place, or of the conflict of what has no place.",
    )
    event_type = _event_type()
    actor_country = dy.String(
        nullable=True, regex=_COUNTRY, description="Country of the side that is said to act; null if unknown."
    )
    place_id = _place_id(nullable=True)
    region_id = _region_id(nullable=True)
    day_from = dy.Date(description="First day of the period that the statement covers.")
    day_to = dy.Date(description="Last day of the period that the statement covers.")
    quantity_from = dy.Int64(
        nullable=True,
        min=0,
        description="Least number that the statement tells (dead, wounded, shot down, …); null if none.",
    )
    quantity_to = dy.Int64(
        nullable=True, min=0, description="Greatest number that it tells; null if none, or if nothing bounds it."
    )
    label = dy.String(min_length=1, description="The statement in words.")


class ClaimPropositions(dy.Schema):
    """Where one claim stands on one proposition."""

    claim_id = _claim_id(primary_key=True)
    proposition_id = _proposition_id(primary_key=True)
    relation = _relation()
    voice_id = _voice_id()
    evidence = _evidence()


# ---------------------------------------------------------------- what analysts read: one SQL file each under views/

_n_disputed = partial(dy.Int64, min=0, description="Propositions that one side affirms and another denies or disputes.")
_n_conceded = partial(dy.Int64, min=0, description="Propositions that a side has conceded against its interest.")
_n_uncontested = partial(
    dy.Int64,
    min=0,
    description="Propositions that somebody affirms and nobody denies, disputes, concedes or numbers otherwise.",
)
_n_affirming = partial(dy.Int64, min=0, description="Claims that affirm.")
_n_denying = partial(dy.Int64, min=0, description="Claims that deny or dispute.")
_n_conceding = partial(dy.Int64, min=0, description="Claims that concede.")
_first_said = partial(dy.Date, description="Earliest day of speaking (`said_from`).")
_last_said = partial(dy.Date, description="Latest day of speaking (`said_to`).")
_proposition_label = partial(dy.String, description="The proposition in words.")


def _day(what: str, **rules: Any) -> dy.Date:
    return dy.Date(nullable=True, description=f"First day on which it was {what}; null if never.", **rules)


def _names(what: str, **rules: Any) -> dy.List:
    return dy.List(dy.String(nullable=False), description=f"Who {what} it, names sorted.", **rules)


_outlet_or_page = partial(
    dy.String, min_length=1, description="Outlet that carried the page; the page's id if unknown."
)
_story_or_page = partial(dy.String, regex=_ID, description="The story of the page; the page's id if it has none.")
_who = partial(
    dy.String,
    description="Who speaks, to be read: the outlet in its own voice, else the source's name, its words or its country.",
)
_known_source_id = partial(
    _source_id,
    nullable=True,
    description="The speaker: key of `sources`; null if it is not known who speaks, or if it is the outlet itself.",
)
_speaker = partial(
    dy.String,
    min_length=1,
    description="Who speaks, to be counted: the source, else its country, else the story (the outlet itself, unnamed "
    "speakers). Two that differ are two voices.",
)
_claim_event_type = partial(
    _event_type, nullable=True, description="What the content is about; null if it could not be read."
)
_party = partial(
    dy.String,
    min_length=1,
    description="Whose side it is: an armed group itself, else the country, else the source, else the page. Who contradicts only itself is no dispute.",
)


class ClaimSpeakers(dy.Schema):
    """One claim: who speaks, in which outlet and story, and when."""

    claim_id = _claim_id(primary_key=True)
    page_id = _page_id()
    landed_on = _landed_on()
    story_id = _story_or_page()
    outlet = _outlet_or_page()
    who = _who()
    source_id = _known_source_id()
    source_country = _source_country(nullable=True)
    speaker = _speaker()
    party = _party()
    event_type = _claim_event_type()
    stance = _stance()
    said_from = _said_from()
    said_to = _said_to()


class Standings(dy.Schema):
    """One claim on one proposition: who stands where on it, in which outlet and story, and since when."""

    claim_id = _claim_id(primary_key=True)
    proposition_id = _proposition_id(primary_key=True)
    relation = _relation()
    voice_id = _voice_id()
    page_id = _page_id()
    landed_on = _landed_on()
    story_id = _story_or_page()
    outlet = _outlet_or_page()
    who = _who()
    source_country = _source_country(nullable=True)
    party = _party()
    said_from = _said_from()
    said_to = _said_to()


class ClaimRegions(dy.Schema):
    """One claim about one region: who speaks, in which outlet and story, when, and on which side."""

    region_id = _region_id(primary_key=True)
    claim_id = _claim_id(primary_key=True)
    page_id = _page_id()
    landed_on = _landed_on()
    story_id = _story_or_page()
    outlet = _outlet_or_page()
    who = _who()
    source_id = _known_source_id()
    source_country = _source_country(nullable=True)
    speaker = _speaker()
    party = _party()
    event_type = _claim_event_type()
    stance = _stance()
    said_from = _said_from()
    said_to = _said_to()
    is_placed = dy.Bool(description="Whether it is about a place in the region, not the region alone.")
    affirms = dy.Bool(description="Whether it affirms a proposition about the region, demands aside.")
    denies = dy.Bool(description="Whether it denies or disputes a proposition about the region, demands aside.")
    concedes = dy.Bool(description="Whether it concedes a proposition about the region, demands aside.")


class RegionSummary(dy.Schema):
    """One region: how much is claimed about it, and how much of that is disputed or conceded."""

    region_id = _region_id(primary_key=True)
    region_name = _region_name()
    n_claims = _n_claims()
    n_pages = _n_pages()
    n_outlets = _n_outlets()
    n_stories = _n_stories()
    n_voices = _n_voices()
    n_disputed = _n_disputed()
    n_conceded = _n_conceded()
    n_uncontested = _n_uncontested()
    first_said = _first_said()
    last_said = _last_said()
    share_region_only = dy.Float64(
        min=0, max=1, description="Share of these claims that name no place finer than the region, 0 to 1."
    )
    share_without_region = dy.Float64(
        min=0, max=1, description="Share of all claims of the ledger that belong to no region, 0 to 1."
    )
    n_days_with_pages = dy.Int64(min=0, description="Landing days with a page about the region.")
    n_days_landed = dy.Int64(min=0, description="Landing days of the ledger.")


class RegionEvents(dy.Schema):
    """One region, kind of event, side and stance: how much is claimed."""

    region_id = _region_id(primary_key=True)
    region_name = _region_name()
    event_type = _event_type(primary_key=True, description="What the contents are about; `unread` if no kind fits.")
    side = dy.String(
        primary_key=True,
        min_length=1,
        description="Who speaks: an armed group, else a country, else a source; `none` for outlets and the unnamed.",
    )
    stance = _stance(primary_key=True)
    n_claims = _n_claims()
    n_voices = _n_voices()
    n_affirming = _n_affirming()
    n_denying = _n_denying()
    n_conceding = _n_conceding()


class RegionDay(dy.Schema):
    """One region on one day of speaking."""

    region_id = _region_id(primary_key=True)
    region_name = _region_name()
    day = dy.Date(primary_key=True, description="Day of speaking (`said_from`).")
    n_claims = _n_claims()
    n_voices = _n_voices()
    n_affirming = _n_affirming()
    n_denying = _n_denying()
    n_conceding = _n_conceding()


class RegionDisputes(dy.Schema):
    """One proposition on one region that somebody affirms and somebody denies, disputes or concedes."""

    region_id = _region_id(primary_key=True)
    region_name = _region_name()
    proposition_id = _proposition_id(primary_key=True)
    event_type = _event_type()
    label = _proposition_label()
    state = dy.Enum(("disputed", "conceded"), description="`conceded` once a side that it hurts has affirmed it.")
    affirmed_by = _names("affirms")
    denied_by = _names("denies or disputes")
    conceded_by = _names("concedes")
    n_voices_affirming = _n_voices()
    n_voices_denying = _n_voices()
    n_voices_conceding = _n_voices()
    first_affirmed = _day("affirmed")
    first_denied = _day("denied or disputed")
    first_conceded = _day("conceded")


class RegionSources(dy.Schema):
    """One speaker on one region."""

    region_id = _region_id(primary_key=True)
    region_name = _region_name()
    source_id = _source_id(primary_key=True)
    source_name = _source_name()
    source_country = _source_country(nullable=True)
    n_claims = _n_claims()
    n_voices = _n_voices()
    n_affirming = _n_affirming()
    n_denying = _n_denying()
    n_conceding = _n_conceding()
    first_said = _first_said()
    last_said = _last_said()


class ConcessionLag(dy.Schema):
    """The clock of one conceded proposition: first claimed, first denied, first conceded."""

    region_id = _region_id(primary_key=True)
    proposition_id = _proposition_id(primary_key=True)
    label = _proposition_label()
    first_claimed = _day("affirmed")
    claimed_by = _names("first affirmed")
    first_denied = _day("denied or disputed")
    denied_by = _names("first denied or disputed")
    first_conceded = _day("conceded")
    conceded_by = _names("first conceded")
    days_claim_to_concession = dy.Int64(nullable=True, description="Days from the first claim to the first concession.")
    days_denial_to_concession = dy.Int64(
        nullable=True, description="Days from the first denial to the first concession."
    )
    is_reversal = dy.Bool(description="Whether a country that denied or disputed it later conceded it.")


class IndependentSupport(dy.Schema):
    """One side of one proposition, counted by page, outlet, story and voice."""

    proposition_id = _proposition_id(primary_key=True)
    label = _proposition_label()
    relation = _relation(primary_key=True)
    n_claims = _n_claims()
    n_pages = _n_pages()
    n_outlets = _n_outlets()
    n_stories = _n_stories()
    n_voices = _n_voices()
    voices = dy.List(dy.String(nullable=False), description="The voices: speaker and day of speaking, sorted.")
    more_voices_than_stories = dy.String(
        nullable=True, description="Why there are more voices than stories; null where there are not."
    )

    @dy.rule()
    def more_voices_than_stories_are_explained(cls) -> pl.Expr:
        return (pl.col("n_voices") > pl.col("n_stories")) == pl.col("more_voices_than_stories").is_not_null()


class RegionNumbers(dy.Schema):
    """One event about a region of which several numbers are told."""

    region_id = _region_id(primary_key=True)
    event_id = _event_id(primary_key=True)
    event_type = _event_type()
    label = _proposition_label(description="The event in words, without a number.")
    state = dy.Enum(
        ("disputed", "revised"),
        description="`disputed` if the last numbers of two parties do not overlap, `revised` if they do.",
    )
    n_numbers = dy.Int64(min=2, description="Statements that differ in their number alone.")
    lowest = dy.Int64(min=0, description="Least number that is told.")
    highest = dy.Int64(
        nullable=True, min=0, description="Greatest number that is told; null if one has no upper bound."
    )
    told_by = dy.List(dy.String(nullable=False), description="Each number, who told it, and the day, sorted.")


_confidence_level = partial(
    dy.Enum,
    ("low", "moderate", "high"),
    description="Confidence in the sources, after ICD 203; it is no likelihood.",
)
_sentence = partial(dy.String, min_length=1, description="The same in words, with the counts.")


class PropositionEstimates(dy.Schema):
    """One proposition about a region: how well founded it is, in a sentence with its counts."""

    region_id = _region_id(primary_key=True)
    proposition_id = _proposition_id(primary_key=True)
    label = _proposition_label()
    basis = dy.Enum(
        (
            "conceded",
            "confirmed",
            "shared",
            "one_side",
            "outlets",
            "disputed",
            "number_disputed",
            "inconsistent",
            "only_denied",
        ),
        description="What the confidence rests on; `estimative_words.csv` has the words of each.",
    )
    confidence = _confidence_level()
    n_voices_affirming = _n_voices()
    n_voices_denying = _n_voices()
    n_voices_conceding = _n_voices()
    n_sides_affirming = dy.Int64(min=0, description="Sides that affirm or concede: countries, armed groups, sources.")
    n_sides_denying = dy.Int64(min=0, description="Sides that deny or dispute.")
    n_stories = _n_stories()
    sentence = _sentence()


class RegionEstimates(dy.Schema):
    """One region: how well founded the statements about it are, in a sentence with its counts."""

    region_id = _region_id(primary_key=True)
    region_name = _region_name()
    n_statements = dy.Int64(min=0, description="Propositions about the region, demands aside.")
    n_high = dy.Int64(min=0, description="Of high confidence in their sources.")
    n_moderate = dy.Int64(min=0, description="Of moderate confidence.")
    n_low = dy.Int64(min=0, description="Of low confidence.")
    n_disputed = _n_disputed()
    n_one_sided = dy.Int64(
        min=0, description="Propositions that one side alone affirms, or outlets in their own voice."
    )
    sentence = _sentence()


class CopyDrift(dy.Schema):
    """One claim that differs between two pages that share text."""

    claim_id_a = _claim_id(primary_key=True)
    claim_id_b = _claim_id(primary_key=True)
    page_id_a = _page_id()
    page_id_b = _page_id()
    change = dy.Enum(
        ("source", "stance", "hedge", "number", "place", "verb"), primary_key=True, description="What differs."
    )
    value_a = dy.String(nullable=True, description="How a has it; null if it lacks it.")
    value_b = dy.String(nullable=True, description="How b has it; null if it lacks it.")
    content_a = dy.String(description="Content of the claim on a.")
    content_b = dy.String(description="Content of the claim on b.")


class CoverageDay(dy.Schema):
    """One day of arrival: whether quiet means quiet."""

    landed_on = _landed_on(primary_key=True)
    n_pages = _n_pages()
    n_rejected = dy.Int64(min=0, description="Pages that could not be read.")
    n_empty_articles = dy.Int64(min=0, description="Accepted pages whose clean text is empty.")
    n_outlets = _n_outlets()
    n_stories = _n_stories()
    n_claims = _n_claims()
    n_unplaced_claims = dy.Int64(min=0, description="Claims without a target region.")
    share_dropped = dy.Float64(
        nullable=True, min=0, max=1, description="Share of the page text that was dropped as boilerplate, 0 to 1."
    )
    alarms = dy.List(
        dy.Struct(
            {
                "measure": dy.String(),
                "subject": dy.String(),
                "value": dy.Float64(),
                "usual": dy.Float64(),
                "deviations": dy.Float64(),
                "severity": dy.String(),
                "sentence": dy.String(),
            },
            nullable=False,
        ),
        description="What is odd beside the 28 days with pages before: the measure (pages, rejected, boilerplate, "
        "claims_per_page, unplaced, copies, silent), whom it is about, its value, its usual value (median), how many "
        "robust deviations lie between, whether that is a `warning` or an `error`, and a sentence. A silent source is "
        "told on the last day.",
    )
    sentence = dy.String(min_length=1, description="What is odd and what to do, in words; `As usual.` if nothing is.")


class ClaimLinks(dy.Schema):
    """One claim: the link that opens its live page at the words, and the words as a W3C Web Annotation."""

    claim_id = _claim_id(primary_key=True)
    page_id = _page_id()
    url = dy.String(nullable=True, description="Address of the page; null if unknown.")
    link = dy.String(
        nullable=True,
        regex=r"^https?://.+:~:text=.+$",
        description="Address that opens the page at the words (`#:~:text=`); null unless the address is http or https.",
    )
    annotation = dy.String(
        description="Web Annotation in JSON-LD: for each span of the content a TextQuoteSelector, for the live page, and "
        "a TextPositionSelector, in code points of `raw_pages.page_text`."
    )


# ---------------------------------------------------------------- registry

Scope = Literal["day", "private", "corpus", "reference", "staged", "view"]


@dataclass(frozen=True)
class Table:
    """A table's name, columns and scope.

    ``day`` tables are replaced a landing day at a time, and so are ``private`` ones, which are not published;
    ``corpus`` tables are computed over all days, ``reference`` tables come with the package, ``staged`` tables pass
    between two stages and are not published, ``view`` is SQL.
    """

    name: str
    schema: type[dy.Schema]
    scope: Scope

    @property
    def description(self) -> str:
        return (self.schema.__doc__ or "").strip()

    @property
    def key(self) -> list[str]:
        return self.schema.primary_key()

    @property
    def is_published(self) -> bool:
        return self.scope not in ("private", "staged")


def _tables(scope: Scope, **schemas: type[dy.Schema]) -> list[Table]:
    return [Table(name, schema, scope) for name, schema in schemas.items()]


TABLES: dict[str, Table] = {
    table.name: table
    for table in [
        *_tables("day", raw_pages=RawPages),
        *_tables("staged", page_blocks=PageBlocks, page_hints=PageHints),
        *_tables("day", page_lines=PageLines, articles=Articles),
        *_tables("private", fingerprints=Fingerprints),
        *_tables("day", claims=Claims, sources_seen=SourcesSeen),
        *_tables("day", place_mentions=PlaceMentions, claim_places=ClaimPlaces),
        *_tables("corpus", sources=Sources, copies=Copies, stories=Stories, story_members=StoryMembers),
        *_tables("corpus", propositions=Propositions, claim_propositions=ClaimPropositions),
        *_tables("reference", regions=Regions, places=Places, place_names=PlaceNames),
        *_tables(
            "view",
            claim_speakers=ClaimSpeakers,
            standings=Standings,
            claim_regions=ClaimRegions,
            region_numbers=RegionNumbers,
            region_summary=RegionSummary,
            region_events=RegionEvents,
            region_day=RegionDay,
            region_disputes=RegionDisputes,
            region_sources=RegionSources,
            concession_lag=ConcessionLag,
            independent_support=IndependentSupport,
            proposition_estimates=PropositionEstimates,
            region_estimates=RegionEstimates,
            copy_drift=CopyDrift,
            coverage_day=CoverageDay,
            claim_links=ClaimLinks,
        ),
    ]
}
"""Every table by name, in the order of the flow."""


def make_id(*parts: object) -> str:
    """Return the 16-hex-digit digest that names a row by its content: no counter, hash seed or clock is involved."""
    return blake2b("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
