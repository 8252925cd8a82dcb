"""The report shows the whole ledger, safely, and is replaced as a whole."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import duckdb
import pytest
from lxml import html

from claims_pipeline.report import ForeignFolderError, build_report
from claims_pipeline.report.links import source_file
from claims_pipeline_tests.report.conftest import CLAIMS, HOSTILE, SOURCES, write_ledger

STAFF = source_file("ua.staff")
EVIL = source_file(next(key for key in SOURCES if "<" in key))
PAGES = ["index.html", "regions/UA-59.html", STAFF, EVIL, "claims.html", "claim.html"]
STILL = PAGES[:4]
"""Pages without a script."""


@pytest.fixture(scope="module")
def report(ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "report"
    build_report(ledger, folder)
    return folder


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, report: Path) -> Path:
    return report / request.param


def _tree(page: Path) -> html.HtmlElement:
    return html.document_fromstring(page.read_text(encoding="utf-8"), parser=html.HTMLParser(encoding="utf-8"))


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _shards(report: Path, kind: str) -> Iterator[tuple[str, Any]]:
    for path in sorted(report.joinpath("data", kind).glob("*.js")):
        name, content = re.fullmatch(r'shard\("([^"]+)",(.*)\)\n', path.read_text(encoding="utf-8"), re.DOTALL).groups()  # type: ignore[union-attr]
        yield name, json.loads(content)


# ---------------------------------------------------------------- what it shows


def test_every_claim_is_quoted_or_a_copy_of_one_that_is(ledger: Path, report: Path) -> None:
    """A claim stands on its region's page in the page's own words, and leads to its context."""
    with duckdb.connect(ledger, read_only=True) as con:
        claims = con.execute("SELECT claim_id, content_text FROM claims").fetchall()
    tree = _tree(report / "regions" / "UA-59.html")
    for claim_id, content in claims:
        [entry, *_] = tree.xpath("//li[@class='claim'][.//a[@href=$link]]", link=f"../claim.html#{claim_id}")
        assert content.replace("\u202e", "[U+202E]") in entry.text_content()


def test_copies_stand_under_the_first_page_of_their_story(report: Path) -> None:
    """A sentence that two pages share is one entry with two pages, the canonical one first."""
    tree = _tree(report / "regions" / "UA-59.html")
    [entry] = [item for item in tree.xpath("//li[@class='claim']") if "it took the village" in item.text_content()]
    assert [link.text_content() for link in entry.xpath(".//a")] == ["In its context", "Morning Post", "Evening Post"]


def test_disputes_stand_in_columns_with_voices_and_copies_apart(report: Path) -> None:
    """Who affirms stands left, who denies or disputes stands right, who concedes below; copies add no voice."""
    tree = _tree(report / "regions" / "UA-59.html")
    sides = {side.get("class"): " ".join(side.text_content().split()) for side in tree.xpath("//article//section")}
    assert "1 voice, carried 2 times" in sides["side affirm"]
    assert "it took the village on 2 pages" in sides["side affirm"]
    assert "the village was lost" in sides["side deny"]
    assert "nobody holds it" in sides["side deny"]
    assert "3 voices" in sides["side deny"]
    assert "Ukraine's General Staff" in sides["side concede"]


def test_front_page_tells_the_last_week_in_five_sentences(report: Path) -> None:
    """What arrived, where, what is new and disputed, what was conceded, what is missing."""
    sentences = [p.text_content() for p in _tree(report / "index.html").xpath("//*[@class='summary']/p")]
    assert sentences == [
        "On 2 September 2025, 1 page of 1 outlet brought 2 claims; copies aside, they tell 1 story.",
        "2 claims by 2 independent voices are about Sumy, and none about another region.",
        "No statements were heard for the first time, and no statement came into dispute.",
        "1 statement was conceded by the side that it hurts, the slowest 86 days after the first claim: "
        f"“Russia captured the village {HOSTILE}”.".replace("\u202e", "[U+202E]"),
        "Every page could be read, and every claim could be tied to a region.",
    ]


def test_concessions_show_their_clock(report: Path) -> None:
    """First claimed, first denied, first conceded, and the days between."""
    [clock] = _tree(report / "index.html").xpath("//li[@class='clock']")
    steps = [re.sub(r"\s+", " ", step.text_content()).strip() for step in clock.xpath(".//ol/li")]
    assert steps == [
        "Claimed 8 June 2025 Russia's defence ministry",
        "Denied 8 June 2025 Ukraine's General Staff",
        "Conceded 2 September 2025 Ukraine's General Staff",
    ]
    assert "The side that conceded had denied it." in clock.text_content()


def test_a_source_stands_with_what_became_of_its_statements(report: Path) -> None:
    """How often it affirmed, denied, conceded, and how often it was denied or gave a denial up."""
    facts = {
        " ".join(fact.xpath("string(dt)").split()): fact.xpath("string(dd)")
        for fact in _tree(report / STAFF).xpath("//dl/div")
    }
    assert facts["Statements denied or disputed"] == "1"
    assert facts["of these, conceded by its own side"] == "1"
    assert facts["Conceded against interest"] == "1"
    assert facts["Statements affirmed"] == "0"
    ministry = _tree(report / source_file("ru.mod"))
    assert ministry.xpath("string(//dl/div[dt='of these, conceded by another side']/dd)") == "1"


def test_the_map_shows_every_region_with_all_its_measures(report: Path) -> None:
    """Each region is a link that says its numbers; the legend has every class that is used."""
    [maps] = _tree(report / "index.html").xpath("//div[@class='maps']")
    [region] = maps.xpath(".//a[contains(@class, 'region')]")
    assert region.get("href") == "regions/UA-59.html"
    assert region.get("aria-label") == "Sumy: 6 claims, 5 voices, 1 disputed, latest 2 September 2025"
    assert len(region.xpath("path/@d")[0]) > 100
    assert set(region.get("class").split()) == {"region", "d5", "v5", "l5"}
    for measure in "dvl":
        [scale] = maps.xpath(f".//ul[contains(@class, 'only-{measure}')]")
        assert scale.xpath(".//i[@class='s5']")


def test_every_number_leads_to_as_many_claims(report: Path) -> None:
    """A link from a count to the list of claims names filters that exactly so many claims of the index pass."""
    checked = 0
    rows = [row for _, shard in _shards(report, "index") for row in _unpacked(shard)]
    for name in STILL:
        for link in _tree(report / name).xpath("//td/a[@class='number'][contains(@href, 'claims.html#')]"):
            wanted = {key: value[0] for key, value in parse_qs(link.get("href").partition("#")[2]).items()}
            cell = link.getparent()
            heading = cell.xpath(
                "string(../../../thead/tr/th[$place])", place=len(cell.xpath("preceding-sibling::*")) + 1
            )
            found = {row["claim"] for row in rows if _passes(row, wanted)}
            said = {(row["who"], row["said"]) for row in rows if _passes(row, wanted)}
            number = int(link.text_content().replace(",", ""))
            assert number == (len(said) if heading == "Voices" else len(found)), (name, heading, wanted)
            checked += 1
    assert checked > 12


def _unpacked(shard: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for claim, said, landed, who, _, stance, flags, _, stands, places in shard["rows"]:
        yield {
            "claim": claim, "said": said, "landed": landed, "flags": flags, "region": "UA-59",
            "source": shard["who"][who][0], "who": shard["who"][who][1], "stance": shard["stances"][stance],
            "stands": [shard["stands"][n][:2] for n in stands], "places": [shard["places"][n] for n in places],
        }  # fmt: skip


def _passes(row: dict[str, Any], wanted: dict[str, str]) -> bool:
    sides = {"affirms": 1, "denies": 2, "concedes": 4}
    plain = all(row[key] == wanted[key] for key in ("region", "source", "stance", "landed") if key in wanted)
    return plain and ("side" not in wanted or bool(row["flags"] & sides[wanted["side"]]))


def test_a_claims_record_is_its_row_with_its_lines_copies_and_statements(ledger: Path, report: Path) -> None:
    """The JSON of a claim's page is the row of the ledger; its lines hold its words at their offsets."""
    records = {claim: record for _, shard in _shards(report, "claims") for claim, record in shard.items()}
    with duckdb.connect(ledger, read_only=True) as con:
        rows = con.execute("SELECT claim_id, to_json(claims)::VARCHAR FROM claims").fetchall()
    assert {claim: json.loads(row) for claim, row in rows} == {c: record["claim"] for c, record in records.items()}
    for record in records.values():
        span = record["claim"]["content_spans"][0]
        [text] = [
            line["text"][span["start_char"] - line["start"] : span["end_char"] - line["start"]]
            for line in record["lines"]
            if line["start"] <= span["start_char"] < line["start"] + len(line["text"])
        ]
        assert text == record["claim"]["content_text"]
        assert record["statements"]
    took = [record for record in records.values() if record["claim"]["content_text"] == "it took the village"]
    assert sorted(record["copies"][0]["outlet"] for record in took) == ["Evening Post", "Morning Post"]


def test_preview_holds_the_sentences_and_the_map_and_no_markup(ledger: Path, tmp_path: Path) -> None:
    """What Dagster shows: Markdown with an SVG image in which nothing of a page stands."""
    text = build_report(ledger, tmp_path / "report")
    assert text.startswith("On 2 September 2025, 1 page")
    assert not re.search(r"(?<!\\)[<>]", text)
    [image] = re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", text)
    assert html.fromstring(base64.b64decode(image)).xpath("//*[local-name()='path']")


def test_a_ledger_without_claims_has_a_report(tmp_path: Path) -> None:
    """Nothing to show is said, not an error."""
    build_report(write_ledger(tmp_path / "claims.duckdb", claims=[]), tmp_path / "report")
    text = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "None of these claims could be tied to a region." in text
    assert not (tmp_path / "report" / "regions").exists()


# ---------------------------------------------------------------- hostile pages


def test_nothing_from_a_page_becomes_markup(report: Path, page: Path) -> None:
    """Titles, quotes and outlets with scripts in them are shown as text."""
    tree = _tree(page)
    assert not tree.xpath("//iframe | //object | //embed | //img | //link | //base")
    assert not [name for element in tree.iter(html.etree.Element) for name in element.attrib if name.startswith("on")]
    still = str(page.relative_to(report)) in STILL
    assert len(tree.xpath("//script[not(@type='application/json')]")) == (0 if still else 1)
    if still and page.name != Path(STAFF).name:
        assert HOSTILE.replace("\u202e", "[U+202E]") in tree.text_content()


def test_links_lead_to_the_report_or_to_the_web(page: Path) -> None:
    """No link runs a script: every address is http(s), or another page or place of the report that exists."""
    for link in _tree(page).xpath("//a/@href"):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_file(), link
        if target.name in ("claims.html", "claim.html"):  # what stands behind the sign is for their script
            continue
        assert not anchor or _tree(target).xpath("//*[@id=$anchor]", anchor=anchor), link


def test_no_invisible_character_survives(page: Path) -> None:
    """Text direction cannot be turned around: overrides are spelled out."""
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08]", page.read_text(encoding="utf-8"))


def test_policy_allows_style_and_script_of_the_page_and_nothing_else(report: Path, page: Path) -> None:
    """Style and script are named by their hashes; a script may load shards that lie beside it; text is no markup."""
    tree = _tree(page)
    [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    [style] = re.findall(r"<style>(.*?)</style>", page.read_text(encoding="utf-8"), re.DOTALL)
    expected = ["default-src 'none'", f"style-src {_digest(style)}", "base-uri 'none'", "form-action 'self'"]
    if str(page.relative_to(report)) not in STILL:
        [script] = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
        expected[2:2] = [
            f"script-src 'self' {_digest(script)}",
            "require-trusted-types-for 'script'",
            "trusted-types shards",
        ]
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Function\(|fetch\(", script)
    assert policy.split("; ") == expected
    assert not tree.xpath("//@style")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# ---------------------------------------------------------------- accessible


def test_page_has_landmarks_headings_captions_and_unique_ids(page: Path) -> None:
    """A screen reader finds its way: one main, one h1, a language, captions and header cells on each table."""
    tree = _tree(page)
    assert [len(tree.xpath(f"//{tag}")) for tag in ("main", "h1", "header", "footer")] == [1, 1, 1, 1]
    assert tree.get("lang") == "en"
    assert all(table.xpath("./caption") and table.xpath(".//th[@scope]") for table in tree.xpath("//table"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(report: Path, scheme: str) -> None:
    """Every text colour stands out from every ground by 4.5 to 1 (WCAG 2.2, 1.4.3) in light and dark."""
    style = (report / "index.html").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", blocks[0 if scheme == "light" else 1]))
    for text in ("ink", "soft", "link", "affirm", "deny", "concede"):
        for ground in ("paper", "card"):
            assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for mark in ("mark-source", "mark-cue", "mark-content", "s0", "s1", "s2", "s3"):
        assert _contrast(colours["ink"], colours[mark]) >= (4.5 if mark != "s3" else 3), mark
    for deep in ("s4", "s5"):
        assert _contrast(colours["on"], colours[deep]) >= 4.5, deep


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# ---------------------------------------------------------------- replaced as a whole


def test_same_ledger_gives_same_bytes(ledger: Path, report: Path, tmp_path: Path) -> None:
    """A report depends on its ledger only, not on the clock, the folder or the order of rows."""
    build_report(ledger, tmp_path / "other")
    turned = write_ledger(tmp_path / "turned.duckdb", claims=CLAIMS)
    with duckdb.connect(turned) as con:
        con.execute("CREATE OR REPLACE TABLE claims AS SELECT * FROM claims ORDER BY claim_id DESC")
    build_report(turned, tmp_path / "turned")
    assert _contents(tmp_path / "other") == _contents(tmp_path / "turned") == _contents(report)


def test_old_pages_do_not_survive(ledger: Path, tmp_path: Path) -> None:
    """A region that left the ledger leaves the report, and no scratch folder stays behind."""
    folder = tmp_path / "report"
    build_report(ledger, folder)
    (folder / "regions" / "UA-99.html").write_text("old")
    build_report(ledger, folder)
    assert "regions/UA-99.html" not in _contents(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_failed_build_leaves_the_old_report(ledger: Path, tmp_path: Path) -> None:
    """Readers keep the old report when the new one cannot be written."""
    folder = tmp_path / "report"
    build_report(ledger, folder)
    before = _contents(folder)
    broken = write_ledger(tmp_path / "broken.duckdb")
    with duckdb.connect(broken) as con:
        con.execute("DROP TABLE page_lines")
    with pytest.raises(duckdb.CatalogException):
        build_report(broken, folder)
    assert _contents(folder) == before


def test_a_folder_of_other_files_is_refused(ledger: Path, tmp_path: Path) -> None:
    """A mistyped folder does not cost anybody their files."""
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(ForeignFolderError):
        build_report(ledger, tmp_path)
    assert _contents(tmp_path) == {"thesis.txt": b"three years of work"}
