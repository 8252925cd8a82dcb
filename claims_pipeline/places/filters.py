"""Strings that bear a place's name but are no place here: governments, organisations, persons, rivers."""

from __future__ import annotations

from itertools import pairwise

from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.lexicons import given_names, homographs, words
from claims_pipeline.places.mention import Mention

LONGEST_BODY = 3
"""Words of the longest kind of organisation that is told in small letters."""
MIN_SPORT_WORDS = 2
"""Different words of sport that a sentence needs to tell of sport: each of them alone is also said of war."""
_PLACE_KINDS = ("region", "district", "municipality", "village", "settlement", "town", "city")


def reject(mentions: list[Mention], atlas: Atlas) -> None:
    """Set ``reject_reason`` on every mention that one of the rules names."""
    taken = {(id(m.line), n) for m in mentions for n in range(m.first, m.stop)}
    for mention in mentions:
        mention.reject_reason = _reason(mention, taken, atlas)
    _spread_persons(mentions, atlas)
    for left, right in pairwise(mentions):
        adjacent = left.line is right.line and left.stop == right.first and left.line.gap(right.first) == " "
        if adjacent and not left.head and not _has_level(left, atlas, ("country",)) and not right.head:
            left.reject_reason = left.reject_reason or "organisation"
            right.reject_reason = right.reject_reason or "organisation"
        if _abbreviates(left, right):
            right.reject_reason = right.reject_reason or "abbreviation"


def _abbreviates(left: Mention, right: Mention) -> bool:
    """Whether the right one is the left one's abbreviation in brackets: both are one mention."""
    beside = left.line is right.line and right.first == max(left.stop, left.head_index + 1)
    same = {place for place, _ in left.candidates} & {place for place, _ in right.candidates}
    return beside and right.line.gap(right.first) == " (" and right.surface.isupper() and bool(same)


def _spread_persons(mentions: list[Mention], atlas: Atlas) -> None:
    """A surname that follows a given name once is that person wherever the page has it bare."""
    names = {m.key for m in mentions if m.reject_reason == "person"}
    names |= {m.key for m in mentions if m.reject_reason == "organisation" and m.key in homographs("surname")}
    for mention in mentions:
        if (
            mention.key in names
            and _only_towns(mention, atlas)
            and not (mention.reject_reason or mention.head or mention.located)
        ):
            mention.reject_reason = "person"


def _reason(mention: Mention, taken: set[tuple[int, int]], atlas: Atlas) -> str | None:
    if mention.head == "water":
        return "water"
    if _is_seat_of_body(mention):
        return "organisation"
    if mention.head in _PLACE_KINDS:
        return None
    if _is_person(mention):
        return "person"
    if _is_organisation(mention, taken):
        return "organisation"
    if _speaks(mention, atlas):
        return "person"
    if _has_level(mention, atlas, ("country",)) or _has_category(mention, atlas, "capital"):
        return _government(mention, atlas)
    return None


def _speaks(mention: Mention, atlas: Atlas) -> bool:
    """Whether a bare settlement's name is the subject of a verb of speech: then it is somebody's surname."""
    line, after = mention.line, mention.stop
    if mention.located or line.word(after) not in words("after", "speech") or line.gap(after) != " ":
        return False
    return _only_towns(mention, atlas)


def _only_towns(mention: Mention, atlas: Atlas) -> bool:
    """Whether the bare name is a town's; a region that bears its seat's name needs its kind word to be meant."""
    places = [place for place, scheme in mention.candidates if scheme not in ("head", "adjective")]
    seats = {atlas.region[place] for place in places if atlas.level[place] == "settlement"}
    bare = [place for place in places if atlas.level[place] != "region" or atlas.region[place] not in seats]
    return all(atlas.level[p] == "settlement" and atlas.category[p] != "capital" for p in bare)


def _has_level(mention: Mention, atlas: Atlas, levels: tuple[str, ...]) -> bool:
    return any(atlas.level[place] in levels for place, _ in mention.candidates)


def _has_category(mention: Mention, atlas: Atlas, category: str) -> bool:
    return any(atlas.category[place] == category for place, _ in mention.candidates)


def _capitalised(mention: Mention, index: int) -> bool:
    tokens = mention.line.tokens
    return 0 <= index < len(tokens) and tokens[index].word[:1].isupper()


def _is_person(mention: Mention) -> bool:
    line, after, before = mention.line, mention.stop, mention.first - 1
    follows = _capitalised(mention, after) and line.gap(after) in (" ", "\xa0")
    if follows and mention.key in given_names() and line.word(after) not in words("neutral", "words"):
        return True
    beside = line.gap(mention.first) in (" ", "\xa0", ". ") and _capitalised(mention, before)
    if not beside:
        return False
    if line.tokens[before].word in given_names():
        return True
    return line.word(before) in words("person", "titles_before") and line.gap(mention.first) in (" ", ". ")


def _is_organisation(mention: Mention, taken: set[tuple[int, int]]) -> bool:
    line = mention.line
    before = mention.first - 1
    beside = before >= 0 and line.gap(mention.first) == " "
    if beside and line.word(before) in words("organisation", "before") and _capitalised(mention, before):
        return True
    if beside and _is_name_part(mention, before, taken) and not line.opens_sentence(before):
        return True
    if beside and line.opens_sentence(before) and _is_name_part(mention, before, taken):
        return line.word(before) not in words("function", "words")
    if _names_body(mention) or _names_vessel(mention) or _plays(mention):
        return True
    run = 0
    index = mention.stop
    while _capitalised(mention, index) and line.gap(index) in (" ", "-", "\xa0") and run < 5:
        if line.word(index) in words("organisation", "after"):
            return True
        if run == 0 and _is_name_part(mention, index, taken) and line.gap(index) != "-":
            return True
        run, index = run + 1, index + 1
    return False


def _names_body(mention: Mention) -> bool:
    """Whether the words after the name, large or small, make it an army group, a brigade or a university."""
    line, after = mention.line, mention.stop
    if not line.gap(after).startswith((" ", "\xa0")):
        return False
    following = [line.word(after + n) for n in range(LONGEST_BODY)]
    return any(" ".join(following[:n]) in words("organisation", "bodies") for n in range(1, LONGEST_BODY + 1))


def _is_seat_of_body(mention: Mention) -> bool:
    """Whether the kind word after the name belongs to a body: "X City Council", "X State University"."""
    kind = mention.head_index
    if kind < mention.stop or not _capitalised(mention, kind) or not _capitalised(mention, kind + 1):
        return False
    return mention.line.gap(kind + 1) == " " and mention.line.word(kind + 1) in words("organisation", "after")


def _names_vessel(mention: Mention) -> bool:
    line, before = mention.line, mention.first - 1
    return line.gap(mention.first).strip("“\"'‘") == " " and line.word(before) in words("organisation", "vessels")


def _plays(mention: Mention) -> bool:
    """Whether a bare name stands in a sentence that tells of sport: then it is a club."""
    if mention.located:
        return False
    said = mention.line.words_of[mention.sentence]
    return len(words("organisation", "sport") & said) >= MIN_SPORT_WORDS


def _is_name_part(mention: Mention, index: int, taken: set[tuple[int, int]]) -> bool:
    """Whether a neighbouring capitalised word makes one name with the mention."""
    line = mention.line
    word = line.tokens[index].word
    if not word[:1].isupper() or (id(line), index) in taken or word.isdigit():
        return False
    return not any(word.lower() in words(s, n) for s, n in _HARMLESS) and not _is_demonym(word)


_HARMLESS = (("neutral", "words"), ("function", "words"), ("before", "locative"), ("before", "attack"))


def _is_demonym(word: str) -> bool:
    return word.endswith(("ian", "ians", "ish", "ese", "ans", "aeli"))


def _government(mention: Mention, atlas: Atlas) -> str | None:
    """A capital or country is a place only where the words beside it say so; alone it speaks, wants, denies."""
    line, after = mention.line, mention.stop
    if line.word(after) == "s" and line.word(after + 1) in words("after", "possessed"):
        return "government"
    if mention.located or _befalls(mention):
        return None
    if line.word(after) in words("after", "verbs") and line.gap(after) == " ":
        return "government"
    if line.word(mention.first - 1) in words("before", "actor") and not line.opens_sentence(mention.first):
        return "government"
    return "government" if _has_category(mention, atlas, "capital") and line.gap(after)[:1] != "," else None


def _befalls(mention: Mention) -> bool:
    """Whether what follows can only befall a town: "X was shelled", "X shook"."""
    line, after = mention.line, mention.stop
    if line.gap(after) != " ":
        return False
    told = line.word(after + 1) if line.word(after) in words("after", "auxiliary") else line.word(after)
    if told in words("after", "befalls"):
        return True
    return line.word(after) in words("after", "auxiliary") and told in words("after", "passive")
