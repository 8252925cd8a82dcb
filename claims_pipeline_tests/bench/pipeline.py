"""How fast the whole pipeline is, how much memory it takes, and how both grow.

Each size is run in a process of its own, without Dagster: the stages, the store, the views and the ledger. In the same
process two peers go over the same pages, so that a figure means something on another machine: read the ratio, not the
seconds.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from claims_pipeline_tests.bench.generated import write_pages

SIZES = (200, 2_000)


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
        from claims_pipeline.schemas import ClaimPlaces, Claims, Fingerprints, PageLines, RawPages, SourcesSeen
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
        with clock("fingerprints"):
            prints = stories.fingerprint_pages(read.raw_pages, *clean)
        with clock("claims"):
            said = claims.extract_claims(read.raw_pages, *clean, settings.claims)
        with clock("places"):
            placed = places.locate_claims(read.raw_pages, clean.page_lines, said.claims, settings.places)
        with clock("commit"):
            frames = {"raw_pages": read.raw_pages, "fingerprints": prints}
            frames |= clean._asdict() | said._asdict() | placed._asdict()
            warehouse.replace_days(home, [day], frames)
    with clock("stories"):
        compared = stories.compare_pages(*warehouse.read_stored(home, Fingerprints), settings.stories)
        texts = warehouse.read_stored(home, RawPages, PageLines, page_ids=compared.page_ids)
        grouped = compared.group(*texts)
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
        for _, parts in warehouse.build_views(home, settings.warehouse):
            deque(parts, 0)
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


NAME = "claims_pipeline_tests.bench.pipeline"
FIXED = ("import", "load gazetteer")
"""Paid once a process, however many pages: left out of pages a second and of growth."""


def main() -> None:
    """Measure every size and print a table."""
    results = [
        json.loads(subprocess.run([sys.executable, "-m", NAME, str(n)], check=True, capture_output=True).stdout)
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
