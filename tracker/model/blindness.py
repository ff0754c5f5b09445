"""Whether it is this machine that sees nothing, rather than its sources that fall silent.  Pure.

Where at least three hosts cannot be reached, and nothing at all has answered since the first of
them failed, one thing broke: our own network.  It is told once, and not once a source.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tracker.model.health import BAD_POLLS, Cause, Record

MACHINE = "*"
"""The id under which our own blindness is kept, beside the ids of sources."""

_HOSTS = 3
_LASTING = timedelta(minutes=15)


def blind_since(records: Iterable[tuple[str, Record]]) -> datetime | None:
    """Return since when nothing answers from any host, None while something does.

    *records* are pairs of a host and what is kept of a source there.  A quarter of an hour, or three
    polls of each source in a row, must have failed.
    """
    known = list(records)
    answered = max((each.answered_at for _, each in known if each.answered_at), default=None)
    dark = [(host, each) for host, each in known if _is_dark(each, answered)]
    if len({host for host, _ in dark}) < _HOSTS:
        return None
    begun = min(each.bad_since for _, each in dark if each.bad_since)
    since = max(begun, answered) if answered else begun
    last = max(each.last_poll for _, each in dark if each.last_poll)
    lasting = last - since >= _LASTING or all(each.bad >= BAD_POLLS for _, each in dark)
    return since if lasting else None


def _is_dark(record: Record, answered: datetime | None) -> bool:
    unreachable = record.cause is Cause.UNREACHABLE and record.bad > 0 and record.bad_since is not None
    return unreachable and record.last_poll is not None and (answered is None or record.last_poll > answered)
