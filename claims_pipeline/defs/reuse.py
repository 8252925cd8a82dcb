"""What was computed before from the same is not computed again: a rerun of an unchanged day costs little.

Beside the staged frames of a step and a landing day stands what they were computed from: the code, the settings, and
the content of all that the step reads, in one digest; and the content of the frames, for a disk that lost power may
have lost part of them. Where anything differs the step runs. Nothing here is a source of truth: removing the stage
only costs time.
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from hashlib import blake2b, file_digest
from importlib.resources import files
from pathlib import Path

from claims_pipeline.settings import Settings
from claims_pipeline.warehouse import Home, open_store
from claims_pipeline.warehouse.home import written_whole

SAME = "before: nothing that it is computed from has changed"
_LIBRARIES = ("charset-normalizer", "beautifulsoup4", "fastwarc", "lxml", "numpy", "onnxruntime", "polars")
"""Those whose versions can change a result."""


@cache
def code_digest() -> str:
    """Name the code that computes, its word lists and networks, and the libraries under it."""
    digest = blake2b(digest_size=16)
    package = Path(str(files("claims_pipeline")))
    for path in sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(str(path.relative_to(package)).encode())
        with path.open("rb") as stream:
            digest.update(file_digest(stream, "sha256").digest())
    for name in _LIBRARIES:
        digest.update(f"{name} {importlib.metadata.version(name)}".encode())
    return digest.hexdigest()


def basis(step: str, settings: Settings, inputs: Iterable[object]) -> str:
    """Name all that a step computes from: itself, the code, the knobs of every stage, and its inputs, in order."""
    knobs = settings.model_dump_json(include={"pages", "articles", "stories", "claims", "places", "propositions"})
    digest = blake2b(digest_size=16)
    for part in (step, code_digest(), knobs, *inputs):
        digest.update(f"{part}\n".encode())
    return digest.hexdigest()


class Stage:
    """What stands in the stage of a home, and what it was computed from."""

    def __init__(self, home: Home) -> None:
        self._folder = home.stage

    def content(self, names: Iterable[str], day: date | None) -> list[str]:
        """Name the content of staged frames."""
        return [_content(self._path(name, day)) for name in names]

    def has(self, step: str, names: Sequence[str], day: date | None, basis: str) -> bool:
        """Tell whether the frames of a step stand there, whole, computed from this basis."""
        try:
            noted = json.loads(self._note(step, day).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return bool(noted == {"basis": basis, "content": self.content(names, day)})

    def forget(self, step: str, days: Sequence[date | None]) -> None:
        """Forget what frames were computed from: they are about to be written."""
        for day in days:
            self._note(step, day).unlink(missing_ok=True)

    def note(self, step: str, names: Sequence[str], day: date | None, basis: str) -> None:
        """Note what frames that now stand there were computed from."""
        with written_whole(self._note(step, day)) as aside:
            aside.write_text(json.dumps({"basis": basis, "content": self.content(names, day)}), encoding="utf-8")

    def _path(self, name: str, day: date | None) -> Path:
        return self._folder / name / f"{day or 'all'}.parquet"

    def _note(self, step: str, day: date | None) -> Path:
        return self._folder / f".{step}" / f"{day or 'all'}.json"


def _content(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def stored_content(home: Home, names: Sequence[str]) -> list[str]:
    """Name the content of tables of the private store: two order-free sums of the hashes of their rows."""
    with open_store(home) as con:
        return [
            str(con.execute(f'SELECT count(*), bit_xor(hash(t)), sum(hash(t)) FROM "{name}" AS t').fetchall())
            for name in names
        ]
