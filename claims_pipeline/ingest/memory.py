"""What was fetched before: one SQLite file of the home, so that nothing is fetched or stored twice."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|at_\w+|xtor|ocid|ref_src|cmpid", re.IGNORECASE)
_TABLES = """
    CREATE TABLE IF NOT EXISTS pages (
        key TEXT PRIMARY KEY, url TEXT NOT NULL, digest TEXT NOT NULL, fetched_at TEXT NOT NULL, etag TEXT,
        last_modified TEXT, changed_at TEXT, n_failures INTEGER NOT NULL, archive TEXT
    );
    CREATE TABLE IF NOT EXISTS stored (key TEXT, digest TEXT, PRIMARY KEY (key, digest));
    CREATE TABLE IF NOT EXISTS archives (path TEXT PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS listings (
        url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, is_done INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS files (source TEXT, path TEXT, size INTEGER, mtime_ns INTEGER, digest TEXT,
        PRIMARY KEY (source, path));
"""


@dataclass(frozen=True)
class Seen:
    """What is remembered of a page; ``digest`` is empty while it has only failed."""

    key: str
    url: str
    digest: str = ""
    fetched_at: str = ""
    etag: str | None = None
    last_modified: str | None = None
    changed_at: str | None = None
    """When its feed or sitemap said that it changed, word for word."""
    n_failures: int = 0


def key_of(url: str) -> str:
    """Name a page: its address without what only tells where the reader came from.

    >>> key_of("https://a.example/story?id=3&utm_source=rss")
    'https://a.example/story?id=3'
    """
    parts = urlsplit(url)
    if not parts.query:
        return url
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not _TRACKING.fullmatch(name)]
    return urlunsplit(parts._replace(query=urlencode(kept)))


class Memory:
    """The file; used by all sources of a run, one at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self._reserved: set[str] = set()
        self._con = sqlite3.connect(path, check_same_thread=False, timeout=60)
        self._con.execute("PRAGMA journal_mode = WAL")
        self._con.execute("PRAGMA synchronous = FULL")
        with self._con:
            self._con.executescript(_TABLES)

    def close(self) -> None:
        """Close the file."""
        self._con.close()

    def seen(self, key: str) -> Seen | None:
        """Return what is remembered of a page."""
        columns = ", ".join(field.name for field in fields(Seen))
        with self._lock:
            row = self._con.execute(f"SELECT {columns} FROM pages WHERE key = ?", [key]).fetchone()
        return Seen(*row) if row else None

    def reserve(self, key: str) -> bool:
        """Take a page for the rest of this run; False if it was taken, by this source or another."""
        with self._lock:
            is_free = key not in self._reserved
            self._reserved.add(key)
        return is_free

    def has_stored(self, key: str, digest: str) -> bool:
        """Tell whether this content of a page was ever stored."""
        with self._lock:
            query = "SELECT 1 FROM stored WHERE key = ? AND digest = ?"
            return bool(self._con.execute(query, [key, digest]).fetchone())

    def note(self, pages: Sequence[Seen], archive: str | None = None) -> None:
        """Remember pages, and the file that they stand in, in one transaction."""
        names = [field.name for field in fields(Seen)]
        rows = [[*(getattr(page, name) for name in names), archive] for page in pages]
        marks = ", ".join("?" * (len(names) + 1))
        with self._lock, self._con:
            self._con.executemany(f"INSERT OR REPLACE INTO pages ({', '.join(names)}, archive) VALUES ({marks})", rows)
            if archive:
                self._con.execute("INSERT OR IGNORE INTO archives VALUES (?)", [archive])
                stored = [[page.key, page.digest] for page in pages if page.digest]
                self._con.executemany("INSERT OR IGNORE INTO stored VALUES (?, ?)", stored)

    def note_again(self, pages: Iterable[Seen]) -> None:
        """Remember pages that have not changed: they stand where they stood."""
        for page in pages:
            with self._lock:
                row = self._con.execute("SELECT archive FROM pages WHERE key = ?", [page.key]).fetchone()
            self.note([page], row[0] if row else None)

    def note_failure(self, key: str, url: str) -> None:
        """Count a failure of a page that may be tried again."""
        before = self.seen(key) or Seen(key, url)
        self.note_again([replace(before, n_failures=before.n_failures + 1)])

    def knows_archive(self, path: str) -> bool:
        """Tell whether a file of the landing folder was noted."""
        with self._lock:
            return bool(self._con.execute("SELECT 1 FROM archives WHERE path = ?", [path]).fetchone())

    def listing(self, url: str) -> dict[str, str]:
        """Return the headers that ask for a feed or sitemap only if it has changed since all of it was fetched."""
        with self._lock:
            row = self._con.execute(
                "SELECT etag, last_modified FROM listings WHERE url = ? AND is_done", [url]
            ).fetchone()
        return conditions(*row) if row else {}

    def note_listing(self, url: str, etag: str | None, last_modified: str | None, is_done: bool) -> None:
        """Remember a feed or sitemap, and whether every page of it was fetched or given up."""
        with self._lock, self._con:
            self._con.execute(
                "INSERT OR REPLACE INTO listings VALUES (?, ?, ?, ?)", [url, etag, last_modified, int(is_done)]
            )

    def knows_file(self, source: str, path: str, size: int, mtime_ns: int) -> bool:
        """Tell whether a file of a folder was taken as it is now."""
        query = "SELECT 1 FROM files WHERE source = ? AND path = ? AND size = ? AND mtime_ns = ?"
        with self._lock:
            return bool(self._con.execute(query, [source, path, size, mtime_ns]).fetchone())

    def file_digest(self, source: str, path: str) -> str | None:
        """Return the digest of a file of a folder as it was last taken."""
        with self._lock:
            row = self._con.execute("SELECT digest FROM files WHERE source = ? AND path = ?", [source, path]).fetchone()
        return row[0] if row else None

    def note_file(self, source: str, path: str, size: int, mtime_ns: int, digest: str) -> None:
        """Remember a file of a folder."""
        with self._lock, self._con:
            self._con.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", [source, path, size, mtime_ns, digest]
            )


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers of a conditional request (RFC 9110, section 13)."""
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in given.items() if value}
