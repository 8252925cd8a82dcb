"""How fast the pipeline is, how much memory it takes, and how both grow: ``make bench``.

Each size is run in a process of its own, without Dagster: the stages, the store, the views and the ledger. In the same
process two peers go over the same pages, so that a figure means something on another machine: read the ratio, not the
seconds.
"""

from __future__ import annotations

import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SIZES = (200, 2_000)
DAYS = 5

PLACES = ("Sumy", "Kharkiv", "Kherson", "Pokrovsk", "Mykolaiv", "Odesa", "Poltava", "Chernihiv")
SPEAKERS = (
    "Russia's defence ministry",
    "Ukraine's general staff",
    "The regional governor",
    "A local resident",
    "The mayor",
)
CUES = ("said", "denied", "claimed", "acknowledged", "reported", "warned")
EVENTS = (
    "{n} drones had struck warehouse number {day} near {place} and {n} trucks",
    "troops had captured a village {n} kilometres from {place} on June {day}",
    "{n} people were wounded near house {day} in {place}",
    "power had returned to {n} homes around {place}",
    "bridge {n} outside {place} fell on June {day}",
)
SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "per", "ro", "sti", "ta", "ven", "yar")
SUBJECTS = ("Roads", "Schools", "Buses", "Shops", "Farmers", "Neighbours", "Trains", "Clinics", "Bakers", "Teachers")
VERBS = ("waited", "closed", "opened", "moved", "paused", "gathered", "worked", "met", "queued", "rested")
SCENES = ("by the river", "in the square", "near the mill", "at the depot", "on the hill", "behind the church")
WHILES = ("while rain fell", "before dusk", "after the harvest", "during the fair", "until the siren", "since spring")


def write_pages(folder: Path, n_pages: int) -> None:
    """Write a landing folder of pages that differ, one in six of them a copy of another under a new headline."""
    draw = random.Random(n_pages)
    bodies: list[list[str]] = []
    for number in range(n_pages):
        body = draw.choice(bodies) if bodies and draw.random() < 1 / 6 else _body(draw)
        bodies.append(body)
        day = folder / str(date(2025, 6, 1) + timedelta(days=number % DAYS))
        day.mkdir(parents=True, exist_ok=True)
        headline = f"{draw.choice(PLACES)} wakes to news number {number}"
        if number % 2:
            (day / f"{number}.txt").write_text("\n".join([headline, *body]), encoding="utf-8")
        else:
            (day / f"{number}.html").write_text(_html(headline, body), encoding="utf-8")


def _body(draw: random.Random) -> list[str]:
    return [" ".join(_sentence(draw) for _ in range(draw.randint(2, 4))) for _ in range(draw.randint(5, 12))]


def _sentence(draw: random.Random) -> str:
    if draw.random() < 0.4:
        return (
            f"{draw.choice(SUBJECTS)} {draw.choice(VERBS)} {draw.choice(SCENES)} {draw.choice(WHILES)}, "
            f"and {draw.randint(2, 999)} {draw.choice(SUBJECTS).lower()} {draw.choice(VERBS)} {draw.choice(SCENES)}."
        )
    event = draw.choice(EVENTS).format(place=draw.choice(PLACES), n=draw.randint(2, 90), day=draw.randint(1, 28))
    name = "".join(draw.choice(SYLLABLES) for _ in range(3)).capitalize()
    return f"{draw.choice(SPEAKERS)} {draw.choice(CUES)}, citing {name} {draw.choice(WHILES)}, that {event}."


def _html(headline: str, body: list[str]) -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    nav = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Home", "World", "Sport"))
    return f"<html><body><nav><ul>{nav}</ul></nav><article><h1>{headline}</h1>{paragraphs}</article></body></html>"


def measure(n_pages: int) -> dict[str, Any]:
    """Run one size end to end; CPU seconds of each stage, wall seconds and peak memory of the process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder / "source", n_pages)
        stages: dict[str, float] = {}
        started = time.perf_counter()
        _run(folder / "source", folder / "home", _clock(stages))
        wall = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        peers: dict[str, float] = {}
        for name, peer in PEERS.items():
            with _clock(peers)(name):
                peer(folder / "source")
    return {"pages": n_pages, "wall_s": wall, "peak_mb": peak, "stages": stages, "peers": peers}


def _clock(seconds: dict[str, float]) -> Callable[[str], Any]:
    @contextmanager
    def clock(stage: str) -> Iterator[None]:
        started = time.process_time()
        yield
        seconds[stage] = seconds.get(stage, 0.0) + time.process_time() - started

    return clock


def _run(source: Path, folder: Path, clock: Callable[[str], Any]) -> None:
    with clock("import"):
        from claims_pipeline import articles, claims, landing, pages, places, propositions, stories, warehouse
        from claims_pipeline.report import build_report
        from claims_pipeline.schemas import Articles, ClaimPlaces, Claims, PageLines, RawPages, SourcesSeen
        from claims_pipeline.settings import Settings

    settings, home = Settings(), warehouse.Home(folder)
    with clock("load gazetteer"):
        gazetteer = places.load_gazetteer(settings.places)
    for day in landing.landing_days(source):
        with clock("pages"):
            limits = {name: getattr(settings.pages, name) for name in ("max_bytes", "max_container_bytes")}
            files = landing.landed_files(source, [day], **limits)
            read = pages.read_pages(landing.keep_raw(folder, files), settings.pages)
        with clock("articles"):
            clean = articles.clean_pages(*read, settings.articles)
        with clock("claims"):
            said = claims.extract_claims(read.raw_pages, *clean, settings.claims)
        with clock("places"):
            placed = places.locate_claims(read.raw_pages, clean.page_lines, said.claims, settings.places)
        with clock("commit"):
            frames = {"raw_pages": read.raw_pages} | clean._asdict() | said._asdict() | placed._asdict()
            warehouse.replace_days(home, [day], frames)
    with clock("stories"):
        grouped = stories.group_copies(*warehouse.read_stored(home, RawPages, PageLines, Articles), settings.stories)
    with clock("propositions"):
        sources = claims.list_sources(*warehouse.read_stored(home, SourcesSeen))
        laid = propositions.lay_claims(
            *warehouse.read_stored(home, Claims, ClaimPlaces),
            sources,
            gazetteer.regions,
            settings.propositions,
        )
    with clock("commit"):
        frames = {"sources": sources} | grouped._asdict() | laid._asdict() | gazetteer._asdict()
        warehouse.replace_ledger(home, frames)
    with clock("views"):
        warehouse.build_views(home)
    with clock("publish"):
        warehouse.publish(home, settings.warehouse)
    with clock("report"):
        build_report(home.ledger, home.report)


def _get_text(source: Path) -> None:
    from bs4 import BeautifulSoup

    for path in source.rglob("*.html"):
        BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").get_text()


def _count_words(source: Path) -> None:
    for path in source.rglob("*.*"):
        Counter(re.findall(r"\w+", path.read_text(encoding="utf-8")))


PEERS: dict[str, Callable[[Path], None]] = {
    "BeautifulSoup's get_text of the HTML half": _get_text,
    "counting the words of every page": _count_words,
}
"""What anybody has at hand and knows the speed of: a figure in their terms means something on another machine."""


FIXED = ("import", "load gazetteer")
"""Paid once a process, however many pages: left out of pages a second and of growth."""


def main() -> None:
    """Measure every size and print a table."""
    results = [
        json.loads(subprocess.run([sys.executable, __file__, str(n)], check=True, capture_output=True).stdout)
        for n in SIZES
    ]
    small, large = results
    growth = large["pages"] / small["pages"]
    sizes = "".join(f"{result['pages']:>9} pages" for result in results)
    print(f"{'':<16}{sizes}   growth (1.0 = linear)")
    for stage in large["stages"]:
        seconds = [result["stages"][stage] for result in results]
        shares = "".join(
            f"{s:>8.2f} s {s / sum(r['stages'].values()):4.0%} " for s, r in zip(seconds, results, strict=True)
        )
        linear = "" if stage in FIXED else f"{seconds[1] / max(seconds[0], 1e-9) / growth:.2f}"
        print(f"{stage:<16}{shares}   {linear}")
    for result in results:
        cpu = sum(seconds for stage, seconds in result["stages"].items() if stage not in FIXED)
        print(
            f"{result['pages']} pages: {result['pages'] / cpu:.0f} pages a CPU second, {result['wall_s']:.1f} s wall, "
            f"peak {result['peak_mb']:.0f} MB"
        )
        for name, seconds in result["peers"].items():
            print(f"    {cpu / seconds:.0f} times {name}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]))))
    else:
        main()
