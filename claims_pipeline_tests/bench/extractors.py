"""The extractors that are compared: pages in, the texts of their articles out.

The project is called by its doors, once for all pages of a chunk; a peer is called as its own benchmark calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from importlib.util import find_spec
from typing import Any, NamedTuple

from claims_pipeline.articles.probabilities import PageText, body_texts
from claims_pipeline.pages.blocks import Reading
from claims_pipeline.pages.html import read_html
from claims_pipeline.pages.plain_text import read_text
from claims_pipeline.settings import PagesSettings
from claims_pipeline_tests.bench.line_rules import c4_lines, longest_run
from claims_pipeline_tests.evaluation.article_texts import FLAT, HTML, Form, clean_texts, land_record

OURS = "this project"
CORE = "this project, text only"
YARDSTICK = "trafilatura"


class Extractor(NamedTuple):
    """One way from pages to the texts of their articles, in their order."""

    name: str
    extract: Callable[[Sequence[Any]], list[str]]
    prepare: Callable[[dict[str, Any], Form], Any]
    """What it takes a page as, made outside the clock: landed bytes, or the markup as text."""


def extractors(form: Form) -> list[Extractor]:
    """Return the project, and the peers that are installed; rules of a few lines need no installation."""
    markup = _as_markup if form is HTML else _as_paragraphs
    peers = [
        Extractor(name, _one_by_one(extract), markup)
        for name, (module, extract) in PEERS[form].items()
        if find_spec(module)
    ]
    rules = [Extractor(name, _one_by_one(rule), _as_text) for name, rule in LINE_RULES.items() if form is FLAT]
    return [Extractor(OURS, _by_doors, _as_landed), _core(form), *rules, *peers]


def _core(form: Form) -> Extractor:
    """Return the text extraction alone, from decoded text to the article's: no tables, labels or metadata."""
    return Extractor(CORE, partial(_by_core, form), _as_markup if form is HTML else _as_text)


def _by_core(form: Form, pages: Sequence[str]) -> list[str]:
    limits = PagesSettings()
    readings = [read_html(page, limits) if form is HTML else read_text(page, limits.max_blocks) for page in pages]
    return body_texts([_page_text(reading, form) for reading in readings])


def _page_text(reading: Reading, form: Form) -> PageText:
    text = reading.text
    lines = [text[block.start_char : block.end_char].strip() for block in reading.blocks]
    if form is HTML:
        return PageText(lines, [(b.xpath, b.tag, b.context, b.link_chars, b.hidden) for b in reading.blocks])
    return PageText(list(filter(None, lines)))


def _by_doors(files: Sequence[Any]) -> list[str]:
    texts = clean_texts(files)
    return [texts.get(file.path.rpartition(".")[0], "") for file in files]


def _one_by_one(extract: Callable[[str], str | None]) -> Callable[[Sequence[str]], list[str]]:
    return lambda pages: [extract(page) or "" for page in pages]


def _as_landed(record: dict[str, Any], form: Form) -> Any:
    return land_record(record, form.key, form.suffix)


def _as_markup(record: dict[str, Any], form: Form) -> str:
    return str(record[form.key])


_as_text = _as_markup


def _as_paragraphs(record: dict[str, Any], form: Form) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in record[form.key].split("\n"))
    return f"<html><body>{lines}</body></html>"


def _trafilatura(**options: Any) -> Callable[[str], str | None]:
    def extract(markup: str) -> str | None:
        import trafilatura

        return trafilatura.extract(markup, include_comments=False, **options)

    return extract


def _readability(markup: str) -> str:
    from readability import Document
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(Document(markup).summary(html_partial=True), **_PLAIN))


def _resiliparse(markup: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(markup, main_content=True, comments=False, **_PLAIN))


def _justext(markup: str) -> str:
    import justext

    paragraphs = justext.justext(markup, justext.get_stoplist("English"))
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


_PLAIN = {"alt_texts": False, "list_bullets": False}
LINE_RULES: dict[str, Callable[[str], str]] = {"longest run of lines": longest_run, "C4's line rules": c4_lines}
PEERS: dict[Form, dict[str, tuple[str, Callable[[str], str | None]]]] = {
    HTML: {
        YARDSTICK: ("trafilatura", _trafilatura()),
        "trafilatura fast": ("trafilatura", _trafilatura(fast=True)),
        "trafilatura precision": ("trafilatura", _trafilatura(favor_precision=True)),
        "readability-lxml": ("readability", _readability),
        "jusText": ("justext", _justext),
        "resiliparse": ("resiliparse", _resiliparse),
    },
    FLAT: {
        "jusText on <p> lines": ("justext", _justext),
        "trafilatura on <p> lines": ("trafilatura", _trafilatura()),
    },
}
"""Name → the module that must be there, and how it is called."""
