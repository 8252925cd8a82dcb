"""Page → the request that is sent, and the key under which its reply is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from claims_pipeline.claims.endpoint.reply import Said
from claims_pipeline.claims.tagging.decoding import Span
from claims_pipeline.settings import EndpointSettings

ANSWER_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"attributions": {"type": "array", "items": Said.model_json_schema()}},
    "required": ["attributions"],
    "additionalProperties": False,
}


def number_lines(text: str, lines: Sequence[Span]) -> str:
    """Return the lines of a page that are not blank, each after its number, with single spaces.

    No text of a page can begin a line, whatever it holds.
    """
    shown = (" ".join(text[start:end].split()) for start, end in lines)
    return "\n".join(f"{number}| {line}" for number, line in enumerate(shown, 1) if line)


def write_request(settings: EndpointSettings, numbered: str) -> bytes:
    """Return the body of a chat completion about a page of numbered lines, its answer bound to the schema."""
    mark = _digest(numbered)[:16]  # a page cannot hold the digest of itself, so it cannot close its own fence
    body: dict[str, Any] = {
        "model": settings.model,
        "messages": [
            {"role": "system", "content": _instructions()},
            {"role": "user", "content": f"<page {mark}>\n{numbered}\n</page {mark}>"},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "attributions", "strict": True, "schema": ANSWER_SCHEMA},
        },
    }
    if settings.temperature is not None:
        body["temperature"] = settings.temperature
    return json.dumps(body).encode("ascii")


def cache_key(settings: EndpointSettings, numbered: str) -> str:
    """Return the digest of all that a reply depends on: model, temperature, prompt version, page."""
    return _digest(json.dumps([settings.model, settings.temperature, prompt_version(), numbered]))


@cache
def prompt_version() -> str:
    """Return what changes whenever the instructions or the schema do."""
    return _digest(_instructions() + json.dumps(ANSWER_SCHEMA, sort_keys=True))[:12]


@cache
def _instructions() -> str:
    return (files(__package__) / "instructions.md").read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
