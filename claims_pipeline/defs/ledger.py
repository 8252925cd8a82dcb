"""Over all landing days: stories, sources, propositions, committed together; then views, ledger and report."""

import re

import dagster as dg
import dataframely as dy
import polars as pl

from claims_pipeline.claims import list_sources
from claims_pipeline.defs.metadata import OWNERS, definition_metadata, run_metadata
from claims_pipeline.defs.tables import ledger_tables
from claims_pipeline.defs.workspace import Workspace
from claims_pipeline.places import Gazetteer, load_gazetteer
from claims_pipeline.propositions import Ledger, lay_claims
from claims_pipeline.report import build_report
from claims_pipeline.schemas import (
    TABLES,
    Articles,
    ClaimPlaces,
    Claims,
    PageLines,
    RawPages,
    Regions,
    Sources,
    SourcesSeen,
)
from claims_pipeline.stories import Grouping, group_copies
from claims_pipeline.views import VIEWS, View
from claims_pipeline.warehouse import LEDGER_TABLES, build_view, publish, read_stored, replace_ledger


@ledger_tables(
    "copies", "stories", "story_members", upstream=("raw_pages", "page_lines", "articles"), deps=["committed_days"]
)
def stories(workspace: dg.ResourceParam[Workspace]) -> Grouping:
    """Find pages that share text and group them into stories."""
    with workspace.watch("Group copies") as track:
        raw_pages, page_lines, articles = (
            read_stored(workspace.home, RawPages),
            read_stored(workspace.home, PageLines),
            read_stored(workspace.home, Articles),
        )
        return group_copies(raw_pages, page_lines, articles, workspace.settings.stories, track)


@ledger_tables("sources", upstream=("sources_seen",), deps=["committed_days"])
def speakers(workspace: dg.ResourceParam[Workspace]) -> dy.DataFrame[Sources]:
    """Summarise the speakers of all days."""
    with workspace.watch("List sources"):
        return list_sources(read_stored(workspace.home, SourcesSeen))


@ledger_tables("regions", "places", "place_names")
def gazetteer(workspace: dg.ResourceParam[Workspace]) -> Gazetteer:
    """Load the regions, places and names that come with the package."""
    with workspace.watch("Load gazetteer"):
        return load_gazetteer(workspace.settings.places)


@ledger_tables(
    "propositions",
    "claim_propositions",
    upstream=("claims", "claim_places", "sources", "regions"),
    deps=["committed_days"],
)
def propositions(
    workspace: dg.ResourceParam[Workspace],
    sources: dy.DataFrame[Sources],
    regions: dy.DataFrame[Regions],
) -> Ledger:
    """Lay the claims of all days on the statements that they are about."""
    with workspace.watch("Lay claims on propositions") as track:
        claims, claim_places = read_stored(workspace.home, Claims), read_stored(workspace.home, ClaimPlaces)
        return lay_claims(claims, claim_places, sources, regions, workspace.settings.propositions, track)


@dg.asset(
    ins={name: dg.AssetIn(input_manager_key="staged_frames") for name in LEDGER_TABLES},
    deps=["committed_days"],
    group_name="ledger",
    kinds={"duckdb"},
    owners=OWNERS,
)
def committed_ledger(workspace: dg.ResourceParam[Workspace], **frames: pl.DataFrame) -> dg.MaterializeResult:
    """What is known over all days, in the private store: replaced whole, in one transaction."""
    with workspace.watch("Commit ledger"):
        rows = replace_ledger(workspace.home, frames)
    return dg.MaterializeResult(metadata={f"rows of {name}": n for name, n in rows.items()})


def tables_read(view: View) -> list[str]:
    """Name the tables and views that a view's SQL speaks of."""
    words = set(re.findall(r"\w+", view.sql)) - {view.name}
    return [name for name in TABLES if name in words]


def region_view(view: View) -> dg.AssetsDefinition:
    """Declare one view as an asset."""
    table = TABLES[view.name]
    reads = tables_read(view)

    @dg.asset(
        name=view.name,
        deps=["committed_ledger", *reads],
        description=f"{table.description}\n\n```sql\n{view.sql}\n```",
        metadata=definition_metadata(table, reads),
        group_name="views",
        kinds={"duckdb", "sql", "table" if view.materialised else "view"},
        owners=OWNERS,
    )
    def built(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:
        with workspace.watch("Build views"):
            rows = build_view(workspace.home, view.name)
        return dg.MaterializeResult(metadata=run_metadata(view.name, rows))

    return built


region_views = [region_view(view) for view in VIEWS]


@dg.asset(deps=[view.name for view in VIEWS], group_name="published", kinds={"duckdb"}, owners=OWNERS)
def published_ledger(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:
    """The file that analysts open: an immutable snapshot, and the link `claims.duckdb` moved to it in one step."""
    with workspace.watch("Publish ledger"):
        snapshot = publish(workspace.home, workspace.settings.warehouse)
    return dg.MaterializeResult(
        metadata={
            "dagster/uri": str(workspace.home.ledger.absolute()),
            "snapshot": dg.MetadataValue.path(str(snapshot.absolute())),
            "size, MB": round(snapshot.stat().st_size / 1e6, 1),
        }
    )


@dg.asset(deps=["published_ledger"], group_name="published", kinds={"html"}, owners=OWNERS)
def report(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:
    """The static site over the published ledger."""
    with workspace.watch("Write report"):
        build_report(workspace.home.ledger, workspace.home.report)
    index = workspace.home.report / "index.html"
    return dg.MaterializeResult(metadata={"index": dg.MetadataValue.path(str(index.absolute()))})
