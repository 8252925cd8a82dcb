"""Where the clause that holds a content ends."""

from __future__ import annotations

from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.text import Token
from claims_pipeline.claims.verbs import is_time, is_verb

JOINTS = frozenset((",", "—", "–", "--", "-"))


def content_end(tokens: list[Token], start: int, stops: frozenset[int]) -> int:
    """Return where the content that begins at ``start`` ends: the clause's end, or the start of another attribution.

    ``stops`` are indices at which another attribution's own words begin.
    """
    complete = False
    for index in range(start, len(tokens)):
        token = tokens[index]
        if index in stops and index > start:
            return _back_over_joint(tokens, start, index)
        complete = complete or is_verb(tokens, index)
        if token.quote:
            continue
        if _ends_clause(tokens, index):
            return index
        if token.text in JOINTS and index + 1 < len(tokens):
            if _breaks_content(tokens, index + 1, complete):
                return index
        elif token.lower in words()["content_breaks"] and index > start and _opens_clause(tokens, index + 1):
            return index
    return len(tokens)


def _ends_clause(tokens: list[Token], index: int) -> bool:
    """Whether a full stop or semicolon stands at ``index`` that closes what it stands in."""
    if tokens[index].text not in ".!?…;|":
        return False
    last = index + 1 == len(tokens)
    return last or tokens[index].text == ";" or tokens[index + 1].quote != tokens[index].quote


def _opens_clause(tokens: list[Token], index: int) -> bool:
    """Whether a subject or a verb stands at ``index``: *but the mayor …*, not the *but* of *slow but steady*."""
    if index >= len(tokens) or tokens[index].lower == "that":
        return False
    token, lists = tokens[index], words()
    opens = token.lower in lists["pronouns"] | lists["determiners"] | lists["auxiliaries"] or token.is_capitalised
    return opens or bool(token.quote) or is_verb(tokens, index)


def _breaks_content(tokens: list[Token], after: int, complete: bool) -> bool:
    """Whether the words after a comma or dash leave the content: a contrast, an afterthought of time, an apposition.

    ``complete`` says whether the content has its verb already. After a comma, *a* with an *and* near it may go on with
    a list.
    """
    following, window = tokens[after].lower, [token.lower for token in tokens[after : after + 8]]
    if following in words()["content_breaks"] or following == "according":
        return True
    if following == "even" and window[1:2] and window[1] in ("as", "though", "if"):
        return True
    if is_afterthought(tokens, after):
        return True
    is_list = tokens[after - 1].text == ","
    if following in ("a", "an") and not (is_list and any(word in words()["conjunctions"] for word in window)):
        return complete or (is_list and tokens[after - 2].is_capitalised)
    counted = is_list and following in words()["number_words"]
    return complete and (counted or following in ("which", "who", "where"))


def is_afterthought(tokens: list[Token], index: int) -> bool:
    """Whether an afterthought of time stands at ``index``: *less than a fortnight since …*, *days after …*."""
    near = [token.lower for token in tokens[index : index + 6]]
    return any(word in ("since", "after", "before") for word in near) and _counts_time(tokens, index)


def _counts_time(tokens: list[Token], index: int) -> bool:
    return tokens[index].lower in ("less", "more", "just", "only", "barely", "shortly", "moments") or any(
        is_time(token) for token in tokens[index : index + 3]
    )


def _back_over_joint(tokens: list[Token], start: int, index: int) -> int:
    while index > start and (tokens[index - 1].text in JOINTS or tokens[index - 1].lower in words()["conjunctions"]):
        index -= 1
    return index
