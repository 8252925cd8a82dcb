"""Jinja: HTML is always escaped, Markdown never is, and a name that is missing is an error."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from claims_pipeline.report import ledger
from claims_pipeline.report.charts import TALL
from claims_pipeline.report.choropleth import legend_shade
from claims_pipeline.report.links import claims_link, source_file, source_key, visible
from claims_pipeline.report.sentences import counted, in_words, period_sentences

SCRIPTED = ("claims", "claim")
"""Pages with a script of their own, which reads shards."""


def render_page(path: Path, template: str, **values: Any) -> None:
    """Write one HTML page; every value is escaped, and characters that nobody can see are spelled out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(template, **values), encoding="utf-8", errors="replace", newline="\n")


def render(template: str, **values: Any) -> str:
    """Fill an HTML template."""
    return _html().get_template(template).render(values)


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
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    scripts = {name: Markup(_asset("shards.js") + _asset(f"{name}.js")) for name in SCRIPTED}
    environment.globals.update(style=Markup(_asset("style.css")), scripts=scripts, policy=policy)
    environment.globals.update(claims_link=claims_link, source_file=source_file, source_key=source_key)
    environment.globals.update(sentences=period_sentences, legend_shade=legend_shade, tall=TALL)
    environment.globals.update({name: value for name, value in vars(ledger).items() if name.startswith("SHOWN_")})
    environment.filters.update(day=in_words, counted=counted)
    return environment


def _visible(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _asset(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def policy(script: Markup | None = None) -> str:
    """Allow the style sheet of the page and its script, named by their hashes, and nothing else.

    A script may read scripts that lie beside the page, the shards, by names that its own trusted-types policy lets
    through. Nothing is asked of another machine, and no text can become markup.
    """
    allowed = ["default-src 'none'", f"style-src {_digest(_asset('style.css'))}"]
    if script is not None:
        allowed += [
            f"script-src 'self' {_digest(script)}",
            "require-trusted-types-for 'script'",
            "trusted-types shards",
        ]
    return "; ".join([*allowed, "base-uri 'none'", "form-action 'self'"])


@cache
def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
