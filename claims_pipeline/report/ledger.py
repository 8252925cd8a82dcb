"""What the report shows, read from the published ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import duckdb

from claims_pipeline.report.excerpts import Piece, excerpt
from claims_pipeline.report.links import web_link
from claims_pipeline.warehouse import read_table

Row = dict[str, Any]

SHOWN_DISPUTES = 12
SHOWN_CONCESSIONS = 12
SHOWN_CLAIMS = 2_000
"""Entries on one region page; a browser renders them in about a second. The ledger holds the rest."""


@dataclass(frozen=True)
class Front:
    """The front page."""

    totals: Row
    regions: list[Row]
    disputes: list[Row]
    concessions: list[Row]
    coverage: list[Row]


@dataclass
class Entry:
    """One claim of a region page, with the copies of its text that make the same claim."""

    row: Row
    pieces: list[Piece]
    link: str | None
    copies: list[Entry] = field(default_factory=list)

    @property
    def claim_id(self) -> str:
        """The claim's id."""
        return str(self.row["claim_id"])


@dataclass(frozen=True)
class Dispute:
    """One disputed or conceded statement of a region, with the claims on each side."""

    row: Row
    affirming: list[Entry]
    denying: list[Entry]
    conceding: list[Entry]


@dataclass(frozen=True)
class Region:
    """The page of one region."""

    code: str
    summary: Row
    disputes: list[Dispute]
    concessions: list[Row]
    days: list[tuple[date, list[Entry]]]
    sources: list[Row]
    activity: list[Row]
    n_entries: int
    n_shown: int


def read_front(con: duckdb.DuckDBPyConnection) -> Front:
    """Read the front page: totals, regions by claims, all disputes and concessions, the widest and newest first."""
    names = {row["region_id"]: row["region_name"] for row in _view(con, "region_summary")}
    concessions = [
        {**row, "region_name": names.get(row["region_id"], row["region_id"])} for row in _view(con, "concession_lag")
    ]
    return Front(
        totals=_rows(con.execute(_query("totals")))[0],
        regions=sorted(_view(con, "region_summary"), key=lambda row: (-row["n_claims"], row["region_id"])),
        disputes=sorted(_view(con, "region_disputes"), key=_width),
        concessions=sorted(concessions, key=_recency),
        coverage=_view(con, "coverage_day"),
    )


def _width(row: Row) -> tuple[int, int, str, str]:
    """Order disputes by the voices on the weaker side, then by all voices: many against many comes first."""
    against = row["n_voices_denying"] + row["n_voices_conceding"]
    weaker = min(row["n_voices_affirming"], against)
    return -weaker, -(row["n_voices_affirming"] + against), row["region_id"], row["proposition_id"]


def _recency(row: Row) -> tuple[int, str, str]:
    conceded = row["first_conceded"] or date.min
    return -conceded.toordinal(), row["region_id"], row["proposition_id"]


def read_regions(con: duckdb.DuckDBPyConnection, front: Front) -> Iterator[Region]:
    """Read the page of each region, one at a time: only one region's page texts are in memory."""
    activity = _by_region(_view(con, "region_day"))
    sources = _by_region(_view(con, "region_sources"))
    disputes, concessions = _by_region(front.disputes), _by_region(front.concessions)
    for summary in front.regions:
        code = summary["region_id"]
        entries = _entries(con, code)
        shown = _without_copies(entries)
        yield Region(
            code=code,
            summary=summary,
            disputes=[_dispute(row, shown) for row in disputes[code]],
            concessions=concessions[code],
            days=[(day, list(some)) for day, some in groupby(shown[-SHOWN_CLAIMS:], key=_day)][::-1],
            sources=sorted(sources[code], key=lambda row: (-row["n_claims"], row["source_id"])),
            activity=activity[code],
            n_entries=len(shown),
            n_shown=min(len(shown), SHOWN_CLAIMS),
        )


def _day(entry: Entry) -> date:
    said: date = entry.row["said_from"]
    return said


def _by_region(rows: list[Row]) -> defaultdict[str, list[Row]]:
    by_region: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_region[row["region_id"]].append(row)
    return by_region


def _entries(con: duckdb.DuckDBPyConnection, region: str) -> list[Entry]:
    texts = dict(con.execute(_query("page_texts"), {"region": region}).fetchall())
    rows = _rows(con.execute(_query("region_claims"), {"region": region}))
    return [_entry(row, texts[row["page_id"]]) for row in rows]


def _entry(row: Row, page_text: str) -> Entry:
    spans = {
        kind: [(span["start_char"], span["end_char"]) for span in row[f"{kind}_spans"]]
        for kind in ("source", "cue", "content")
    }
    start, end = spans["content"][0]
    return Entry(row, excerpt(page_text, spans), web_link(row["url"], page_text[start:end]))


def _without_copies(entries: list[Entry]) -> list[Entry]:
    """Keep the first of the claims that pages of one story share; the others hang on it as its copies."""
    first: dict[tuple[Any, ...], Entry] = {}
    for entry in entries:
        row = entry.row
        key = (row["story_id"] or row["page_id"], row["who"], row["stance"], " ".join(row["content_text"].split()))
        kept = first.setdefault(key, entry)
        if kept is not entry:
            kept.copies.append(entry)
    return list(first.values())


def _dispute(row: Row, entries: list[Entry]) -> Dispute:
    sides: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for relation in sorted(_relations(entry, row["proposition_id"])):
            sides[relation].append(entry)
    return Dispute(row, sides["affirms"], sides["denies"] + sides["disputes"], sides["concedes"])


def _relations(entry: Entry, proposition_id: str) -> set[str]:
    return {stand["relation"] for stand in entry.row["stands_on"] if stand["proposition_id"] == proposition_id}


def _view(con: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    return read_table(con, name).to_dicts()


def _rows(cursor: duckdb.DuckDBPyConnection) -> list[Row]:
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@cache
def _query(name: str) -> str:
    return files(__package__).joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")
