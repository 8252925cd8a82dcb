"""The data of the pages that need a script: an index to search and filter, and a record a claim.

A browser reads no file from disk but scripts, so each shard is one: a call with a name and JSON. Nothing in it runs;
the pages that read it put text into text nodes only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from math import ceil, log
from pathlib import Path
from typing import Any

import duckdb

from claims_pipeline.report.links import source_key
from claims_pipeline.report.rows import Row, query

SHARD_ROWS = 1_500
"""Rows of one index shard: some 300 kB."""

SHARD_CLAIMS = 40
"""Records of one shard of claims, about: some 120 kB."""

SHOWN_WORDS = 240
RECORD = {"line_chars": 600, "lines_around": 4, "most_lines": 12, "most_listed": 30}
"""What a claim's record holds at most: characters of a line, lines before and after, lines, rows of a list."""


def write_shards(con: duckdb.DuckDBPyConnection, folder: Path, n_claims: int) -> dict[str, Any]:
    """Write all shards below a folder; return what the pages must know to find them."""
    digits = _digits(n_claims)
    for name, records in _by_prefix(con, digits):
        content = ",".join(f"{json.dumps(claim_id)}:{record}" for claim_id, record in records)
        _write(folder, f"claims/{name}", f"{{{content}}}")
    labels = dict(con.execute("SELECT proposition_id, label FROM propositions").fetchall())
    cursor = con.cursor()
    cursor.execute(query("index_rows"), {"shown_words": SHOWN_WORDS})
    by_region = groupby(_fetched(cursor), key=lambda row: row[0])
    shards = [shard for region, rows in by_region for shard in _write_index(folder, region, rows, labels)]
    return {"digits": digits, "shards": shards, "n_claims": n_claims}


def _digits(n_claims: int) -> int:
    """How many hex digits of a claim's id name its shard."""
    return max(1, ceil(log(max(n_claims, 1) / SHARD_CLAIMS, 16))) if n_claims > SHARD_CLAIMS else 1


def _by_prefix(con: duckdb.DuckDBPyConnection, digits: int) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
    cursor = con.cursor()
    cursor.execute(query("claim_records"), RECORD)
    yield from groupby(_fetched(cursor), key=lambda row: row[0][:digits])


def _fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[Any]:
    while rows := cursor.fetchmany(5_000):
        yield from rows


class Words:
    """Texts of a shard that repeat: each is written once, rows have its number."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}

    def number(self, *word: Any) -> int:
        """The number of a text, or of several that go together."""
        return self.numbers.setdefault(word, len(self.numbers))

    def listed(self) -> list[Any]:
        """All texts, in the order of their numbers."""
        return [list(word) if len(word) > 1 else word[0] for word in self.numbers]


def _write_index(folder: Path, region: str, rows: Iterator[Any], labels: Mapping[str, str]) -> Iterator[Row]:
    number = 0
    while part := list(islice(rows, SHARD_ROWS)):
        name = f"index/{region}.{number}"
        _write(folder, name, json.dumps(_packed(part, labels), ensure_ascii=False, separators=(",", ":")))
        yield {"region": region, "name": name, "n": len(part)}
        number += 1


def _packed(rows: Iterable[Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """Pack rows of ``queries/index_rows.sql``: what repeats is numbered, the last places of a row are lists."""
    who, outlets, stances, places, stands = (Words() for _ in range(5))
    packed = [
        [
            claim_id,
            said,
            landed,
            who.number(source_key(source) if source else "", speaker, country or ""),
            outlets.number(outlet),
            stances.number(stance),
            flags,
            words,
            [stands.number(*stand.split(" "), labels[stand[:16]]) for stand in on],
            [places.number(place) for place in at],
        ]
        for _, claim_id, said, landed, source, speaker, country, outlet, stance, flags, words, on, at in rows
    ]
    texts = {"who": who, "outlets": outlets, "stances": stances, "places": places, "stands": stands}
    return {name: words.listed() for name, words in texts.items()} | {"rows": packed}


def _write(folder: Path, name: str, content: str) -> None:
    path = folder / f"{name}.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"shard({json.dumps(name)},{content})\n", encoding="utf-8", newline="\n")
