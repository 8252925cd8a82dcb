"""What one block of a page looks like: its text, and the signs that tell prose from furniture in any language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

SENTENCE_ENDS = frozenset(".!?。！？।۔؟;；")
"""Characters that end a sentence, in the scripts that have one; a colon is weighed apart."""

_CLOSERS = "\"'”’»)]}›」』）】 \t\u00a0\u200b\u200e\u200f\ufeff"
_OPENERS = ('"', "“", "”", "„", "«", "»", "‘", "'", "「", "『", "—", "–")
_BULLETS = ("•", "·", "-", "–", "—", "*", "●", "▪", "■", "◦", "‣")
_ELLIPSES = ("...", "…", "[…]", "[...]", "(...)")
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_TRIM = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_PHRASE_CHARS = 120
_CHARACTERS_A_WORD = 2.0
"""Scripts without spaces: two characters count as a word (Chinese words average 1.5 to 2 characters)."""


@dataclass(slots=True)
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
    folded: str = field(init=False)
    """The text in one case with white space folded."""
    ends_sentence: bool = field(init=False)
    """Whether it ends like a sentence, closing quotes and brackets aside."""
    link_density: float = field(init=False)
    """Share of its characters inside links, 0 to 1."""

    def __post_init__(self) -> None:
        self.text = text = self.text.strip()
        self.words = count_words(text)
        self.folded = " ".join(text.casefold().split())
        core = text.rstrip(_CLOSERS)
        self.ends_sentence = core[-1:] in SENTENCE_ENDS and not self.is_cut_off
        self.link_density = min(1.0, self.link_chars / len(text)) if self.link_chars and text else 0.0

    @property
    def bare(self) -> str:
        """The folded text without punctuation and digits at its ends; empty for a line too long to be one phrase."""
        folded = self.folded
        if len(folded) > _PHRASE_CHARS:
            return ""
        return folded if folded[:1].isalpha() and folded[-1].isalpha() else _TRIM.sub("", folded)

    @property
    def is_cut_off(self) -> bool:
        """Whether it ends in an ellipsis, as teasers and loading widgets do."""
        return self.text.endswith(_ELLIPSES)

    @property
    def ends_open(self) -> bool:
        """Whether it introduces what follows: it ends in a colon."""
        return self.text.rstrip(_CLOSERS).endswith((":", "："))

    @property
    def is_quoted(self) -> bool:
        """Whether it opens with a quotation mark or a dash of direct speech."""
        return self.text.startswith(_OPENERS)

    @property
    def is_bulleted(self) -> bool:
        """Whether it is an item of a list: a list element, a bullet or a number in front."""
        return self.tag == "li" or (self.text.startswith(_BULLETS) and len(self.text) > 2)


def count_words(text: str) -> float:
    """Return the number of words, for scripts without spaces too."""
    words = len(text.split())
    if text.isascii():
        return float(words)
    unspaced = len(_WITHOUT_SPACES.findall(text))
    return max(float(words), unspaced / _CHARACTERS_A_WORD)
