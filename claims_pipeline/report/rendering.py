"""Jinja: HTML is always escaped, Markdown never is, and a name that is missing is an error."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


@cache
def _environment(autoescape: bool) -> Environment:
    return Environment(
        loader=PackageLoader("claims_pipeline.report"),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=autoescape,
        lstrip_blocks=autoescape,
        keep_trailing_newline=True,
    )


def html_template(name: str) -> Template:
    """Load a template whose values are escaped."""
    return _environment(True).get_template(name)


def markdown_template(name: str) -> Template:
    """Load a template whose values stand as they are: only for text that comes from this package."""
    return _environment(False).get_template(name)
