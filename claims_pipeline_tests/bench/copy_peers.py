"""Other tools that find copies: texts in, a group for each text out.

Each is set as it does best on the development data; a threshold that it ships with finds next to no edited copies.
Groups are connected components of the pairs that a tool holds for copies, as their users form them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from typing import Any

from claims_pipeline.stories.candidates import components

OURS = "this project"
Pairs = Iterable[tuple[int, int]]
SHINGLE = 3
JACCARD = 0.3
HASHES = 256
RENSA_BANDS = 64
GAOYA_BANDS, GAOYA_ROWS = 60, 3
ROWS_AT_ONCE = 500
"""Of the table of all cosines, so that it fits in memory."""
_WORD = re.compile(r"\w+")


def installed_peers() -> dict[str, Callable[[Sequence[str]], list[int]]]:
    """Return the peers that are there, by name."""
    return {name: partial(_grouped, pairs) for name, (module, pairs) in PEERS.items() if find_spec(module)}


def missing_peers() -> list[str]:
    """Return the modules of the peers that are not there."""
    return sorted({module for module, _ in PEERS.values() if not find_spec(module)})


def _grouped(pairs: Callable[[Sequence[str]], Pairs], texts: Sequence[str]) -> list[int]:
    return components(len(texts), pairs(texts))


def _by_cosine(options: dict[str, Any], cosine: float, texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(sublinear_tf=True, **options).fit_transform(texts)
    for start in range(0, len(texts), ROWS_AT_ONCE):
        cosines = (vectors[start : start + ROWS_AT_ONCE] @ vectors.T).tocoo()
        alike = cosines.data >= cosine
        for row, column in zip(cosines.row[alike], cosines.col[alike], strict=True):
            if start + row < column:
                yield int(start + row), int(column)


def _by_datasketch(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    shingles = list(map(_shingles, texts))
    index = MinHashLSH(threshold=JACCARD, num_perm=HASHES)
    for number, minhash in enumerate(MinHash.generator(shingles, num_perm=HASHES)):
        yield from _verified(number, index.query(minhash), shingles)
        index.insert(number, minhash, check_duplication=False)


def _by_rensa(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    from rensa import RMinHash, RMinHashLSH

    shingles = list(map(_shingles, texts))
    index = RMinHashLSH(JACCARD, HASHES, RENSA_BANDS)
    for number, minhash in enumerate(RMinHash.from_token_sets(shingles, HASHES, 1)):
        yield from _verified(number, index.query(minhash), shingles)
        index.insert(number, minhash)


def _by_gaoya(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Let it do all: it cuts the shingles, and answers only with texts whose estimate reaches the threshold."""
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(32, JACCARD, GAOYA_BANDS, GAOYA_ROWS, None, "word", True, (SHINGLE, SHINGLE))
    for number, text in enumerate(texts):
        for other in index.query(text):
            yield other, number
        index.insert_document(number, text)


def _shingles(text: str) -> set[bytes]:
    words = _WORD.findall(text.lower())
    return {" ".join(words[at : at + SHINGLE]).encode("utf-8", "replace") for at in range(len(words) - SHINGLE + 1)}


def _verified(number: int, candidates: Iterable[int], shingles: Sequence[set[bytes]]) -> Iterator[tuple[int, int]]:
    """Keep the candidates whose shingles are as like as asked: without this, chance hits chain strangers together."""
    mine = shingles[number]
    for other in candidates:
        shared = len(mine & shingles[other])
        if shared and shared >= JACCARD * (len(mine) + len(shingles[other]) - shared):
            yield other, number


PEERS: dict[str, tuple[str, Callable[[Sequence[str]], Pairs]]] = {
    "TF-IDF cosine .65 of words": ("sklearn", partial(_by_cosine, {}, 0.65)),
    "TF-IDF cosine .5 of words and pairs": ("sklearn", partial(_by_cosine, {"ngram_range": (1, 2)}, 0.5)),
    "datasketch MinHash, LSH, verified": ("datasketch", _by_datasketch),
    "rensa RMinHash, LSH, verified": ("rensa", _by_rensa),
    "gaoya MinHash index": ("gaoya", _by_gaoya),
}
"""Name → the module that must be there, and how it finds pairs."""
