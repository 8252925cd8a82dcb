"""Five sentences that tell what a ledger holds, built from its counts."""

from __future__ import annotations

from claims_pipeline.report.ledger import Front


def counted(n: int, one: str, many: str | None = None) -> str:
    """Put a number before its noun.

    >>> counted(1, "page"), counted(1200, "page"), counted(0, "story", "stories")
    ('1 page', '1,200 pages', 'no stories')
    """
    noun = one if n == 1 else many or f"{one}s"
    return f"{n:,} {noun}" if n else f"no {noun}"


def front_sentences(front: Front) -> list[str]:
    """Tell the size, the places, the disputes, the concessions and the gaps of a ledger, a sentence each."""
    return [_size(front), _places(front), _disputes(front), _concessions(front), _gaps(front)]


def _size(front: Front) -> str:
    t = front.totals
    outlets = f" of {counted(t['n_outlets'], 'named outlet')}" if t["n_outlets"] else ""
    return (
        f"The ledger holds {counted(t['n_claims'], 'claim')} from {counted(t['n_pages'], 'page')}{outlets}, "
        f"landed on {counted(t['n_days'], 'day')}; copies aside, the pages carry "
        f"{counted(t['n_stories'], 'story', 'stories')}."
    )


def _places(front: Front) -> str:
    if not front.regions:
        return "No claim could be tied to a region."
    most = front.regions[0]
    return (
        f"{_start(front.totals['n_placed'], 'claim')} could be tied to "
        f"{counted(len(front.regions), 'region')}, most often to {most['region_name']} "
        f"({counted(most['n_claims'], 'claim')} by {counted(most['n_voices'], 'independent voice')})."
    )


def _disputes(front: Front) -> str:
    if not front.disputes:
        return "No statement is affirmed by one side and denied by another."
    widest = front.disputes[0]
    n = front.totals["n_disputed"]
    return (
        f"{_start(n, 'statement')} {'is' if n == 1 else 'are'} affirmed by one side and denied, disputed or "
        f"conceded by another; the widest dispute is “{widest['label']}” ({widest['region_name']})."
    )


def _concessions(front: Front) -> str:
    if not front.concessions:
        return "No side has conceded a statement against its interest."
    slowest = max(front.concessions, key=lambda row: row["days_claim_to_concession"] or 0)
    n = front.totals["n_conceded"]
    start = f"{_start(n, 'statement')} came to be conceded by the side {'it hurts' if n == 1 else 'they hurt'}"
    if not slowest["days_claim_to_concession"]:
        return f"{start}."
    waited = counted(slowest["days_claim_to_concession"], "day")
    return f"{start}; the longest wait from the first claim was {waited}, for “{slowest['label']}”."


def _gaps(front: Front) -> str:
    t = front.totals
    unread = f"{_start(t['n_rejected'], 'page')} could not be read" if t["n_rejected"] else "Every page could be read"
    unplaced = t["n_claims"] - t["n_placed"]
    if not unplaced:
        return f"{unread}, and every claim could be tied to a region."
    verb, pronoun = ("has", "it is") if unplaced == 1 else ("have", "they are")
    return (
        f"{unread}, and {counted(unplaced, 'claim')} {verb} no region: {pronoun} in the ledger, but on no region page."
    )


def _start(n: int, noun: str) -> str:
    return counted(n, noun).capitalize()
