"""Region views → static HTML: one front page, one page a region, nothing loaded from anywhere.

Input: the published ledger (``region_*``, ``concession_lag``, ``coverage_day``, and the tables behind a claim). Output:
``index.html`` and ``regions/CODE.html``, which open from disk. Every claim stands with its id, for
``claims-pipeline explain``, its sentence with the spans marked, and a link that opens the page there.

Pages are hostile input: Jinja escapes every value, control characters are spelled out, only http(s) addresses become
links, and a strict content security policy allows the one style sheet and nothing else.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from claims_pipeline.report.folders import ForeignFolderError, replaced_whole
from claims_pipeline.report.ledger import read_front, read_regions
from claims_pipeline.report.rendering import render_page

__all__ = ["ForeignFolderError", "build_report"]


def build_report(ledger: Path, folder: Path) -> None:
    """Write the report of a published ledger into a folder, replacing the report that stands there.

    The same ledger gives the same bytes. The ledger is opened read-only; the folder changes only once all pages are
    written. Raises ``ForeignFolderError``, and touches nothing, when the folder holds something else than a report.
    """
    with duckdb.connect(ledger, read_only=True) as con, replaced_whole(folder) as aside:
        front = read_front(con)
        render_page(aside / "index.html", "index.html.jinja", front=front, snapshot=_snapshot(ledger))
        for region in read_regions(con, front):
            path = aside / "regions" / f"{region.code}.html"
            render_page(path, "region.html.jinja", region=region, snapshot=_snapshot(ledger))


def _snapshot(ledger: Path) -> str | None:
    """Name the snapshot behind the ledger; None when the file is not one, so that a copy gives the same report."""
    name = ledger.resolve().stem
    return name if name.startswith("claims-") else None
