"""Measure speed, memory, extraction and more: ``make bench``, or one part of it, ``make bench BENCH=--hostile``.

Every part runs in a process of its own. The parts that compare run in the environment of the peers, where it is
there (``make peers``), and say so where it is not.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from claims_pipeline_tests.evaluation.development import SHARED

PARTS = ("pipeline", "extraction", "hostile", "copies", "claims", "places", "ledger", "publishing", "report")
ONE_CORE = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""CPU seconds are compared on one core."""


def main() -> None:
    """Run the parts that are asked for; all of them, if none is."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure speed, memory, accuracy.")
    for part in PARTS:
        parser.add_argument(f"--{part}", action="store_true", help=f"only the part {part!r}")
    parser.add_argument(
        "--pages", type=int, default=0, metavar="N", help="pages of each set that are extracted; 0: all"
    )
    parser.add_argument(
        "--documents", type=int, default=10_000, metavar="N", help="generated articles among which copies are found"
    )
    parser.add_argument(
        "--claims-laid", type=int, default=1_000_000, metavar="N", help="generated claims that the ledger is laid from"
    )
    parser.add_argument(
        "--claims-published",
        dest="claims_published",
        type=int,
        default=600_000,
        metavar="N",
        help="generated claims of the ledger that is published",
    )
    parser.add_argument(
        "--claims-shown",
        dest="claims_shown",
        type=int,
        default=100_000,
        metavar="N",
        help="generated claims of the ledger that the report is built from",
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the development data")
    parser.add_argument("--peers", type=Path, default=Path(".venv-peers/bin/python"), help="Python that has the peers")
    options = parser.parse_args()
    python = str(options.peers.absolute()) if options.peers.is_file() else sys.executable
    asked = [part for part in PARTS if getattr(options, part)] or list(PARTS)
    commands = {
        "pipeline": [sys.executable, "-m", f"{__package__}.pipeline"],
        "extraction": [
            python, "-m", f"{__package__}.extraction", "--pages", str(options.pages), "--shared", str(options.shared)
        ],
        "hostile": [python, "-m", f"{__package__}.hostile"],
        "copies": [
            python, "-m", f"{__package__}.copies", "--documents", str(options.documents),
            "--shared", str(options.shared),
        ],
        "publishing": [sys.executable, "-m", f"{__package__}.publishing", "--claims", str(options.claims_published)],
        "report": [sys.executable, "-m", f"{__package__}.report", "--claims", str(options.claims_shown)],
        "claims": [python, "-m", f"{__package__}.claims", "--shared", str(options.shared)],
        "places": [python, "-m", f"{__package__}.places", "--shared", str(options.shared)],
        "ledger": [sys.executable, "-m", f"{__package__}.ledger", "--claims", str(options.claims_laid)],
    }  # fmt: skip
    for part in asked:
        environment = os.environ | (ONE_CORE if part not in ("pipeline", "publishing", "report") else {})
        if subprocess.run(commands[part], env=environment, check=False).returncode:
            sys.exit(1)


if __name__ == "__main__":
    main()
