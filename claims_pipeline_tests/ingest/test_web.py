"""Pages from servers that misbehave: what is good is stored as it came, what is not is counted, nothing hangs."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastwarc import ArchiveIterator, WarcRecordType

from claims_pipeline.ingest import Tally, ingest, load_sources
from claims_pipeline.ingest.addresses import is_public
from claims_pipeline.landing import landed_files, landing_days
from claims_pipeline.pages import read_pages
from claims_pipeline.settings import IngestSettings, PagesSettings
from claims_pipeline_tests.ingest.web_server import (
    ARTICLE,
    Behaviour,
    Web,
    chunked,
    endless,
    garbage,
    gzip_bomb,
    if_changed,
    in_turn,
    moved,
    reply,
    reset,
    served,
    silent,
    slow_head,
    slow_loris,
    truncated,
)

QUICK = IngestSettings(
    host_interval_s=0, total_s=1.5, silence_s=0.7, backoff_s=0.01, max_wait_s=2, max_retries=1, max_bytes=200_000
)


class Site:
    """A home and a landing folder that one source at a time is fetched into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.landing = folder / "landing"

    def fetch(self, settings: IngestSettings = QUICK, **source: Any) -> Tally:
        path = self.folder / "sources.yaml"
        path.write_text(str({"sources": [{"name": "site", **source}]}), encoding="utf-8")
        [tally] = ingest(load_sources(path), self.landing, self.folder / "ingest.sqlite", settings)
        return tally

    def fetch_pages(self, web: Web, *paths: str, settings: IngestSettings = QUICK, **source: Any) -> Tally:
        urls = [web.url(path) for path in paths]
        return self.fetch(settings, kind="pages", urls=urls, **{"private_hosts": ["127.0.0.1"], **source})

    def stored(self) -> list[tuple[str, bytes]]:
        found = []
        for path in sorted(self.landing.glob("*/*.warc.gz")):
            for record in ArchiveIterator(str(path), record_types=WarcRecordType.response, parse_http=False):
                assert record.verify_block_digest()
                record.parse_http()
                found.append((record.headers["WARC-Target-URI"], record.reader.read()))
        return found

    def pages(self) -> list[dict[str, Any]]:
        files = landed_files(self.landing, landing_days(self.landing), max_bytes=10_000_000)
        return read_pages(files, PagesSettings()).raw_pages.sort("url").to_dicts()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


MISBEHAVIOUR: dict[str, tuple[Behaviour, str]] = {
    "slow_loris": (slow_loris, "timed_out"),
    "slow_head": (slow_head, "timed_out"),
    "silent": (silent, "timed_out"),
    "endless": (endless, "too_large"),
    "announced_too_large": (lambda handler: handler.head(200, ("Content-Length", "999999999")), "too_large"),
    "truncated": (truncated, "truncated"),
    "reset": (reset, "connection_lost"),
    "garbage": (garbage, "connection_lost"),
    "gzip_bomb": (gzip_bomb(5), "too_large"),
    "half_gzip": (reply(200, gzip.compress(ARTICLE, mtime=0)[:60], Content_Encoding="gzip"), "truncated"),
    "no_gzip": (reply(200, ARTICLE, Content_Encoding="gzip"), "bad_encoding"),
    "unknown_coding": (reply(200, ARTICLE, Content_Encoding="br"), "unsupported_encoding"),
    "picture": (reply(200, b"\x89PNG", "image/png"), "wrong_type"),
    "gone": (reply(410), "status_410"),
    "broken": (reply(500), "status_500"),
    "overloaded": (reply(503), "status_503"),
    "partial": (reply(206), "status_206"),
    "nowhere": (reply(302, b""), "bad_redirect"),
    "to_a_file": (moved("file:///etc/passwd"), "bad_redirect"),
    "many_headers": (lambda handler: handler.head(200, *[("X", "y")] * 5_000), "connection_lost"),
}


@pytest.fixture(scope="module")
def misbehaving() -> Iterator[Web]:
    with served({f"/{name}": behaviour for name, (behaviour, _) in MISBEHAVIOUR.items()} | {"/good": reply()}) as web:
        yield web


@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_a_page_that_cannot_be_had_is_counted_and_the_next_is_fetched(site: Site, misbehaving: Web, name: str) -> None:
    started = time.monotonic()
    tally = site.fetch_pages(misbehaving, f"/{name}", "/good", settings=QUICK.model_copy(update={"max_retries": 0}))
    assert time.monotonic() - started < 30
    assert dict(tally.failures) == {MISBEHAVIOUR[name][1]: 1}
    assert site.stored() == [(misbehaving.url("/good"), ARTICLE)]
    assert not list(site.landing.glob("*/.*"))


GOOD: dict[str, Behaviour] = {
    "plain": reply(),
    "chunked": chunked,
    "gzip": reply(200, gzip.compress(ARTICLE, mtime=0), Content_Encoding="gzip"),
    "after_a_503": in_turn(reply(503), reply()),
    "after_a_429": in_turn(reply(429, Retry_After="1"), reply()),
    "after_a_reset": in_turn(reset, reply()),
    "moved": moved("/plain_behind"),
    "plain_behind": reply(),
    "cyrillic": reply(200, "<p>Міністерство</p>".encode("cp1251"), "text/html; charset=windows-1251"),
    "wrong_charset": reply(200, "<p>Київ заперечує</p>".encode(), "text/html; charset=iso-8859-1"),
    "unknown_charset": reply(200, "<p>Київ заперечує</p>".encode(), "text/html; charset=nonsense"),
    "odd_header": reply(200, ARTICLE, X_Odd="caf\xe9"),
}


def test_what_came_is_stored_as_it_came_and_read_as_pages(site: Site) -> None:
    with served({f"/{name}": behaviour for name, behaviour in GOOD.items()}) as web:
        paths = [f"/{name}" for name in GOOD if name != "plain_behind"]
        tally = site.fetch_pages(web, *paths)
        assert not tally.failures
        stored = dict(site.stored())
        assert stored.keys() == {web.url(f"/{name}") for name in GOOD if name != "moved"}
        assert stored[web.url("/gzip")] == gzip.compress(ARTICLE, mtime=0)
        pages = {page["url"].rpartition("/")[2]: page for page in site.pages()}
        assert {page["status"] for page in pages.values()} == {"accepted"}
        assert pages["chunked"]["page_text"] == pages["gzip"]["page_text"] == pages["plain"]["page_text"]
        assert pages["cyrillic"]["page_text"] == "Міністерство"
        assert pages["wrong_charset"]["page_text"] == pages["unknown_charset"]["page_text"] == "Київ заперечує"
        assert all(page["fetched_at_utc"] for page in pages.values())


def test_nothing_is_fetched_or_stored_twice(site: Site) -> None:
    changing = in_turn(reply(200, b"<p>One</p>"), reply(200, b"<p>Two</p>"), reply(200, b"<p>One</p>"))
    with served({"/a": if_changed('"1"'), "/b": reply(), "/c": changing}) as web:
        assert site.fetch_pages(web, "/a", "/a#part", "/b", "/c").counts["fetched"] == 3
        again = site.fetch_pages(web, "/a", "/b", "/c")
        assert (again.counts["unchanged"], again.counts["fetched"]) == (2, 1)
        assert site.fetch_pages(web, "/a", "/b", "/c").counts["unchanged"] == 3
        assert web.headers["/a"]["If-None-Match"] == '"1"'
        assert len(site.stored()) == 4


def test_robots_txt_is_kept_to(site: Site) -> None:
    rules = b"User-agent: *\nDisallow: /private\n\nUser-agent: claims-pipeline\nDisallow: /not-for-us\n"
    with served({"/robots.txt": reply(200, rules, "text/plain"), "/not-for-us": reply(), "/a": reply()}) as web:
        tally = site.fetch_pages(web, "/not-for-us", "/a")
        assert (dict(tally.failures), tally.counts["fetched"]) == ({"robots": 1}, 1)
        assert web.asked["/not-for-us"] == 0
        assert web.asked["/robots.txt"] == 1


def test_robots_txt_that_cannot_be_had_forbids_all(site: Site) -> None:
    with served({"/robots.txt": reply(503), "/a": reply()}) as web:
        assert dict(site.fetch_pages(web, "/a").failures) == {"status_503": 1}
        assert web.asked["/a"] == 0


def test_a_host_is_asked_no_faster_than_it_wants(site: Site) -> None:
    rules = b"User-agent: *\nCrawl-delay: 0.4\n"
    with served(
        {"/robots.txt": reply(200, rules, "text/plain"), "/a": reply(), "/b": reply(200, ARTICLE + b"b")}
    ) as web:
        assert site.fetch_pages(web, "/a", "/b").counts["fetched"] == 2
        times = dict(web.times)
        assert times["/b"] - times["/a"] >= 0.4


def test_a_host_that_asks_to_wait_too_long_is_left_alone(site: Site) -> None:
    with served({"/a": reply(429, Retry_After="3600"), "/b": reply()}) as web:
        assert dict(site.fetch_pages(web, "/a", "/b").failures) == {"asked_to_wait": 2}
        assert web.asked["/b"] == 0


def test_a_redirect_that_goes_round_ends(site: Site) -> None:
    steps = {f"/{n}": moved(f"/{n + 1}") for n in range(9)}
    with served({"/a": moved("/b"), "/b": moved("/a"), **steps}) as web:
        assert dict(site.fetch_pages(web, "/a", "/0").failures) == {"redirect_loop": 1, "too_many_redirects": 1}


PRIVATE = ("http://127.0.0.1:{port}/secret", "http://169.254.169.254/latest/meta-data", "http://[::1]:{port}/secret",
           "http://[::ffff:127.0.0.1]:{port}/secret", "http://10.0.0.1/", "http://0.0.0.0:{port}/secret",
           "http://2130706433:{port}/secret", "http://rebinding.example:{port}/secret")  # fmt: skip


@pytest.mark.parametrize("target", PRIVATE)
def test_no_redirect_leads_to_a_private_address(site: Site, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if the name gives a public address to whoever looks first: what is connected to is what is checked."""
    looked_up = socket.getaddrinfo

    def rebinding(host: str, *args: Any, **more: Any) -> Any:
        return looked_up("127.0.0.1" if host == "rebinding.example" else host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with served({"/secret": reply()}) as web:
        web.pages["/a"] = moved(target.format(port=web.port))
        tally = site.fetch(QUICK, kind="pages", urls=[web.url("/a", "localhost")], private_hosts=["localhost"])
        assert dict(tally.failures) == {"private_address": 1}
        assert web.asked["/secret"] == 0


def test_a_source_is_not_private_unless_it_says_so(site: Site) -> None:
    with served({"/a": reply()}) as web:
        assert dict(site.fetch_pages(web, "/a", private_hosts=[]).failures) == {"private_address": 1}
        assert not web.asked


@pytest.mark.parametrize(
    ("address", "expected"),
    [("8.8.8.8", True), ("2606:4700::1111", True), ("192.168.1.1", False), ("100.64.0.1", False), ("224.0.0.1", False),
     ("fe80::1%eth0", False), ("fd00::1", False), ("2002:7f00:1::", False), ("::", False), ("240.0.0.1", False)],
)  # fmt: skip
def test_public_addresses_are_told_from_others(address: str, expected: bool) -> None:
    assert is_public(address) == expected


def _rss(*items: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f"{head}<rss version='2.0'><channel><title>Feed</title>{''.join(items)}</channel></rss>".encode()


def _item(web: Web, path: str, more: str = "<pubDate>Sun, 08 Jun 2025 10:00:00 GMT</pubDate>") -> str:
    return f"<item><title>T</title><link>{web.url(path)}</link>{more}</item>"


def _fetch_feed(site: Site, web: Web, content: Callable[[], bytes], **source: Any) -> Tally:
    web.pages["/feed"] = lambda handler: reply(200, content(), "application/rss+xml")(handler)
    return site.fetch(kind="feed", url=web.url("/feed"), private_hosts=["127.0.0.1"], **source)


def test_a_feed_gives_its_pages_once_with_outlet_and_day(site: Site) -> None:
    with served({"/a": reply(), "/b": reply(200, ARTICLE + b"b")}) as web:
        feed = _rss(_item(web, "/a?utm_source=rss"), _item(web, "/a"), _item(web, "/b"))
        web.pages["/a?utm_source=rss"] = web.pages["/a"]
        assert _fetch_feed(site, web, lambda: feed, outlet="River Radio é").counts["fetched"] == 2
        assert _fetch_feed(site, web, lambda: feed).counts["known"] == 3
        assert web.asked["/b"] == 1
        pages = site.pages()
        assert {page["outlet"] for page in pages} == {"River Radio é"}


def test_a_page_of_a_feed_that_says_it_changed_is_fetched_again(site: Site) -> None:
    with served({"/a": in_turn(reply(200, b"<p>One</p>"), reply(200, b"<p>Two</p>"))}) as web:
        days = iter((8, 8, 9))
        content = lambda: _rss(_item(web, "/a", f"<pubDate>Sun, 0{next(days)} Jun 2025 10:00:00 GMT</pubDate>"))  # noqa: E731
        assert _fetch_feed(site, web, content).counts["fetched"] == 1
        assert _fetch_feed(site, web, content).counts["known"] == 1
        assert _fetch_feed(site, web, content).counts["fetched"] == 1


def test_a_page_that_fails_is_tried_in_later_runs_and_then_given_up(site: Site) -> None:
    limits = QUICK.model_copy(update={"max_failures": 2, "max_retries": 0})
    with served({"/a": reply(500)}) as web:
        feed = _rss(_item(web, "/a"))
        web.pages["/feed"] = reply(200, feed, "application/rss+xml", ETag='"f"')
        for _ in range(4):
            site.fetch(limits, kind="feed", url=web.url("/feed"), private_hosts=["127.0.0.1"])
        assert web.asked["/a"] == 2


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "haha"><!ENTITY b "'
    + "&a;" * 100
    + '"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda _web: _rss("<title>&b;&c;</title>", head=BOMB), "entities"),
        (lambda _web: b"<html><body>No feed</body></html>", "no_feed"),
        (lambda _web: b"", "no_feed"),
        (lambda _web: b"\x00\xff\xfe garbage", "no_feed"),
    ],
    ids=["entities", "html", "empty", "garbage"],
)
def test_what_is_no_feed_breaks_its_source_with_a_reason(
    site: Site, content: Callable[[Web], bytes], reason: str
) -> None:
    with served({}) as web:
        tally = _fetch_feed(site, web, lambda: content(web))
        assert tally.broken
        assert tally.broken.startswith(reason)


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_goes(site: Site) -> None:
    with served({"/a": reply()}) as web:
        feed = _rss("<title>Caf&eacute; &nbsp; & more</title>", _item(web, "/a"))[:-20]
        assert _fetch_feed(site, web, lambda: feed).counts["fetched"] == 1


def test_a_sitemap_index_leads_to_recent_pages(site: Site) -> None:
    today = datetime.now(UTC)
    space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
    with served({"/new": reply(), "/old": reply(), "/undated": reply(200, ARTICLE + b"u")}) as web:
        dated = f"<news:news><news:publication_date>{today:%Y-%m-%dT%H:%M:%SZ}</news:publication_date></news:news>"
        pages = (
            f"<urlset {space}><url><loc>{web.url('/new')}</loc>{dated}</url><url><loc>{web.url('/undated')}</loc></url>"
            f"<url><loc>{web.url('/old')}</loc><lastmod>{today - timedelta(days=99):%Y-%m-%d}</lastmod></url></urlset>"
        )
        web.pages["/pages.xml.gz"] = reply(200, gzip.compress(pages.encode()), "application/x-gzip")
        index = f"<sitemapindex {space}><sitemap><loc>{web.url('/pages.xml.gz')}</loc></sitemap></sitemapindex>"
        web.pages["/index.xml"] = reply(200, index.encode(), "text/xml")
        tally = site.fetch(kind="sitemap", url=web.url("/index.xml"), private_hosts=["127.0.0.1"])
        assert tally.counts["fetched"] == 2
        assert web.asked["/old"] == 0


def test_a_run_takes_so_many_pages_and_the_next_takes_the_rest(site: Site) -> None:
    with served({f"/{n}": reply(200, ARTICLE + b"%d" % n) for n in range(5)}) as web:
        feed = _rss(*(_item(web, f"/{n}") for n in range(5)))
        web.pages["/feed"] = if_changed('"f"', feed)
        fetched = [
            site.fetch(kind="feed", url=web.url("/feed"), private_hosts=["127.0.0.1"], max_pages=3).counts["fetched"]
            for _ in range(3)
        ]
        assert fetched == [3, 2, 0]
        assert web.asked["/feed"] == 3


def test_a_broken_source_does_not_keep_the_others_from_being_fetched(tmp_path: Path) -> None:
    with served({"/a": reply()}) as web:
        path = tmp_path / "sources.yaml"
        hosts = {"private_hosts": ["127.0.0.1"]}
        given = [
            {"name": "broken", "kind": "feed", "url": web.url("/none"), **hosts},
            {"name": "good", "kind": "pages", "urls": [web.url("/a")], **hosts},
        ]
        path.write_text(str({"sources": given}), encoding="utf-8")
        broken, good = ingest(load_sources(path), tmp_path / "landing", tmp_path / "memory", QUICK)
        assert broken.sentence() == "broken: nothing, status_404 (Not Found)."
        assert good.sentence() == "good: 1 fetched."
