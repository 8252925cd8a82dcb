"""How fast WARC files become pages, on one core: the pages of a news site's weight, stored as crawlers store them."""

from __future__ import annotations

import argparse
import gzip
import io
import time
from datetime import date
from hashlib import sha256

from fastwarc import GzipWriter, WarcRecord, WarcRecordType

from claims_pipeline.pages import LandedFile, read_pages
from claims_pipeline.settings import PagesSettings
from claims_pipeline_tests.bench.generated import furnished_page

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def archive(n_pages: int, is_encoded: bool) -> bytes:
    """Write a WARC file of generated pages; ``is_encoded``: as servers send them, in gzip."""
    out = io.BytesIO()
    writer = GzipWriter(out)
    for number in range(n_pages):
        body = furnished_page(number).encode()
        head = HEAD + (b"Content-Encoding: gzip\r\n" if is_encoded else b"")
        record = WarcRecord()
        record.init_headers(WarcRecordType.response)
        record.is_http = True
        record.headers["WARC-Target-URI"] = f"https://herald.example/{number}"
        record.set_bytes_content(head + b"\r\n" + (gzip.compress(body) if is_encoded else body))
        record.write(writer, checksum_data=True)
        writer.finish()
    writer.flush()
    return out.getvalue()


def main() -> None:
    """Measure both forms and print a line each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=1_000)
    n_pages = parser.parse_args().pages
    for is_encoded in (False, True):
        content = archive(n_pages, is_encoded)
        file = LandedFile("a.warc.gz", date(2025, 6, 8), len(content), sha256(content).hexdigest(), content)
        started = time.process_time()
        pages = read_pages([file], PagesSettings())
        seconds = time.process_time() - started
        assert pages.raw_pages["status"].eq("accepted").sum() == n_pages
        size = len(furnished_page(0)) / 1_000
        form = "compressed by the server" if is_encoded else "plain within the archive"
        print(f"WARC in, raw_pages out, {form}: {n_pages / seconds:.0f} pages a CPU second ({size:.0f} KB each)")


if __name__ == "__main__":
    main()
