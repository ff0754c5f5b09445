"""When an authorisation ran out: no text tells it, so the history of a platform must."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tracker.model.claim import ClaimKind
from tracker.model.decision import Decision
from tracker.model.standing import fold
from tracker.model.status import Standing


def expired_on(decision: Decision, decisions: Iterable[Decision], *, as_of: date) -> date | None:
    """Return the first day on which a platform stood without *decision*'s authorisation, by *as_of*.

    None where the term still runs, or where another of the *decisions* had taken its place.
    """
    if decision.kind is not ClaimKind.HOSTING_AUTHORISED or decision.expires_on is None:
        return None
    if decision.expires_on >= as_of:
        return None
    day = decision.expires_on + timedelta(days=1)
    status = fold(decision.platform, decisions, as_of=day)
    ran_out = status.standing is Standing.EXPIRED and status.since == day
    return day if ran_out and status.in_force is not None and status.in_force.key == decision.key else None
