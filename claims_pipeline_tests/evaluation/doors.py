"""The pipeline by its stage doors: landed files → a ledger of all tables and views → frames to look at."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb
import polars as pl

from claims_pipeline.articles import clean_pages
from claims_pipeline.claims import extract_claims, list_sources
from claims_pipeline.landing import landed_files, landing_days
from claims_pipeline.pages import LandedFile, read_pages
from claims_pipeline.places import load_gazetteer, locate_claims
from claims_pipeline.propositions import lay_claims
from claims_pipeline.schemas import TABLES
from claims_pipeline.settings import Settings
from claims_pipeline.stories import compare_pages, fingerprint_pages
from claims_pipeline.views import VIEWS
from claims_pipeline.warehouse import read_table
from claims_pipeline.warehouse.columns import create_table
from claims_pipeline.warehouse.published_views import create_view

Tables = dict[str, pl.DataFrame]

JUDGED = (
    "raw_pages", "page_lines", "articles", "story_members", "claims", "place_mentions", "claim_places",
    "propositions", "claim_propositions", "copy_drift",
)  # fmt: skip


def read_sample(source: Path) -> Tables:
    """Run a landing folder in memory and return the tables that are judged."""
    files = landed_files(source, landing_days(source), max_bytes=Settings().pages.max_bytes)
    with tempfile.TemporaryDirectory() as folder:
        return read_ledger(write_ledger(run_stages(files), Path(folder)))


def read_ledger(ledger: Path) -> Tables:
    """Read the tables that are judged, be it from a published ledger."""
    with duckdb.connect(ledger, read_only=True) as con:
        return {name: read_table(con, name) for name in JUDGED}


def run_stages(files: Iterable[LandedFile]) -> Tables:
    """Run all stages over landed files, with default settings."""
    settings = Settings()
    raw_pages, page_blocks, page_hints = read_pages(files, settings.pages)
    page_lines, articles = clean_pages(raw_pages, page_blocks, page_hints, settings.articles)
    fingerprints = fingerprint_pages(raw_pages, page_lines, articles)
    copies, stories, story_members = compare_pages(fingerprints, settings.stories).group(raw_pages, page_lines)
    claims, sources_seen = extract_claims(raw_pages, page_lines, articles, settings.claims)
    place_mentions, claim_places = locate_claims(raw_pages, page_lines, claims, settings.places)
    regions, places, place_names = load_gazetteer(settings.places)
    sources = list_sources(sources_seen)
    propositions, claim_propositions = lay_claims(
        claims, claim_places, sources, regions, settings.propositions, story_members=story_members, places=places
    )
    made = locals()
    return {name: made[name] for name, table in TABLES.items() if table.scope not in ("view", "staged")}


def write_ledger(tables: Tables, folder: Path) -> Path:
    """Write the tables and the region views to a DuckDB file in a folder, and return its path."""
    ledger, rows = folder / "ledger.duckdb", folder / "rows.parquet"
    with duckdb.connect(ledger) as con:
        for name, frame in ((name, frame) for name, frame in tables.items() if TABLES[name].is_published):
            frame.write_parquet(rows)
            con.execute(create_table(TABLES[name]))
            con.execute(f"INSERT INTO {name} BY NAME FROM read_parquet(?)", [str(rows)])
        for view in VIEWS:
            create_view(con, view, as_table=False)
    return ledger
