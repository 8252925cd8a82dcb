"""The rows of a national codifier, wherever they are: code, name, kind, and the codes of what contains them.

A pack says in ``[codifier]`` where its rows are, either in a ``file`` of comma-separated values beside it or in a
``table``, a function of a registry package ("module:function"), and what their columns are called. What contains a unit
is told by a column of ``ancestors``, by a column of its ``parent``, or by the code itself: ``code_lengths`` are the
characters that each level takes, be the rest left out or filled with zeros (as in PSGC, TERYT, Pcodes).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

MAX_LEVELS = 12
"""Levels above a unit; more are a circle of parents."""
Rows = list[Mapping[str, Any]]


class Coded(NamedTuple):
    """One unit of a codifier; ``ancestors`` are the codes of what contains it, the largest first."""

    code: str
    name: str
    kind: str
    ancestors: tuple[str, ...]


def read_rows(source: Mapping[str, Any], folder: Path) -> list[Coded]:
    """Return the units of the codifier that ``source`` describes; ``folder`` holds its file.

    Raises ``ValueError`` where a described column is missing, or parents go in a circle.
    """
    rows = _file(folder / source["file"]) if "file" in source else _table(source["table"])
    asked = [source[name] for name in ("id", "name", "kind", "ancestors", "parent") if name in source]
    missing = sorted({column for row in rows for column in asked if column not in row})
    if missing:
        raise ValueError(f"the codifier has no column {', '.join(missing)}")
    above = _Above(rows, source)
    return [
        Coded(str(row[source["id"]]), str(row[source["name"]]), str(row[source["kind"]]), above.of(row)) for row in rows
    ]


class _Above:
    """What contains each row, by the way that the source tells it."""

    def __init__(self, rows: Rows, source: Mapping[str, Any]) -> None:
        self.source = source
        self.codes = {str(row[source["id"]]) for row in rows}
        self.parents = (
            {str(row[source["id"]]): str(row[source["parent"]]) for row in rows} if "parent" in source else {}
        )

    def of(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        code = str(row[self.source["id"]])
        if "ancestors" in self.source:
            return tuple(map(str, row[self.source["ancestors"]]))
        return tuple(self._parents_of(code))[::-1] if self.parents else tuple(self._parts_of(code))

    def _parents_of(self, code: str) -> Iterator[str]:
        for _ in range(MAX_LEVELS):
            code = self.parents.get(code, "")
            if code not in self.codes:
                return
            yield code
        raise ValueError(f"the parents of {code} go in a circle")

    def _parts_of(self, code: str) -> Iterator[str]:
        for length in self.source["code_lengths"]:
            part = code[:length]
            found = next((c for c in (part, part.ljust(len(code), "0")) if c in self.codes and c != code), None)
            if found:
                yield found


def _file(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _table(name: str) -> Rows:
    module, _, function = name.partition(":")
    table = getattr(import_module(module), function)()
    return list(table.to_dicts() if hasattr(table, "to_dicts") else table.to_dict("records"))
