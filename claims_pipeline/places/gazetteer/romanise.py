"""The Latin spellings of a native name that English news may use, each with the scheme that makes it.

Tables of letters come from translitua; what is replaced before and after them, and the spellings that go through
Russian, from the rules of the country pack, because no library makes the Russian-derived spelling from the Ukrainian
name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

LATIN: Sequence[dict[str, Any]] = ({"scheme": "official"},)
_APOSTROPHES = re.compile(r"['’ʼ`´\"″”ʹ]")


def plain(form: str) -> str:
    """Return the form without apostrophes, which no two sources write alike."""
    return _APOSTROPHES.sub("", form)


def spellings(native: str, pack: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (form, scheme), the official scheme first; a form may come twice.

    A pack without rules is of a country that writes Latin letters: its names lose their diacritics, no more.
    """
    for rule in pack.get("spelling", LATIN):
        form = _replaced(native, rule.get("before", ()))
        form = _replaced(plain(_transliterated(form, rule.get("table"))), rule.get("after", ()))
        if form:
            yield form, rule["scheme"]
    if "russian" in pack:
        for form in russian(native, pack):
            yield form, "russian"


def official_scheme(pack: dict[str, Any]) -> str:
    """Return the scheme of a pack's official spelling."""
    return str(pack.get("spelling", LATIN)[0]["scheme"])


def latin(name: str) -> str:
    """Return the name without diacritics and with plain apostrophes removed."""
    text = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l").replace("Ł", "L").replace("ø", "o"))
    return re.sub("[‘’ʼ`'\"]", "", "".join(c for c in text if not unicodedata.combining(c))).strip()


def _transliterated(native: str, table: str | None) -> str:
    if table is None:
        return latin(native)
    import translitua

    return str(translitua.translit(native, getattr(translitua, table)))


def _replaced(name: str, rules: Iterable[Sequence[str]]) -> str:
    for pattern, new in rules:
        name = re.sub(pattern, new, name)
    return name


def russian(native: str, pack: dict[str, Any]) -> set[str]:
    """Return the Russian-derived spellings: one Cyrillic respelling, each of the usual Latin tables."""
    name = native
    for pattern, replacement in pack["russian"]["rules"]:
        name = re.sub(pattern, replacement, name)
    names = {name}
    for pattern, replacement in pack["russian"]["hard"]:
        names |= {re.sub(pattern, replacement, n) for n in tuple(names)}
    table = dict(re.findall(r"([а-яёъьэ])([a-z]+|-)", pack["russian"]["letters"]))
    forms = set()
    for cyrillic in names:
        for soft_e in ("e", "ye"):
            for ending in ("y", "iy", "yy"):
                forms.add(_latin(cyrillic, table, soft_e, ending))
    return forms


def _latin(cyrillic: str, table: dict[str, str], soft_e: str, ending: str) -> str:
    text = re.sub("(?i)[иы]й$", {"y": "Ї", "iy": "иЇ", "yy": "ыЇ"}[ending], cyrillic).replace("Ї", "й")
    text = re.sub("(?<=[аеиоуыэюяъь])е", "Ї" if soft_e == "ye" else "е", text)
    if text.startswith("Е") and soft_e == "ye":
        text = "Ї" + text[1:]
    out = []
    for letter in text:
        low = letter.lower()
        latin = "ye" if letter == "Ї" else table.get(low, letter).replace("-", "", 1 if low in "ъь" else 0)
        out.append(latin.capitalize() if letter != low and letter != "Ї" else latin)
    result = "".join(out)
    return result[:1].upper() + result[1:]
