"""What the endpoint stage says of a page: attributions, what was rejected of the model's, or why there is no answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from claims_pipeline.claims.tagging.decoding import Tagged


class Reason(StrEnum):
    """Why a page got no answer at all."""

    OFF = "off"
    NO_TEXT = "no_text"
    TOO_LONG = "too_long"
    BUDGET_SPENT = "budget_spent"
    NOT_SENT = "not_sent"
    UNREACHABLE = "unreachable"
    CONNECTION_LOST = "connection_lost"
    TIMED_OUT = "timed_out"
    BUSY = "busy"
    REDIRECT = "redirect"
    HTTP_ERROR = "http_error"
    RESPONSE_TOO_LARGE = "response_too_large"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_A_COMPLETION = "not_a_completion"
    NO_CHOICES = "no_choices"
    REFUSED = "refused"
    CUT_OFF = "cut_off"
    REPLY_NOT_JSON = "reply_not_json"
    REPLY_BREAKS_SCHEMA = "reply_breaks_schema"


class Fault(StrEnum):
    """Why one attribution of the model's was rejected."""

    BREAKS_SCHEMA = "breaks_schema"
    TOO_MANY = "too_many"
    NO_SUCH_LINE = "no_such_line"
    NO_CUE = "no_cue"
    NO_CONTENT = "no_content"
    NOT_IN_PAGE = "not_in_page"
    NOT_NEAR_LINE = "not_near_line"
    PARTS_DO_NOT_FIT = "parts_do_not_fit"
    DUPLICATE = "duplicate"


class Failure(NamedTuple):
    """No answer: the reason, and what else is known of it."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One attribution as the model gave it (JSON, shortened), and why it does not count."""

    said: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one page: ``tagged`` in reading order, ``rejected``, or the ``reason`` why there is neither.

    ``detail`` is for people: an HTTP status with the beginning of what the endpoint said. It is untrusted text.
    """

    tagged: list[Tagged] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    reason: Reason | None = None
    detail: str = ""
