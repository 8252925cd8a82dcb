"""Stories that tell the same in other words: no passage is shared, but far more of the rare words than with any other.

A fixed threshold cannot tell a full rewrite from another story of the same subject, a rank with a margin can: of all
stories of the same days, each must be by far the nearest to the other. What is found is a hint, for two reporters can
tell one event alike; it never makes two stories one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from claims_pipeline.settings import StoriesSettings
from claims_pipeline.stories.candidates import steps_apart
from claims_pipeline.stories.equals import find_equals
from claims_pipeline.stories.kinds import gap_days
from claims_pipeline.stories.pages import Page
from claims_pipeline.stories.topics import Topics
from claims_pipeline.stories.words import Array

_FOUND_SHARE = 0.5
"""Share of the least cosine that the rarest words alone must make: the commoner ones are not looked at in all pairs."""

Pair = tuple[int, int]


def find_retellings(
    texts: Collection[int], pages: Sequence[Page], alike: pl.DataFrame, topics: Topics, settings: StoriesSettings
) -> list[Pair]:
    """Return pairs of ``texts``, one a story, that tell the same; those ``alike``, `a` and `b`, share passages."""
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for a, b in _share_rare_words(np.array(sorted(texts), np.int64), topics, settings):
        days = gap_days(pages[a], pages[b])
        if (days or 0) <= settings.retelling_gap_days:
            near[a][b] = near[b][a] = topics.cosine(a, b)
    found = [
        (a, b)
        for a in near
        for b, cosine in near[a].items()
        if a < b and cosine >= max(settings.retelling_cosine, _needed(a, b, near, settings))
    ]
    pairs = pl.DataFrame(found, schema={side: alike.schema[side] for side in ("a", "b")}, orient="row")
    return pairs.join(alike, on=["a", "b"], how="anti").sort("a", "b").rows()


def describe_retellings(retellings: Sequence[Pair], pages: Sequence[Page]) -> pl.DataFrame:
    """Return rows of `copies`, without passages, of pairs of texts by the pages that stand for them."""
    ids = [sorted((pages[a].page_id, pages[b].page_id)) for a, b in retellings]
    return pl.DataFrame(
        {
            "page_id_a": [one for one, _ in ids],
            "page_id_b": [other for _, other in ids],
            "kind": "retelling",
            "containment_a": 0.0,
            "containment_b": 0.0,
            "shared_spans_a": [[] for _ in ids],
            "shared_spans_b": [[] for _ in ids],
        }
    )


def _needed(a: int, b: int, near: Mapping[int, Mapping[int, float]], settings: StoriesSettings) -> float:
    others = [cosine for text in (a, b) for other, cosine in near[text].items() if other not in (a, b)]
    return settings.retelling_margin * max(others, default=0.0)


def _share_rare_words(texts: Array, topics: Topics, settings: StoriesSettings) -> Iterator[Pair]:
    """Yield the pairs whose shared words of few texts are enough for half of the least cosine; `a` < `b`."""
    text, word, weight = topics.entries(texts)
    norm = np.bincount(text, weight, len(texts))
    equals = find_equals(word.astype(np.uint64) << np.uint64(32), np.arange(len(word), dtype=np.int32))
    reach = np.where(equals.sizes <= settings.retelling_max_texts, equals.sizes - 1, 0)
    parts = list(steps_apart(equals.rows, equals.group, reach))
    one, other = (np.concatenate([np.zeros(0, np.int32), *(part[side] for part in parts)]) for side in (0, 1))
    pairs, of_pair = np.unique(text[one].astype(np.int64) * len(texts) + text[other], return_inverse=True)
    a, b = pairs // len(texts), pairs % len(texts)
    shared = np.bincount(of_pair, weight[one], len(pairs))
    enough = shared >= _FOUND_SHARE * settings.retelling_cosine * np.sqrt(norm[a] * norm[b])
    yield from zip(texts[a[enough]].tolist(), texts[b[enough]].tolist(), strict=True)
