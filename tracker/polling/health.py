"""How a source's polls went, and when it is due again; kept beside the log."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from store.api import Transaction
from tracker.config import Source
from tracker.model.time import utc

_LONGEST_PAUSE = timedelta(days=1)


def record_health(  # noqa: PLR0913 - the fields of one row
    tx: Transaction,
    source: Source,
    now: datetime,
    *,
    why: str,
    entries: int | None = None,
    retry_after: float | None = None,
    notices: Sequence[str] = (),
) -> None:
    """Keep when *source* was polled, how that went (``why`` it failed), and when it is due again.

    *entries* is None where the poll did not count them.  Called once a poll.
    """
    before = tx.state("health", source.id) or {}
    failures = before.get("failures", 0) + 1 if why else 0
    period = timedelta(seconds=source.every)
    pause = min(period * 2 ** min(failures, 6), max(_LONGEST_PAUSE, period)) if why else period
    if retry_after is not None:
        pause = max(pause, timedelta(seconds=retry_after))
    spread = random.uniform(0.95, 1.05)  # noqa: S311 - spreads polls over time, guards nothing
    health: dict[str, Any] = {
        "last_poll": utc(now),
        "last_success": before.get("last_success") if why else utc(now),
        "next_poll": utc(now + pause * spread),
        "failures": failures,
        "why": why or None,
        "entries": before.get("entries", 0) if entries is None else entries,
        "notices": list(notices)[:5],
    }
    tx.put_state("health", source.id, health)
