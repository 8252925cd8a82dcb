"""Phrases without a parser: noun phrases to the left and right of a cue, times to step over, where a clause ends.

English news prose is regular enough for closed word classes to bound its phrases; every rule here errs on the side of
the shorter phrase, which keeps a wrong guess inside the sentence part that it belongs to.
"""

from __future__ import annotations

from claims_pipeline.claims.lexicon import verb_forms, words
from claims_pipeline.claims.text import Token

MAX_PHRASE = 30
PUNCTUATION_BREAKS = frozenset(",;:.!?…()[]–—|") | {"--", "---"}
QUOTE_MARKS = frozenset("“”\"«»„'‘’")
Range = tuple[int, int]


def is_time(token: Token) -> bool:
    """Whether a token names or counts a time."""
    lists = words()
    return (
        token.lower in lists["weekdays"]
        or (token.lower in lists["months"] and token.is_capitalised)
        or token.lower in lists["time_words"]
        or (token.text.isdigit() and len(token.text) in (1, 2, 4))
        or token.lower.rstrip("stndrh").isdigit()
    )


def skip_time(tokens: list[Token], index: int) -> int:
    """Return the index after the adverbs and times at ``index``: *again*, *on Tuesday*, *for the first time*."""
    while index < len(tokens) and not tokens[index].quote:
        step = _time_phrase(tokens, index)
        if step == index:
            return index
        index = step
    return index


def _time_phrase(tokens: list[Token], index: int) -> int:
    """Return the end of one time phrase at ``index``, or ``index`` if there is none."""
    at, named = index, False
    if tokens[at].lower in words()["prepositions"]:
        at += 1
    while at < len(tokens) and at - index < 6:
        token = tokens[at]
        if is_time(token) and not (token.lower in ("this", "time", "late") and at == index):
            named = True
        elif token.lower not in (
            "the",
            "this",
            "last",
            "first",
            "second",
            "next",
            "late",
            "early",
            "mid",
            "same",
            "a",
            "past",
        ):
            break
        at += 1
    if named and not _starts_name(tokens, at - 1):
        return at
    if tokens[index].lower in words()["time_adverbs"]:
        return index + 1
    return index


def _starts_name(tokens: list[Token], index: int) -> bool:
    """Whether the last word of a seeming time phrase belongs to what follows, as in *a day of …* or *this week's …*."""
    return tokens[index].is_possessive or (tokens[index + 1 : index + 2] != [] and tokens[index + 1].lower == "of")


def is_verb(tokens: list[Token], index: int) -> bool:
    """Whether a token reads as a finite verb or participle where it stands."""
    token, lists = tokens[index], words()
    if token.lower in lists["auxiliaries"] and token.lower != "'s":
        return True
    if token.lower in lists["participial_adjectives"] or (token.is_capitalised and token.is_cased and index > 0):
        return False
    before = tokens[index - 1].lower if index else ""
    if (
        before in lists["determiners"] - {"that", "all", "both", "some", "this"}
        or before in lists["possessives"]
        or (index and tokens[index - 1].is_possessive)
    ):
        return False
    if token.lower in lists["verbs"] or (token.lower in verb_forms() and not _may_be_noun(token)):
        return True
    return token.lower.endswith("ed") and len(token.lower) > 4


def _may_be_noun(token: Token) -> bool:
    lemma = verb_forms()[token.lower].lemma
    return token.lower in (lemma, lemma + "s", lemma + "es") or token.lower.endswith("ing")


def has_verb(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a verb stands in the range."""
    return any(is_verb(tokens, index) for index in range(start, min(end, len(tokens))))


def phrase_before(tokens: list[Token], end: int) -> Range | None:
    """Return the noun phrase that ends before ``end``, with its apposition when one stands between commas."""
    last = end - 1
    if last < 0 or tokens[last].quote:
        return None
    if tokens[last].text in (",", "—", "–", "--"):
        opening = _opening_comma(tokens, last)
        inner = _bare_phrase_before(tokens, opening) if opening is not None else None
        return (inner[0], last) if inner else None
    if tokens[last].text == ")":
        opening = next((i for i in range(last, -1, -1) if tokens[i].text == "("), None)
        inner = _bare_phrase_before(tokens, opening) if opening else None
        return (inner[0], end) if inner else None
    if tokens[last].lower in words()["relative_pronouns"]:
        last -= 1
        if last >= 0 and tokens[last].text == ",":
            last -= 1
        return _bare_phrase_before(tokens, last + 1)
    return _bare_phrase_before(tokens, end)


def _opening_comma(tokens: list[Token], closing: int) -> int | None:
    mark = tokens[closing].text
    for index in range(closing - 1, max(-1, closing - MAX_PHRASE), -1):
        if tokens[index].quote:
            return None
        if tokens[index].text == mark:
            return index
    return None


def _bare_phrase_before(tokens: list[Token], end: int) -> Range | None:
    lists, start, joint = words(), end, None
    while start > 0 and end - start < MAX_PHRASE:
        token = tokens[start - 1]
        if token.quote or token.text in PUNCTUATION_BREAKS or token.lower in lists["clause_breaks"]:
            break
        if is_verb(tokens, start - 1) and not (token.lower.endswith("ed") and tokens[start].lower == "by"):
            start = joint if joint is not None else start
            break
        if token.lower in lists["conjunctions"]:
            joint = start
        start -= 1
    start = strip_lead(tokens, start, end)
    start += start < end and tokens[start].lower == "by"
    return (start, end) if start < end and any(token.is_word for token in tokens[start:end]) else None


def strip_lead(tokens: list[Token], start: int, end: int) -> int:
    """Step over conjunctions, adverbs and times that open a clause before its subject."""
    lists = words()
    while start < end:
        if tokens[start].lower in lists["lead_words"] or not tokens[start].is_word:
            start += 1
            continue
        step = skip_time(tokens, start)
        if step in (start, end) or step > end:
            return start
        start = step
    return start


def phrase_after(tokens: list[Token], start: int) -> Range | None:
    """Return the noun phrase that begins at ``start``, with the apposition that follows it after a comma."""
    end = _bare_phrase_after(tokens, start)
    if end == start:
        return None
    if end < len(tokens) and tokens[end].text == "," and not (end + 1 < len(tokens) and tokens[end + 1].quote):
        further = _bare_phrase_after(tokens, end + 1)
        closes = further >= len(tokens) or tokens[further].text in ",.!?" or tokens[further].quote
        opens_as_apposition = end + 1 < len(tokens) and (
            tokens[end + 1].lower in ("the", "a", "an", "its", "their") or not tokens[end + 1].is_capitalised
        )
        if closes and opens_as_apposition and further > end + 2 and not tokens[end + 1].lower.endswith("ing"):
            return (start, further)
    return (start, end)


def _bare_phrase_after(tokens: list[Token], start: int) -> int:
    lists, end = words(), start
    while end < len(tokens) and end - start < MAX_PHRASE:
        token = tokens[end]
        if token.quote or token.text in PUNCTUATION_BREAKS or token.lower in lists["clause_breaks"]:
            break
        if is_verb(tokens, end):
            break
        if end > start and skip_time(tokens, end) > end and (is_time(tokens[end]) or token.lower in ("on", "in", "at")):
            break
        end += 1
    return end


def main_subject(tokens: list[Token], before: int) -> Range | None:
    """Return the subject of the sentence's main clause, if it stands before index ``before``."""
    start = strip_lead(tokens, 0, before)
    if start < before and tokens[start].lower in words()["prepositions"]:
        comma = next((i for i in range(start, before) if tokens[i].text == ","), None)
        if comma is None:
            return None
        start = strip_lead(tokens, comma + 1, before)
    for index in range(start, before):
        if not tokens[index].quote and is_verb(tokens, index):
            return phrase_before(tokens, _group_start(tokens, index))
    return None


def _group_start(tokens: list[Token], verb: int) -> int:
    lists = words()
    while verb > 0 and (
        tokens[verb - 1].lower in lists["group_adverbs"]
        or tokens[verb - 1].lower in lists["auxiliaries"]
        or (tokens[verb - 1].lower.endswith("ly") and not tokens[verb - 1].is_capitalised)
    ):
        verb -= 1
    return verb


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
    if index >= len(tokens):
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


def trim(tokens: list[Token], span: Range) -> Range | None:
    """Drop punctuation at the edges of a range, quotation marks only in pairs; None when no word is left."""
    start, end = span
    while (
        start < end and not tokens[start].is_word and tokens[start].text not in QUOTE_MARKS | {"$", "€", "£", "#", "("}
    ):
        start += 1
    while start < end and not tokens[end - 1].is_word and tokens[end - 1].text not in QUOTE_MARKS | {")", "%"}:
        end -= 1
    if (
        start < end
        and tokens[start].text in QUOTE_MARKS
        and tokens[start].quote
        and tokens[end - 1].quote == tokens[start].quote
    ):
        start += 1
        if tokens[end - 1].text in QUOTE_MARKS:
            end -= 1
        while start < end and not tokens[end - 1].is_word and tokens[end - 1].text in ",":
            end -= 1
    return (start, end) if start < end and any(t.is_word for t in tokens[start:end]) else None
