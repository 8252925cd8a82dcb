"""Texts in which every place and every string that only looks like one is marked, and how well they are read.

``[Tyre|LB-JA]`` is a place with its regions, ``[Ivanivka|?]`` one that nobody could tell, ``{Khartoum|government}``
a string that is no place here, with the reason. Every other text of a set is for tuning; the rest only judges.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from claims_pipeline.places import locate_page
from claims_pipeline.places.atlas import Atlas, load_atlas
from claims_pipeline.places.containers import AREA_LEVELS
from claims_pipeline.places.folded import fold
from claims_pipeline.places.mention import Mention
from claims_pipeline.settings import PlacesSettings

CASES = Path(__file__).parents[1] / "cases" / "places"
SETS = {
    "abroad": ("region_right", "placed_right", "negatives_kept"),
    "homonyms": ("shared_right", "placed_right"),
    "negatives": ("negatives_kept",),
}
"""What each set is there to show."""
HALVES = ("tuned", "judged")
_MARK = re.compile(r"\[(?P<place>[^\[\]|]+)\|(?P<regions>[^\]]+)\]|\{(?P<other>[^{}|]+)\|(?P<reason>[a-z_]+)\}")


class Mark(NamedTuple):
    """A marked string; ``regions`` is None where the string is no place."""

    start: int
    end: int
    regions: frozenset[str] | None


class Outcome(NamedTuple):
    """What became of one marked string, or of a string that nobody marked."""

    surface: str
    mark: Mark | None
    mention: Mention | None

    @property
    def right(self) -> bool:
        """Whether the place has exactly the regions that it is marked with."""
        return bool(self.mark and self.mention and self.mark.regions == frozenset(self.mention.regions))


def parse(marked: str) -> tuple[str, list[Mark]]:
    """Return the text without its marks, and where they were.

    >>> parse("In [Sumy|UA-59].")
    ('In Sumy.', [Mark(start=3, end=7, regions=frozenset({'UA-59'}))])
    """
    text, marks, last = "", [], 0
    for found in _MARK.finditer(marked):
        text += marked[last : found.start()]
        surface = found["place"] or found["other"]
        regions = frozenset(found["regions"].replace("?", "").split(",")) - {""} if found["place"] else None
        marks.append(Mark(len(text), len(text) + len(surface), regions))
        text, last = text + surface, found.end()
    return text + marked[last:], marks


def read_marked(name: str) -> list[str]:
    """Return the marked texts of one set."""
    return [case["text"] for case in json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))]


def outcomes(marked: str, atlas: Atlas, settings: PlacesSettings) -> Iterator[Outcome]:
    """Yield what became of each mark of a text, then each placed mention that overlaps none."""
    text, marks = parse(marked)
    spans = [(m.start(), m.end()) for m in re.finditer(r".+", text)]
    mentions = [m for m in locate_page(text, spans, atlas, settings) if not m.reject_reason]
    marked_ones: set[int] = set()
    for mark in marks:
        over = [m for m in mentions if m.start_char < mark.end and mark.start < m.end_char]
        marked_ones |= {id(m) for m in over}
        yield Outcome(
            text[mark.start : mark.end], mark, next((m for m in over if m.regions), over[0] if over else None)
        )
    yield from (Outcome(m.surface, None, m) for m in mentions if m.regions and id(m) not in marked_ones)


def evaluate_marked_places() -> dict[str, float]:
    """Return, for both halves of each set, the shares that it is there to show."""
    atlas, settings = load_atlas(PlacesSettings()), PlacesSettings()
    figures: dict[str, float] = {}
    for name, wanted in SETS.items():
        for half, texts in zip(HALVES, (read_marked(name)[0::2], read_marked(name)[1::2]), strict=True):
            shares = _shares([one for text in texts for one in outcomes(text, atlas, settings)], atlas)
            figures |= {f"marked_places.{name}_{share}_{half}": round(shares[share], 4) for share in wanted}
    return figures


def _shares(results: Sequence[Outcome], atlas: Atlas) -> dict[str, float]:
    """Return the share of places with the right regions, the same for names that settlements of several regions bear,
    the share of placed strings that are right, and of strings that are no places, that were not placed."""
    places = [one for one in results if one.mark and one.mark.regions is not None]
    shared = [one for one in places if not (one.mention and one.mention.head in AREA_LEVELS) and _is_shared(one, atlas)]
    placed = [one for one in results if one.mention and one.mention.regions]
    others = [one for one in results if one.mark and one.mark.regions is None]
    return {
        "region_right": _share(one.right for one in places),
        "shared_right": _share(one.right for one in shared),
        "placed_right": _share(one.right for one in placed),
        "negatives_kept": _share(not (one.mention and one.mention.regions) for one in others),
    }


def _share(truths: Iterable[bool]) -> float:
    values = [*truths]
    return sum(values) / max(1, len(values))


def _is_shared(one: Outcome, atlas: Atlas) -> bool:
    settlements = [p for p, _ in atlas.named(fold(one.surface)) if atlas.level[p] == "settlement"]
    return len({atlas.region[place] for place in settlements}) > 1
