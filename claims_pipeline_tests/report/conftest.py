"""A small ledger, written by hand: tables from the schemas, views from their own SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from claims_pipeline.schemas import TABLES, make_id
from claims_pipeline.views import VIEWS
from claims_pipeline.warehouse.columns import create_table
from claims_pipeline.warehouse.published_views import create_macros, create_view
from claims_pipeline_tests.duckdb_frames import insert_frame

JUNE, AUGUST, SEPTEMBER = date(2025, 6, 8), date(2025, 8, 26), date(2025, 9, 2)
HOSTILE = "<script>alert(1)</script>\u202egnp.exe\"'&{{ 7*7 }}"

SOURCES = {
    "ru.mod": ("Russia's defence ministry", "military", "RU"),
    "ua.staff": ("Ukraine's General Staff", "military", "UA"),
    "monitor": ("Linewatch", "monitor", None),
    "../<img src=x onerror=alert(1)>": ("=cmd|'<b onclick=alert(1)>' \u202eevil", "unknown", None),
}
"""Ids and names of speakers come from the text of pages too."""
TEXTS = {
    "one": (JUNE, "Morning Post", "https://post.example/a?b=1&c=2"),
    "copy": (JUNE, "Evening Post", "http://evening.example/#top"),
    "two": (AUGUST, "River Radio", None),
    "evil": (SEPTEMBER, HOSTILE, "javascript:alert(document.cookie)//https://post.example/"),
}
CLAIMS: list[dict[str, Any]] = [
    {"page": "one", "source": "ru.mod", "stance": "claims", "content": "it took the village", "relation": "affirms"},
    {"page": "copy", "source": "ru.mod", "stance": "claims", "content": "it took the village", "relation": "affirms"},
    {"page": "one", "source": "ua.staff", "stance": "denies", "content": "the village was lost", "relation": "denies"},
    {"page": "two", "source": "monitor", "stance": "says", "content": "nobody holds it", "relation": "disputes"},
    {"page": "evil", "source": "ua.staff", "stance": "acknowledges", "content": HOSTILE, "relation": "concedes"},
    {
        "page": "evil",
        "source": "../<img src=x onerror=alert(1)>",
        "stance": "denies",
        "content": "</script><script>document.title='owned'</script>",
        "relation": "denies",
    },
]


def write_ledger(path: Path, claims: Iterable[Mapping[str, Any]] = CLAIMS) -> Path:
    """Write a published ledger with one disputed and conceded statement on one region."""
    frames = _frames(list(claims))
    with duckdb.connect(path) as con:
        for table in TABLES.values():
            if table.is_published and table.scope != "view":
                con.execute(create_table(table))
                _insert(con, table.name, frames.get(table.name, []))
        for view in VIEWS:
            create_view(con, view, as_table=view.materialised)
        create_macros(con)
    return path


def _insert(con: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    schema = TABLES[name].schema
    empty = schema.create_empty()
    typed = pl.DataFrame([dict.fromkeys(empty.columns) | row for row in rows], schema=empty.schema)
    insert_frame(con, name, schema.validate(typed))


def _frames(claims: list[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    texts = {page: _text(page, claims) for page in TEXTS}
    return {
        "raw_pages": [_raw_page(page, texts[page]) for page in TEXTS] + [_rejected_page()],
        "page_lines": [_line(page, *line) for page in TEXTS for line in _lines(texts[page])],
        "articles": [_article(page, texts[page]) for page in TEXTS],
        "stories": [
            {"story_id": _id("one"), "canonical_page_id": _id("one"), "n_pages": 2, "n_outlets": 2},
            *({"story_id": _id(p), "canonical_page_id": _id(p), "n_pages": 1, "n_outlets": 1} for p in ("two", "evil")),
        ],
        "story_members": [
            {"page_id": _id(page), "story_id": _id(story), "role": "copy" if page == "copy" else "canonical"}
            for page, story in (("one", "one"), ("copy", "one"), ("two", "two"), ("evil", "evil"))
        ],
        "sources": [
            {"source_id": key, "name": name, "kind": kind, "country": country, "aliases": [name]}
            for key, (name, kind, country) in SOURCES.items()
        ],
        "regions": [{"region_id": "UA-59", "country": "UA", "name": "Sumy"}],
        "claims": [_claim(number, claim, texts[claim["page"]]) for number, claim in enumerate(claims)],
        "claim_places": [_place(number, claim) for number, claim in enumerate(claims)],
        "propositions": [
            {
                "proposition_id": _id("village"),
                "event_id": _id("village"),
                "scene_id": _id("village"),
                "event_type": "territorial.captured",
                "actor_country": "RU",
                "region_id": "UA-59",
                "day_from": JUNE,
                "day_to": SEPTEMBER,
                "label": f"Russia captured the village {HOSTILE}",
            }
        ],
        "claim_propositions": [
            {
                "claim_id": _id(f"claim {number}"),
                "proposition_id": _id("village"),
                "relation": claim["relation"],
                "voice_id": make_id(claim["source"], claim["relation"]),
                "evidence": "",
            }
            for number, claim in enumerate(claims)
        ],
    }


def _id(name: str) -> str:
    return make_id(name)


def _sentence(claim: Mapping[str, Any]) -> str:
    return f"{SOURCES[claim['source']][0]} {claim['stance']} that {claim['content']}."


def _text(page: str, claims: list[Mapping[str, Any]]) -> str:
    return "\n".join([f"Title of {page}", *(_sentence(claim) for claim in claims if claim["page"] == page)])


def _lines(text: str) -> Iterable[tuple[int, int, int]]:
    position = 0
    for number, line in enumerate(text.split("\n"), 1):
        yield number, position, position + len(line)
        position += len(line) + 1


def _raw_page(page: str, text: str) -> dict[str, Any]:
    day, outlet, url = TEXTS[page]
    return {
        "page_id": _id(page),
        "landed_on": day,
        "source_ref": f"{day}/{page}.txt",
        "content_sha256": "0" * 64,
        "n_bytes": len(text.encode()),
        "url": url,
        "outlet": outlet,
        "media_type": "text/plain",
        "encoding": "utf-8",
        "status": "accepted",
        "page_text": text,
    }


def _rejected_page() -> dict[str, Any]:
    return {
        "page_id": _id("empty"),
        "landed_on": JUNE,
        "source_ref": f"{JUNE}/empty.txt",
        "content_sha256": "0" * 64,
        "n_bytes": 0,
        "media_type": "text/plain",
        "status": "rejected",
        "reason": "empty",
        "page_text": "",
    }


def _line(page: str, number: int, start: int, end: int) -> dict[str, Any]:
    return {
        "page_id": _id(page),
        "landed_on": TEXTS[page][0],
        "line_no": number,
        "start_char": start,
        "end_char": end,
        "label": "headline" if number == 1 else "body",
        "kept": True,
        "rule": "by hand",
    }


def _article(page: str, text: str) -> dict[str, Any]:
    day, outlet, _ = TEXTS[page]
    return {
        "page_id": _id(page),
        "landed_on": day,
        "title": f"Title of {page}",
        "outlet": outlet,
        "published_from": day,
        "published_to": day,
        "published_basis": "landed_on",
        "text": text,
        "n_words": len(text.split()),
    }


def _claim(number: int, claim: Mapping[str, Any], text: str) -> dict[str, Any]:
    start = text.index(_sentence(claim))
    name, _, country = SOURCES[claim["source"]]
    day = TEXTS[claim["page"]][0]

    def spans(snippet: str) -> list[dict[str, int]]:
        first = text.index(snippet, start)
        return [{"start_char": first, "end_char": first + len(snippet)}]

    return {
        "claim_id": _id(f"claim {number}"),
        "page_id": _id(claim["page"]),
        "landed_on": day,
        "zone": "body",
        "source_spans": spans(name),
        "cue_spans": spans(claim["stance"]),
        "content_spans": spans(claim["content"]),
        "source_text": name,
        "cue_text": claim["stance"],
        "content_text": claim["content"],
        "source_id": claim["source"],
        "source_country": country,
        "stance": claim["stance"],
        "polarity": "positive",
        "directness": "indirect",
        "hedges": [],
        "event_type": "territorial.captured",
        "said_from": day,
        "said_to": day,
        "against_interest": claim["relation"] == "concedes",
        "confidence": 0.9,
        "evidence": "",
        "extractor_version": "hand",
    }


def _place(number: int, claim: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "claim_id": _id(f"claim {number}"),
        "landed_on": TEXTS[claim["page"]][0],
        "start_char": 0,
        "end_char": 5,
        "region_id": "UA-59",
        "role": "target",
        "evidence": "",
    }


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small published ledger with hostile titles, quotes and addresses."""
    return write_ledger(tmp_path_factory.mktemp("ledger") / "claims.duckdb")
