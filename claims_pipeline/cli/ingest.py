"""``claims-pipeline ingest``: fetch what is new in the sources into the landing folder, and say what became of each."""

from __future__ import annotations

from pathlib import Path

from claims_pipeline.cli.errors import CHECK_FAILED, Wrong
from claims_pipeline.cli.run import load_settings
from claims_pipeline.cli.terminal import console, safe
from claims_pipeline.ingest import LOCK, MEMORY, SourcesError, Tally, ingest, load_sources
from claims_pipeline.warehouse import Home, HomeBusyError, WriterLock


def ingest_sources(sources: Path, landing: Path | None, home: Path) -> int:
    """Fetch every source; 1 if one of them gave nothing because it is broken."""
    landing = landing or home / "landing"
    settings = load_settings(landing, home)
    try:
        given = load_sources(sources)
        with WriterLock(Home(settings.home).folder / LOCK, settings.warehouse.lock_timeout_s):
            tallies = ingest(given, settings.source, settings.home / MEMORY, settings.ingest, _print)
    except (SourcesError, HomeBusyError) as error:
        raise Wrong(str(error)) from None
    n_files = sum(len(tally.files) for tally in tallies)
    console().print(f"{n_files} files landed in {landing}. Next: claims-pipeline run {landing} --home {home}")
    return CHECK_FAILED if any(tally.broken for tally in tallies) else 0


def _print(tally: Tally) -> None:
    out = console()
    out.print(safe(tally.sentence()), style="red" if tally.broken else None)
    for reason, examples in tally.examples.items():
        out.print(safe(f"    {reason}: {', '.join(examples)}"))
