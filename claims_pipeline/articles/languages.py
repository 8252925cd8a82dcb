"""Which language a text is in: its script, then its most frequent small words (``stopwords.json``)."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from importlib.resources import files

from claims_pipeline.articles.blocks import count_words

_SAMPLE_CHARS = 1_500
_MIN_SHARE = 0.06
"""Share of words that must be small words of the language; running prose has 0.2 and more."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.05),
    ("ko", re.compile("[\uac00-\ud7af]"), 0.3),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.3),
    ("th", re.compile("[\u0e00-\u0e7f]"), 0.3),
    ("he", re.compile("[\u0590-\u05ff]"), 0.3),
    ("el", re.compile("[\u0370-\u03ff]"), 0.3),
    ("hi", re.compile("[\u0900-\u097f]"), 0.3),
    ("ka", re.compile("[\u10a0-\u10ff]"), 0.3),
    ("hy", re.compile("[\u0530-\u058f]"), 0.3),
)
_ANY_SCRIPT = re.compile("|".join(script.pattern for _, script, _ in _SCRIPTS))


def tell_language(text: str, min_words: int) -> str | None:
    """Return the ISO 639-1 code of the text's language; None when it is too short or no language fits."""
    sample = text[:_SAMPLE_CHARS]
    if count_words(sample) < min_words:
        return None
    return _by_script(sample) or _by_small_words(sample)


def _by_script(sample: str) -> str | None:
    if sample.isascii() or not _ANY_SCRIPT.search(sample):
        return None
    letters = sum(map(str.isalpha, sample))
    return next((code for code, script, share in _SCRIPTS if len(script.findall(sample)) > share * letters), None)


def _by_small_words(sample: str) -> str | None:
    words = _WORD.findall(sample.casefold())
    small_words = _small_words()
    counts: Counter[str] = Counter()
    for word, count in Counter(words).items():
        for code in small_words.get(word, ()):
            counts[code] += count
    best = max(sorted(counts), key=lambda code: counts[code], default=None)
    return best if best and counts[best] >= _MIN_SHARE * len(words) else None


@cache
def _small_words() -> dict[str, tuple[str, ...]]:
    table = json.loads((files(__package__) / "stopwords.json").read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for code, words in table.items():
        for word in words.split():
            found.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}
