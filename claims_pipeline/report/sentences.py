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
        f"landed on {counted(t['n_days'], 'day')}; without copies, that is {counted(t['n_stories'], 'story', 'stories')}."
    )


def _places(front: Front) -> str:
    if not front.regions:
        return "No claim could be tied to a region."
    most = front.regions[0]
    return (
        f"{counted(front.totals['n_placed'], 'claim').capitalize()} could be tied to "
        f"{counted(len(front.regions), 'region')}, most often to {most['region_name']} "
        f"({counted(most['n_claims'], 'claim')} by {counted(most['n_voices'], 'independent voice')})."
    )


def _disputes(front: Front) -> str:
    if not front.disputes:
        return "No statement is affirmed by one side and denied by another."
    widest = front.disputes[0]
    verb = "is" if front.totals["n_disputed"] == 1 else "are"
    return (
        f"{counted(front.totals['n_disputed'], 'statement').capitalize()} {verb} affirmed by one side and denied, disputed "
        f"or conceded by another; the widest dispute is “{widest['label']}” ({widest['region_name']})."
    )


def _concessions(front: Front) -> str:
    if not front.concessions:
        return "No side has conceded a statement against its interest."
    slowest = max(front.concessions, key=lambda row: row["days_claim_to_concession"] or 0)
    start = f"{counted(front.totals['n_conceded'], 'statement').capitalize()} came to be conceded by the side it hurts"
    if not slowest["days_claim_to_concession"]:
        return f"{start}."
    waited = counted(slowest["days_claim_to_concession"], "day")
    return f"{start}; the longest wait from the first claim was {waited}, for “{slowest['label']}”."


def _gaps(front: Front) -> str:
    t = front.totals
    unplaced = t["n_claims"] - t["n_placed"]
    return (
        f"{counted(t['n_rejected'], 'page').capitalize()} could not be read, and "
        f"{counted(unplaced, 'claim')} could not be tied to a region: they are in the ledger, but on no region page."
    )
