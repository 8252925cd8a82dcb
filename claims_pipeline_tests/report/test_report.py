"""The report shows the whole ledger, safely, and is replaced as a whole."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import duckdb
import pytest
from lxml import html

from claims_pipeline.report import ForeignFolderError, build_report
from claims_pipeline_tests.report.conftest import CLAIMS, HOSTILE, write_ledger


@pytest.fixture(scope="module")
def report(ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "report"
    build_report(ledger, folder)
    return folder


@pytest.fixture(params=["index.html", "regions/UA-59.html"])
def page(request: pytest.FixtureRequest, report: Path) -> Path:
    return report / request.param


def _tree(page: Path) -> html.HtmlElement:
    return html.document_fromstring(page.read_text(encoding="utf-8"), parser=html.HTMLParser(encoding="utf-8"))


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ---------------------------------------------------------------- what it shows


def test_every_claim_stands_with_its_id_and_its_sentence(ledger: Path, report: Path) -> None:
    """Whoever reads a claim can run ``claims-pipeline explain`` on it, and reads it in the page's own words."""
    with duckdb.connect(ledger, read_only=True) as con:
        claims = con.execute("SELECT claim_id, content_text FROM claims").fetchall()
    tree = _tree(report / "regions" / "UA-59.html")
    for claim_id, content in claims:
        [place] = tree.xpath(f"//*[@id='c-{claim_id}']")
        assert claim_id in place.text_content()
        shown = content.replace("\u202e", "[U+202E]")
        assert shown in place.text_content() or "copy" in place.get("class")


def test_copies_stand_under_the_first_page_of_their_story(report: Path) -> None:
    """A sentence that two pages share is one entry with two pages, the canonical one first."""
    tree = _tree(report / "regions" / "UA-59.html")
    [entry] = [item for item in tree.xpath("//li[@class='claim']") if "it took the village" in item.text_content()]
    assert [link.text_content() for link in entry.xpath(".//a")] == ["Morning Post", "Evening Post"]


def test_disputes_stand_in_two_columns_with_their_claims(report: Path) -> None:
    """Who affirms stands left, who denies or disputes stands right, who concedes below."""
    tree = _tree(report / "regions" / "UA-59.html")
    sides = {side.get("class"): side.text_content() for side in tree.xpath("//article//section")}
    assert "it took the village" in sides["side affirm"]
    assert "the village was lost" in sides["side deny"]
    assert "nobody holds it" in sides["side deny"]
    assert "Ukraine's General Staff" in sides["side concede"]


def test_front_page_tells_the_ledger_in_five_sentences(report: Path) -> None:
    """Size, places, disputes, concessions and gaps are told from counts."""
    sentences = [p.text_content() for p in _tree(report / "index.html").xpath("//*[@class='summary']/p")]
    assert sentences[0] == (
        "The ledger holds 5 claims from 4 pages of 4 named outlets, landed on 3 days; "
        "copies aside, the pages carry 3 stories."
    )
    assert sentences[1] == "5 claims could be tied to 1 region, most often to Sumy (5 claims by 4 independent voices)."
    assert sentences[2].startswith("1 statement is affirmed by one side and denied, disputed or conceded by another")
    assert "86 days" in sentences[3]
    assert sentences[4] == "1 page could not be read, and every claim could be tied to a region."


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


def test_a_ledger_without_claims_has_a_report(tmp_path: Path) -> None:
    """Nothing to show is said, not an error."""
    build_report(write_ledger(tmp_path / "claims.duckdb", claims=[]), tmp_path / "report")
    text = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "No claim could be tied to a region." in text
    assert not (tmp_path / "report" / "regions").exists()


# ---------------------------------------------------------------- hostile pages


def test_nothing_from_a_page_becomes_markup(page: Path) -> None:
    """Titles, quotes and outlets with scripts in them are shown as text."""
    tree = _tree(page)
    assert not tree.xpath("//script | //iframe | //object | //img | //link | //base | //form")
    assert not [name for element in tree.iter(html.etree.Element) for name in element.attrib if name.startswith("on")]
    assert HOSTILE.replace("\u202e", "[U+202E]") in tree.text_content()


def test_links_lead_to_the_report_or_to_the_web(page: Path) -> None:
    """No link runs a script: every address is http(s), or another page or place of the report that exists."""
    for link in _tree(page).xpath("//a/@href"):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_file(), link
        assert not anchor or _tree(target).xpath("//*[@id=$anchor]", anchor=anchor), link


def test_no_invisible_character_survives(page: Path) -> None:
    """Text direction cannot be turned around: overrides are spelled out."""
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08]", page.read_text(encoding="utf-8"))


def test_policy_allows_the_style_sheet_and_nothing_else(page: Path) -> None:
    """The browser is told to run no script and load nothing; the one style sheet is named by its hash."""
    tree = _tree(page)
    [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    [style] = re.findall(r"<style>(.*?)</style>", page.read_text(encoding="utf-8"), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not tree.xpath("//@style")


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
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[0 if scheme == "light" else 1]))
    for text in ("ink", "soft", "link", "affirm", "deny", "concede"):
        for ground in ("paper", "card"):
            assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for mark in ("mark-source", "mark-cue", "mark-content"):
        assert _contrast(colours["ink"], colours[mark]) >= 4.5, mark


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
    assert sorted(_contents(folder)) == ["index.html", "regions/UA-59.html"]
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
