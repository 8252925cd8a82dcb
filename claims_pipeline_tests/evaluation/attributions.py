"""What the claims stage attributes in texts, against texts in which every attribution is marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from claims_pipeline.articles import clean_pages
from claims_pipeline.claims import extract_claims
from claims_pipeline.claims.page import KeptLine
from claims_pipeline.pages import read_pages
from claims_pipeline.schemas import PageLines
from claims_pipeline.settings import ArticlesSettings, ClaimsSettings, PagesSettings
from claims_pipeline_tests.evaluation.article_texts import land_record
from claims_pipeline_tests.evaluation.marked import Marked, Passage, read_passages
from claims_pipeline_tests.evaluation.quotes import Span, covered, iou, spans_of
from claims_pipeline_tests.evaluation.scores import f1

CASES = Path(__file__).parents[1] / "cases" / "claims"
LEAST_IOU = 0.5


@dataclass(frozen=True)
class Attributed:
    """One attribution that was found: the claims of one source and cue, for a content is cut into single statements."""

    source: set[int]
    cue: set[int]
    content: set[int]
    holder: set[int]
    """The cue of the claim inside whose content it stands."""
    spans: dict[str, list[Span]]


def body_lines(text: str) -> list[KeptLine]:
    """Return the lines of a text, blank ones left out, as lines of an article's body."""
    return [KeptLine(*line.span(), "body") for line in re.finditer(r"[^\n]*\S[^\n]*", text)]


def attribute_texts(texts: Mapping[str, str]) -> dict[str, list[Attributed]]:
    """Return what the claims stage attributes in each text, every line of which counts as body."""
    records = [land_record({"id": name, "text": text}, "text", "txt") for name, text in texts.items()]
    raw_pages, page_blocks, page_hints = read_pages(records, PagesSettings())
    lines, articles = clean_pages(raw_pages, page_blocks, page_hints, ArticlesSettings())
    # Annotators read every line; what cleaning makes of articles without furniture is measured elsewhere.
    body = lines.with_columns(kept=pl.col("label") != "blank", label=pl.lit("body").cast(lines.schema["label"]))
    claims = extract_claims(raw_pages, PageLines.validate(body), articles, ClaimsSettings()).claims
    refs = dict(raw_pages.select("page_id", "source_ref").iter_rows())
    rows = claims.filter(pl.col("cue_spans").list.len() > 0).to_dicts()
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in texts}
    for row in rows:
        found[refs[row["page_id"]].removesuffix(".txt")].append(row)
    return {name: _joined(rows) for name, rows in found.items()}


def _joined(rows: Sequence[dict[str, Any]]) -> list[Attributed]:
    cues = {row["claim_id"]: covered(spans_of(row["cue_spans"])) for row in rows}
    groups: dict[tuple[tuple[Span, ...], ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((tuple(spans_of(row["source_spans"])), tuple(spans_of(row["cue_spans"]))), []).append(row)
    return [
        Attributed(
            covered(source),
            covered(cue),
            covered(content := sorted({span for row in group for span in spans_of(row["content_spans"])})),
            next((cues[row["parent_claim_id"]] for row in group if row["parent_claim_id"]), set()),
            {"source": list(source), "cue": list(cue), "content": content},
        )
        for (source, cue), group in groups.items()
    ]


def evaluate_marked() -> dict[str, float]:
    """Return the figures on the marked pages of ``cases/claims``: all attributions linked, nested ones found."""
    figures = {}
    for name in ("nested", "general"):
        pages = {str(number): page for number, page in enumerate(read_passages(CASES / f"{name}.txt"))}
        found = attribute_texts({number: page.text for number, page in pages.items()})
        pairs = {number: _match(page, found[number]) for number, page in pages.items()}
        right = sum(map(len, pairs.values()))
        n_found, n_true = sum(map(len, found.values())), sum(len(page.attributions) for page in pages.values())
        figures[f"marked.{name}_linked_f1"] = f1(right, n_found, n_true)
        if name == "nested":
            figures["marked.nested_found"] = _nested_found(pages.values(), pairs.values())
    return figures


def _match(page: Passage, found: Sequence[Attributed]) -> dict[int, Attributed]:
    """Return the attribution found for each marked one whose source and content are right, the best pairs first."""
    pairs = sorted(
        (-score, i, j)
        for i, one in enumerate(page.attributions)
        for j, two in enumerate(found)
        if (score := _likeness(one, two))
    )
    partners: dict[int, int] = {}
    for _, i, j in pairs:
        if i not in partners and j not in partners.values():
            partners[i] = j
    return {i: found[j] for i, j in partners.items()}


def _likeness(one: Marked, two: Attributed) -> float:
    content, source = iou(covered(one.content), two.content), iou(covered(one.source), two.source)
    is_right = content >= LEAST_IOU and (source >= LEAST_IOU or not (one.source or two.source))
    return content + 0.01 * source if is_right else 0.0


def _nested_found(pages: Iterable[Passage], pairs: Iterable[Mapping[int, Attributed]]) -> float:
    """Return the share of marked attributions within another's content that are found under the right claim."""
    nested = right = 0
    for page, partners in zip(pages, pairs, strict=True):
        for number, one in enumerate(page.attributions):
            holder = _holder(one, page.attributions)
            if holder is None:
                continue
            nested += 1
            right += number in partners and bool(partners[number].holder & covered(holder.cue))
    return round(right / nested, 4)


def _holder(one: Marked, others: Sequence[Marked]) -> Marked | None:
    """Return the attribution in whose content another stands whole, the narrowest."""
    parts = covered([*one.cue, *one.content])
    holders = [other for other in others if other is not one and parts <= covered(other.content)]
    return min(holders, key=lambda other: len(covered(other.content)), default=None)
