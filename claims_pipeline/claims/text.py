"""Kept lines → sentences of tokens, with quotation marks paired: what the grammar of attribution walks over."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile, zip_longest

from claims_pipeline.claims.lexicon import verb_forms, words

TOKEN = re.compile(
    r"[A-Za-z](?:\.[A-Za-z])+\.?"  # U.S.
    r"|\d+(?:[.,:]\d+)*"  # 1,200 and 10:30
    r"|[^\W_]+(?:['’\-](?!(?:a|an|the)\b)[^\W_]+)*['’]?(?=s?\b|\W|$)"  # words, inner apostrophes and hyphens
    r"|--+|\S",
    re.UNICODE,
)
TERMINATORS = ".!?…"
OPENERS = {"“": "”", "«": "»", "„": "“"}
CLOSING = "”»\"'’)]"
DASHES = ("—", "–", "―", "--", "-")
HEADLINES = ("headline", "subheading")
"""Labels of lines in a headline's style."""
MAX_NAME_WORDS, MAX_SIGNATURE_WORDS = 8, 20


@dataclass(slots=True)
class Token:
    """A word or punctuation mark.

    ``quote`` numbers the quotation that it stands in, 0 outside. ``is_cased`` is false in a line that Capitalises Most
    Words, where a capital says nothing about a word.
    """

    text: str
    start: int
    end: int
    quote: int = 0
    is_cased: bool = True
    lower: str = field(init=False)

    def __post_init__(self) -> None:
        self.lower = self.text.lower().replace("’", "'")

    @property
    def is_word(self) -> bool:
        """Whether it is a word or number, not punctuation."""
        return self.text[0].isalnum()

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()

    @property
    def is_possessive(self) -> bool:
        """Whether it ends in a possessive *'s*."""
        return self.lower.endswith(("'s", "s'"))


@dataclass(slots=True)
class Sentence:
    """A sentence of one kept line; ``line`` counts the kept lines of the page from 0."""

    tokens: list[Token]
    line: int
    label: str

    @property
    def start(self) -> int:
        """First character of the sentence in the page text."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """One past the last character of the sentence."""
        return self.tokens[-1].end


def read_line(text: str, start: int, end: int, line: int, label: str, max_chars: int) -> list[Sentence]:
    """Cut one line of the page into sentences of at most ``max_chars`` characters."""
    tokens = _join_abbreviations([Token(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text, start, end)])
    tokens = _part_closing_marks(_pair_quotes(text, tokens))
    _mark_title_case(tokens)
    sentences, current = [], []
    for index, token in enumerate(tokens):
        current.append(token)
        if _ends_sentence(tokens, index) or token.end - current[0].start > max_chars:
            sentences.append(Sentence(current, line, label))
            current = []
    if current:
        sentences.append(Sentence(current, line, label))
    return sentences


def _mark_title_case(tokens: list[Token]) -> None:
    plain = [token for token in tokens if token.is_word and len(token.text) > 3]
    if len(plain) >= 4 and sum(token.is_capitalised for token in plain) >= 0.8 * len(plain):
        for token in tokens:
            token.is_cased = False


def _join_abbreviations(tokens: list[Token]) -> list[Token]:
    """Join the full stop of an abbreviation or initial to its word, so that it ends no phrase: *Lt.*, *J.*."""
    joined: list[Token] = []
    for token in tokens:
        before = joined[-1] if joined else None
        if token.text == "." and before is not None and before.end == token.start and _is_abbreviation(before):
            joined[-1] = Token(before.text + ".", before.start, token.end)
        else:
            joined.append(token)
    return joined


def _is_abbreviation(token: Token) -> bool:
    return token.lower in words()["abbreviations"] or (
        len(token.text) == 1 and token.is_capitalised and token.text != "I"
    )


def _part_closing_marks(tokens: list[Token]) -> list[Token]:
    """Part a closing single mark from the word before it: *men’* that ends a quotation is *men* and *’*."""
    parted: list[Token] = []
    for token, following in zip_longest(tokens, tokens[1:]):
        ends = token.quote and (following is None or following.quote != token.quote)
        if ends and token.is_word and token.text[-1] in "'’":
            parted.append(Token(token.text[:-1], token.start, token.end - 1, token.quote))
            token = Token(token.text[-1], token.end - 1, token.end, token.quote)
        parted.append(token)
    return parted


def _pair_quotes(text: str, tokens: list[Token]) -> list[Token]:
    """Number the quotations of a line. An opening mark that is never closed holds to the end of the line."""
    number, closer = 0, ""
    for index, token in enumerate(tokens):
        if closer:
            token.quote = number
            if _closes(text, token, closer, index == len(tokens) - 1):
                closer = ""
        elif opened := _opens(text, tokens, index):
            number, closer = number + 1, opened
            token.quote = number
    return tokens


def _opens(text: str, tokens: list[Token], index: int) -> str:
    token = tokens[index]
    if token.text in OPENERS:
        return OPENERS[token.text]
    before = text[token.start - 1] if token.start else " "
    after = text[token.end : token.end + 1]
    if token.text == '"' and not before.isalnum() and after.strip():
        return '"'
    if token.text in "'‘" and (not before.strip() or before in "(—–-:") and after.isalnum():
        closer = "’" if token.text == "‘" else "'"
        if any(_closes(text, later, closer, False) for later in tokens[index + 2 : index + 60]):
            return closer
    return ""


def _closes(text: str, token: Token, closer: str, is_last: bool) -> bool:
    after = text[token.end : token.end + 1]
    if closer in "'’":
        return token.text[-1] == closer and (is_last or not after.isalnum()) and not token.text.endswith(("s'", "s’"))
    return token.text == closer


def _ends_sentence(tokens: list[Token], index: int) -> bool:
    if index + 1 == len(tokens):
        return True
    token, following = tokens[index], tokens[index + 1]
    if not _starts_sentence(following) or signs(tokens, index + 1):
        return False
    if token.quote == 0:
        return token.text in TERMINATORS
    ends_quotation = following.quote != token.quote and token.text in CLOSING
    if not ends_quotation or tokens[index - 1].text not in TERMINATORS:
        return False
    return tokens[index - 1].text == "." or not _attribution_follows(tokens, index + 1)


def signs(tokens: list[Token], dash: int) -> bool:
    """Whether a dash and a name close what a quotation began: *“We stay.” — Anton Koval, mayor of Lypivka*."""
    if tokens[dash].text not in DASHES or tokens[dash].quote or not tokens[dash - 1].quote:
        return False
    signed = tokens[dash + 1 :]
    name = [token for token in takewhile(lambda token: token.text != ",", signed) if token.is_word]
    return (
        0 < len(name) <= MAX_NAME_WORDS
        and len(signed) <= MAX_SIGNATURE_WORDS
        and not any(token.quote for token in signed)
        and all(token.is_capitalised or token.lower in ("of", "the", "for") for token in name)
    )


def _starts_sentence(token: Token) -> bool:
    return token.is_capitalised or token.text[0].isdigit() or token.text in "“\"'‘«„—–-"


def _attribution_follows(tokens: list[Token], index: int) -> bool:
    """Whether ``“Go!” the mayor said.`` goes on after its quote: a verb of saying stands within the next few words."""
    for token in tokens[index : index + 8]:
        if token.text in TERMINATORS or token.quote:
            return False
        if token.lower in verb_forms():
            return True
    return False
