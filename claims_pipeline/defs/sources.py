"""What sources on the web and on this machine have that is new, fetched into today's landing folder."""

from __future__ import annotations

from datetime import timedelta

import dagster as dg

from claims_pipeline.defs.metadata import GROUP, OWNERS, preview
from claims_pipeline.defs.workspace import Workspace
from claims_pipeline.ingest import LOCK, MEMORY, ingest, load_sources, tallied
from claims_pipeline.warehouse import WriterLock

CHECK = "every_source_answers"


filled_by_others = dg.AssetSpec(
    "fetched_pages",
    description="The landing folder. No sources are configured (CLAIMS_PIPELINE_SOURCES): something else fills it.",
    group_name=GROUP,
    owners=OWNERS,
)
"""What stands before ``raw_pages`` where nothing is fetched: nothing that could be run."""


@dg.asset(
    group_name=GROUP,
    kinds={"python", "warc"},
    owners=OWNERS,
    check_specs=[
        dg.AssetCheckSpec(
            CHECK, asset="fetched_pages", description="No feed, sitemap, folder or archive is out of reach as a whole."
        )
    ],
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=12), warn_window=timedelta(hours=3)),
)
def fetched_pages(unlocked_workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:
    """Responses as they came, in WARC files of the landing folder; a broken source does not keep others from it."""
    settings, home = unlocked_workspace.settings, unlocked_workspace.home
    assert settings.sources is not None, "the asset is declared where sources are configured alone"
    with unlocked_workspace.watch("Fetch pages"), WriterLock(home.folder / LOCK, settings.warehouse.lock_timeout_s):
        tallies = ingest(load_sources(settings.sources), settings.source, home.folder / MEMORY, settings.ingest)
    broken = [tally.sentence() for tally in tallies if tally.broken]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": sum(tally.counts["fetched"] for tally in tallies),
            "files": [str(path) for tally in tallies for path in tally.files],
            "by source": dg.MetadataValue.md(preview(tallied(tallies))),
        },
        check_results=[
            dg.AssetCheckResult(
                check_name=CHECK,
                passed=not broken,
                severity=dg.AssetCheckSeverity.WARN,
                metadata={"what is wrong": " ".join(broken) or "nothing"},
            )
        ],
    )
