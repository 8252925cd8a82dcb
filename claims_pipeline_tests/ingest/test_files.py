"""Sources on this machine, the file of sources itself, and what a kill leaves."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fastwarc import ArchiveIterator, GzipWriter, WarcRecord, WarcRecordType

from claims_pipeline.cli import main
from claims_pipeline.ingest import SourcesError, Tally, ingest, load_sources
from claims_pipeline.ingest.memory import Memory
from claims_pipeline.landing import landed_files, landing_days
from claims_pipeline.pages import read_pages
from claims_pipeline.settings import IngestSettings, PagesSettings

PAGE = b"<html><body><p>The ministry said it took village number %d.</p></body></html>"


def archived(n_pages: int, host: str = "herald.example") -> bytes:
    """Write a WARC file as crawlers do: an information record, and a request and a response a page."""
    out = io.BytesIO()
    writer = GzipWriter(out)
    kinds = [WarcRecordType.warcinfo, *[WarcRecordType.request, WarcRecordType.response] * n_pages]
    for number, kind in enumerate(kinds):
        record = WarcRecord()
        record.init_headers(kind, b"uuid:00000000-0000-0000-0000-%012d" % number)
        record.headers["WARC-Date"] = "2025-06-08T10:00:00Z"
        if kind != WarcRecordType.warcinfo:
            record.is_http = True
            record.headers["WARC-Target-URI"] = f"https://{host}/{number // 2}"
        body = PAGE % (number // 2)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
        record.set_bytes_content(head + body if kind == WarcRecordType.response else b"GET / HTTP/1.1\r\n\r\n")
        record.write(writer, checksum_data=True)
        writer.finish()
    writer.flush()
    return out.getvalue()


def run(folder: Path, *sources: dict[str, Any], **limits: Any) -> list[Tally]:
    path = folder / "sources.yaml"
    path.write_text(str({"sources": list(sources)}), encoding="utf-8")
    return ingest(load_sources(path), folder / "landing", folder / "memory", IngestSettings(**limits))


def pages(folder: Path) -> list[dict[str, Any]]:
    landing = folder / "landing"
    files = landed_files(landing, landing_days(landing), max_bytes=10_000_000)
    return read_pages(files, PagesSettings()).raw_pages.to_dicts()


def test_a_folder_is_copied_once_and_again_where_it_changed(tmp_path: Path) -> None:
    dropped = tmp_path / "dropped/deep"
    dropped.mkdir(parents=True)
    (dropped / "a.txt").write_text("Text.", encoding="utf-8")
    (dropped / "a.txt.json").write_text('{"outlet": "Herald"}', encoding="utf-8")
    (dropped / ".hidden").write_text("No page.", encoding="utf-8")
    (tmp_path / "secret").write_text("No page.", encoding="utf-8")
    (dropped / "link.txt").symlink_to(tmp_path / "secret")
    source = {"name": "drop", "kind": "folder", "path": "dropped"}
    assert run(tmp_path, source)[0].counts["fetched"] == 2
    assert run(tmp_path, source)[0].counts["known"] == 2
    [page] = pages(tmp_path)
    assert (page["page_text"], page["outlet"]) == ("Text.", "Herald")
    os.utime(dropped / "a.txt", (1, 1))
    assert run(tmp_path, source)[0].counts["unchanged"] == 1
    (dropped / "a.txt").write_text("Other text.", encoding="utf-8")
    assert run(tmp_path, source)[0].counts["fetched"] == 1
    assert [page["page_text"] for page in pages(tmp_path)] == ["Other text."]


def test_responses_of_warc_files_are_taken_once_and_of_the_hosts_alone(tmp_path: Path) -> None:
    for name, host in (("a", "herald.example"), ("b", "www.herald.example"), ("c", "other.example")):
        (tmp_path / f"{name}.warc.gz").write_bytes(archived(3, host))
    source = {"name": "crawl", "kind": "warc", "paths": ["*.warc.gz"], "hosts": ["herald.example"], "outlet": "Herald"}
    assert run(tmp_path, source)[0].counts["fetched"] == 6
    assert run(tmp_path, source)[0].counts == {"listing_unchanged": 3}
    found = pages(tmp_path)
    assert {page["url"].split("/")[2] for page in found} == {"herald.example", "www.herald.example"}
    assert {(page["status"], page["outlet"], str(page["fetched_at_utc"])) for page in found} == {
        ("accepted", "Herald", "2025-06-08 10:00:00")
    }
    os.utime(tmp_path / "a.warc.gz", (1, 1))
    again = run(tmp_path, source)[0]
    assert (again.counts["known"], again.counts["fetched"]) == (3, 0)


def test_a_large_warc_file_is_taken_in_parts_over_runs(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(archived(5))
    source = {"name": "crawl", "kind": "warc", "paths": ["a.warc.gz"], "max_pages": 2}
    assert [run(tmp_path, source, pages_a_file=1)[0].counts["fetched"] for _ in range(4)] == [2, 2, 1, 0]
    assert len(pages(tmp_path)) == 5


def test_each_record_is_a_gzip_member_and_its_digest_holds(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(archived(3))
    [tally] = run(tmp_path, {"name": "crawl", "kind": "warc", "paths": ["a.warc.gz"]})
    [path] = tally.files
    assert path.read_bytes().count(b"\x1f\x8b\x08") == 4
    assert all(
        record.verify_block_digest()
        for record in ArchiveIterator(str(path), record_types=WarcRecordType.response, parse_http=False)
    )


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_leaves_nothing_half_and_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Killed before and after the memory notes a file: each page lands once all the same."""

    class KilledError(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise KilledError

    (tmp_path / "a.warc.gz").write_bytes(archived(3))
    source = {"name": "crawl", "kind": "warc", "paths": ["a.warc.gz"]}
    with monkeypatch.context() as patched:
        patched.setattr(*((Memory, "note") if moment == "before" else (Path, "rename")), kill)
        with pytest.raises(KilledError):
            run(tmp_path, source)
    assert not list((tmp_path / "landing").glob("*/*.warc.gz"))
    assert run(tmp_path, source)[0].counts["fetched"] == (3 if moment == "before" else 0)
    assert sorted(page["url"] for page in pages(tmp_path)) == [f"https://herald.example/{n}" for n in (1, 2, 3)]
    assert not list((tmp_path / "landing").glob("*/.*"))


WRONG = {
    "{": "no YAML",
    "": "one list",
    "sources: []": "one list",
    "sources: [1]": "source 1: ",
    "other: 1": "one list",
    "sources: [{name: a, kind: feed}]": "source 1 (a): url: Field required",
    "sources: [{name: a, kind: feed, url: ftp://a.example/}]": "begins with http:// or https://",
    "sources: [{name: a, kind: feed, url: 'http://u:p@a.example/'}]": "must not hold a user",
    "sources: [{name: a, kind: rss, url: http://a.example/}]": "kind",
    "sources: [{name: A b, kind: pages, urls: [http://a.example/]}]": "name",
    "sources: [{name: a, kind: pages, urls: []}]": "urls",
    "sources: [{name: a, kind: feed, url: http://a.example/, colour: red}]": "colour",
    "sources: [{name: a, kind: folder, path: x}, {name: a, kind: folder, path: y}]": "two sources are called a",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_file_of_sources_is_told_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourcesError) as error:
        load_sources(path)
    assert WRONG[text] in str(error.value)
    result = CliRunner().invoke(main, ["ingest", str(path), "--home", str(tmp_path / "home")])
    assert (result.exit_code, "Traceback" in result.output) == (2, False)


def test_the_command_tells_what_landed_and_what_is_broken(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(archived(2))
    sources = tmp_path / "sources.yaml"
    sources.write_text(
        "sources:\n  - {name: crawl, kind: warc, paths: [a.warc.gz]}\n  - {name: gone, kind: folder, path: none}\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(main, ["ingest", str(sources), "--home", str(tmp_path / "home")])
    assert result.exit_code == 1
    assert "crawl: 2 fetched." in result.output
    assert "gone: nothing, no_folder" in result.output
    assert len(list((tmp_path / "home/landing").glob("*/crawl-*.warc.gz"))) == 1


BROKEN = {
    "cut in a record": (lambda warc: warc[: len(warc) * 2 // 3], {None, "bad_warc"}),
    "cut plain": (lambda warc: gzip.decompress(warc)[:1_500], {None, "bad_record"}),
    "no WARC": (lambda _: b"<html>no archive</html>", {"bad_warc"}),
    "nothing": (lambda _: b"", {"empty"}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_warc_file_gives_what_it_has_and_says_so(tmp_path: Path, name: str) -> None:
    damage, reasons = BROKEN[name]
    content = damage(archived(9))
    path = tmp_path / "landing/2025-06-08" / ("a.warc.gz" if content[:2] == b"\x1f\x8b" else "a.warc")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert {page["reason"] for page in pages(tmp_path)} == reasons
