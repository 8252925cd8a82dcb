"""The front page's map and sentences as Markdown, with the map as an image within it."""

from __future__ import annotations

import base64
import re

from claims_pipeline.report.choropleth import Choropleth
from claims_pipeline.report.ledger import Front
from claims_pipeline.report.links import visible
from claims_pipeline.report.rendering import render
from claims_pipeline.report.sentences import period_sentences

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~<>])")


def preview_markdown(front: Front, maps: Choropleth) -> str:
    """Write the sentences, then the first map as an SVG image: nothing in an image runs or is loaded."""
    sentences = [_MARKUP.sub(r"\\\1", visible(sentence)) for sentence in period_sentences(front.period)]
    images = [f"![Regions by disputed claims](data:image/svg+xml;base64,{_image(maps)})"] if maps.sheets else []
    return "\n\n".join([*sentences, *images])


def _image(maps: Choropleth) -> str:
    return base64.b64encode(render("preview.svg.jinja", maps=maps, sheet=maps.sheets[0]).encode()).decode()
