"""The HTML report of the published ledger, written again."""

from __future__ import annotations

from pathlib import Path

from claims_pipeline.cli.errors import Wrong
from claims_pipeline.cli.ledger import open_ledger, published
from claims_pipeline.report import ForeignFolderError, build_report
from claims_pipeline.warehouse import Home


def write_report(home: Path) -> Path:
    """Write the report and return its front page."""
    folder = Home(home).report
    try:
        with open_ledger(home):  # held open: a ledger that cannot be read is refused in its words
            build_report(published(home), folder)
    except ForeignFolderError as error:
        raise Wrong(f"{error}.") from None
    return folder / "index.html"
