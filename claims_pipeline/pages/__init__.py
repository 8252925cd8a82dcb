"""Bytes → ``raw_pages``, ``page_blocks``, ``page_hints``: read every landed file as pages of text cut into blocks.

Input: landed files (``LandedFile``), as ``claims_pipeline.landing`` reads them from the landing folder.
Output: one row a page in ``raw_pages``, one row a line or block element in ``page_blocks``, one row in ``page_hints``
for each thing that markup, record or sidecar says about the page.

Method: unpack (gzip within a limit, one page a record), decode (mark, declaration, UTF-8, guess), read by format.
A text page keeps its text and is cut into lines; an HTML page is flattened, a block a line, as a browser would show it
(CSS Text Module Level 3, section 4.1, for white space; HTML standard, section 15.3, for what is a block).

Nothing vanishes: a page that cannot be read is a row with ``status = rejected``, empty ``page_text`` and a ``reason``:
``unsupported_format``, ``unreadable``, ``too_large``, ``bad_gzip``, ``bad_record``, ``too_many_records``, ``empty``,
``binary``, ``undecodable``, ``too_many_blocks``, ``too_many_elements``, ``too_deep``, ``text_too_long``, and those of
WARC files (``warc``). No input raises.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import dataframely as dy

from claims_pipeline.pages.containers import unpack
from claims_pipeline.pages.reading import read
from claims_pipeline.pages.rows import Rows
from claims_pipeline.schemas import PageBlocks, PageHints, RawPages
from claims_pipeline.settings import PagesSettings, Track


@dataclass(frozen=True)
class LandedFile:
    """One file of the landing folder, read but not yet understood.

    ``content`` is None when the file is larger than the limit and was only measured and hashed, or when ``error`` is
    set.
    """

    path: str
    """Path relative to the landing folder, with forward slashes."""
    landed_on: date
    n_bytes: int
    sha256: str
    content: bytes | None
    sidecar: bytes | None = None
    error: str | None = None
    """Why the file could not be read (``unreadable``); it becomes a rejected page with this reason."""


class Pages(NamedTuple):
    """The output of the stage."""

    raw_pages: dy.DataFrame[RawPages]
    page_blocks: dy.DataFrame[PageBlocks]
    page_hints: dy.DataFrame[PageHints]


def read_pages(files: Iterable[LandedFile], settings: PagesSettings, track: Track = iter) -> Pages:
    """Read landed files as pages; ``files`` may be lazy, and is passed through ``track`` file by file.

    The tables do not depend on the order of the files. Never raises on any content.
    """
    rows = Rows()
    for file in track(files):
        for page in unpack(file, settings):
            rows.add(file.landed_on, page, read(page, settings))
    return Pages(*rows.frames())
