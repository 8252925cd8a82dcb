"""One claim, explained from the rows that made it: where it stands, why it was taken, who else speaks of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
from rich.text import Text

from claims_pipeline.cli.errors import Wrong
from claims_pipeline.cli.ledger import open_ledger
from claims_pipeline.cli.terminal import console, safe

Row = dict[str, Any]

SPAN_STYLES = {"source": "bold cyan", "cue": "bold yellow", "content": "bold green"}
SPAN_BRACKETS = {"source": "⟦⟧", "cue": "«»", "content": "⟪⟫"}

PLACE = """{role}: {surface} = {place} ({region_id})
  why this place: {why_this_place}; probability {probability}
  why this role: {why_this_role}"""
STANDING = """    {said_from}  {speaker}: {content}
      in {outlet}, {source_ref}
      claim {claim_id}, voice {voice_id}"""


def print_claim(claim_id: str, home: Path) -> None:
    """Print a claim whose id begins with ``claim_id``."""
    with open_ledger(home) as con:
        claim = _one_claim(con, claim_id)
        lines = _rows(con, "lines", claim)
        out = console()
        for part in _parts(con, claim, lines):
            out.print(part)


def _one_claim(con: duckdb.DuckDBPyConnection, claim_id: str) -> Row:
    found = _select(con, "claim", {"prefix": claim_id.lower()})
    if not found:
        raise Wrong(
            f"No claim's id begins with {claim_id!r}. "
            "List them with: claims-pipeline query 'SELECT claim_id, content_text FROM claims'"
        )
    if len(found) > 1 and found[0]["claim_id"] != claim_id.lower():
        raise Wrong(
            f"Several claims begin with {claim_id!r}: {', '.join(row['claim_id'] for row in found)}. Give more digits."
        )
    return found[0]


def _parts(con: duckdb.DuckDBPyConnection, claim: Row, lines: Sequence[Row]) -> Iterator[Text]:
    yield _heading(f"Claim {claim['claim_id']}")
    yield _text(
        f"{claim['title'] or '(no headline)'}\n"
        f"{claim['outlet'] or 'unknown outlet'}, landed {claim['landed_on']}\n{claim['source_ref']}"
    )
    if claim["url"]:
        yield _text(claim["url"])
    yield _heading("Where it stands")
    yield _legend()
    for line in lines:
        yield _text(
            f"line {line['line_no']}, {line['label']}, {'kept' if line['kept'] else 'dropped'} by {line['rule']}, "
            f"article's text with probability {line['score']:.2f}"
        )
        yield marked(claim, line["start_char"], line["end_char"])
    yield _heading("How it was read")
    yield _facts(claim)
    yield _heading("Places")
    yield _listed(_rows(con, "places", claim), PLACE, "no place")
    yield _heading("Proposition, and who else stands on it")
    yield from _propositions(_rows(con, "propositions", claim), claim)


def marked(claim: Row, start: int, end: int) -> Text:
    """Cut the page text from ``start`` to ``end``, the claim's spans in brackets and colours."""
    opening, closing, styles = _marks(claim, start, end)
    text = Text()
    for at in range(start, end + 1):
        for bracket, style in closing.get(at, []):
            text.append(bracket, style)
        for bracket, style in opening.get(at, []):
            text.append(bracket, style)
        if at < end:
            text.append(safe(claim["page_text"][at]), styles.get(at, ""))
    return text


def _marks(
    claim: Row, start: int, end: int
) -> tuple[dict[int, list[tuple[str, str]]], dict[int, list[tuple[str, str]]], dict[int, str]]:
    opening: dict[int, list[tuple[str, str]]] = {}
    closing: dict[int, list[tuple[str, str]]] = {}
    styles: dict[int, str] = {}
    for part in ("content", "source", "cue"):  # the shorter ones last: they colour over the content
        for span in claim[f"{part}_spans"]:
            first, last = max(span["start_char"], start), min(span["end_char"], end)
            if first < last:
                opening.setdefault(first, []).append((SPAN_BRACKETS[part][0], SPAN_STYLES[part]))
                closing.setdefault(last, []).insert(0, (SPAN_BRACKETS[part][1], SPAN_STYLES[part]))
                styles.update(dict.fromkeys(range(first, last), SPAN_STYLES[part]))
    return opening, closing, styles


def _facts(claim: Row) -> Text:
    said = (
        claim["said_from"] if claim["said_from"] == claim["said_to"] else f"{claim['said_from']} to {claim['said_to']}"
    )
    rows = {
        "source": f"{claim['source_text'] or '(none named)'} → {claim['source_id'] or 'unknown'}",
        "side": claim["source_country"] or "unknown",
        "cue": claim["cue_text"] or "(none: the outlet's own words)",
        "content": claim["content_text"],
        "stance": f"{claim['stance']}, {claim['polarity']}, {claim['directness']}"
        + (", against its interest" if claim["against_interest"] else ""),
        "hedges": ", ".join(claim["hedges"]) or "none",
        "event": f"{claim['event_type'] or 'none'}, by {claim['actor_country'] or 'unknown'}",
        "said": str(said),
        "inside": f"claim {claim['parent_claim_id']}" if claim["parent_claim_id"] else "no other claim",
        "answers": f"claim {claim['responds_to_claim_id']}"
        if claim["responds_to_claim_id"]
        else "no claim of its page",
        "confidence": f"{claim['confidence']:.2f}",
        "why": claim["evidence"],
        "by": claim["extractor_version"],
    }
    return _text("\n".join(f"{name:<11}{value}" for name, value in rows.items()))


def _propositions(rows: Sequence[Row], claim: Row) -> Iterator[Text]:
    if not rows:
        yield _text("it stands on no proposition")
    for proposition_id in dict.fromkeys(row["proposition_id"] for row in rows):
        everyone = [row for row in rows if row["proposition_id"] == proposition_id]
        own = next(row for row in everyone if row["claim_id"] == claim["claim_id"])
        yield _text(f"{own['label']} ({proposition_id}): it {own['relation']}. {own['evidence']}")
        yield _text(f"  voice {own['voice_id']}: {_company(own['n_of_voice'])}")
        others = [row for row in everyone if row["claim_id"] != claim["claim_id"]]
        if not others:
            yield _text("  nobody else")
        for relation in dict.fromkeys(row["relation"] for row in others):
            yield _text(f"  {relation}:")
            yield _listed([row for row in others if row["relation"] == relation], STANDING, "")


def _company(n_claims: int) -> str:
    return "this claim alone" if n_claims == 1 else f"{n_claims} claims tell of this one act of speaking"


def _listed(rows: Sequence[Row], form: str, none: str) -> Text:
    words = [{name: "—" if value is None else str(value) for name, value in row.items()} for row in rows]
    return _text("\n".join(form.format(**row) for row in words) or none)


def _heading(words: str) -> Text:
    return Text(f"\n{words}", "bold underline")


def _legend() -> Text:
    legend = Text()
    for part, brackets in SPAN_BRACKETS.items():
        legend.append(f"{brackets[0]}{part}{brackets[1]} ", SPAN_STYLES[part])
    return legend


def _text(words: str) -> Text:
    return Text(safe(words))


def _rows(con: duckdb.DuckDBPyConnection, query: str, claim: Row) -> list[Row]:
    return _select(con, query, {"claim_id": claim["claim_id"]})


def _select(con: duckdb.DuckDBPyConnection, query: str, params: dict[str, object]) -> list[Row]:
    cursor = con.execute(files(__package__).joinpath("queries", f"{query}.sql").read_text(encoding="utf-8"), params)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
