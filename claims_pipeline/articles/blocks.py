"""What one block of a page looks like: its text, and the signs that tell prose from furniture in any language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

SENTENCE_ENDS = frozenset(".!?。！？।۔؟;；")
"""Characters that end a sentence, in the scripts that have one; a colon is weighed apart."""

_CLOSERS = "\"'”’»)]}›」』）】 \t\u00a0\u200b\u200e\u200f\ufeff"
_OPENERS = ('"', "“", "”", "„", "«", "»", "‘", "'", "「", "『", "—", "–")
_BULLETS = ("•", "·", "-", "–", "—", "*", "●", "▪", "■", "◦", "‣")
_ELLIPSES = ("...", "…", "[…]", "[...]", "(...)")
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_TRIM = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_FIRST_WITHOUT_SPACES = "\u0e00"
_PHRASE_CHARS = 120
_CHARACTERS_A_WORD = 2.0
"""Scripts without spaces: two characters count as a word (Chinese words average 1.5 to 2 characters)."""


@dataclass
class Block:
    """One block, with what the judge needs to know of it."""

    line_no: int
    start_char: int
    end_char: int
    text: str
    xpath: str | None = None
    tag: str | None = None
    context: str | None = None
    link_chars: int = 0
    hidden: bool = False
    words: float = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.text.strip()
        self.words = count_words(self.text)

    @cached_property
    def folded(self) -> str:
        """The text in one case with white space folded."""
        return " ".join(self.text.casefold().split())

    @cached_property
    def bare(self) -> str:
        """The folded text without punctuation and digits at its ends; empty for a line too long to be one phrase."""
        return _TRIM.sub("", self.folded) if len(self.folded) <= _PHRASE_CHARS else ""

    @cached_property
    def is_cut_off(self) -> bool:
        """Whether it ends in an ellipsis, as teasers and loading widgets do."""
        return self.text.endswith(_ELLIPSES)

    @cached_property
    def ends_sentence(self) -> bool:
        """Whether it ends like a sentence, closing quotes and brackets aside."""
        core = self.text.rstrip(_CLOSERS)
        return bool(core) and core[-1] in SENTENCE_ENDS and not self.is_cut_off

    @cached_property
    def ends_open(self) -> bool:
        """Whether it introduces what follows: it ends in a colon."""
        return self.text.rstrip(_CLOSERS).endswith((":", "："))

    @cached_property
    def is_quoted(self) -> bool:
        """Whether it opens with a quotation mark or a dash of direct speech."""
        return self.text.startswith(_OPENERS)

    @cached_property
    def is_bulleted(self) -> bool:
        """Whether it is an item of a list: a list element, a bullet or a number in front."""
        return self.tag == "li" or (self.text.startswith(_BULLETS) and len(self.text) > 2)

    @cached_property
    def link_density(self) -> float:
        """Share of its characters inside links, 0 to 1."""
        return min(1.0, self.link_chars / len(self.text)) if self.text else 0.0


def count_words(text: str) -> float:
    """Return the number of words, for scripts without spaces too."""
    words = len(text.split())
    if not text or max(text) < _FIRST_WITHOUT_SPACES:
        return float(words)
    unspaced = len(_WITHOUT_SPACES.findall(text))
    return max(float(words), unspaced / _CHARACTERS_A_WORD)
