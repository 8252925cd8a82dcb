"""The digests of what the packs are built from and of what is built: ``packs/SHA256SUMS``, as ``sha256sum`` writes it.

A file that was edited without building again, or built from something else, no longer agrees.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

NAME = "SHA256SUMS"
BUILT_BESIDE = ("english_homographs.txt", "given_name_homographs.txt", "surname_homographs.txt")
"""Word lists of the folder ``lexicon`` that the build writes too."""


def digests(packs: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of the packs, and of the word lists built with them, by its path from there."""
    files = [path for path in packs.glob("*/*") if path.is_file()]
    files += [packs.parent.parent / "lexicon" / name for name in BUILT_BESIDE]
    told = {_name(path, packs): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.is_file()}
    return dict(sorted(told.items()))


def read(packs: Path) -> dict[str, str]:
    """Return the digests that were written down."""
    lines = (packs / NAME).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def write(packs: Path, told: dict[str, str]) -> None:
    """Write digests down."""
    (packs / NAME).write_text("".join(f"{digest}  {name}\n" for name, digest in told.items()), encoding="utf-8")


def _name(path: Path, packs: Path) -> str:
    return f"{path.parent.name}/{path.name}" if path.parent.parent == packs else f"../../{path.parent.name}/{path.name}"
