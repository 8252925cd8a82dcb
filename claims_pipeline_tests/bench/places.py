"""The part that measures places: speed beside a plain dictionary and spaCy's named entities, and who finds what.

All read the same texts in one process on one core. The dictionary is the shipped gazetteer without the stage: every
name is the largest place that bears it; spaCy's entities are looked up in it. Without the peers' environment spaCy is
left out; without development data the marked texts are read again and again.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from claims_pipeline.places import locate_page
from claims_pipeline.places.atlas import Atlas, load_atlas
from claims_pipeline.places.folded import fold
from claims_pipeline.settings import PlacesSettings
from claims_pipeline_tests.bench.claims import PEER
from claims_pipeline_tests.evaluation.article_texts import read_records
from claims_pipeline_tests.places.marked import SETS, Mark, parse, read_marked

ROUNDS = 3
MOST_BYTES = 2_000_000
SLOW_BYTES = 100_000
"""What spaCy reads, and the stage beside it."""
LONGEST_NAME = 4
STAGE, DICTIONARY, ENTITIES = "places stage", "dictionary, the largest place", "spaCy's entities in that dictionary"
_WORD = re.compile(r"[^\W\d_]+")


class Found(NamedTuple):
    """A string taken for a place."""

    start: int
    end: int
    regions: frozenset[str]


Reader = Callable[[str], list[Found]]


def main() -> None:
    """Print what can be measured here."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, required=True)
    options = parser.parse_args()
    atlas = load_atlas(PlacesSettings())
    readers = dict(_readers(atlas))
    print("\n== Places ==")
    if ENTITIES not in readers:
        print("spaCy is left out, as it is not installed. `make peers` installs it.")
    _print_speed(_texts(options.shared), readers, atlas)
    _print_quality(readers)


def _texts(shared: Path) -> list[str]:
    articles = shared / "data" / "boilerplate" / "wcxb_dev_article.jsonl.gz"
    bodies = (
        [record["body"] for record in read_records(articles)]
        if articles.is_file()
        else [parse(text)[0] for name in SETS for text in read_marked(name)] * 10
    )
    return list(_up_to(bodies, MOST_BYTES))


def _up_to(texts: Sequence[str], n_bytes: int) -> Iterator[str]:
    for text in texts:
        n_bytes -= len(text.encode())
        if n_bytes < 0:
            return
        yield text


def _readers(atlas: Atlas) -> Iterator[tuple[str, Reader]]:
    def stage(text: str) -> list[Found]:
        lines = [match.span() for match in re.finditer(r".+", text)]
        mentions = (m for m in locate_page(text, lines, atlas, PlacesSettings()) if not m.reject_reason)
        return [Found(m.start_char, m.end_char, frozenset(m.regions)) for m in mentions if m.regions]

    yield STAGE, stage
    yield DICTIONARY, lambda text: list(_look_up(text, atlas))
    if find_spec("spacy") and find_spec(PEER):
        import spacy

        pipeline = spacy.load(PEER, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])

        def entities(text: str) -> list[Found]:
            told = [e for e in pipeline(text).ents if e.label_ in ("GPE", "LOC", "FAC")]
            return [Found(e.start_char, e.end_char, _largest(fold(e.text.removeprefix("the ")), atlas)) for e in told]

        yield ENTITIES, entities


def _look_up(text: str, atlas: Atlas) -> Iterator[Found]:
    words, free = list(_WORD.finditer(text)), 0
    for n, word in enumerate(words):
        if n < free or not word[0][0].isupper():
            continue
        for stop in range(min(n + LONGEST_NAME, len(words)), n, -1):
            regions = _largest(fold(text[word.start() : words[stop - 1].end()]), atlas)
            if regions:
                yield Found(word.start(), words[stop - 1].end(), regions)
                free = stop
                break


def _largest(key: str, atlas: Atlas) -> frozenset[str]:
    places = [place for place, _ in atlas.named(key)]
    return frozenset(atlas.regions(max(places, key=lambda p: (atlas.population[p], -p)))) if places else frozenset()


def _print_speed(texts: Sequence[str], readers: dict[str, Reader], atlas: Atlas) -> None:
    few = list(_up_to(texts, SLOW_BYTES))
    joined = "\n".join(texts)
    scan = min(_cpu_seconds(atlas.automaton.find_matches_as_indexes, [joined]) for _ in range(ROUNDS))
    print(f"{'scan of the automaton':40} {_megabytes([joined]) / scan:8.3f} MB a CPU second")
    for name, read in readers.items():
        chosen = few if name == ENTITIES else texts
        read(chosen[0])
        ours = min(_cpu_seconds(readers[STAGE], chosen) for _ in range(ROUNDS))
        theirs = min(_cpu_seconds(read, chosen) for _ in range(ROUNDS)) if name != STAGE else ours
        ratio = f", the stage is {theirs / ours:.1f} times as fast on the same texts" if name != STAGE else ""
        print(f"{name:40} {_megabytes(chosen) / theirs:8.3f} MB a CPU second{ratio}")


def _megabytes(texts: Sequence[str]) -> float:
    return sum(len(text.encode()) for text in texts) / 1e6


def _cpu_seconds(read: Callable[[str], object], texts: Sequence[str]) -> float:
    started = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - started


def _print_quality(readers: dict[str, Reader]) -> None:
    print(f"\n{'marked texts, both halves':40} {'set':10} region right   no places that are placed")
    for set_name in SETS:
        texts = [parse(text) for text in read_marked(set_name)]
        for name, read in readers.items():
            right, fired = _shares(texts, read)
            print(f"{name:40} {set_name:10} {right:12.3f}   {fired:12.3f}")


def _shares(texts: Sequence[tuple[str, list[Mark]]], read: Reader) -> tuple[float, float]:
    right, fired = [], []
    for text, marks in texts:
        found = read(text)
        for mark in marks:
            over = [one for one in found if one.start < mark.end and mark.start < one.end and one.regions]
            if mark.regions is None:
                fired.append(bool(over))
            elif mark.regions:
                right.append(bool(over) and over[0].regions == mark.regions)
    return sum(right) / max(1, len(right)), sum(fired) / max(1, len(fired))


if __name__ == "__main__":
    main()
