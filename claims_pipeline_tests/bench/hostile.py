"""The part that gives hostile pages to the project and to a peer: CPU seconds, memory, and what came of the article.

Each page goes to each in a process of its own, within limits on CPU time and memory. Loading is outside the clock,
and the peak is that of the whole process.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from claims_pipeline.articles import clean_pages
from claims_pipeline.pages import read_pages
from claims_pipeline.settings import ArticlesSettings, PagesSettings
from claims_pipeline_tests.evaluation.article_texts import LANDED_ON, land
from claims_pipeline_tests.pages.hostile import HOSTILE_PAGES, SENTENCES

BAR = 5.0
"""CPU seconds that no page may take."""
MAX_CPU_S = 20
MAX_BYTES = 6_000_000_000
CALM = b"<html><body><p>The ferry stopped.</p></body></html>"


def main() -> None:
    """Print a line a page."""
    print("\n== Hostile pages: CPU seconds, peak MB, and what came of the article ==")
    names = [name for name, (module, _) in EXTRACTORS.items() if find_spec(module)]
    print(f"{'':36}" + "".join(f"{name:>37}" for name in names))
    slow = []
    for number, page in enumerate(HOSTILE_PAGES):
        results = [_in_own_process(number, name) for name in names]
        print(f"{page.name:36}" + "".join(map(_cell, results)), flush=True)
        slow += [page.name] * (results[0]["seconds"] >= BAR)
    print(f"The project takes {BAR:.0f} CPU seconds or more for: {', '.join(slow) or 'none of them'}.")


def _in_own_process(number: int, name: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "claims_pipeline_tests.bench.hostile", str(number), name]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=_limit)
    if ended.returncode == 0:
        return dict(json.loads(ended.stdout))
    why = "not done" if ended.returncode < 0 else ended.stderr.strip().splitlines()[-1][:16]
    return {"seconds": float(MAX_CPU_S) if ended.returncode < 0 else 0.0, "peak_mb": 0, "came": why}


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))


def _cell(result: dict[str, Any]) -> str:
    return f"{result['seconds']:9.2f} s {result['peak_mb']:6.0f}  {result['came']:>17}"


def _ours(content: bytes, path: str) -> str:
    pages = read_pages([land(content, path, LANDED_ON)], PagesSettings())
    articles = clean_pages(*pages, ArticlesSettings()).articles
    return pages.raw_pages["reason"][0] or _came(articles["text"][0])


def _trafilatura(content: bytes, _path: str) -> str:
    import trafilatura

    return _came(trafilatura.extract(content, include_comments=False) or "")


def _came(text: str) -> str:
    return "kept" if all(sentence in text for sentence in SENTENCES) else f"{len(text)} characters"


EXTRACTORS: dict[str, tuple[str, Callable[[bytes, str], str]]] = {
    "this project": ("claims_pipeline", _ours),
    "trafilatura": ("trafilatura", _trafilatura),
}
"""Name → the module that must be there, and how bytes become a word on the article."""


def measure(number: int, name: str) -> dict[str, Any]:
    """Give one page to one extractor in this process; ``came`` is ``kept``, a reason or what else was returned."""
    extract = EXTRACTORS[name][1]
    extract(CALM, "calm.html")
    content, path = HOSTILE_PAGES[number].content(), HOSTILE_PAGES[number].path
    started = time.process_time()
    came = extract(content, path)
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "peak_mb": peak, "came": came}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]), sys.argv[2])))
    else:
        main()
