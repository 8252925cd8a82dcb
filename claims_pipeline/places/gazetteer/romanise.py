"""The Latin spellings of a native name that English news may use, each with the scheme that makes it.

KMU-2010 and BGN/PCGN come from translitua; the spellings with g for h, and those that go through Russian, from the
rules of the country pack, because no library makes the Russian-derived spelling from the Ukrainian name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_APOSTROPHES = re.compile(r"['’ʼ`´\"″”ʹ]")


def plain(form: str) -> str:
    """Return the form without apostrophes, which no two sources write alike."""
    return _APOSTROPHES.sub("", form)


def spellings(native: str, pack: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (form, scheme), the official scheme first; a form may come twice."""
    from translitua import UkrainianBGN, UkrainianKMU, translit

    ruled = re.sub("[’']", "", native)
    hard_g = ruled.replace("Г", "Ґ").replace("г", "ґ")
    yield plain(translit(ruled, UkrainianKMU)), "kmu2010"
    yield plain(translit(hard_g, UkrainianKMU)), "kmu2010_g"
    yield plain(translit(native, UkrainianBGN)), "bgn"
    yield plain(translit(hard_g, UkrainianBGN)), "bgn_g"
    for form in (plain(translit(ruled, UkrainianKMU)), plain(translit(hard_g, UkrainianKMU))):
        yield re.sub("i?yi", "yi", re.sub("ii", "i", form)), "news"
        yield re.sub("(?<=[iy])i(?=[aeu])", "y", form), "news"
    for form in russian(native, pack):
        yield form, "russian"


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
