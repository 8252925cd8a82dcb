"""The shipped sample against `cases/sample/gold.json`: pages, lines, articles, claims, places, stories, drift."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from claims_pipeline_tests.evaluation.doors import Tables
from claims_pipeline_tests.evaluation.found_claims import Claim, expect, match
from claims_pipeline_tests.evaluation.quotes import QuotedPage, Span, covered, spans_of
from claims_pipeline_tests.evaluation.scores import Scores
from claims_pipeline_tests.evaluation.standings import judge_propositions

GOLD_PATH = Path(__file__).parents[1] / "cases" / "sample" / "gold.json"

Row = Mapping[str, Any]


def evaluate_sample(tables: Tables) -> tuple[dict[str, float], list[str]]:
    """Return the figures of the sample, and every miss in words."""
    gold = json.loads(GOLD_PATH.read_text(encoding="utf-8"))
    scores = Scores()
    found: dict[str, Claim] = {}
    for page in gold["pages"]:
        found |= _judge_page(page, tables, scores)
    _judge_rejected(gold["rejected"], tables, scores)
    _judge_stories(gold, tables, scores)
    _judge_drift(gold["drift"], tables, scores)
    pairs = judge_propositions(gold, found, tables, scores)
    return {f"sample.{metric}": value for metric, value in (scores.shares() | pairs).items()}, scores.misses


def _judge_page(page: Row, tables: Tables, scores: Scores) -> dict[str, Claim]:
    ref = page["source_ref"]
    raw = _rows(tables["raw_pages"], source_ref=ref)
    if not scores.judge("pages_accepted", [row["status"] for row in raw] == ["accepted"], ref):
        return {}
    page_id, quoted = raw[0]["page_id"], QuotedPage(raw[0]["page_text"])
    _judge_lines(page, quoted, _rows(tables["page_lines"], page_id=page_id), scores)
    _judge_article(page, _rows(tables["articles"], page_id=page_id)[0], scores)
    _judge_places(page, quoted, _rows(tables["place_mentions"], page_id=page_id), scores)
    return _judge_claims(page, quoted, _rows(tables["claims"], page_id=page_id), tables, scores)


def _judge_lines(page: Row, quoted: QuotedPage, lines: list[Row], scores: Scores) -> None:
    for wanted, snippets in (("kept", page["kept"]), ("dropped", page["dropped"])):
        for snippet in snippets:
            holding = [line for span in quoted.find(snippet) for line in lines if _holds(line, span)]
            # A word of the navigation may stand in the article too: the shortest line is the furniture.
            line = sorted(holding, key=lambda line: line["end_char"] - line["start_char"])[-(wanted == "kept")]
            scores.judge(
                f"lines_{wanted}",
                line["kept"] == (wanted == "kept"),
                f"{page['source_ref']}: {snippet!r} {line['rule']}",
            )


def _holds(line: Row, span: Span) -> bool:
    return bool(line["start_char"] < span[1] and span[0] < line["end_char"])


def _judge_article(page: Row, article: Row, scores: Scores) -> None:
    for metric, column in (("titles", "title"), ("outlets", "outlet"), ("agencies", "agency")):
        if page[column] is not None:
            told = article[column]
            words = f"{page['source_ref']}: {page[column]!r}, found {told!r}"
            scores.judge(metric, " ".join((told or "").split()) == page[column], words)
    if page["published"] is not None:
        first, last = article["published_from"].isoformat(), article["published_to"].isoformat()
        words = f"{page['source_ref']}: {page['published']}, found {first} to {last} by {article['published_basis']}"
        scores.judge("published", first <= page["published"] <= last, words)


def _judge_places(page: Row, quoted: QuotedPage, mentions: list[Row], scores: Scores) -> None:
    for place in page["places"]:
        spans = quoted.find(place["surface"])
        over = [m for m in mentions if any(_holds(m, span) for span in spans) and m["status"] != "rejected"]
        told = {tuple(mention["region_ids"]) for mention in over}
        wanted = set() if place["regions"] is None else {tuple(place["regions"])}
        words = f"{page['source_ref']}: {place['surface']!r} {place['regions']}, found {sorted(told)}"
        scores.judge("places", told == wanted, words)


def _judge_claims(
    page: Row, quoted: QuotedPage, claims: list[Claim], tables: Tables, scores: Scores
) -> dict[str, Claim]:
    expected = [expect(claim, quoted) for claim in page["claims"]]
    found = match(expected, claims)
    for one in expected:
        two = found.get(one.claim["id"])
        near = [claim for claim in claims if covered(spans_of(claim["content_spans"])) & one.content]
        scores.judge("claims_found", two is not None, f"{described(one.claim)}; overlapping: {_briefly(near)}")
        if two:
            _judge_claim(one.claim, two, found, tables, scores)
    return found


def _judge_claim(claim: Claim, two: Claim, found: Mapping[str, Claim], tables: Tables, scores: Scores) -> None:
    said = f"{described(claim)}; found {_briefly([two])}"
    scores.judge("stance", two["stance"] in claim["stance"], f"{claim['stance']}, found {two['stance']}: {said}")
    if claim["source_country"]:
        side = two["source_country"]
        scores.judge("source_side", side == claim["source_country"], f"{claim['source_country']}, found {side}: {said}")
    if claim["regions"]:
        targets = tables["claim_places"].filter(claim_id=two["claim_id"], role="target")["region_id"].unique().to_list()
        words = f"{claim['regions']}, found {sorted(targets)}: {said}"
        scores.judge("target_regions", sorted(targets) == sorted(claim["regions"]), words)
    if claim["parent"]:
        parent = found.get(claim["parent"], {}).get("claim_id")
        nested = parent is not None and two["parent_claim_id"] == parent
        scores.judge("nesting", nested, f"inside {claim['parent']}: {said}")


def described(claim: Claim) -> str:
    """Return an expected claim in one line."""
    return f"{claim['id']}: [{claim['source']}] [{claim['cue']}] {' … '.join(claim['content'])!r}"


def _briefly(claims: Iterable[Claim]) -> str:
    return "; ".join(f"[{c['source_text']}] [{c['cue_text']}] {c['content_text']!r}" for c in claims) or "nothing"


def _judge_rejected(rejected: list[Row], tables: Tables, scores: Scores) -> None:
    for page in rejected:
        refs = pl.col("source_ref").str.split("#").list.first() == page["source_ref"]
        rows = tables["raw_pages"].filter(refs & (pl.col("status") == "rejected") & pl.col("reason").is_not_null())
        scores.judge("pages_rejected", rows.height == 1, f"{page['source_ref']}: {rows.height} rejected rows")


def _judge_stories(gold: Row, tables: Tables, scores: Scores) -> None:
    refs = dict(tables["raw_pages"].select("page_id", "source_ref").iter_rows())
    stories: dict[str, set[str]] = defaultdict(set)
    for page_id, story_id in tables["story_members"].select("page_id", "story_id").iter_rows():
        stories[refs[page_id]].add(story_id)
    apart = [*gold["shared_quotes"], *gold["stock_background"], *gold["independent"]]
    for metric, pairs in (("stories_grouped", gold["stories"]), ("stories_kept_apart", apart)):
        for a, b in pairs:
            scores.judge(metric, bool(stories[a] & stories[b]) == (metric == "stories_grouped"), f"{a} and {b}")


def _judge_drift(drift: list[Row], tables: Tables, scores: Scores) -> None:
    refs = dict(tables["raw_pages"].select("page_id", "source_ref").iter_rows())
    columns = "page_id_a", "page_id_b", "change", "value_a", "value_b"
    seen = set()
    for a, b, change, x, y in tables["copy_drift"].select(columns).iter_rows():
        seen |= {(refs[a], refs[b], change, x, y), (refs[b], refs[a], change, y, x)}
    for wanted in drift:
        row = (*wanted["pages"], wanted["change"], wanted["value_a"], wanted["value_b"])
        told = [one[2:] for one in sorted(seen, key=str) if one[:2] == row[:2]]
        scores.judge("drift", row in seen, f"{row}, found {told}")


def _rows(frame: pl.DataFrame, **values: str) -> list[Row]:
    return list(frame.filter(**values).iter_rows(named=True))
