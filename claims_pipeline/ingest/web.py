"""Feeds, sitemaps and lists of pages: what they name is fetched, once, and kept when it is new."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from claims_pipeline.ingest.addresses import Permission, may_be_private
from claims_pipeline.ingest.archive import Archive, digest
from claims_pipeline.ingest.fetching import PASSING, Failure, Response, normalised
from claims_pipeline.ingest.listings import Listed, ListingError, day_of, read_feed, read_sitemap
from claims_pipeline.ingest.memory import Memory, Seen, conditions, key_of
from claims_pipeline.ingest.sources import Feed, PageList, Sitemap, Web
from claims_pipeline.ingest.tally import Tally
from claims_pipeline.ingest.visiting import Visitor
from claims_pipeline.settings import IngestSettings

_NOT_MODIFIED = 304
_READABLE = ("text/html", "application/xhtml+xml", "text/plain")


class Fetcher:
    """Fetches one source of the web."""

    def __init__(
        self, source: Web, visitor: Visitor, memory: Memory, archive: Archive, tally: Tally, settings: IngestSettings
    ) -> None:
        self._source, self._visitor, self._memory = source, visitor, memory
        self._archive, self._tally, self._settings = archive, tally, settings
        self._permitted: Permission = may_be_private(source.private_hosts)
        self._left = source.max_pages or settings.max_pages
        self._is_done = True
        """Whether nothing that a listing named is still to be fetched."""

    def run(self) -> None:
        """Fetch what is new; what goes wrong is told in the tally, page by page."""
        if isinstance(self._source, PageList):
            urls = filter(None, map(normalised, self._source.urls))
            self._fetch_pages([Listed(url) for url in dict.fromkeys(urls)], again=True)
        elif isinstance(self._source, Feed):
            self._fetch_listing(self._source.url, self._feed)
        else:
            self._fetch_listing(self._source.url, self._sitemap)

    def _fetch_listing(self, url: str, read: object) -> None:
        response = self._get(url, self._memory.listing(url), self._settings.max_list_bytes)
        if isinstance(response, Failure):
            self._tally.fail_source(response.reason, response.detail)
            return
        if response.status == _NOT_MODIFIED:
            self._tally.count("listing_unchanged")
            return
        self._is_done = True
        try:
            read(response)  # type: ignore[operator]
        except ListingError as error:
            self._tally.fail_source(str(error), url)
            return
        # Noted when its pages are: a listing that has not changed is not read again.
        self._archive.close()
        self._memory.note_listing(url, response.header("ETag"), response.header("Last-Modified"), self._is_done)

    def _feed(self, response: Response) -> None:
        self._fetch_pages(read_feed(response.plain, response.url, response.header("Content-Type")))

    def _sitemap(self, response: Response) -> None:
        assert isinstance(self._source, Sitemap)
        waiting, seen, pages = [response], {response.url}, []
        while waiting:
            found, sitemaps = read_sitemap(self._unpacked(waiting.pop()), response.url)
            pages += [page for page in found if self._is_recent(page)]
            for url in sitemaps:
                if url in seen or len(seen) > self._settings.max_sitemaps:
                    continue
                seen.add(url)
                answer = self._get(url, {}, self._settings.max_list_bytes)
                if isinstance(answer, Failure):
                    self._is_done = False
                    self._tally.fail(answer.reason, url)
                else:
                    waiting.append(answer)
        self._fetch_pages({page.url: page for page in pages}.values())

    def _unpacked(self, response: Response) -> bytes:
        if not response.plain.startswith(b"\x1f\x8b"):
            return response.plain
        try:
            content = gzip.GzipFile(fileobj=io.BytesIO(response.plain)).read(self._settings.max_list_bytes + 1)
        except (OSError, EOFError, zlib.error):
            raise ListingError("bad_gzip") from None
        if len(content) > self._settings.max_list_bytes:
            raise ListingError("too_large")
        return content

    def _is_recent(self, page: Listed) -> bool:
        assert isinstance(self._source, Sitemap)
        told = day_of(page.published_at) or day_of(page.changed_at)
        if told is None or self._source.days is None:
            return True
        return told >= datetime.now(UTC) - timedelta(days=self._source.days)

    def _fetch_pages(self, pages: Iterable[Listed], again: bool = False) -> None:
        for page in pages:
            seen = self._memory.seen(key_of(page.url))
            self._tally.count("listed")
            if seen and self._is_known(seen, page, again):
                self._tally.count("known")
            elif self._left == 0:
                self._is_done = False
                self._tally.count("left_for_later")
            elif not self._memory.reserve(key_of(page.url)):
                self._tally.count("known")
            else:
                self._left -= 1
                self._fetch_page(page, seen)

    def _is_known(self, seen: Seen, page: Listed, again: bool) -> bool:
        if not seen.digest:
            return seen.n_failures >= self._settings.max_failures and not again
        return not again and page.changed_at == seen.changed_at

    def _fetch_page(self, page: Listed, seen: Seen | None) -> None:
        headers = conditions(seen.etag, seen.last_modified) if seen and seen.digest else {}
        answer = self._get(page.url, headers, self._settings.max_bytes)
        key = key_of(page.url)
        if isinstance(answer, Failure):
            self._fail(key, page, answer)
        elif answer.status == _NOT_MODIFIED:
            self._tally.count("unchanged")
            if seen:
                self._memory.note_again([replace(seen, changed_at=page.changed_at)])
        elif answer.status != 200:
            self._fail(key, page, Failure(f"status_{answer.status}"))
        elif not _is_readable(answer):
            self._fail(key, page, Failure("wrong_type", answer.header("Content-Type") or ""))
        else:
            self._keep(key, page, answer)

    def _keep(self, key: str, page: Listed, answer: Response) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        etag, last_modified = answer.header("ETag"), answer.header("Last-Modified")
        fresh = Seen(key, page.url, digest(answer.plain), now, etag, last_modified, page.changed_at)
        landed = key_of(answer.url)
        is_taken = landed != key and not self._memory.reserve(landed)
        if is_taken or self._memory.has_stored(landed, fresh.digest):
            self._memory.note_again([fresh])
            self._tally.count("unchanged")
            return
        notes = [fresh] if landed == key else [fresh, replace(fresh, key=landed, url=answer.url)]
        self._archive.keep(answer, notes, page.published_at)
        self._tally.count("fetched")
        self._tally.n_bytes += len(answer.body)

    def _fail(self, key: str, page: Listed, failure: Failure) -> None:
        self._tally.fail(failure.reason, page.url)
        self._memory.note_failure(key, page.url)
        if failure.reason in (*PASSING, "asked_to_wait"):
            self._is_done = False

    def _get(self, url: str, headers: dict[str, str], max_bytes: int) -> Response | Failure:
        return self._visitor.get(url, self._permitted, headers, self._source.interval_s, max_bytes)


def _is_readable(response: Response) -> bool:
    media_type = (response.header("Content-Type") or "text/html").partition(";")[0].strip().lower()
    return media_type in _READABLE
