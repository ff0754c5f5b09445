"""Instants and days: UTC for what the log knew when, Europe/Paris for what the law dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from tracker.model.dates import PartialDate

PARIS = ZoneInfo("Europe/Paris")


def paris_today(now: datetime) -> date:
    """Return the day in Paris at the aware instant *now*."""
    return now.astimezone(PARIS).date()


def paris_day(text: str) -> PartialDate:
    """Return the day of an ISO 8601 instant in Paris, or a partial date as it stands.

    >>> str(paris_day("2024-01-31T23:30:00Z"))
    '2024-02-01'
    """
    if "T" not in text:
        return PartialDate.parse(text)
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=PARIS)
    return PartialDate.of(paris_today(instant))


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant as an aware UTC instant.

    Without a zone it is taken as UTC; a bare date means the end of that day in UTC, so that
    what was learnt on the day is included.  Raise ValueError for anything else.
    """
    if len(text) == len("2024-01-31"):
        return datetime.combine(date.fromisoformat(text), time.max, UTC)
    instant = datetime.fromisoformat(text)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def utc(instant: datetime) -> str:
    """Return an aware instant as ``2026-11-21T09:00:00Z``, to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
