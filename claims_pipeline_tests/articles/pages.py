"""Pages for the tests: a text, or a document, read as the pipeline reads it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from claims_pipeline.articles import CleanPages, clean_pages
from claims_pipeline.pages import LandedFile, Pages, read_pages
from claims_pipeline.settings import ArticlesSettings, PagesSettings

CASES = Path(__file__).parents[1] / "cases" / "articles"
LANDED_ON = date(2030, 5, 16)


def cases(name: str) -> Any:
    """Return the cases of one file."""
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


def landed(text: str, path: str = "page.txt", landed_on: date = LANDED_ON) -> LandedFile:
    """Return a page as a landed file."""
    content = text.encode("utf-8", "replace")
    return LandedFile(path, landed_on, len(content), hashlib.sha256(content).hexdigest(), content)


def read(*files: LandedFile) -> Pages:
    """Return the pages that the files hold."""
    return read_pages(files, PagesSettings())


def clean(*files: LandedFile) -> CleanPages:
    """Read and clean pages."""
    return clean_pages(*read(*files), ArticlesSettings())


def clean_lines(lines: Sequence[str], landed_on: date = LANDED_ON) -> CleanPages:
    """Clean one page of text, a line each."""
    return clean(landed("\n".join(lines), landed_on=landed_on))
