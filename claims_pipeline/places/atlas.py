"""The country packs in memory: places by number, forms in one automaton. Built once a process."""

from __future__ import annotations

import math
import re
import tomllib
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from ahocorasick_rs import AhoCorasick, MatchKind

from claims_pipeline.places.folded import fold
from claims_pipeline.places.lexicons import demonyms, never_places
from claims_pipeline.places.scores import SCHEME_SCORE
from claims_pipeline.settings import PlacesSettings

MAX_HEARD = 65536
"""Words remembered as sounding like a place or not."""
WRITTEN_SCHEMES = (
    "kmu2010",
    "official",
    "bgn",
    "geonames_main",
    "geonames",
    "iso",
    "country",
    "noun",
    "curated",
    "old",
)
"""Schemes whose forms maps, codifiers and newspapers print; all others are made by rule so that spellings match."""
PACKS = Path(__file__).parent / "gazetteer" / "packs"


def _packs(names: tuple[str, ...], packs: Path) -> list[Path]:
    found = sorted((p for p in packs.iterdir() if (p / "places.parquet").is_file()), key=lambda p: p.name)
    unknown = set(names) - {p.name for p in found}
    if unknown:
        raise ValueError(f"no such country pack: {sorted(unknown)}")
    return [p for p in found if not names or p.name in names]


def _read(names: tuple[str, ...], table: str, packs: Path) -> pl.DataFrame:
    frames = [pl.read_parquet((p / table).read_bytes()) for p in _packs(names, packs)]
    return pl.concat([f.with_columns(pl.col(pl.Categorical).cast(pl.String)) for f in frames])


def _macro_regions(names: tuple[str, ...], packs: Path) -> pl.DataFrame:
    tables = [p / "macro_regions.csv" for p in _packs(names, packs) if (p / "macro_regions.csv").is_file()]
    columns = ["place_id", "name", "form", "region_id"]
    return pl.concat(
        [pl.DataFrame(schema=dict.fromkeys(columns, pl.String)), *(pl.read_csv(t.read_bytes()) for t in tables)]
    )


@cache
def read_tables(names: tuple[str, ...], packs: Path = PACKS) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return (places, names) of the packs, macro-regions included."""
    places, forms = (_read(names, f"{table}.parquet", packs) for table in ("places", "names"))
    macros = _macro_regions(names, packs)
    country = pl.col("place_id").str.split(":").list.first()
    extra = macros.unique("place_id").select(
        "place_id",
        "name",
        parent_id=country,
        country=country,
        level=pl.lit("macro_region"),
        category=pl.lit("macro_region"),
    )
    places = pl.concat([places, extra], how="diagonal").unique("place_id", keep="first").sort("place_id")
    forms = pl.concat([forms, macros.select("place_id", "form", scheme=pl.lit("curated"))]).unique(
        ["place_id", "form"], keep="first"
    )
    return places, forms.filter(pl.col("place_id").is_in(places["place_id"].implode())).sort(
        "place_id", "form", "scheme"
    )


Rules = tuple[tuple[re.Pattern[str], str], ...]


class Grid(NamedTuple):
    """Where the places are, as columns by number: degrees, no number where unknown; regions numbered, -1 for none."""

    north: npt.NDArray[np.float64]
    east: npt.NDArray[np.float64]
    settled_north: npt.NDArray[np.float64]
    """No number for what is no settlement."""
    region: npt.NDArray[np.int64]


class Atlas:
    """Places as parallel lists, indexed by number; forms by folded key."""

    def __init__(self, names: tuple[str, ...], packs: Path = PACKS) -> None:
        places, forms = read_tables(names, packs)
        self.ids: list[str] = places["place_id"].to_list()
        self.number = {pid: n for n, pid in enumerate(self.ids)}
        self.parents = [self.number.get(p, -1) for p in places["parent_id"].to_list()]
        self.country: list[str] = places["country"].to_list()
        self.region: list[str | None] = places["region_id"].to_list()
        self.level: list[str] = places["level"].to_list()
        self.category: list[str] = places["category"].to_list()
        self.name: list[str] = places["name"].to_list()
        self.population = [p or 0 for p in places["population"].to_list()]
        self.grid = _grid(places)
        self.macro: dict[int, tuple[str, ...]] = defaultdict(tuple)
        for pid, region in sorted(_macro_regions(names, packs).select("place_id", "region_id").unique().rows()):
            self.macro[self.number[pid]] += (region,)
        self._macros: dict[str | None, set[int]] = defaultdict(set)
        for macro, inner in self.macro.items():
            for region in inner:
                self._macros[region].add(macro)
        self._index(forms, places["place_id"])
        self.countries_of = dict(demonyms())
        self.keys = sorted({*self._first, *self.countries_of})
        self.automaton = AhoCorasick(self.keys, matchkind=MatchKind.LeftmostLongest)
        self._rules = fold_rules(packs)
        self._folds: dict[str, dict[str, list[int]]] | None = None
        self._heard: dict[str, bool] = {}
        self._ancestors: dict[int, frozenset[int]] = {}

    def _index(self, forms: pl.DataFrame, ids: pl.Series) -> None:
        """Sort the forms by key; a key's candidates are one run of two parallel columns, made tuples only when met."""
        hard = forms.filter(pl.col("form").str.contains(r"[^A-Za-z ]"))["form"].unique().to_list()
        folded = pl.DataFrame(
            {"form": hard, "key": [fold(form) for form in hard]}, schema={"form": pl.String, "key": pl.String}
        )
        numbers = pl.DataFrame({"place_id": ids}).with_row_index("place")
        rows = (
            forms.join(folded, on="form", how="left").join(numbers, on="place_id")
            .with_columns(pl.col("key").fill_null(pl.col("form")))
            .filter(pl.col("key").str.len_chars() > 2, pl.col("scheme").is_in(list(SCHEME_SCORE)))
            .filter(~pl.col("key").str.to_lowercase().is_in(sorted(never_places())))
            .sort("key", "place", "scheme")
        )  # fmt: skip
        runs = rows.with_row_index("row").group_by("key", maintain_order=True).agg(pl.col("row").first(), pl.len())
        self._first = dict(
            zip(runs["key"].to_list(), zip(runs["row"].to_list(), runs["len"].to_list(), strict=True), strict=True)
        )
        self._places: list[int] = rows["place"].to_list()
        countries = [number for number, level in enumerate(self.level) if level == "country"]
        self._country_keys = frozenset(rows.filter(pl.col("place").is_in(countries))["key"])
        self._schemes: list[str] = rows["scheme"].to_list()

    def named(self, key: str) -> list[tuple[int, str]]:
        """Return (place, scheme) of every place that the folded form may name."""
        first, count = self._first.get(key, (0, 0))
        run = slice(first, first + count)
        return list(zip(self._places[run], self._schemes[run], strict=True))

    def knows(self, key: str) -> bool:
        """Whether the folded form is a place's or a people's name."""
        return key in self._first or key in self.countries_of

    def names_country(self, key: str) -> bool:
        """Whether the folded form may name a country."""
        return key in self._country_keys

    def ancestors(self, place: int) -> frozenset[int]:
        """Return the place and everything that contains it, macro-regions too."""
        known = self._ancestors.get(place)
        if known is None:
            found: set[int] = set()
            above = place
            while above >= 0 and above not in found:
                found.add(above)
                above = self.parents[above]
            found |= self._macros.get(self.region[place], set())
            known = self._ancestors[place] = frozenset(found)
        return known

    def ancestor_at(self, place: int, level: str) -> int | None:
        """Return the place itself or the ancestor of that level, if there is one."""
        return next((p for p in sorted(self.ancestors(place)) if self.level[p] == level), None)

    def regions(self, place: int) -> tuple[str, ...]:
        """Return the ISO codes of a place: none for a country, several for a macro-region."""
        region = self.region[place]
        return self.macro.get(place, (region,) if region else ())

    def regions_of(self, place_id: str) -> tuple[str, ...]:
        """Return the ISO codes of a place by its id; none for a place that the packs lack."""
        place = self.number.get(place_id)
        return () if place is None else self.regions(place)

    def is_codified(self, place: int) -> bool:
        """Whether the place's country has a pack of its own, which tells a village from a city."""
        return self.country[place] in self._rules

    def alike(self, word: str) -> list[int]:
        """Return the settlements whose name sounds like the word, by the phonetic folds of the packs."""
        found: set[int] = set()
        for country, by_sound in self._by_sound().items():
            found.update(by_sound.get(_sound(word, self._rules[country]), ()))
        return sorted(found)

    def sounds_like_one(self, word: str) -> bool:
        """Whether some settlement's name sounds like the word."""
        known = self._heard.get(word)
        if known is None:
            if len(self._heard) >= MAX_HEARD:
                self._heard.clear()
            folds = self._by_sound().items()
            known = self._heard[word] = any(_sound(word, self._rules[country]) in heard for country, heard in folds)
        return known

    def _by_sound(self) -> dict[str, dict[str, list[int]]]:
        if self._folds is None:
            self._folds = self._fold_all()
        return self._folds

    def _fold_all(self) -> dict[str, dict[str, list[int]]]:
        folds: dict[str, dict[str, list[int]]] = {}
        for country, rules in self._rules.items():
            chosen = [n for n, c in enumerate(self.country) if c == country and self.level[n] == "settlement"]
            by_sound: dict[str, list[int]] = defaultdict(list)
            for number, heard in zip(chosen, sounds([self.name[n] for n in chosen], rules), strict=True):
                by_sound[heard].append(number)
            folds[country] = by_sound
        return folds


def _grid(places: pl.DataFrame) -> Grid:
    north, east = (places[name].cast(pl.Float64).fill_null(math.nan).to_numpy() for name in ("latitude", "longitude"))
    is_settlement = (places["level"] == "settlement").to_numpy()
    numbers = places["region_id"].rank("dense").cast(pl.Int64).fill_null(-1).to_numpy()
    return Grid(north, east, np.where(is_settlement, north, math.nan), numbers)


@cache
def fold_rules(packs: Path = PACKS) -> dict[str, Rules]:
    """Return the phonetic folds of the packs with a codifier of their own, by country; one may have no rules."""
    rules: dict[str, Rules] = {}
    for path in sorted((p / "pack.toml" for p in _packs((), packs) if (p / "pack.toml").is_file()), key=str):
        pack: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        rules[pack["country"]] = tuple(
            (re.compile(pattern, re.MULTILINE), new) for pattern, new in pack.get("fold", {}).get("rules", [])
        )
    return rules


def sounds(forms: list[str], rules: Rules) -> list[str]:
    """Return what is left of each form when spelling traditions are folded together; all forms in one pass a rule."""
    heard = re.sub("[^a-z\n]", "", fold("\n".join(forms)).lower())
    for pattern, new in rules:
        heard = pattern.sub(new, heard)
    return heard.split("\n")


@lru_cache(maxsize=MAX_HEARD)
def _sound(form: str, rules: Rules) -> str:
    return sounds([form.replace("\n", " ")], rules)[0]


@cache
def _load(names: tuple[str, ...]) -> Atlas:
    return Atlas(names)


def load_atlas(settings: PlacesSettings) -> Atlas:
    """Return the atlas of the chosen packs; built on first use, once a process."""
    return _load(tuple(settings.country_packs))
