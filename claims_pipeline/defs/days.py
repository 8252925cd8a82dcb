"""One landing day at a time: from landed files to located claims, committed to the store together."""

import dagster as dg
import dataframely as dy
import polars as pl

from claims_pipeline.articles import CleanPages, clean_pages
from claims_pipeline.claims import Attribution, extract_claims
from claims_pipeline.defs.metadata import OWNERS
from claims_pipeline.defs.partitions import days_of, in_one_run, landing_days
from claims_pipeline.defs.tables import day_tables
from claims_pipeline.defs.workspace import Workspace
from claims_pipeline.landing import keep_raw, landed_files
from claims_pipeline.pages import Pages, read_pages
from claims_pipeline.places import Placement, locate_claims
from claims_pipeline.schemas import Articles, Claims, PageBlocks, PageHints, PageLines, RawPages
from claims_pipeline.warehouse import DAY_TABLES, replace_days


@day_tables("raw_pages", "page_blocks", "page_hints", kinds={"python", "beautifulsoup"})
def pages(context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]) -> Pages:
    """Read every landed file of the day as pages of text, and keep its bytes as evidence."""
    settings = workspace.settings
    files = landed_files(
        settings.source, days_of(context.partition_keys), workspace.day, max_bytes=settings.pages.max_bytes
    )
    with workspace.watch("Read pages") as track:
        return read_pages(keep_raw(workspace.home.folder, files), settings.pages, track)


@day_tables("page_lines", "articles", upstream=("raw_pages", "page_blocks", "page_hints"))
def articles(
    workspace: dg.ResourceParam[Workspace],
    raw_pages: dy.DataFrame[RawPages],
    page_blocks: dy.DataFrame[PageBlocks],
    page_hints: dy.DataFrame[PageHints],
) -> CleanPages:
    """Label every block of every page and keep the article."""
    with workspace.watch("Clean pages") as track:
        return clean_pages(raw_pages, page_blocks, page_hints, workspace.settings.articles, track)


@day_tables("claims", "sources_seen", upstream=("raw_pages", "page_lines", "articles"))
def claims(
    workspace: dg.ResourceParam[Workspace],
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    articles: dy.DataFrame[Articles],
) -> Attribution:
    """Extract who says what."""
    with workspace.watch("Extract claims") as track:
        return extract_claims(raw_pages, page_lines, articles, workspace.settings.claims, track)


@day_tables("place_mentions", "claim_places", upstream=("raw_pages", "page_lines", "claims"))
def places(
    workspace: dg.ResourceParam[Workspace],
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    claims: dy.DataFrame[Claims],
) -> Placement:
    """Resolve place names and say where each claim's content takes place."""
    with workspace.watch("Locate claims") as track:
        return locate_claims(raw_pages, page_lines, claims, workspace.settings.places, track)


@dg.asset(
    ins={name: dg.AssetIn(input_manager_key="staged_frames") for name in DAY_TABLES},
    partitions_def=landing_days,
    backfill_policy=in_one_run,
    group_name="landing_days",
    kinds={"duckdb"},
    owners=OWNERS,
)
def committed_days(
    context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace], **frames: pl.DataFrame
) -> dg.MaterializeResult:
    """The landing days in the private store: all tables of a day replaced in one transaction."""
    with workspace.watch("Commit days"):
        rows = replace_days(workspace.home, days_of(context.partition_keys), frames)
    return dg.MaterializeResult(metadata={f"rows of {name}": n for name, n in rows.items()})
