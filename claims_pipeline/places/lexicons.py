"""The word lists that the stage reads names by: cues, demonyms, homographs. Loaded once a process."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_FOLDER = files("claims_pipeline.places") / "lexicon"
Words = frozenset[str]


@cache
def _cues() -> dict[str, Any]:
    return tomllib.loads((_FOLDER / "cues.toml").read_text(encoding="utf-8"))


@cache
def words(section: str, name: str) -> Words:
    """Return the single words or phrases of one list of ``lexicon/cues.toml``."""
    return frozenset(_cues()[section][name])


@cache
def lists(section: str) -> dict[str, Words]:
    """Return all lists of one section of ``lexicon/cues.toml`` by name."""
    return {name: frozenset(listed) for name, listed in _cues()[section].items()}


@cache
def head_levels() -> dict[str, str]:
    """Return the word that stands beside a name to the kind of place it tells: ``oblast`` to ``region``."""
    return {word: level for level, heads in _cues()["heads"].items() for word in heads}


@cache
def never_places() -> Words:
    """Return the words that some place bears but that English text never means as one."""
    return words("never", "words") | words("function", "words") | words("neutral", "words") | frozenset(head_levels())


@cache
def demonyms() -> tuple[tuple[str, str], ...]:
    """Return (form, country) of the words that show which country a page is about."""
    rows = csv.DictReader((_FOLDER / "demonyms.csv").read_text(encoding="utf-8").splitlines())
    return tuple((row["form"], row["country"]) for row in rows)


@cache
def homographs(kind: str) -> Words:
    """Return the forms that are also ``english`` words, ``given_name`` or ``surname``."""
    return frozenset((_FOLDER / f"{kind}_homographs.txt").read_text(encoding="utf-8").split())


@cache
def given_names() -> Words:
    """Return given names, whether or not a place bears one too."""
    return frozenset((_FOLDER / "given_names.txt").read_text(encoding="utf-8").split()) | homographs("given_name")
