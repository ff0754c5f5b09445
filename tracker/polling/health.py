"""How a source's polls went, and when it is due again; kept beside the log."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from feeds.answers import Fault, FetchFailed
from feeds.document import Document
from feeds.errors import FailureKind
from store.api import Transaction
from tracker.addresses import shown_move
from tracker.config import Source
from tracker.model.health import Cause, Visit, after_visit
from tracker.model.time import utc
from tracker.watching import address_digest, record_of, row_from_record

if TYPE_CHECKING:
    from feeds.entry import NotAFeed
    from feeds.listing import NoListing
    from feeds.official import NotOfficial

_LONGEST_PAUSE = timedelta(days=1)
_UNREACHED_PAUSE = timedelta(hours=1)
"""What cannot be reached is not burdened by a try; and the fault may be our own network's."""
_REFUSED = frozenset({401, 402, 403, 407, 429, 451})
_NOTICES = 5


def cause_of(failure: FetchFailed | NotAFeed | NoListing | NotOfficial) -> Cause:
    """Return what is wrong with a source whose poll failed so."""
    if failure.kind is FailureKind.UNSAFE:
        return Cause.UNSAFE
    if not isinstance(failure, FetchFailed):
        return Cause.NOT_A_FEED
    if failure.fault is Fault.STATUS:
        return _cause_of_status(failure.status or 0)
    faults = {Fault.UNREACHABLE: Cause.UNREACHABLE, Fault.CERTIFICATE: Cause.CERTIFICATE}
    return faults.get(failure.fault, Cause.OTHER)


def _cause_of_status(status: int) -> Cause:
    if status in _REFUSED:
        return Cause.REFUSED
    if status >= 500:
        return Cause.SERVER_ERROR
    return {404: Cause.NOT_FOUND, 410: Cause.GONE}.get(status, Cause.OTHER)


def days_of(documents: Iterable[Document], *, also: date | None = None) -> tuple[date, ...]:
    """Return the days on which *documents* were published, and *also*, on which they came."""
    days = {also} if also is not None else set[date]()
    for document in documents:
        try:
            days.add(date.fromisoformat((document.published or "")[:10]))
        except ValueError:  # undated, or dated by its month
            continue
    return tuple(sorted(days))


def record_health(  # noqa: PLR0913 - what is to be kept of one poll
    tx: Transaction,
    source: Source,
    visit: Visit,
    *,
    retry_after: float | None = None,
    notices: Sequence[str] = (),
    moved_to: str | None = None,
) -> None:
    """Keep how a poll of *source* went and when it is due again.  Called once a poll."""
    before = tx.state("health", source.id) or {}
    period = timedelta(seconds=source.every)
    record = after_visit(record_of(source, before), visit, every=period)
    moved = moved_to and shown_move(source.url, moved_to)
    known = before.get("moved_since") if before.get("moved_to") == moved else None
    tx.put_state(
        "health",
        source.id,
        {
            **row_from_record(record),
            "address": address_digest(source),
            "next_poll": utc(visit.at + _pause(record.failures, visit, period, retry_after)),
            "asked_until": utc(visit.at + timedelta(seconds=retry_after)) if retry_after else None,
            "notices": list(notices)[:_NOTICES],
            "moved_to": moved,
            "moved_since": known or utc(visit.at) if moved else None,
            "moved_whole": not moved or moved == moved_to,
            "ended": visit.cause is Cause.GONE,
        },
    )


def _pause(failures: int, visit: Visit, period: timedelta, retry_after: float | None) -> timedelta:
    """Return how long to leave the source alone: ever longer while it fails, never in step with others."""
    longest = _UNREACHED_PAUSE if visit.cause is Cause.UNREACHABLE else _LONGEST_PAUSE
    times: int = 2 ** min(failures, 6)
    pause = min(period * times, max(longest, period))
    spread: float = random.uniform(0.95, 1.05)  # noqa: S311 - spreads polls over time, guards nothing
    asked = timedelta(seconds=retry_after or 0.0)
    return max(pause * spread, asked * max(spread, 1.0))
