"""Training learns from the lines that the true text of an article is made of, and from no others."""

from __future__ import annotations

import pytest

from claims_pipeline_tests.training.truth import article_lines

FIRST = "The harbour master said on Monday that two of the four cranes would stay closed."
SECOND = "Dockers fear that the summer will be lost, their union told reporters outside the gate."
THIRD = "A decision is expected before the end of the month, according to the port."


@pytest.mark.parametrize(
    ("lines", "body", "expected"),
    [
        (["Home", FIRST, SECOND, "© Harbour FM"], f"{FIRST}\n{SECOND}", "-++-"),
        (["What the port says", FIRST, "What the union says", SECOND], f"{FIRST} What the union says {SECOND}", "-+++"),
        ([f"{FIRST} Read on", "Sport", FIRST, SECOND, THIRD], f"{FIRST} {SECOND} {THIRD}", "--+++"),
        ([FIRST, "Yes.", SECOND, "Yes."], f"{FIRST} Yes. {SECOND}", "+++-"),
        ([FIRST, "Photo: Ina Holm", SECOND], f"{FIRST} {SECOND}", "+-+"),
        (["Home", "Sport"], FIRST, "--"),
        ([FIRST], "", "-"),
        ([], FIRST, ""),
    ],
    ids=[
        "furniture around",
        "a subheading of the text, and one that is not of it",
        "a teaser that repeats the first sentence",
        "a short line that stands twice",
        "a credit between",
        "another page",
        "no text",
        "no lines",
    ],
)
def test_lines_are_the_articles(lines: list[str], body: str, expected: str) -> None:
    assert "".join("+" if is_article else "-" for is_article in article_lines(lines, body)) == expected
