"""Five sentences that tell the last day or week of a ledger, built from its counts."""

from __future__ import annotations

from datetime import date

from claims_pipeline.report.rows import Row


def counted(n: int, one: str, many: str | None = None) -> str:
    """Put a number before its noun.

    >>> counted(1, "page"), counted(1200, "page"), counted(0, "story", "stories")
    ('1 page', '1,200 pages', 'no stories')
    """
    noun = one if n == 1 else many or f"{one}s"
    return f"{n:,} {noun}" if n else f"no {noun}"


def in_words(day: date | None) -> str:
    """Write a day as people do.

    >>> in_words(date(2025, 6, 8))
    '8 June 2025'
    """
    return f"{day.day} {day:%B %Y}" if day else "–"


def period_sentences(period: Row) -> list[str]:
    """Tell what arrived, where, what is disputed, what was conceded and what is missing, a sentence each.

    ``period`` is the row of ``queries/period.sql``: the seven days that end with the last on which a page landed.
    """
    if period["last_day"] is None:
        return ["No page has landed yet."]
    return [_arrived(period), _places(period), _statements(period), _concessions(period), _gaps(period)]


def _arrived(p: Row) -> str:
    when = f"On {in_words(p['last_day'])}" if p["n_days"] == 1 else f"In the week to {in_words(p['last_day'])}"
    outlets = f" of {counted(p['n_outlets'], 'outlet')}" if p["n_outlets"] else ""
    return (
        f"{when}, {counted(p['n_pages'], 'page')}{outlets} brought {counted(p['n_claims'], 'claim')}; copies aside, "
        f"they tell {counted(p['n_stories'], 'story', 'stories')}."
    )


def _places(p: Row) -> str:
    if not p["n_placed"]:
        return "None of these claims could be tied to a region."
    most = (
        f"{counted(p['n_busiest'], 'claim')} by {counted(p['n_busiest_voices'], 'independent voice')} "
        f"{'is' if p['n_busiest'] == 1 else 'are'} about {p['busiest_region']}"
    )
    if p["n_regions"] == 1:
        return f"{most}, and none about another region."
    return f"They speak of {counted(p['n_regions'], 'region')}, and most of one: {most}."


def _statements(p: Row) -> str:
    new = f"{_start(p['n_new'], 'statement')} {_were(p['n_new'])} heard for the first time"
    if not p["n_newly_disputed"]:
        return f"{new}, and no statement came into dispute."
    return f"{new}, and {counted(p['n_newly_disputed'], 'statement')} came into dispute."


def _concessions(p: Row) -> str:
    if not p["n_conceded"]:
        return "No side conceded anything against its interest."
    n = p["n_conceded"]
    start = f"{_start(n, 'statement')} {_were(n)} conceded by the side that {'it hurts' if n == 1 else 'they hurt'}"
    if not p["slowest"] or not p["slowest"]["days"]:
        return f"{start}."
    return (
        f"{start}, the slowest {counted(p['slowest']['days'], 'day')} after the first claim: “{p['slowest']['label']}”."
    )


def _gaps(p: Row) -> str:
    unread = f"{_start(p['n_rejected'], 'page')} could not be read" if p["n_rejected"] else "Every page could be read"
    unplaced = p["n_claims"] - p["n_placed"]
    if not unplaced:
        return f"{unread}, and every claim could be tied to a region."
    return (
        f"{unread}; {counted(unplaced, 'claim')} could be tied to no region and {_are(unplaced)} on no region’s page."
    )


def _start(n: int, noun: str) -> str:
    return counted(n, noun).capitalize()


def _were(n: int) -> str:
    return "was" if n == 1 else "were"


def _are(n: int) -> str:
    return "is" if n == 1 else "are"
