"""Region views → a static site: a front page with a map, a page a region and source, every claim to be searched.

Input: the published ledger. Output, opened from disk: ``index.html``, ``regions/CODE.html``, ``sources/KEY.html``,
``claims.html`` (search, filters, table, CSV), ``claim.html#ID`` (one claim in its context) and, for these two,
``data/``. Every number leads to the claims behind it, every claim to the words of its page.

Pages are hostile input: Jinja escapes every value, scripts put text into text nodes only, control characters are
spelled out, only http(s) addresses become links, and a strict content security policy names each style and script by
its hash. Nothing is loaded from anywhere but the folder.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from claims_pipeline.report.choropleth import Choropleth, lay_choropleth
from claims_pipeline.report.folders import ForeignFolderError, replaced_whole
from claims_pipeline.report.ledger import Front, read_entries, read_front, read_regions, read_sources
from claims_pipeline.report.links import source_file
from claims_pipeline.report.preview import preview_markdown
from claims_pipeline.report.rendering import render_page
from claims_pipeline.report.shards import write_shards

__all__ = ["ForeignFolderError", "build_report", "preview_markdown"]


def build_report(ledger: Path, folder: Path) -> str:
    """Write the report of a published ledger into a folder, replacing the report that stands there.

    The same ledger gives the same bytes. The ledger is opened read-only; the folder changes only once all pages are
    written. Returns the map and the sentences of the front page as Markdown, for a preview. Raises
    ``ForeignFolderError``, and touches nothing, when the folder holds something else than a report.
    """
    with duckdb.connect(ledger, read_only=True) as con, replaced_whole(folder) as aside:
        front = read_front(con)
        maps = lay_choropleth(front.regions, front.totals["last_day"])
        _write_pages(con, aside, front, maps, _snapshot(ledger))
        return preview_markdown(front, maps)


def _write_pages(
    con: duckdb.DuckDBPyConnection, folder: Path, front: Front, maps: Choropleth, snapshot: str | None
) -> None:
    common = {"snapshot": snapshot, "root": ""}
    deeper = {**common, "root": "../"}
    render_page(folder / "index.html", "index.html.jinja", front=front, maps=maps, **common)
    manifest = write_shards(con, folder / "data", front.totals["n_claims"])
    names = {row["region_id"]: row["region_name"] for row in front.regions}
    for page in ("claims", "claim"):
        render_page(folder / f"{page}.html", f"{page}.html.jinja", manifest=manifest, names=names, **common)
    entries = read_entries(con)
    for region in read_regions(con, front, entries):
        render_page(folder / "regions" / f"{region.code}.html", "region.html.jinja", region=region, **deeper)
    for source in read_sources(con, entries):
        path = folder / source_file(source.row["source_id"])
        render_page(path, "source.html.jinja", source=source, **deeper)


def _snapshot(ledger: Path) -> str | None:
    """Name the snapshot behind the ledger; None when the file is not one, so that a copy gives the same report."""
    name = ledger.resolve().stem
    return name if name.startswith("claims-") else None
