"""Quantities: how many a content speaks of, for the event types that count something.

A number counts when what it counts follows it ("three more civilians"), when it touches a word of the event ("killed
three", "12 dead"), when an auxiliary alone stands between ("two engineers were killed"), or when a toll comes to it
("the death toll rose to 12"). Of several, each belongs to the event whose word is nearest; the first of this event is
taken. Days, distances, shares and years are no counts. The words are in ``quantities.json``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

_TOKEN = re.compile(r"\w+(?:[.,:'’–-]\w+)*%?")
_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(\.\d{1,3})?")
_RANGE = re.compile(r"(\d{1,9})[–-](\d{1,9})")
_YEAR = re.compile(r"(?:19|20)\d\d")
_REACH = 8
"""Words between a number and the word of its event, at most."""
_MOST = 10**10
"""More than there are people: no count."""
_ABOUT = 10
"""Part of a number by which "about" widens it: a tenth on each side."""


class Quantity(NamedTuple):
    """How many: from ``low`` to ``high``, both included; ``high`` is none where nothing bounds it."""

    low: int
    high: int | None

    def overlaps(self, other: Quantity) -> bool:
        """Whether one number can be meant by both.

        >>> Quantity(3, None).overlaps(Quantity(5, 5)), Quantity(3, 3).overlaps(Quantity(5, 5))
        (True, False)
        """
        return self.low <= _top(other) and other.low <= _top(self)

    def holds(self, other: Quantity) -> bool:
        """Whether it says less than ``other``: whatever ``other`` can mean, this can mean too, and more."""
        return self != other and self.low <= other.low and _top(other) <= _top(self)

    def words(self) -> str:
        """Return it in words.

        >>> Quantity(3, 3).words(), Quantity(3, None).words(), Quantity(0, 9).words(), Quantity(3, 5).words()
        ('3', 'at least 3', 'up to 9', '3 to 5')
        """
        if self.high is None:
            return f"at least {self.low:,}"
        if self.low == self.high:
            return f"{self.low:,}"
        return f"{self.low:,} to {self.high:,}" if self.low else f"up to {self.high:,}"


def _top(quantity: Quantity) -> float:
    return math.inf if quantity.high is None else quantity.high


@dataclass(frozen=True)
class _Number:
    """A number of a text: its quantity, and its first and last token."""

    quantity: Quantity
    first: int
    last: int


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(files(__package__).joinpath("quantities.json").read_text(encoding="utf-8"))
    return words


@cache
def _counted() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """The words and the things of each event type that counts something."""
    rows = {row["event_type"]: row for row in _words()["counted"]}

    def things(row: dict[str, Any]) -> list[str]:
        found: list[str] = rows[row["things"]]["things"] if isinstance(row["things"], str) else row["things"]
        return found

    return {name: (frozenset(row["words"]), frozenset(things(row))) for name, row in rows.items()}


COUNTING = tuple(_counted())
"""Event types that count something."""


def quantity_of(text: str, event_type: str) -> Quantity | None:
    """Return how many a content says that an event of this type counts; none if it says no number.

    >>> quantity_of("at least three people were killed and 12 wounded", "casualties.wounded")
    Quantity(low=12, high=12)
    """
    if event_type not in _counted():
        return None
    tokens = _TOKEN.findall(text.lower())
    for number in _numbers(tokens):
        if _counts(tokens, number, event_type) and _nearest_event(tokens, number, event_type) == event_type:
            return number.quantity
    return None


def _counts(tokens: list[str], number: _Number, event_type: str) -> bool:
    words, things = _counted()[event_type]
    after = tokens[number.last + 1 : number.last + 4]
    before = tokens[max(number.first - 4, 0) : number.first]
    if things & set(after[: next((i for i, word in enumerate(after) if word in _words()["no_counts"]), 3)]):
        return True
    if (after and after[0] in _words()["no_counts"]) or _YEAR.fullmatch(tokens[number.last]):
        return False
    touches = bool(before and before[-1] in words) or bool(after and after[0] in words)
    suffers = any(word in words and after[i] in _words()["auxiliaries"] for i, word in enumerate(after[1:]))
    comes_to = bool(set(before) & set(_words()["tolls"])) and bool(before and before[-1] in ("to", "at", "reached"))
    return touches or suffers or comes_to


def _nearest_event(tokens: list[str], number: _Number, event_type: str) -> str | None:
    """The event whose word stands nearest: of two as near the earlier; of two that share a word the one asked for."""
    found = [
        (distance, at > number.first, name != event_type, name)
        for at, token in enumerate(tokens)
        for name, (words, _) in _counted().items()
        if token in words and (distance := max(number.first - at, at - number.last)) <= _REACH
    ]
    return min(found)[3] if found else None


def _numbers(tokens: list[str]) -> Iterator[_Number]:
    at = 0
    while at < len(tokens):
        told = _range(tokens, at) or _value(tokens, at)
        if told is None:
            at += 1
            continue
        quantity, end = told
        bounded = _bounded(tokens, at, end, quantity)
        end = _with_whole(tokens, end)
        yield _Number(bounded, at, end - 1)
        at = end


def _with_whole(tokens: list[str], end: int) -> int:
    """Pass over what a number is a part of: "54 of 60 drones" are 54, "dozens of people" are dozens."""
    if tokens[end : end + 1] != ["of"]:
        return end
    whole = _value(tokens, end + 1) if end + 1 < len(tokens) else None
    if whole:
        return whole[1]
    return end + 1 if tokens[end - 1] in _words()["vague"] else end


def _range(tokens: list[str], at: int) -> tuple[Quantity, int] | None:
    """Read "10-12", "10 to 12", "between 10 and 12"."""
    if pair := _RANGE.fullmatch(tokens[at]):
        low, high = sorted(map(int, pair.groups()))
        return Quantity(low, high), at + 1
    first = _value(tokens, at)
    joint = first and tokens[first[1] : first[1] + 1]
    if first and joint and (joint == ["to"] or (joint == ["and"] and tokens[max(at - 1, 0)] == "between")):
        second = _value(tokens, first[1] + 1)
        if second and first[0].low <= second[0].low:
            return Quantity(first[0].low, second[0].high), second[1]
    return None


def _value(tokens: list[str], at: int) -> tuple[Quantity, int] | None:
    """Read one number at a token, and return the token after it."""
    for phrase in (tokens[at : at + 3], tokens[at : at + 1]):
        least = _words()["vague"].get(" ".join(phrase))
        if least:
            return Quantity(least, None), at + len(phrase)
    value, end = _spelled(tokens, at)
    if value is None or value > _MOST or value != int(value) or (end == at + 1 and tokens[at] in ("a", "an")):
        return None
    return Quantity(int(value), int(value)), end


def _spelled(tokens: list[str], at: int) -> tuple[float | None, int]:
    """Add up "two hundred and fifty", "twenty-five", "1,200", "1.2 million"."""
    total, current, end = 0.0, None, at
    while end < len(tokens):
        part, scale = _part(tokens[end]), _words()["scales"].get(tokens[end])
        if scale and current is not None:
            current *= scale
            if scale >= 1000:
                total, current = total + current, 0.0
        elif part is not None and (current is None or (end > at and part < 100 <= current + total)):
            current = (current or 0.0) + part
        elif not (tokens[end] == "and" and (current or 0) + total >= 100 and _part("".join(tokens[end + 1 : end + 2]))):
            break
        end += 1
    return (None if current is None else total + current), end


def _part(token: str) -> float | None:
    if _DIGITS.fullmatch(token):
        return float(token.replace(",", ""))
    parts = [_words()["numbers"].get(word) for word in token.split("-")]
    return float(sum(parts)) if len(parts) <= 2 and all(parts) else None


def _bounded(tokens: list[str], at: int, end: int, told: Quantity) -> Quantity:
    """Widen or open a number by the words around it: "at least", "about", "or more"."""
    bound = next(
        (
            kind
            for length in (3, 2, 1)
            if at >= length and (kind := _words()["bounds"].get(" ".join(tokens[at - length : at])))
        ),
        "least" if tokens[end : end + 2] in (["or", "more"], ["and", "counting"]) else None,
    )
    if bound in ("least", "above"):
        return Quantity(told.low + (bound == "above"), None)
    if bound in ("most", "below"):
        return Quantity(0, max(told.low - (bound == "below"), 0))
    if bound == "about" and told.high is not None:
        return Quantity(told.low - told.low // _ABOUT, told.high + told.high // _ABOUT)
    return told
