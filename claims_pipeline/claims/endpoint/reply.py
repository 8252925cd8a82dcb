"""Response of the endpoint → the attributions that the model gave, none of them believed yet."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from claims_pipeline.claims.endpoint.answer import Failure, Reason

_SHOWN_CHARS = 500


class Said(BaseModel):
    """One attribution as the model gives it; also the schema that the model is held to."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, title="attribution")

    line: int = Field(description="Number of the line in which the cue stands.")
    source: list[str] = Field(description="Who speaks, copied from the page; empty if the page names nobody.")
    cue: list[str] = Field(description="The words that attribute, copied from the page.")
    content: list[str] = Field(description="What is said, copied from the page, a string a part.")


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: list[_Choice]


def read_completion(body: bytes) -> str | Failure:
    """Return what the model wrote, from the body of a chat completion, or why it wrote nothing that counts."""
    try:
        completion = _Completion.model_validate_json(body.decode("utf-8"))
    except UnicodeDecodeError:
        return Failure(Reason.NOT_UTF8)
    except ValidationError as error:
        is_json = error.errors()[0]["type"] != "json_invalid"
        return Failure(Reason.NOT_A_COMPLETION if is_json else Reason.NOT_JSON)
    if not completion.choices:
        return Failure(Reason.NO_CHOICES)
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        return Failure(Reason.REFUSED, shorten(choice.message.refusal or "content_filter"))
    if choice.finish_reason == "length":
        return Failure(Reason.CUT_OFF)
    if choice.message.content is None:
        return Failure(Reason.NOT_A_COMPLETION, "no content")
    return choice.message.content


def read_reply(content: str) -> list[Any] | Failure:
    """Return the attributions in what the model wrote, each unchecked, or why there are none to check."""
    try:
        reply = from_json(content)
    except ValueError:
        return Failure(Reason.REPLY_NOT_JSON, shorten(content))
    if isinstance(reply, dict) and set(reply) == {"attributions"} and isinstance(reply["attributions"], list):
        return reply["attributions"]
    return Failure(Reason.REPLY_BREAKS_SCHEMA, shorten(content))


def read_said(item: Any) -> Said | None:
    """Return one attribution, or none if it breaks the schema."""
    try:
        return Said.model_validate(item)
    except ValidationError:
        return None


def show(item: Any) -> str:
    """Return what the model gave for one attribution, as JSON, shortened."""
    return shorten(json.dumps(item, ensure_ascii=False))


def shorten(text: str) -> str:
    """Return the beginning of a text in one printable line."""
    return "".join(char if char.isprintable() else " " for char in text[:_SHOWN_CHARS]).strip()
