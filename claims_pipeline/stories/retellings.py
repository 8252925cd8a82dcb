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
from claims_pipeline.stories.candidates import Pair, n_ahead, paired
from claims_pipeline.stories.equals import differs
from claims_pipeline.stories.kinds import gap_days
from claims_pipeline.stories.pages import Page
from claims_pipeline.stories.topics import Entries, Topics
from claims_pipeline.stories.words import Array

_FOUND_SHARE = 0.5
"""Share of the least cosine that the rarest words alone must make: the commoner ones are not looked at in all pairs."""


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
    parts = list(topics.entries(texts))
    norm = np.concatenate([np.zeros(0), *map(topics.norm2, parts)])
    text, word = _of_few_texts(parts, topics, settings.retelling_max_texts)
    order = np.argsort(word, kind="stable")
    text, word = text[order], word[order]
    sizes = np.diff(np.flatnonzero(differs(word)), append=len(word))
    one, other = paired(np.arange(len(word)), n_ahead(sizes, sizes - 1))
    pairs = text[one].astype(np.int64) * len(texts) + text[other]
    order = np.argsort(pairs)
    pairs, weight = pairs[order], topics.weight(word[one[order]])
    opens = np.flatnonzero(differs(pairs))
    a, b = pairs[opens] // len(texts), pairs[opens] % len(texts)
    shared = np.add.reduceat(weight, opens, dtype=np.int64) if len(opens) else weight
    enough = shared >= _FOUND_SHARE * settings.retelling_cosine * np.sqrt(norm[a] * norm[b])
    yield from zip(texts[a[enough]].tolist(), texts[b[enough]].tolist(), strict=True)


def _of_few_texts(parts: Sequence[Entries], topics: Topics, most: int) -> tuple[Array, Array]:
    """Return text and word of the words that stand in two texts and more, but no more than so many."""
    n_texts = np.zeros(topics.n_words, np.int32)
    for part in parts:
        np.add.at(n_texts, part.word, np.int32(1))  # of the same type: else it is cast one by one
    texts, words = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)]
    first = 0
    for part in parts:
        few = np.flatnonzero((n_texts[part.word] > 1) & (n_texts[part.word] <= most))
        texts.append(first + part.text[few])
        words.append(part.word[few])
        first += len(part.sizes)
    return np.concatenate(texts), np.concatenate(words)
