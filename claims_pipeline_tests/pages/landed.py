"""How these tests land a file and load their cases."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from claims_pipeline.pages import LandedFile, Pages, read_pages
from claims_pipeline.settings import PagesSettings

DAY = date(2025, 6, 8)
_CASES = Path(__file__).parents[1] / "cases" / "pages"


def cases(name: str) -> list[dict[str, Any]]:
    return json.loads((_CASES / f"{name}.json").read_text("utf-8"))


def landed(path: str, content: str | bytes, day: date = DAY, sidecar: Any = None) -> LandedFile:
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    beside = json.dumps(sidecar).encode() if isinstance(sidecar, dict) else sidecar
    return LandedFile(path, day, len(raw), sha256(raw).hexdigest(), raw, beside)


def read(*files: LandedFile, **limits: Any) -> Pages:
    return read_pages(files, PagesSettings(**limits))


def read_one(path: str, content: str | bytes, sidecar: Any = None, **limits: Any) -> dict[str, Any]:
    """Return the one page that the file becomes, with its blocks and hints as lists of dicts."""
    pages = read(landed(path, content, sidecar=sidecar), **limits)
    (page,) = pages.raw_pages.to_dicts()
    blocks = pages.page_blocks.to_dicts()
    for block in blocks:
        block["text"] = page["page_text"][block["start_char"] : block["end_char"]]
    return {**page, "blocks": blocks, "hints": pages.page_hints.to_dicts()}
