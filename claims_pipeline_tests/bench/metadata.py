"""What the project and a peer say of the same pages: title, authors and day, judged alike."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from claims_pipeline_tests.evaluation.article_texts import Record
from claims_pipeline_tests.evaluation.metadata import Told, judge, told_by_articles


def print_metadata(records: Sequence[Record]) -> None:
    """Print the figures of the project and of the peer, if it is there."""
    told = {"this project": told_by_articles(records)}
    if find_spec("trafilatura"):
        told["trafilatura.extract_metadata"] = _by_trafilatura(records)
    unsigned = sum(not record["authors"] for record in records)
    print(f"\n{f'Metadata of the same {len(records)} pages':48} title  authors    day  authors invented")
    for name, values in told.items():
        shares = judge(records, values)
        invented = round((1 - shares["authors_not_invented"]) * unsigned)
        cells = f"{shares['title']:.3f}    {shares['authors']:.3f}  {shares['day']:.3f}"
        print(f"{name:48} {cells}  {invented:5} of {unsigned}")


def _by_trafilatura(records: Sequence[Record]) -> dict[str, Told]:
    return {record["id"]: _told(record) for record in records}


def _told(record: Record) -> Told:
    """Ask the peer; as the project, it is given the page's address."""
    from trafilatura import extract_metadata

    document = extract_metadata(record["html"], record["url"])
    return Told(document.title, document.author, document.date) if document else Told(None, None, None)
