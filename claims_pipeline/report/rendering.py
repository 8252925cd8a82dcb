"""Jinja: HTML is always escaped, Markdown never is, and a name that is missing is an error."""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from claims_pipeline.report.ledger import SHOWN_CONCESSIONS, SHOWN_DISPUTES
from claims_pipeline.report.links import visible
from claims_pipeline.report.sentences import counted, front_sentences


def render_page(path: Path, template: str, **values: Any) -> None:
    """Write one HTML page; every value is escaped, and characters that nobody can see are spelled out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_html().get_template(template).render(values), encoding="utf-8", errors="replace", newline="\n")


def markdown_template(name: str) -> Template:
    """Load a template whose values stand as they are: only for text that comes from this package."""
    return Environment(
        loader=PackageLoader("claims_pipeline.report"), undefined=StrictUndefined, keep_trailing_newline=True
    ).get_template(name)


@cache
def _html() -> Environment:
    environment = Environment(
        loader=PackageLoader("claims_pipeline.report"),
        autoescape=True,
        finalize=_visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(style=_style(), policy=_policy(), sentences=front_sentences)
    environment.globals.update(shown_disputes=SHOWN_DISPUTES, shown_concessions=SHOWN_CONCESSIONS)
    environment.filters.update(day=_day, counted=counted)
    return environment


def _visible(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _day(value: date | None) -> str:
    """Write a day as people do.

    >>> _day(date(2025, 6, 8))
    '8 June 2025'
    """
    return f"{value.day} {value:%B %Y}" if value else "–"


@cache
def _style() -> Markup:
    return Markup(files(__package__).joinpath("templates", "style.css").read_text(encoding="utf-8"))


def _policy() -> str:
    """Allow the style sheet of the page, named by its hash, and nothing else: no script, no request."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
