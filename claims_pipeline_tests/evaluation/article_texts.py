"""Clean texts against the true bodies of three article benchmarks, where their development halves lie.

Each page is there in both forms: HTML, and flattened as a browser's copy leaves it. The scorer lies with the data.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from claims_pipeline.articles import clean_pages
from claims_pipeline.pages import LandedFile, read_pages
from claims_pipeline.settings import ArticlesSettings, PagesSettings

Record = dict[str, Any]

CROSS_VALIDATION = Path(__file__).with_name("cross_validation.json")
"""Metric → F1 over folds whose pages the classifier was not trained on."""
LANDED_ON = date(2025, 8, 26)


class Form(NamedTuple):
    """One of the two forms in which the pages are there."""

    name: str
    key: str
    suffix: str


FLAT, HTML = Form("flat", "flat_text", "txt"), Form("html", "html", "html")


class Benchmark(NamedTuple):
    """One set of pages with the true text of their article."""

    name: str
    prefix: str
    """Of its figures."""
    file: str
    title: str
    stride: int
    """`evaluate` and its floors read every so many pages of it; `make bench` reads them all."""

    def path(self, shared: Path) -> Path:
        """Return where its development half lies."""
        return shared / "data" / "boilerplate" / self.file


BENCHMARKS = (
    Benchmark("sh", "", "dev.jsonl.gz", "scrapinghub's news benchmark", 1),
    Benchmark("aed", "aed_", "aed_dev.jsonl.gz", "AED news of 2023", 1),
    Benchmark("wcxb", "wcxb_", "wcxb_dev_article.jsonl.gz", "WCXB articles", 4),
)


def evaluate_texts(shared: Path) -> dict[str, float]:
    """Return the F1 of each set and form that is there.

    The line classifier learns from these very pages: what it does on pages that it has not seen is in
    ``cross_validation.json``, which its training script writes, and which ``read_cross_validated`` reads.
    """
    return {
        f"articles.{form.name}_{benchmark.prefix}f1": _f1(shared, pages, form)
        for benchmark in BENCHMARKS
        if benchmark.path(shared).is_file()
        for pages in [read_records(benchmark.path(shared), step=benchmark.stride)]
        for form in (FLAT, HTML)
    }


def read_cross_validated(path: Path = CROSS_VALIDATION) -> dict[str, float]:
    """Return the figures on pages held out from training, ``articles.flat_f1.cross_validated`` and so on; or none."""
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def read_records(path: Path, n: int | None = None, step: int = 1) -> list[Record]:
    """Return the records of a file, every ``step``-th up to ``n`` of them."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in islice(lines, 0, None if n is None else n * step, step)]


def land(content: bytes, path: str, landed_on: date, sidecar: Mapping[str, str] | None = None) -> LandedFile:
    """Return a page as a landed file."""
    beside = json.dumps(sidecar).encode() if sidecar else None
    return LandedFile(path, landed_on, len(content), hashlib.sha256(content).hexdigest(), content, beside)


def land_record(record: Record, key: str, suffix: str) -> LandedFile:
    """Return one form of a record as a landed file named by its id."""
    return land(record[key].encode("utf-8", "replace"), f"{record['id']}.{suffix}", LANDED_ON)


def clean_texts(files: Iterable[LandedFile]) -> dict[str, str]:
    """Return the clean text of each accepted page, by the id in its name."""
    read = read_pages(files, PagesSettings())
    articles = clean_pages(*read, ArticlesSettings()).articles
    texts = articles.join(read.raw_pages.select("page_id", "source_ref"), on="page_id").select("source_ref", "text")
    return {ref.rpartition(".")[0]: text for ref, text in texts.iter_rows()}


def load_scorer(shared: Path, name: str) -> ModuleType:
    """Return a scorer that lies with the data, as a module."""
    return load_module(shared / "score" / f"{name}.py")


def load_module(path: Path) -> ModuleType:
    """Return the module of a file that is in no package."""
    spec = spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _f1(shared: Path, pages: list[Record], form: Form) -> float:
    predicted = clean_texts(land_record(page, form.key, form.suffix) for page in pages)
    figures, *_ = load_scorer(shared, "score_text").score({page["id"]: page["body"] for page in pages}, predicted)
    return round(float(figures["f1"]), 4)
