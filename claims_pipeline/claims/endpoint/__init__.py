"""Text → attributions, by a language model behind an OpenAI-compatible endpoint that the user names; off by default.

The same door as ``tagging``, for whom a larger model is worth its cost. The model is asked for strings that it copies
from the page, held to a strict JSON schema, and never believed:

1. ``prompt``: numbered lines in a fence that their text cannot close → a chat completion, and the key of its reply;
2. ``tries``, ``exchange``: requests within a budget, second tries, limits on time and size, no redirects;
3. ``reply``: the response → attributions as the model gave them;
4. ``anchoring``: strings → spans of the page, or the named fault for which they are rejected.

Nothing is raised for what an endpoint does; each page without an answer has a named reason, each attribution that is
rejected a named fault. Replies are kept by content, so a page is asked about once, and a second run gives the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from claims_pipeline.claims.endpoint.anchoring import Anchored, Anchorer
from claims_pipeline.claims.endpoint.answer import Answer, Failure, Fault, Reason, Rejection
from claims_pipeline.claims.endpoint.cache import Cache, FolderCache
from claims_pipeline.claims.endpoint.prompt import cache_key, number_lines, prompt_version, write_request
from claims_pipeline.claims.endpoint.reply import read_completion, read_reply, read_said, show
from claims_pipeline.claims.endpoint.tries import Asker
from claims_pipeline.claims.tagging.decoding import Span, Tagged
from claims_pipeline.settings import EndpointSettings

__all__ = [
    "Answer", "Cache", "Endpoint", "EndpointSettings", "Fault", "FolderCache", "Reason", "Rejection", "prompt_version",
]  # fmt: skip

MAX_ATTRIBUTIONS = 500
"""Attributions of one page; a hostile reply must not cost a run."""


class Endpoint:
    """The endpoint for one run: its budget is spent once, over all pages. Not for several threads."""

    def __init__(self, settings: EndpointSettings, cache: Cache) -> None:
        self._settings = settings
        self._cache = cache
        self._asker = Asker(settings)
        self._tally: Counter[str] = Counter()

    @property
    def tally(self) -> Counter[str]:
        """What came of the pages so far: ``answered`` or the reason, and ``tagged`` or the fault of attributions."""
        return self._tally.copy()

    @property
    def version(self) -> str:
        """What stands in ``extractor_version`` beside the pipeline's own: the model, and what it was asked."""
        return f"{self._settings.model}@{prompt_version()[:12]}"

    @property
    def n_requests(self) -> int:
        """How many requests were sent, second tries included."""
        return self._asker.n_requests

    def attribute(self, text: str, lines: Iterable[Span]) -> Answer:
        """Return the attributions in the lines of a page (start and end characters), in reading order.

        Out: spans of ``text`` that were verified character by character, what was rejected, or why there is no answer.
        Raises nothing for any text or endpoint; what the cache raises (``OSError`` of a full disk) comes through.
        """
        answer = self._answer(text, list(lines))
        self._tally.update([answer.reason or "answered", *(one.fault for one in answer.rejected)])
        self._tally["tagged"] += len(answer.tagged)
        return answer

    def _answer(self, text: str, lines: Sequence[Span]) -> Answer:
        numbered = number_lines(text, lines)
        if self._settings.url is None:
            return Answer(reason=Reason.OFF)
        if not numbered:
            return Answer(reason=Reason.NO_TEXT)
        if len(numbered) > self._settings.max_page_chars:
            return Answer(reason=Reason.TOO_LONG, detail=f"{len(numbered)} characters")
        items = self._items(numbered)
        if isinstance(items, Failure):
            return Answer(reason=items.reason, detail=items.detail)
        return _anchor(text, lines, items, self._settings.probability)

    def _items(self, numbered: str) -> list[Any] | Failure:
        """Return the attributions that the model gives for a page, kept or new; only those of good replies are kept."""
        key = cache_key(self._settings, numbered)
        kept = self._cache.get(key)
        items = read_reply(kept) if kept is not None else None
        if isinstance(items, list):
            return items
        body = self._asker.ask(write_request(self._settings, numbered))
        content = body if isinstance(body, Failure) else read_completion(body)
        if isinstance(content, Failure):
            return content
        items = read_reply(content)
        if isinstance(items, list):
            self._cache.put(key, content)
        return items


def _anchor(text: str, lines: Sequence[Span], items: Sequence[Any], probability: float) -> Answer:
    """Return each attribution as spans of the page, or rejected with its fault."""
    anchorer = Anchorer(text, lines)
    answer = Answer()
    for number, item in enumerate(items):
        said = read_said(item)
        if number >= MAX_ATTRIBUTIONS:
            found: Anchored | Fault = Fault.TOO_MANY
        else:
            found = Fault.BREAKS_SCHEMA if said is None else anchorer.anchor(said)
        if isinstance(found, Fault):
            answer.rejected.append(Rejection(show(item), found))
        else:
            answer.tagged.append(Tagged(found.source, found.cue, found.content, probability))
    answer.tagged.sort(key=lambda one: (one.cue, one.content, one.source))
    return answer
