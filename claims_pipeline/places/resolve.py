"""Joint resolution of one page's mentions over the administrative tree, with a probability for each.

Each candidate gets a sum of weights (``scores``): the spelling, size and kind of the place, areas named in the phrase,
the sentence and before, countries that the page is about, and the other mentions near it. A softmax over the candidates
and the reading "no place" gives the probability; neighbours are weighted with it and counted again for a few rounds.
"""

from __future__ import annotations

import math
from collections import defaultdict

from claims_pipeline.places import scores
from claims_pipeline.places.atlas import Atlas
from claims_pipeline.places.containers import AREA_LEVELS, area_of, find_containers
from claims_pipeline.places.countries import weigh_countries
from claims_pipeline.places.decide import Reading, decide
from claims_pipeline.places.kinds import listed_together
from claims_pipeline.places.lexicons import homographs
from claims_pipeline.places.mention import Mention
from claims_pipeline.places.neighbours import support
from claims_pipeline.places.prior import Prior, area_around
from claims_pipeline.places.recognition import PageMentions

MAX_CANDIDATES = 150
CERTAIN, MIN_FOCUS, FOCUS_SHARE = 0.9, 2, 0.6
"""A mention this certain tells what the page is about; so many different ones must, and this share of them agree."""


def resolve(page: PageMentions, atlas: Atlas, min_probability: float, prior: Prior | None = None) -> None:
    """Decide status, place, regions and probability of every mention that no filter rejected.

    The prior is used only where the page names no region.
    """
    live = [m for m in page.mentions if not m.reject_reason]
    readings = [_readings(m, atlas) for m in live]
    bases = [[r.score for r in row] for row in readings]
    nothing = [_no_place(m) for m in live]
    if not _weigh_regions(live, readings, atlas) and prior:
        _weigh_prior(readings, prior, atlas)
    weigh_countries(page, live, readings, atlas)
    _normalise(readings, nothing)
    containers = _containers(live, readings, atlas)
    _weigh_phrase(live, readings, containers)
    _share_sense(live, readings, bases)
    _normalise(readings, nothing)
    _weigh_focus(live, readings, atlas)
    fixed = [[r.score for r in row] for row in readings]
    _normalise(readings, nothing)
    for _ in range(scores.ROUNDS):
        weighed = support(live, readings, fixed, atlas)
        _normalise([readings[n] for n in weighed], [nothing[n] for n in weighed])
    _normalise(readings, nothing, scores.TEMPERATURE)
    for mention, row, container in zip(live, readings, containers, strict=True):
        decide(mention, row, container, atlas, min_probability)


# ---------------------------------------------------------------- candidates


def _readings(mention: Mention, atlas: Atlas) -> list[Reading]:
    best: dict[int, tuple[float, str]] = {}
    persons = 0.0
    if not mention.head and not mention.located:
        persons = sum(w for kind, w in scores.FOREIGN_HOMOGRAPH.items() if mention.key in homographs(kind))
    named = any(atlas.level[place] == mention.head for place, scheme in mention.candidates if scheme != "adjective")
    for place, scheme in mention.candidates[:MAX_CANDIDATES]:
        score = scores.SCHEME_SCORE[scheme] + (persons if scheme in scores.WORLD_SCHEMES else 0.0)
        target = place
        if scheme in ("head", "adjective"):
            if mention.head == atlas.level[place]:
                score = 0.0
            elif scheme == "head":
                continue
        if mention.head in AREA_LEVELS:
            if atlas.level[place] == mention.head:
                score += scores.HEAD_FITS + (3.0 if scheme == "head" else 0.0)
            else:
                above = atlas.ancestor_at(place, mention.head)
                score += scores.HEAD_FITS / 2 if above is not None and not named else scores.HEAD_MISSES
                target = above if above is not None else place
        elif mention.head and atlas.level[place] != "settlement" and atlas.category[place] not in ("capital", "city"):
            score += scores.HEAD_MISSES
        score += scores.CANDIDATE + _size(place, mention.head, atlas)
        best[target] = max(best.get(target, (-99.0, "")), (score, scheme))
    return [Reading(place, score, atlas.ancestors(place), scheme) for place, (score, scheme) in sorted(best.items())]


def _size(place: int, head: str | None, atlas: Atlas) -> float:
    category, population = atlas.category[place], atlas.population[place]
    if head == "village":
        return scores.VILLAGE_FITS if category in ("village", "settlement") else scores.VILLAGE_MISSES
    score = scores.CATEGORY_SCORE.get(category, 0.0)
    if population > 1000:
        score += scores.SIZE * math.log10(population / 1000)
    if head in ("town", "city"):
        score += 1.0 if category in ("city", "town", "capital") else -1.0
    return score


def _no_place(mention: Mention) -> float:
    score = 0.0
    if mention.key in homographs("english"):
        score += scores.NO_PLACE["english_initial" if mention.line.opens_sentence(mention.first) else "english"]
    if mention.key in homographs("given_name"):
        score += scores.NO_PLACE["given_name"]
    if mention.key in homographs("surname"):
        score += scores.NO_PLACE["surname"]
    score += scores.NO_PLACE["located"] if mention.located else 0.0
    return score + (scores.NO_PLACE["named_kind"] if mention.head else 0.0)


# ---------------------------------------------------------------- evidence


def _containers(live: list[Mention], readings: list[list[Reading]], atlas: Atlas) -> list[set[int]]:
    by_line: dict[int, list[tuple[Mention, set[int]]]] = defaultdict(list)
    for mention, row in zip(live, readings, strict=True):
        by_line[id(mention.line)].append((mention, _likely_areas(mention, row, atlas)))
    groups = ([list(column) for column in zip(*group, strict=True)] for group in by_line.values())
    return [found for mentions, areas in groups for found in find_containers(mentions, areas, atlas)]


def _likely_areas(mention: Mention, row: list[Reading], atlas: Atlas) -> set[int]:
    """Of the areas that a mention may name, the likely ones: a district's name is often shared too."""
    areas = area_of(mention, atlas)
    best = max((r.probability for r in row if r.place in areas), default=0.0)
    likely = {r.place for r in row if r.place in areas and r.probability >= best / 3}
    return likely or areas


def _weigh_phrase(live: list[Mention], readings: list[list[Reading]], containers: list[set[int]]) -> None:
    shared: dict[tuple[str, int], float] = defaultdict(float)
    for mention, row, container in zip(live, readings, containers, strict=True):
        for reading in row:
            if container:
                reading.explicit = scores.CONTAINER if reading.ancestors & container else scores.NOT_CONTAINED
                if reading.place in container and mention.head is None:
                    reading.explicit = 0.0
                key = (mention.key, reading.place)
                shared[key] = max(shared[key], reading.explicit)
    for mention, row, container in zip(live, readings, containers, strict=True):
        for reading in row:
            inherited = 0.0 if container else scores.SHARED_SENSE * shared.get((mention.key, reading.place), 0.0)
            reading.score += reading.explicit + inherited


def _weigh_prior(readings: list[list[Reading]], prior: Prior, atlas: Atlas) -> None:
    for row in readings:
        for reading in row:
            area = area_around(reading.place, atlas)
            if area is not None:
                reading.score += scores.PRIOR * math.log1p(prior.get(area, 0))


def _weigh_regions(live: list[Mention], readings: list[list[Reading]], atlas: Atlas) -> bool:
    """Areas named with their kind, or that can only be areas: in the sentence, before it, on the page.

    Return whether there are any.
    """
    told = [m for m in live if m.role != "reference"]
    named = [(m, area_of(m, atlas)) for m in told if m.head in ("region", "district") or _only_area(m, atlas)]
    total: dict[int, int] = defaultdict(int)
    for _, areas in named:
        for area in areas:
            total[area] += 1
    count = sum(total.values()) or 1
    seen = 0
    by_sentence: dict[int, set[int]] = defaultdict(set)
    order = sorted({m.sentence for m, _ in named})
    for m, areas in named:
        by_sentence[m.sentence] |= areas
    for mention, row in zip(live, readings, strict=True):
        while seen < len(order) and order[seen] < mention.sentence:
            seen += 1
        own = by_sentence.get(mention.sentence, set()) - (
            area_of(mention, atlas) if mention.head in AREA_LEVELS else set()
        )
        last = order[seen - 1] if seen else None
        earlier = by_sentence[last] if last is not None else set()
        decay = scores.EARLIER_DECAY ** (mention.sentence - last) if last is not None else 0.0
        for reading in row:
            if own & reading.ancestors:
                narrow = any(atlas.level[a] == "district" for a in own & reading.ancestors)
                reading.score += scores.SAME_SENTENCE_DISTRICT if narrow else scores.SAME_SENTENCE_REGION
            elif earlier & reading.ancestors:
                reading.score += scores.EARLIER_REGION * decay
            reading.score += scores.PAGE_REGION * sum(total.get(a, 0) for a in reading.ancestors) / count
    return bool(total)


def _weigh_focus(live: list[Mention], readings: list[list[Reading]], atlas: Atlas) -> None:
    """A name left open is likely where the page's certain names are, and where those listed with it are."""
    certain = [_certain_region(row, atlas) for row in readings]
    names: dict[str, set[str]] = defaultdict(set)
    for mention, region in zip(live, certain, strict=True):
        if region and mention.role != "reference":
            names[region].add(f"{mention.key} {mention.head}")
    total = sum(len(keys) for keys in names.values())
    shares = {region: len(keys) / total for region, keys in names.items()}
    focus = {r: share for r, share in shares.items() if total >= MIN_FOCUS and share >= FOCUS_SHARE}
    for n, row in enumerate(readings):
        if certain[n]:
            continue
        beside = [m for m in (n - 1, n + 1) if 0 <= m < len(live) and certain[m]]
        listed = {certain[m] for m in beside if listed_together(live[min(m, n)], live[max(m, n)])}
        for reading in row:
            region = atlas.region[reading.place]
            reading.score += scores.FOCUS * focus.get(region or "", 0.0) + (scores.LISTED if region in listed else 0.0)


def _certain_region(row: list[Reading], atlas: Atlas) -> str | None:
    best = max(row, key=lambda r: (r.probability, -r.place), default=None)
    return atlas.region[best.place] if best and best.probability > CERTAIN else None


def _only_area(mention: Mention, atlas: Atlas) -> bool:
    former = ("head", "old", "geonames_old")
    levels = {atlas.level[place] for place, scheme in mention.candidates if scheme not in former}
    return bool(levels) and levels <= {"region", "macro_region"}


def _share_sense(live: list[Mention], readings: list[list[Reading]], bases: list[list[float]]) -> None:
    """One sense a page: pull the context of each reading towards its mean over the mentions of the same name."""
    groups: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for i, mention in enumerate(live):
        groups[mention.key, mention.head in AREA_LEVELS].append(i)
    for members in groups.values():
        if len(members) < 2:
            continue
        sums: dict[int, float] = defaultdict(float)
        for i in members:
            for reading, base in zip(readings[i], bases[i], strict=True):
                sums[reading.place] += (reading.score - base) / len(members)
        for i in members:
            if any(reading.explicit > 0 for reading in readings[i]):
                continue
            for reading, base in zip(readings[i], bases[i], strict=True):
                own = reading.score - base
                reading.score = base + scores.OWN_CONTEXT * own + (1 - scores.OWN_CONTEXT) * sums[reading.place]


def _normalise(readings: list[list[Reading]], nothing: list[float], temperature: float = 1.0) -> None:
    for row, none in zip(readings, nothing, strict=True):
        top = max([none, *(r.score for r in row)])
        weights = [math.exp((r.score - top) / temperature) for r in row]
        total = math.exp((none - top) / temperature) + sum(weights)
        for reading, weight in zip(row, weights, strict=True):
            reading.probability = weight / total
