"""Write ``data/countries.csv`` from the registry package countryinfo 1.0.1 (MIT licence).

Development time only: ``pip install countryinfo==1.0.1`` in an environment of your own, then
``python -m claims_pipeline.claims.build_countries``. One row a country: code, name, adjective, capital. The capital is
there because governments go by it ("Kyiv denies"); further names stand in ``data/country_names.csv``, kept by hand.
"""

from __future__ import annotations

import csv
import importlib.resources
import json
from pathlib import Path

TARGET = Path(__file__).parent / "data" / "countries.csv"


def country_rows() -> list[tuple[str, str, str, str]]:
    """Return code, name, adjective and capital of every country that the package has an ISO code for."""
    rows = []
    for path in Path(str(importlib.resources.files("countryinfo") / "data")).glob("*.json"):
        facts = json.loads(path.read_text(encoding="utf-8"))
        code = facts.get("ISO", {}).get("alpha2", "").upper()
        if len(code) == 2:
            rows.append((code, facts["name"], _text(facts.get("demonym")), _text(facts.get("capital"))))
    return sorted(set(rows))


def _text(value: object) -> str:
    return "|".join(value) if isinstance(value, list) else str(value or "")


def main() -> None:
    """Write the file."""
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country", "name", "adjective", "capital"))
        writer.writerows(country_rows())


if __name__ == "__main__":
    main()
