"""The report in a real browser: styled, still, and no wider than a phone."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from claims_pipeline.report import build_report

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


def _browse(page: Path, profile: Path, width: int) -> subprocess.CompletedProcess[str]:
    command = [
        str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--enable-logging=stderr", f"--user-data-dir={profile}", f"--window-size={width},800",
        "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)


@pytest.fixture(scope="module")
def report(ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser") / "report"
    build_report(ledger, folder)
    return folder


def test_browser_has_nothing_to_complain_about(report: Path, tmp_path: Path) -> None:
    """The policy blocks nothing of the report's own, and no script of a page runs."""
    result = _browse(report / "regions" / "UA-59.html", tmp_path, 1200)
    assert "CONSOLE" not in result.stderr
    assert "<script" not in result.stdout
    assert "&lt;script&gt;alert(1)" in result.stdout


def test_page_is_styled_and_fits_a_phone(report: Path, tmp_path: Path) -> None:
    """At 390 pixels nothing runs out of the window: wide tables scroll in their own box."""
    page = (report / "regions" / "UA-59.html").read_text(encoding="utf-8")
    measuring = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page).replace(
        "</body>",
        "<script>document.title = [document.documentElement.scrollWidth, innerWidth,"
        " getComputedStyle(document.querySelector('.sides')).display].join(' ')</script></body>",
    )
    (tmp_path / "page.html").write_text(measuring, encoding="utf-8")
    [title] = re.findall(r"<title>(.*?)</title>", _browse(tmp_path / "page.html", tmp_path / "profile", 390).stdout)
    content, window, display = title.split()
    assert int(content) <= int(window)
    assert display == "grid"
