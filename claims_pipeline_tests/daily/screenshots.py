"""Pictures of the UI, made in a browser: ``python -m claims_pipeline_tests.daily.screenshots FOLDER``.

The sample is run into a home of its own; then the graph, an asset with its columns and rows over time, and the checks
are pictured as a person sees them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from claims_pipeline.cli.run import run_source
from claims_pipeline_tests.daily.browser import opened
from claims_pipeline_tests.daily.services import ROOT, WEBSERVER, environment, free_port, running, wait_for

PICTURES = {
    "lineage": ("/locations/claims_pipeline/asset-groups/claims_ledger/lineage", "published_ledger"),
    "raw_pages": ("/assets/raw_pages?view=overview", "Row count"),
    "columns": ("/assets/region_summary?view=overview", "n_disputed"),
    "checks": ("/assets/coverage_day?view=checks", "silent_as_usual"),
}
"""Name of the picture: what is opened, and what a reader must see there."""
SETTLE_S = 2
"""How long drawings move after their words are there: seconds."""


def shoot(folder: Path) -> None:
    """Make every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    sample = ROOT / "data" / "sample"
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        assert run_source(sample, None, home) == 0
        port = free_port()
        service = running([*WEBSERVER, "-p", str(port)], environment(home, sample), Path(name) / "log")
        with service, opened(Path(name) / "profile") as page:
            wait_for(f"http://127.0.0.1:{port}")
            for title, (path, words) in PICTURES.items():
                page.go(f"http://127.0.0.1:{port}{path}")
                page.sees(words, 120)
                time.sleep(SETTLE_S)
                page.shoot(folder / f"{title}.png")
                print(folder / f"{title}.png", flush=True)


def main() -> None:
    """Take the folder from the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    shoot(parser.parse_args().folder)


if __name__ == "__main__":
    main()
