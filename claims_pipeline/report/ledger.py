"""What the report shows, read from the published ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import duckdb

from claims_pipeline.report.charts import Timeline, lay_timeline
from claims_pipeline.report.excerpts import Piece, excerpt
from claims_pipeline.report.rows import Row, asked, grouped, view

SHOWN_DISPUTES = 10
SHOWN_CONCESSIONS = 6
SHOWN_REGION_DISPUTES = 30
SHOWN_VOICES = 5
"""Voices that are quoted on each side of a dispute."""

SHOWN_CLAIMS = {"region": 100, "source": 12}
"""Claims that are quoted on a page; the others are a link away."""

SHOWN_ROWS = 150
"""Rows of a page's table of places or sources."""

SHOWN_STATEMENTS = 30
"""Statements on the page of a source."""


@dataclass(frozen=True)
class Entry:
    """One claim that is quoted, with the copies of its text that make the same claim."""

    row: Row
    pieces: list[Piece]


@dataclass(frozen=True)
class Side:
    """One side of a dispute: the voices that are quoted, and how many there are, copies apart."""

    voices: list[Row]
    names: list[str]
    n_voices: int
    n_claims: int


@dataclass(frozen=True)
class Dispute:
    """One disputed or conceded statement, with its three sides."""

    row: Row
    affirms: Side
    denies: Side
    concedes: Side


@dataclass(frozen=True)
class Front:
    """The front page."""

    totals: Row
    period: Row
    regions: list[Row]
    disputes: list[Dispute]
    concessions: list[Row]
    coverage: list[Row]


@dataclass(frozen=True)
class Region:
    """The page of one region."""

    code: str
    summary: Row
    timeline: Timeline
    disputes: list[Dispute]
    concessions: list[Row]
    places: list[Row]
    sources: list[Row]
    entries: list[Entry]
    n_entries: int


@dataclass(frozen=True)
class Source:
    """The page of one source."""

    row: Row
    stances: list[Row]
    regions: list[Row]
    statements: list[Row]
    entries: list[Entry]
    n_entries: int


def read_front(con: duckdb.DuckDBPyConnection) -> Front:
    """Read the front page: the last week, regions by claims, all disputes and concessions, widest and newest first."""
    summaries = view(con, "region_summary")
    names = {row["region_id"]: row["region_name"] for row in summaries}
    disputes = sorted(view(con, "region_disputes"), key=_width)
    n_disputes = {region: len(rows) for region, rows in grouped(disputes, "region_id").items()}
    regions = [{**row, "n_disputes": n_disputes.get(row["region_id"], 0)} for row in summaries]
    concessions = [
        {**row, "region_name": names.get(row["region_id"], row["region_id"])} for row in view(con, "concession_lag")
    ]
    voices = grouped(asked(con, "dispute_claims", shown_voices=SHOWN_VOICES), "proposition_id")
    return Front(
        totals=asked(con, "totals")[0],
        period=asked(con, "period")[0],
        regions=sorted(regions, key=lambda row: (-row["n_claims"], row["region_id"])),
        disputes=[_dispute(row, voices[row["proposition_id"]]) for row in disputes],
        concessions=sorted(concessions, key=_recency),
        coverage=view(con, "coverage_day"),
    )


def _width(row: Row) -> tuple[int, int, str, str]:
    """Order disputes by the voices on the weaker side, then by all voices: many against many comes first."""
    against = row["n_voices_denying"] + row["n_voices_conceding"]
    weaker = min(row["n_voices_affirming"], against)
    return -weaker, -(row["n_voices_affirming"] + against), row["region_id"], row["proposition_id"]


def _recency(row: Row) -> tuple[int, str, str]:
    conceded = row["first_conceded"] or date.min
    return -conceded.toordinal(), row["region_id"], row["proposition_id"]


def _dispute(row: Row, voices: list[Row]) -> Dispute:
    side = partial(_side, row, voices)
    return Dispute(row, side("affirms", "affirmed_by"), side("denies", "denied_by"), side("concedes", "conceded_by"))


def _side(row: Row, voices: list[Row], side: str, names: str) -> Side:
    shown = [voice for voice in voices if voice["side"] == side]
    n_voices, n_claims = (shown[0]["n_voices"], int(shown[0]["n_side_claims"])) if shown else (0, 0)
    return Side(shown, row[names], n_voices, n_claims)


def read_regions(con: duckdb.DuckDBPyConnection, front: Front, entries: Entries) -> Iterator[Region]:
    """Read the page of each region."""
    sides = grouped(asked(con, "region_sides"), "region_id")
    places = grouped(asked(con, "region_places"), "region_id")
    sources = grouped(view(con, "region_sources"), "region_id")
    concessions = grouped(front.concessions, "region_id")
    disputes = defaultdict(list)
    for dispute in front.disputes:
        disputes[dispute.row["region_id"]].append(dispute)
    for summary in front.regions:
        code = summary["region_id"]
        shown = entries["region", code]
        yield Region(
            code=code,
            summary=summary,
            timeline=lay_timeline(sides[code]),
            disputes=disputes[code],
            concessions=concessions[code],
            places=places[code],
            sources=sorted(sources[code], key=lambda row: (-row["n_claims"], row["source_id"])),
            entries=shown,
            n_entries=shown[0].row["n_entries"] if shown else 0,
        )


def read_sources(con: duckdb.DuckDBPyConnection, entries: Entries) -> Iterator[Source]:
    """Read the page of each source."""
    stances = grouped(asked(con, "source_stances"), "source_id")
    regions = grouped(view(con, "region_sources"), "source_id")
    statements = grouped(asked(con, "source_statements"), "source_id")
    for row in asked(con, "sources"):
        source_id = row["source_id"]
        shown = entries["source", source_id]
        yield Source(
            row=row,
            stances=stances[source_id],
            regions=sorted(regions[source_id], key=lambda r: (-r["n_claims"], r["region_id"])),
            statements=statements[source_id],
            entries=shown,
            n_entries=shown[0].row["n_entries"] if shown else 0,
        )


Entries = defaultdict[tuple[str, str], list[Entry]]
"""The claims that are quoted, by ``region`` or ``source`` and its id."""


def read_entries(con: duckdb.DuckDBPyConnection) -> Entries:
    """Read the latest claims about each region and of each source, cut to their sentences."""
    shown = {f"{kind}_claims": n for kind, n in SHOWN_CLAIMS.items()}
    entries: Entries = defaultdict(list)
    for row in asked(con, "shown_claims", **shown):
        start, passage = row.pop("passage_start"), row.pop("passage")
        spans = {
            kind: [(span["start_char"] - start, span["end_char"] - start) for span in row.pop(f"{kind}_spans")]
            for kind in ("source", "cue", "content")
        }
        inside = {kind: [s for s in some if s[0] >= 0 and s[1] <= len(passage)] for kind, some in spans.items()}
        entries[row["kind"], row["scope"]].append(Entry(row, excerpt(passage, inside)))
    return entries
