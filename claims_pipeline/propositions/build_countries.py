"""Write ``countries.csv`` from the registry package countryinfo (MIT): the name of each country by its code.

Development time only: ``pip install countryinfo==1.0.1`` in an environment of your own, then
``python -m claims_pipeline.propositions.build_countries``.
"""

from __future__ import annotations

import csv
import importlib.resources
import json
from pathlib import Path


def country_names() -> dict[str, str]:
    """Return the English name of each country by its ISO 3166-1 code; of several, the shortest."""
    names: list[tuple[str, str]] = []
    for path in Path(str(importlib.resources.files("countryinfo") / "data")).glob("*.json"):
        facts = json.loads(path.read_text(encoding="utf-8"))
        code = facts.get("ISO", {}).get("alpha2", "").upper()
        if len(code) == 2:
            names.append((code, " ".join(facts["name"].split())))
    return dict(sorted(set(names), key=lambda row: (row[0], -len(row[1]), row[1])))


def main() -> None:
    """Write the file."""
    with Path(__file__).with_name("countries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country", "name"))
        writer.writerows(country_names().items())


if __name__ == "__main__":
    main()
