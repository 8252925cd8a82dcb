"""Where the clause that holds a content ends."""

from __future__ import annotations

from claims_pipeline.claims.lexicon import words
from claims_pipeline.claims.text import Token
from claims_pipeline.claims.verbs import has_verb, is_time, is_verb


def content_end(tokens: list[Token], start: int, stops: frozenset[int]) -> int:
    """Return where the content that begins at ``start`` ends: the clause's end, or the start of another attribution.

    ``stops`` are indices at which another attribution's own words begin.
    """
    lists = words()
    for index in range(start, len(tokens)):
        token = tokens[index]
        if index in stops and index > start:
            return _back_over_joint(tokens, start, index)
        if token.quote:
            continue
        if token.text in ".!?…;|" and (
            index + 1 == len(tokens) or token.text == ";" or tokens[index + 1].quote != token.quote
        ):
            return index
        if token.text in (",", "—", "–", "--", "-") and index + 1 < len(tokens):
            if _breaks_content(tokens, index + 1, start, is_list=token.text == ","):
                return index
        elif token.lower in lists["content_breaks"] and index > start and _opens_clause(tokens, index + 1):
            return index
    return len(tokens)


def _opens_clause(tokens: list[Token], index: int) -> bool:
    """Whether a subject or a verb stands at ``index``: *but the mayor …*, not the *but* of *slow but steady*."""
    if index >= len(tokens) or tokens[index].lower == "that":
        return False
    token, lists = tokens[index], words()
    opens = token.lower in lists["pronouns"] | lists["determiners"] | lists["auxiliaries"] or token.is_capitalised
    return opens or bool(token.quote) or is_verb(tokens, index)


def _breaks_content(tokens: list[Token], after: int, start: int, is_list: bool) -> bool:
    """Whether the words after a comma or dash leave the content: a contrast, or an apposition after a complete clause.

    After a comma, *a* with an *and* near it may go on with a list.
    """
    following = tokens[after]
    if (
        following.lower == "even"
        and tokens[after + 1 : after + 2]
        and tokens[after + 1].lower in ("as", "though", "if")
    ):
        return True
    if following.lower in words()["content_breaks"] or following.lower == "according":
        return True
    if any(token.lower in ("since", "after", "before") for token in tokens[after : after + 6]) and _counts_time(
        tokens, after
    ):
        return True
    lists_on = is_list and any(t.lower in words()["conjunctions"] for t in tokens[after : after + 8])
    relative = following.lower in ("which", "who", "where") or (following.lower in ("a", "an") and not lists_on)
    if is_list and following.lower in ("a", "an") and tokens[after - 2].is_capitalised and not lists_on:
        return True
    counted = is_list and following.lower in words()["number_words"]
    return (relative or counted) and has_verb(tokens, start, after - 1)


def _counts_time(tokens: list[Token], index: int) -> bool:
    """Whether an afterthought of time stands at ``index``: *less than a fortnight since …*, *days after …*."""
    return tokens[index].lower in ("less", "more", "just", "only", "barely", "shortly", "moments") or any(
        is_time(token) for token in tokens[index : index + 3]
    )


def _back_over_joint(tokens: list[Token], start: int, index: int) -> int:
    while index > start and (
        tokens[index - 1].text in (",", "—", "–", "--", "-") or tokens[index - 1].lower in words()["conjunctions"]
    ):
        index -= 1
    return index
