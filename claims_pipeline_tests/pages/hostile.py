"""Pages that break extractors, made here: most are too large to lie in a file.

Each says what must come of it: its article kept, or the reasons for which it may be rejected. Both are right where a
limit of ``settings.py`` may bite; what is never right is to raise, to lose the article without a word, or to take the
garbage for an article.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

SENTENCES = (
    "The ferry between the two islands stopped on Monday after its captain reported water in the engine room.",
    "Harbour officials said that divers would look at the hull before anybody was allowed on board again.",
    "About forty passengers spent the night in the school of the smaller island, where neighbours brought soup.",
    "The company that runs the line promised to pay for their tickets and for a second boat until the weekend.",
)
"""The article of every hostile page that has one."""
PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
ARTICLE = f"<article><h1>Ferry stopped after leak</h1>{PROSE}</article>"
LINES = "\n".join(("Ferry stopped after leak", *SENTENCES))


class Article(Enum):
    """What becomes of the article of a hostile page."""

    KEPT = auto()
    NONE = auto()
    ANY = auto()
    """The page is prose of a kind: what is kept is another test's matter."""


KEPT, NONE, ANY = Article


class HostilePage(NamedTuple):
    """One landed file that wants to break the reader."""

    name: str
    path: str
    build: Callable[[], str | bytes]
    article: Article
    """What must stand in the clean text, unless the page is rejected for one of the reasons."""
    reasons: frozenset[str] = frozenset()
    """Reasons for which it may be rejected; none: it must be accepted."""

    def content(self) -> bytes:
        """Return the bytes that land; characters that no encoding can write are written all the same."""
        made = self.build()
        return made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")


def _nested(opening: str, closing: str, n: int) -> Callable[[], str]:
    return lambda: f"<html><body>{opening * n}{ARTICLE}{closing * n}</body></html>"


def _before(hostile: Callable[[], str]) -> Callable[[], str]:
    return lambda: f"<html><head><title>Ferry stopped</title></head><body>{hostile()}{ARTICLE}</body></html>"


def _declaring(charset: str, text: str = "") -> Callable[[], str]:
    return lambda: f'<html><head><meta charset="{charset}"></head><body>{text}{ARTICLE}</body></html>'


def _garbage(n: int, seed: int = 7) -> bytes:
    return random.Random(seed).randbytes(n)


def _png() -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + _garbage(500_000)


def _mixed_encodings() -> bytes:
    halves = "<p>Zażółć gęślą jaźń.</p>".encode("cp1250"), "<p>Мост закрыт.</p>".encode("koi8-r"), ARTICLE.encode()
    return b"<html><body>" + b"".join(halves) + "<p>橋は閉鎖".encode("shift_jis") + b"</p></body></html>"


def _multiplying() -> str:
    steps = zip("abcdefgh", "bcdefghi", strict=True)
    entities = "".join(f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in steps)
    return f'<!DOCTYPE html [<!ENTITY a "ha">{entities}]><html><body><p>&i;</p>{ARTICLE}</body></html>'


def _attributes(n: int) -> str:
    return "<p " + " ".join(f"a{number}=1" for number in range(n)) + "></p>"


def _boats(n: int) -> str:
    return "\n".join(f"{number} boats." for number in range(n)) + f"\n{LINES}"


def _links(n: int) -> str:
    items = "".join(f'<li><a href="/{number}">Story number {number} of the day</a></li>' for number in range(n))
    return f"<html><body><ul>{items}</ul></body></html>"


_EMPTY = frozenset({"empty"})
_NO_TEXT = frozenset({"binary", "undecodable"})
_TOO_BIG = frozenset({"too_large", "too_deep", "too_many_elements", "too_many_blocks", "text_too_long"})

_JSON_LD = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x"}</script>'
_DEEP_JSON_LD = '<script type="application/ld+json">' + "[" * 200_000 + "</script>"
_HIDDEN_SCRIPT = "<script><!--<script></script>--></script>"
_AUTHOR = '<meta name="author" content="A. Nobody">'
_TIME = '<time datetime="2025-06-08"></time>'
_CELL = "<table><tr><td colspan=1000000 rowspan=1000000>x</table>"
_ENTITIES = "<p>&&amp;&#;&#x;&bogus;&amp &lt&gt; &nbsp</p>"
_UNCLOSED = f"<html><body><div><table><tr><td><ul><li><b>{PROSE}<a href="
_MARKS = "\u202e\u200b\u200f\u2066\ufeff"
_REPEATED = f"<p>{SENTENCES[0]}</p>"

HOSTILE_PAGES = (
    # Nothing to read.
    HostilePage("no bytes", "a.html", lambda: b"", NONE, _EMPTY),
    HostilePage("blank", "a.html", lambda: " \n\t\r\n\u00a0 " * 100, NONE, _EMPTY),
    HostilePage("markup without a word", "a.html", lambda: "<div><p></p></div>" * 100, NONE, _EMPTY),
    HostilePage("brackets only", "a.html", lambda: "<" * 9_000_000, NONE, _EMPTY | _TOO_BIG),
    HostilePage("only links", "a.html", lambda: _links(10_000), NONE),
    # No text, or text that is badly written down.
    HostilePage("random bytes", "a.html", lambda: _garbage(500_000), NONE, _NO_TEXT),
    HostilePage("random bytes as text", "a.txt", lambda: _garbage(500_000), NONE, _NO_TEXT),
    HostilePage("picture", "a.html", _png, NONE, _NO_TEXT),
    HostilePage("picture without its first bytes", "a.txt", lambda: _png()[8:], NONE, _NO_TEXT),
    HostilePage("lone surrogates", "a.html", _before(lambda: "<p>\ud800 and &#xD800; \udfff</p>"), KEPT),
    HostilePage("lone surrogates in text", "a.txt", lambda: f"{LINES}\n\udfff \ud800", KEPT),
    HostilePage("null bytes", "a.html", lambda: f"<html>\0<body>\0{ARTICLE.replace('<p>', '<p>' + chr(0))}", KEPT),
    HostilePage("charset declared wrongly", "a.html", _declaring("utf-16", "<p>Zażółć gęślą</p>"), KEPT),
    HostilePage("charset unknown", "a.html", _declaring("klingon-7"), KEPT),
    HostilePage("charset of attacks", "a.html", _declaring("utf-7", "+ADw-script+AD4-"), KEPT),
    HostilePage("encodings mixed", "a.html", _mixed_encodings, KEPT, _NO_TEXT),
    HostilePage("broken entities", "a.html", _before(lambda: _ENTITIES * 100), KEPT),
    HostilePage("huge entity numbers", "a.html", _before(lambda: f"<p>&#{'9' * 100_000}; &#x110000; &#-1;</p>"), KEPT),
    HostilePage("entities that multiply", "a.html", _multiplying, KEPT),
    HostilePage("direction and zero-width marks", "a.txt", lambda: f"{_MARKS * 50_000}\n{LINES}", KEPT),
    HostilePage("combining marks", "a.txt", lambda: f"e{chr(0x301) * 300_000}\n{LINES}", KEPT),
    # Nesting.
    HostilePage("deep JSON-LD", "a.html", _before(lambda: _DEEP_JSON_LD), KEPT),
    HostilePage("1,000 nested divs", "a.html", _nested("<div>", "</div>", 1_000), KEPT),
    HostilePage("20,000 nested divs", "a.html", _nested("<div>", "</div>", 20_000), KEPT),
    HostilePage("100,000 nested divs", "a.html", _nested("<div>", "</div>", 100_000), KEPT, _TOO_BIG),
    HostilePage("50,000 nested bold", "a.html", _nested("<b>", "</b>", 50_000), KEPT, _TOO_BIG),
    HostilePage("300 nested tables", "a.html", _nested("<table><tr><td>", "</td></tr></table>", 300), KEPT),
    HostilePage("everything unclosed", "a.html", lambda: _UNCLOSED, KEPT),
    HostilePage("neither head nor body", "a.html", lambda: f"<title>Ferry stopped</title>{ARTICLE}", KEPT),
    HostilePage("unclosed paragraphs", "a.html", _before(lambda: "<p>x" * 20_000), KEPT, _TOO_BIG),
    HostilePage("script never closed", "a.html", lambda: f"{ARTICLE}{'<script>' * 100_000}", KEPT, _TOO_BIG),
    HostilePage("scripts hidden in comments", "a.html", _before(lambda: _HIDDEN_SCRIPT * 9_000), KEPT),
    HostilePage("a page of text named HTML", "a.html", lambda: LINES, KEPT),
    # Size.
    HostilePage("50 MB page", "a.html", lambda: _REPEATED * 450_000, NONE, _TOO_BIG),
    HostilePage("gzip bomb", "a.html.gz", lambda: gzip.compress(b"<p>0" * 12_500_000, 1), NONE, _TOO_BIG),
    HostilePage("20 MB script", "a.html", _before(lambda: f"<script>{'a = 1; ' * 2_900_000}</script>"), KEPT),
    HostilePage("20 MB comment", "a.html", _before(lambda: f"<!--{'no news ' * 2_500_000}-->"), KEPT, _TOO_BIG),
    HostilePage("5 MB attribute", "a.html", _before(lambda: f'<p class="{"c " * 2_500_000}"></p>'), KEPT),
    HostilePage("5 MB line", "a.html", lambda: f"<p>{'word ' * 1_000_000}</p>", NONE, _TOO_BIG),
    HostilePage("5 MB line of text", "a.txt", lambda: "word " * 1_000_000, NONE, _TOO_BIG),
    HostilePage("a word of 900,000 letters", "a.txt", lambda: f"{LINES}\n{'a' * 900_000}", KEPT),
    # Number.
    HostilePage("200,000 attributes", "a.html", _before(lambda: _attributes(200_000)), KEPT),
    HostilePage("100,000 repeated paragraphs", "a.html", lambda: _REPEATED * 100_000, NONE, _TOO_BIG),
    HostilePage("80,000 repeated paragraphs", "a.html", lambda: _REPEATED * 80_000, NONE, _TOO_BIG),
    HostilePage("8,500 repeated paragraphs", "a.html", lambda: _REPEATED * 8_500, ANY),
    HostilePage("8,000 articles in one page", "a.html", lambda: ARTICLE * 8_000, NONE, _TOO_BIG),
    HostilePage("100,000 elements without text", "a.html", _before(lambda: "<i></i>" * 100_000), KEPT, _TOO_BIG),
    HostilePage("20,000 JSON-LD scripts", "a.html", _before(lambda: _JSON_LD * 20_000), KEPT),
    HostilePage("30,000 meta tags", "a.html", _before(lambda: _AUTHOR * 30_000), KEPT),
    HostilePage("30,000 time tags", "a.html", _before(lambda: _TIME * 30_000), KEPT),
    HostilePage("cells that claim a million columns", "a.html", _before(lambda: _CELL), KEPT),
    HostilePage("200,000 lines", "a.txt", lambda: "Line of a log.\n" * 200_000, NONE, _TOO_BIG),
    HostilePage("45,000 equal lines", "a.txt", lambda: "Line of a log.\n" * 45_000, NONE),
    HostilePage("49,000 lines of one word", "a.txt", lambda: "\n".join(["said"] * 49_000), NONE),
    HostilePage("40,000 lines of prose", "a.txt", lambda: _boats(40_000), ANY),
    # What regular expressions choke on.
    HostilePage("quotes never closed", "a.txt", lambda: f"{LINES}\n" + '“‘"« ' * 100_000, KEPT),
    HostilePage("dashes and dots", "a.txt", lambda: f"{LINES}\n{'-' * 200_000} {'.' * 200_000} {', ' * 100_000}", KEPT),
    HostilePage("names and commas", "a.txt", lambda: f"{LINES}\nBy {'Ann Lee, ' * 60_000}and Bob Ray", KEPT),
    HostilePage("digits and colons", "a.txt", lambda: f"{LINES}\n{'12:30 ' * 90_000}", KEPT),
)
