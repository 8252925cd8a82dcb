"""Over all landing days: stories, sources, propositions, committed together; then views, ledger and report."""

import re
from collections.abc import Iterator
from datetime import timedelta

import dagster as dg
import dataframely as dy

from claims_pipeline.claims import list_sources
from claims_pipeline.defs.checks import check_specs, checked, view_results
from claims_pipeline.defs.metadata import GROUP, OWNERS, definition_metadata
from claims_pipeline.defs.tables import ledger_tables
from claims_pipeline.defs.workspace import Workspace
from claims_pipeline.places import Gazetteer, load_gazetteer
from claims_pipeline.propositions import Ledger, lay_claims
from claims_pipeline.report import build_report
from claims_pipeline.schemas import (
    TABLES,
    ClaimPlaces,
    Claims,
    Fingerprints,
    PageLines,
    Places,
    RawPages,
    Regions,
    Sources,
    SourcesSeen,
    StoryMembers,
)
from claims_pipeline.stories import Grouping, compare_pages
from claims_pipeline.views import VIEWS, View
from claims_pipeline.warehouse import LEDGER_TABLES, build_views, publish, read_stored, replace_ledger, staged_frame


@ledger_tables("copies", "stories", "story_members", stored=("fingerprints", "raw_pages", "page_lines"))
def stories(workspace: Workspace) -> Grouping:
    """Find pages that share text and group them into stories."""
    with workspace.watch("Group copies"):
        [fingerprints] = read_stored(workspace.home, Fingerprints)
        compared = compare_pages(fingerprints, workspace.settings.stories)
        return compared.group(*read_stored(workspace.home, RawPages, PageLines, page_ids=compared.page_ids))


@ledger_tables("sources", stored=("sources_seen",))
def speakers(workspace: Workspace) -> dy.DataFrame[Sources]:
    """Summarise the speakers of all days."""
    with workspace.watch("List sources"):
        [seen] = read_stored(workspace.home, SourcesSeen)
        return list_sources(seen)


@ledger_tables("regions", "places", "place_names")
def gazetteer(workspace: Workspace) -> Gazetteer:
    """Load the regions, places and names that come with the package."""
    with workspace.watch("Load gazetteer"):
        return load_gazetteer(workspace.settings.places)


@ledger_tables("propositions", "claim_propositions", stored=("claims", "claim_places"))
def propositions(
    workspace: Workspace,
    sources: dy.DataFrame[Sources],
    regions: dy.DataFrame[Regions],
    story_members: dy.DataFrame[StoryMembers],
    places: dy.DataFrame[Places],
) -> Ledger:
    """Lay the claims of all days on the statements that they are about."""
    with workspace.watch("Lay claims on propositions") as track:
        claims, claim_places = read_stored(workspace.home, Claims, ClaimPlaces)
        return lay_claims(
            claims,
            claim_places,
            sources,
            regions,
            workspace.settings.propositions,
            track,
            story_members=story_members,
            places=places,
        )


@dg.asset(
    deps=LEDGER_TABLES,
    check_specs=check_specs("committed_ledger"),
    group_name=GROUP,
    kinds={"duckdb"},
    owners=OWNERS,
)
def committed_ledger(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:
    """What is known over all days, in the private store: replaced whole, in one transaction, then checked."""
    with workspace.watch("Commit ledger"):
        frames = {name: staged_frame(workspace.home.stage, name, None) for name in LEDGER_TABLES}
        rows = replace_ledger(workspace.home, frames)
        return dg.MaterializeResult(
            metadata={f"rows of {name}": n for name, n in rows.items()},
            check_results=checked(workspace.home, "committed_ledger"),
        )


def tables_read(view: View) -> list[str]:
    """Name the tables and views that a view's SQL speaks of."""
    words = set(re.findall(r"\w+", view.sql)) - {view.name}
    return [name for name in TABLES if name in words]


def view_spec(view: View) -> dg.AssetSpec:
    """Declare one view as an asset."""
    table, reads = TABLES[view.name], tables_read(view)
    return dg.AssetSpec(
        view.name,
        deps=["committed_ledger", *(name for name in reads if TABLES[name].scope == "view")],
        description=f"{table.description}\n\n```sql\n{view.sql}\n```",
        metadata=definition_metadata(table, reads),
        group_name=GROUP,
        kinds={"duckdb", "sql", "table" if view.materialised else "view"},
        owners=OWNERS,
    )


@dg.multi_asset(
    specs=[view_spec(view) for view in VIEWS],
    check_specs=[spec for view in VIEWS for spec in check_specs(view.name)],
)
def region_views(workspace: dg.ResourceParam[Workspace]) -> Iterator[dg.MaterializeResult]:
    """What analysts read, built in the private store, each view checked."""
    with workspace.watch("Build views") as track:
        built = build_views(workspace.home, workspace.settings.warehouse)
        for _, (name, parts) in zip(track(VIEWS), built, strict=True):
            seen, result = view_results(name, parts)
            yield dg.MaterializeResult(asset_key=name, metadata=seen, check_results=[result])


@dg.asset(
    deps=[view.name for view in VIEWS],
    group_name=GROUP,
    kinds={"duckdb"},
    owners=OWNERS,
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=36), warn_window=timedelta(hours=26)),
)
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


@dg.asset(deps=["published_ledger"], group_name=GROUP, kinds={"html"}, owners=OWNERS)
def report(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:
    """The static site over the published ledger."""
    with workspace.watch("Write report"):
        preview = build_report(workspace.home.ledger, workspace.home.report)
    index = workspace.home.report / "index.html"
    return dg.MaterializeResult(
        metadata={"preview": dg.MetadataValue.md(preview), "index": dg.MetadataValue.path(str(index.absolute()))}
    )
