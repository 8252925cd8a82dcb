"""The report in a real browser, from disk: accessible, searchable, no wider than a phone, deaf to hostile pages."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from claims_pipeline.report import build_report
from claims_pipeline.report.links import source_file
from claims_pipeline_tests.report.conftest import HOSTILE, SOURCES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
FIRST_VIEW = 300_000
"""Bytes that the front page may read from disk."""

EVIL = source_file(next(key for key in SOURCES if "<" in key))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def hostile(ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser") / "report"
    build_report(ledger, folder)
    return folder


@pytest.fixture(scope="module")
def sample_report(sample_home: Path) -> Path:
    return sample_home / "report"


class Visit:
    """One page, opened from disk, with all that the browser asked for and complained of."""

    def __init__(self, browser: Browser, width: int = 1280, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 844}, **options)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))

    def open(self, folder: Path, address: str) -> Page:
        """Open a page and wait until what its script reads is there."""
        self.page.goto(folder.as_uri() + "/" + address)
        if address.startswith("claims.html"):
            self.page.wait_for_function("!/^$|Reading/.test(document.getElementById('status').textContent)")
        if address.startswith("claim.html"):
            self.page.wait_for_selector("#claim h2")
        return self.page

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def _claim(folder: Path, words: str) -> str:
    with duckdb.connect(folder.parent / "claims.duckdb", read_only=True) as con:
        [(claim_id,), *_] = con.execute(
            "SELECT claim_id FROM claims WHERE contains(content_text, ?) ORDER BY claim_id", [words]
        ).fetchall()
    return str(claim_id)


def _addresses(sample_report: Path) -> list[str]:
    largest = max(sample_report.joinpath("sources").iterdir(), key=lambda path: path.stat().st_size).name
    drifted = _claim(sample_report, "village")
    return ["index.html", "regions/UA-12.html", f"sources/{largest}", "claims.html", f"claim.html#{drifted}"]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_of_the_sample_are_accessible_quiet_and_fit(
    browser: Browser, sample_report: Path, width: int, scheme: str
) -> None:
    """No violation of WCAG 2.2 AA, no complaint, no request beyond the disk, nothing wider than the window."""
    from axe_playwright_python.sync_playwright import Axe

    for address in _addresses(sample_report):
        # axe brings its own script, which the policy of the page would refuse.
        with Visit(browser, width, color_scheme=scheme, bypass_csp=True) as visit:
            page = visit.open(sample_report, address)
            found = Axe().run(page, options=RULES).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        with Visit(browser, width, color_scheme=scheme) as visit:
            visit.open(sample_report, address)
            assert visit.complaints == [], address
            assert all(url.startswith("file://") for url in visit.requests), address


def test_the_first_view_is_small(browser: Browser, sample_report: Path) -> None:
    """What the front page reads from disk, all together."""
    with Visit(browser) as visit:
        visit.open(sample_report, "index.html")
        read = [Path(url.removeprefix("file://").partition("#")[0]) for url in visit.requests]
    assert sum(path.stat().st_size for path in read) <= FIRST_VIEW


def test_the_map_answers_to_switch_keyboard_and_touch(browser: Browser, sample_report: Path) -> None:
    """Another measure colours and labels the regions anew; Enter or a tap on a region opens its page."""
    with Visit(browser, 390, has_touch=True, is_mobile=True) as visit:
        page = visit.open(sample_report, "index.html")
        value = page.locator(".labels text .only-v").first
        assert not value.is_visible()
        page.get_by_role("radio", name="Voices").check()
        assert value.is_visible()
        assert page.locator("ul.scale.only-v").is_visible()
        assert not page.locator("ul.scale.only-d").is_visible()
        region = page.locator("a.region").first
        region.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/regions/*.html")
        page.go_back()
        label = page.locator(".labels text").first
        label.scroll_into_view_if_needed()
        box = label.bounding_box()
        assert box is not None
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_url("**/regions/UA-59.html")
        assert visit.complaints == []


def test_search_filters_chips_and_csv(browser: Browser, sample_report: Path, tmp_path: Path) -> None:
    """Words and filters narrow the list, the address keeps them, a chip takes one away, CSV has what is shown."""
    with Visit(browser) as visit:
        page = visit.open(sample_report, "index.html")
        page.get_by_label("Search claims").fill("yunakivka")
        page.get_by_role("button", name="Search").click()
        page.wait_for_selector("#rows tr")
        narrowed = page.locator("#rows tr").count()
        page.get_by_label("Side").select_option("denies")
        page.wait_for_function("n => document.querySelectorAll('#rows tr').length < n", arg=narrowed)
        assert "q=yunakivka" in page.url
        assert "side=denies" in page.url
        shown = page.locator("#rows tr").count()
        with page.expect_download() as download:
            page.get_by_role("button", name="Save as CSV").click()
        download.value.save_as(tmp_path / "claims.csv")
        rows = list(csv.DictReader((tmp_path / "claims.csv").open(encoding="utf-8", newline="")))
        assert len(rows) == shown > 0
        assert all(row["denies"] == "1" for row in rows)
        page.locator("#rows td.words a").first.click()
        page.wait_for_selector("#claim mark.content")
        assert page.locator("pre").first.text_content() == (
            f"SELECT * FROM claims WHERE claim_id = '{page.url.partition('#')[2]}'"
        )
        visit.open(sample_report, "regions/UA-59.html").locator("#sources ~ .scroll a.number").first.click()
        page.wait_for_selector("#chips button")
        before = page.locator("#status").text_content()
        page.locator("#chips button").click()
        page.wait_for_function("words => document.getElementById('status').textContent !== words", arg=before)
        assert visit.complaints == []


def test_a_number_opens_the_list_with_as_many_claims(browser: Browser, sample_report: Path) -> None:
    with Visit(browser) as visit:
        page = visit.open(sample_report, "index.html")
        row = page.locator("#regions ~ .scroll tbody tr").first
        number = row.locator("a.number").first
        claims = number.text_content()
        number.click()
        page.wait_for_function("/claims by/.test(document.getElementById('status').textContent)")
        assert (page.locator("#status").text_content() or "").startswith(f"{claims} claims")


def test_a_claims_page_shows_lines_marks_copies_and_the_live_page(browser: Browser, sample_report: Path) -> None:
    """Source, cue and content are marked in their line; the lines around have labels; drift is told."""
    with duckdb.connect(sample_report.parent / "claims.duckdb", read_only=True) as con:
        [(claim_id, content, link), *_] = con.execute(
            "SELECT claim_id, content_text, link FROM claims JOIN claim_links USING (claim_id) "
            "WHERE link IS NOT NULL AND len(content_spans) = 1 AND len(cue_spans) > 0 AND len(source_spans) > 0 "
            "AND claim_id IN (SELECT claim_id_a FROM copy_drift) ORDER BY claim_id"
        ).fetchall()
    with Visit(browser) as visit:
        page = visit.open(sample_report, f"claim.html#{claim_id}")
        assert "".join(page.locator("ol.lines mark.content").all_text_contents()).replace("\n", " ") in content
        assert page.locator("ol.lines mark.cue").count() > 0
        assert page.locator("ol.lines mark.source").count() > 0
        assert page.locator("ol.lines .label").count() >= 3
        assert page.locator(".drift li").count() > 0
        assert page.get_by_role("link", name="Open the live page at these words").get_attribute("href") == link
        assert visit.complaints == []


def test_hostile_pages_change_nothing(browser: Browser, hostile: Path, ledger: Path, tmp_path: Path) -> None:
    """Script, markup, addresses that run and turned-around text in titles, quotes, names and outlets stay text."""
    with duckdb.connect(ledger, read_only=True) as con:
        ids = [claim_id for (claim_id,) in con.execute("SELECT claim_id FROM claims").fetchall()]
    addresses = ["index.html", "regions/UA-59.html", EVIL, "claims.html", *(f"claim.html#{one}" for one in ids)]
    with Visit(browser) as visit:
        for address in addresses:
            page = visit.open(hostile, address)
            assert visit.complaints == [], address
            assert page.title() != "owned"
            found = page.evaluate(
                """() => ({
                    run: [...document.scripts].filter((s) => !s.type && s.text)
                        .filter((s) => !s.text.startsWith('"use strict"')).length,
                    alien: document.querySelectorAll('img, iframe, object, embed, b[onclick], [onerror], base').length,
                    schemes: [...document.links].map((a) => a.protocol).filter((p) => !/^(file|https?):$/.test(p)),
                    turned: /[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.innerText),
                })"""
            )
            assert found == {"run": 0, "alien": 0, "schemes": [], "turned": False}, address
        visit.open(hostile, f"claim.html#{ids[4]}")
        assert HOSTILE.replace("\u202e", "[U+202E]") in (page.locator("ol.lines").text_content() or "")
        visit.open(hostile, "claims.html#q=<img src=x onerror=alert(1)>&region=../../etc&statement=<script>")
        assert page.locator("#status").text_content() == "No claim fits."
        visit.open(hostile, "claims.html")
        with page.expect_download() as download:
            page.get_by_role("button", name="Save as CSV").click()
        download.value.save_as(tmp_path / "claims.csv")
        names = [row["who"] for row in csv.DictReader((tmp_path / "claims.csv").open(encoding="utf-8", newline=""))]
        assert any(name.startswith("'=cmd|") for name in names)
        assert not any(name.startswith("=") for name in names)
        assert all(url.startswith(("file://", "blob:null/", "blob:file:")) for url in visit.requests)
        assert visit.complaints == []


def test_a_claim_that_is_not_there_is_said_so(browser: Browser, hostile: Path) -> None:
    with Visit(browser) as visit:
        visit.page.goto(hostile.as_uri() + "/claim.html#0123456789abcdef")
        visit.page.wait_for_function("document.getElementById('status').textContent")
        assert "holds no claim" in (visit.page.locator("#status").text_content() or "")


def test_it_prints_without_what_is_only_for_a_screen(browser: Browser, sample_report: Path) -> None:
    with Visit(browser) as visit:
        page = visit.open(sample_report, "index.html")
        page.emulate_media(media="print")
        assert not page.locator(".bar-top").is_visible()
        assert not page.locator(".switch").is_visible()
        assert page.locator("svg.sheet").first.is_visible()
        assert len(page.pdf()) > 20_000
