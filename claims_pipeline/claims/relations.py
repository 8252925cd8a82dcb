"""The attribution relation: a cue of one sentence with its source and its contents."""

from __future__ import annotations

from dataclasses import dataclass, field

from claims_pipeline.claims.cues import Cue
from claims_pipeline.claims.text import Sentence
from claims_pipeline.claims.verbs import Range


@dataclass(slots=True)
class Attribution:
    """A cue of one sentence with its source and contents, as token ranges."""

    sentence: Sentence
    cue: Cue
    source: Range | None
    contents: list[Range]
    evidence: list[str] = field(default_factory=list)
    source_of: Attribution | None = None
    """The attribution whose source this one shares, when its own clause names none."""
    awaits_quote: bool = False
    """Whether the content stands in the next line: the sentence ends with a colon."""

    @property
    def origin(self) -> Attribution:
        """The attribution in whose clause the source stands: itself, or the one that it shares a source with."""
        one = self
        while one.source is None and one.source_of is not None:
            one = one.source_of
        return one
