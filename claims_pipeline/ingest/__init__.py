"""Sources → the landing folder: what feeds, sitemaps, lists, folders and WARC files hold, fetched politely, kept once.

Input: a file of sources (``sources``). Output: WARC files (ISO 28500:2017) in the landing folder of the day on which
they were fetched, each response with its headers, the time, the address that it came from, and its digest; files of a
folder are copied as they are. ``raw_pages`` is what reading them makes.

Method: listings are read (``listings``), pages are fetched once (``web``) from hosts that are asked one at a time, not
too often and only for what their robots.txt permits (``visiting``), within limits of size and time (``fetching``), at
public addresses alone (``addresses``); stored whole or not at all (``archive``), and remembered (``memory``) by address
and by content. What has not changed is not sent again (conditional requests) and not stored again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from claims_pipeline.ingest.archive import Archive, finish
from claims_pipeline.ingest.files import take_archives, take_folder
from claims_pipeline.ingest.memory import Memory
from claims_pipeline.ingest.sources import Folder, Source, SourcesError, Warc, load_sources
from claims_pipeline.ingest.tally import Tally, tallied
from claims_pipeline.ingest.visiting import Visitor
from claims_pipeline.ingest.web import Fetcher
from claims_pipeline.settings import IngestSettings

LOCK, MEMORY = ".ingest.lock", "ingest.sqlite"
"""Names in a home: of what one fetching process holds, and of what was fetched before."""

__all__ = ["LOCK", "MEMORY", "SourcesError", "Tally", "ingest", "load_sources", "tallied"]


def ingest(
    sources: Sequence[Source],
    landing: Path,
    memory: Path,
    settings: IngestSettings,
    tell: Callable[[Tally], None] = lambda _tally: None,
) -> list[Tally]:
    """Fetch what is new in every source into the landing folder; return what became of each, in their order.

    Args:
        sources: As ``load_sources`` reads them. A source that is broken does not keep the others from being fetched.
        landing: The landing folder; day folders are made in it.
        memory: SQLite file of what was fetched before; made if it is missing. One process at a time may use it.
        settings: Limits and manners.
        tell: Called with each source when it is done.

    Raises:
        OSError: the landing folder or the memory cannot be written.
    """
    landing.mkdir(parents=True, exist_ok=True)
    remembered = Memory(memory)
    try:
        finish(landing, remembered)
        visitor = Visitor(settings)
        with ThreadPoolExecutor(settings.sources_at_once) as threads:
            waiting = [threads.submit(_one, source, landing, remembered, visitor, settings, tell) for source in sources]
            return [future.result() for future in waiting]
    finally:
        remembered.close()


def _one(
    source: Source,
    landing: Path,
    memory: Memory,
    visitor: Visitor,
    settings: IngestSettings,
    tell: Callable[[Tally], None],
) -> Tally:
    tally = Tally(source.name)
    if isinstance(source, Folder):
        take_folder(source, landing, memory, tally, settings)
    else:
        with Archive(landing, source.name, source.outlet, memory, settings) as archive:
            if isinstance(source, Warc):
                take_archives(source, archive, memory, tally, settings)
            else:
                Fetcher(source, visitor, memory, archive, tally, settings).run()
        tally.files += archive.files
    tell(tally)
    return tally
