"""One landing day at a time: from landed files to located claims, committed to the store together."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256

import dagster as dg
import dataframely as dy

from claims_pipeline.articles import CleanPages, clean_pages
from claims_pipeline.claims import Attribution, extract_claims
from claims_pipeline.claims.side_by_side import extract_claims_side_by_side
from claims_pipeline.defs.checks import check_specs, checked
from claims_pipeline.defs.metadata import GROUP, OWNERS
from claims_pipeline.defs.partitions import in_few_runs, landing_days
from claims_pipeline.defs.retries import retried
from claims_pipeline.defs.tables import day_tables
from claims_pipeline.defs.workspace import Workspace
from claims_pipeline.landing import keep_raw, landed_files
from claims_pipeline.pages import LandedFile, Pages, read_pages
from claims_pipeline.places import Placement, locate_claims
from claims_pipeline.schemas import Articles, Claims, Fingerprints, PageBlocks, PageHints, PageLines, RawPages
from claims_pipeline.stories import fingerprint_pages
from claims_pipeline.warehouse import DAY_TABLES, replace_days, staged_frame

LISTING = "landing listing"
"""What landed on the day, as ``landing.listings`` names it: how ``automation`` sees that files came late."""


def landed(workspace: Workspace, days: Sequence[date]) -> dict[date, list[str]]:
    """Name the content of every file that landed on each day, and keep its bytes as evidence."""
    _ = workspace.listings  # before any file is read: what lands meanwhile is seen as new by the next look
    found: dict[date, list[str]] = {day: [] for day in days}
    for file in keep_raw(workspace.home.folder, _files(workspace, days)):
        beside = sha256(file.sidecar).hexdigest() if file.sidecar is not None else None
        found[file.landed_on].append(repr((file.path, file.sha256, file.n_bytes, beside, file.error)))
    return found


def _files(workspace: Workspace, days: Sequence[date]) -> Iterator[LandedFile]:
    limits = workspace.settings.pages
    return landed_files(
        workspace.settings.source,
        days,
        workspace.day,
        max_bytes=limits.max_bytes,
        max_container_bytes=limits.max_container_bytes,
    )


@day_tables(
    "raw_pages",
    "page_blocks",
    "page_hints",
    kinds={"python", "beautifulsoup"},
    deps=("fetched_pages",),
    landed=landed,
    freshness=dg.FreshnessPolicy.cron(deadline_cron="0 3 * * *", lower_bound_delta=timedelta(hours=2), timezone="UTC"),
)
def pages(workspace: Workspace, days: Sequence[date]) -> Pages:
    """Read every landed file of the day as pages of text, and keep its bytes as evidence."""
    with workspace.watch("Read pages") as track:
        # Kept again: a file may have changed since it was looked at.
        return read_pages(keep_raw(workspace.home.folder, _files(workspace, days)), workspace.settings.pages, track)


@day_tables("page_lines", "articles")
def articles(
    workspace: Workspace,
    _days: Sequence[date],
    raw_pages: dy.DataFrame[RawPages],
    page_blocks: dy.DataFrame[PageBlocks],
    page_hints: dy.DataFrame[PageHints],
) -> CleanPages:
    """Label every block of every page and keep the article."""
    with workspace.watch("Clean pages") as track:
        return clean_pages(raw_pages, page_blocks, page_hints, workspace.settings.articles, track)


@day_tables("fingerprints")
def fingerprints(
    workspace: Workspace,
    _days: Sequence[date],
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    articles: dy.DataFrame[Articles],
) -> dy.DataFrame[Fingerprints]:
    """Hash the words of every clean text."""
    with workspace.watch("Fingerprint pages") as track:
        return fingerprint_pages(raw_pages, page_lines, articles, track)


@day_tables("claims", "sources_seen", reusable=lambda workspace: workspace.endpoint is None)
def claims(
    workspace: Workspace,
    _days: Sequence[date],
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    articles: dy.DataFrame[Articles],
) -> Attribution:
    """Extract who says what."""
    endpoint, settings = workspace.endpoint, workspace.settings
    with workspace.watch("Extract claims") as track:
        if endpoint is None:
            n_workers = workspace.workers(articles.height)
            return extract_claims_side_by_side(raw_pages, page_lines, articles, settings.claims, track, n_workers)
        found = extract_claims(raw_pages, page_lines, articles, settings.claims, track, endpoint)
    told = {"requests": endpoint.n_requests, **endpoint.tally}
    dg.AssetExecutionContext.get().add_asset_metadata({"endpoint": told}, asset_key="claims")
    return found


@day_tables("place_mentions", "claim_places")
def places(
    workspace: Workspace,
    _days: Sequence[date],
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    claims: dy.DataFrame[Claims],
) -> Placement:
    """Resolve place names and say where each claim's content takes place."""
    with workspace.watch("Locate claims") as track:
        return locate_claims(raw_pages, page_lines, claims, workspace.settings.places, track)


@dg.asset(
    deps=DAY_TABLES,
    check_specs=check_specs("committed_days"),
    partitions_def=landing_days,
    backfill_policy=in_few_runs,
    group_name=GROUP,
    kinds={"duckdb"},
    owners=OWNERS,
)
def committed_days(context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:
    """The landing days in the private store: all tables of a day replaced in one transaction, then checked."""
    days = workspace.days_among(context.partition_keys)
    with workspace.watch("Commit days"), retried(context):
        frames = {name: staged_frame(workspace.home.stage, name, days) for name in DAY_TABLES}
        rows = replace_days(workspace.home, days, frames)
        for day in days:
            listing = workspace.listings.get(day, "")
            context.add_asset_metadata({LISTING: listing}, asset_key="committed_days", partition_key=day.isoformat())
        return dg.MaterializeResult(
            metadata={f"rows of {name}": n for name, n in rows.items()},
            check_results=checked(workspace.home, "committed_days"),
        )
