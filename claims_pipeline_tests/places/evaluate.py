"""Measure recognition and resolution on the development sentences: one page a document, sentences as its lines.

Matching by overlap, one to one. End to end: found, and the same set of region codes.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from claims_pipeline.places import locate_page
from claims_pipeline.places.atlas import Atlas, load_atlas
from claims_pipeline.places.mention import Mention
from claims_pipeline.settings import PlacesSettings

DEVELOPMENT_DATA = Path("data") / "places" / "dev.jsonl.gz"
COUNTRY = "UA"
"""The gold marks the places of this country only; places found elsewhere are not counted against it."""

Row = dict[str, Any]


def evaluate(shared: Path) -> dict[str, float]:
    """Return recognition and end-to-end F1, the share of right regions, and the share of negatives taken for places."""
    with gzip.open(shared / DEVELOPMENT_DATA, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    documents: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        documents[row["doc"]][row["id"]].append(row)
    counts: dict[str, int] = defaultdict(int)
    atlas = load_atlas(PlacesSettings())
    for sentences in documents.values():
        for gold, found in _predict(sentences, atlas):
            _count(gold, found, counts)
    return _figures(counts)


def _predict(sentences: dict[str, list[Row]], atlas: Atlas) -> list[tuple[list[Row], list[Row]]]:
    texts = [rows[0]["sentence"] for rows in sentences.values()]
    starts = [sum(len(t) + 1 for t in texts[:n]) for n in range(len(texts))]
    spans = [(start, start + len(text)) for start, text in zip(starts, texts, strict=True)]
    mentions = locate_page("\n".join(texts), spans, atlas, PlacesSettings())
    return [
        (rows, [_row(m, start) for m in mentions if start <= m.start_char < end and _counts(m, atlas)])
        for rows, (start, end) in zip(sentences.values(), spans, strict=True)
    ]


def _counts(mention: Mention, atlas: Atlas) -> bool:
    if mention.reject_reason:
        return False
    if mention.regions:
        return any(region.startswith(COUNTRY) for region in mention.regions)
    return any(atlas.country[p] == COUNTRY and atlas.level[p] != "country" for p, _ in mention.candidates)


def _row(mention: Mention, start: int) -> Row:
    return {"start": mention.start_char - start, "end": mention.end_char - start, "regions": set(mention.regions)}


def _overlap(a: Row, b: Row) -> bool:
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


def _count(gold: list[Row], found: list[Row], counts: dict[str, int]) -> None:
    marked = [g for g in gold if g["start"] is not None]
    foreign = [g for g in marked if g.get("neg") == "foreign"]
    found = [f for f in found if f["regions"] or not any(_overlap(g, f) for g in foreign)]
    left = list(found)
    for place in (g for g in marked if g["type"] != "neg"):
        hit = next((f for f in left if _overlap(place, f)), None)
        counts["gold"] += 1
        if hit is not None:
            left.remove(hit)
            counts["hit"] += 1
            counts["right"] += hit["regions"] == set(place["oblast_iso"] or [])
    counts["found"] += len(found)
    for negative in (g for g in marked if g["type"] == "neg"):
        counts["negative"] += 1
        counts["fired"] += any(_overlap(negative, f) for f in left)


def _figures(counts: dict[str, int]) -> dict[str, float]:
    def f1(right: int) -> float:
        return round(2 * right / max(1, counts["found"] + counts["gold"]), 4)

    return {
        "places_recognition_f1": f1(counts["hit"]),
        "places_end_to_end_f1": f1(counts["right"]),
        "places_region_right_of_recognised": round(counts["right"] / max(1, counts["hit"]), 4),
        "places_negatives_fired": round(counts["fired"] / max(1, counts["negative"]), 4),
    }
