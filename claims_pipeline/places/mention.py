"""A kept line as tokens and sentences, and one string of it that is, or looks like, a place."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from claims_pipeline.places.folded import FoldedText, Token


@dataclass(frozen=True)
class Line:
    """A run of sentences of one kept line: its tokens and the sentence that each token stands in."""

    folded: FoldedText
    tokens: list[Token]
    sentences: list[int]

    def word(self, index: int) -> str:
        """Return the lower-case token at the index, or an empty string outside the line."""
        return self.tokens[index].lower if 0 <= index < len(self.tokens) else ""

    @cached_property
    def words_of(self) -> dict[int, set[str]]:
        """Return the lower-case tokens of each sentence, by its number."""
        found: dict[int, set[str]] = {}
        for token, sentence in zip(self.tokens, self.sentences, strict=True):
            found.setdefault(sentence, set()).add(token.lower)
        return found

    def gap(self, index: int) -> str:
        """Return the text before the token at the index; a full stop outside the line."""
        return self.tokens[index].gap if 0 < index < len(self.tokens) else "."

    def opens_sentence(self, index: int) -> bool:
        """Whether the token is the first of its sentence."""
        return index == 0 or self.sentences[index] != self.sentences[index - 1]


@dataclass
class Mention:
    """One string, the places that it may be, and what was decided.

    ``likely`` are the likeliest regions, decided on or not, and ``region_probability`` is that of them.
    """

    line: Line
    first: int
    stop: int
    start_char: int
    end_char: int
    surface: str
    key: str
    candidates: list[tuple[int, str]]
    head: str | None = None
    head_index: int = -1
    located: bool = False
    role: str = "target"
    role_reason: str = ""
    reject_reason: str | None = None
    place: int | None = None
    regions: tuple[str, ...] = ()
    probability: float = 0.0
    likely: tuple[str, ...] | None = None
    region_probability: float = 0.0
    status: str = "ambiguous"
    reasons: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> int:
        """Number of its sentence on the page."""
        return self.line.sentences[self.first]
