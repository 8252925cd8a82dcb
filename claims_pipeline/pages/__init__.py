"""Bytes → ``raw_pages``, ``page_blocks``, ``page_hints``: read every landed file as pages of text cut into blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import dataframely as dy

from claims_pipeline.schemas import PageBlocks, PageHints, RawPages
from claims_pipeline.settings import PagesSettings, Track


@dataclass(frozen=True)
class LandedFile:
    """One file of the landing folder, read but not yet understood.

    ``content`` is None when the file is larger than the limit and was only measured and hashed.
    """

    path: str
    """Path relative to the landing folder, with forward slashes."""
    landed_on: date
    n_bytes: int
    sha256: str
    content: bytes | None
    sidecar: bytes | None = None


class Pages(NamedTuple):
    """The output of the stage."""

    raw_pages: dy.DataFrame[RawPages]
    page_blocks: dy.DataFrame[PageBlocks]
    page_hints: dy.DataFrame[PageHints]


def read_pages(files: Iterable[LandedFile], settings: PagesSettings, track: Track = iter) -> Pages:
    """Read landed files as pages."""
    raise NotImplementedError
