"""The forms of the packs that are also English words, given names or surnames, from registry word lists."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def write_homographs(forms: Iterable[str], folder: Path) -> None:
    """Write one text file a kind, holding only words that are forms of a place."""
    from english_words import get_english_words_set
    from names import FILES

    single = {form for form in forms if form.isalpha()}
    english = {w for w in get_english_words_set(["web2"]) if w.islower()}
    given = _census(FILES["first:male"]) | _census(FILES["first:female"])
    surnames = _census(FILES["last"])
    _write(folder / "english_homographs.txt", {f for f in single if f.lower() in english})
    _write(folder / "given_name_homographs.txt", single & given)
    _write(folder / "surname_homographs.txt", single & surnames)


def _census(path: str) -> set[str]:
    return {
        line.split()[0].capitalize() for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()
    }


def _write(path: Path, words: set[str]) -> None:
    path.write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
