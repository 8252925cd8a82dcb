"""How good the verdicts of cross-validation are, by the benchmark's own scorer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from claims_pipeline.articles.alphabet import Array
from claims_pipeline.articles.blocks import Block
from claims_pipeline.articles.labels import judge
from claims_pipeline.schemas import BODY_LABELS
from claims_pipeline_tests.evaluation.article_texts import load_module
from claims_pipeline_tests.training.corpus import Corpus

_NAMES = {"dev": "", "aed_dev": "aed_", "wcxb_dev_article": "wcxb_"}
_FORMS = {"text": "flat", "html": "html"}
_MEASURES = {"f1": "f1", "accuracy": "exact", "pages_below_0.5": "pages_below_half"}


def cross_validated(corpus: Corpus, form: str, probability: Array, scorer: Path) -> dict[str, float]:
    """Return the figures of each set: F1, share of pages without any error, number of pages below an F1 of 0.5."""
    texts = list(_texts(corpus, probability))
    score = load_module(scorer).score
    told: dict[str, float] = {}
    for name in sorted({page["set"] for page in corpus.pages}):
        ours = [number for number, page in enumerate(corpus.pages) if page["set"] == name]
        truth = {corpus.pages[number]["id"]: corpus.pages[number]["body"] for number in ours}
        figures, *_ = score(truth, {corpus.pages[number]["id"]: texts[number] for number in ours})
        prefix = f"articles.{_FORMS[form]}_{_NAMES.get(name, f'{name}_')}"
        told |= {
            f"{prefix}{ours}.cross_validated": round(float(figures[theirs]), 4) for theirs, ours in _MEASURES.items()
        }
    return told


def _texts(corpus: Corpus, probability: Array) -> Iterator[str]:
    """Yield what the pipeline would keep of each page; the titles that markup gives are not at hand."""
    given, pages = corpus.given, corpus.given.pages
    for start, end in zip(pages.starts.tolist(), pages.ends.tolist(), strict=True):
        blocks = [_block(corpus, line) for line in range(start, end)]
        verdicts = judge(blocks, probability[start:end].tolist())
        texts = given.texts[start:end]
        yield "\n".join(t for t, v in zip(texts, verdicts, strict=True) if v.kept and v.label in BODY_LABELS)


def _block(corpus: Corpus, line: int) -> Block:
    text, markup = corpus.given.texts[line], corpus.given.markup
    if markup is None:
        return Block(line, 0, len(text), text)
    return Block(line, 0, len(text), text, *(column[line] for column in markup))
