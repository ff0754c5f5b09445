"""How often a source has something new, learnt from what it had: pure, and counted in working days.

What is no silence (:mod:`tracker.model.holidays` says which days): a weekend, for regulators and the
trade press write from Monday to Friday; a French public holiday; the turn of the year, and August.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from tracker.model.holidays import days_off

REMEMBERED = 20
"""The days with something new that are kept: a rhythm is what a source does now."""

_LEAST = 4
_TIMES = 3
_ENOUGH = 5
_UNKNOWN = 65
"""Working days, a quarter of a year: what is waited for a source whose rhythm nobody knows."""


def working_days(after: date, until: date) -> int:
    """Count the days after *after*, up to and with *until*, on which a French office works.

    >>> friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    >>> working_days(friday, monday)
    1
    >>> working_days(date(2026, 12, 23), date(2027, 1, 4))
    1
    """
    days = (until - after).days
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    odd = sum((after + timedelta(days=step)).weekday() < 5 for step in range(1, rest + 1))
    off = map(_days_off, range(after.year, until.year + 1))
    return weeks * 5 + odd - sum(bisect_right(each, until) - bisect_right(each, after) for each in off)


@cache
def _days_off(year: int) -> tuple[date, ...]:
    return tuple(sorted(days_off(year)))


def with_days(known: Iterable[date], fresh: Iterable[date], *, today: date) -> tuple[date, ...]:
    """Return the latest days with something new; what lies ahead of *today* is none yet."""
    days = {day for day in (*known, *fresh) if day <= today}
    return tuple(sorted(days)[-REMEMBERED:])


def has_rhythm(days: Sequence[date]) -> bool:
    """Say whether *days* are enough to tell a rhythm by."""
    return len(days) > _ENOUGH


def patience(days: Sequence[date], *, every: timedelta) -> int:
    """Return how many working days of silence are usual for a source that had news on *days*.

    Three times its longest pause but one (the longest may have been a breakdown), four days at least,
    and no less than three of its own periods.  Where fewer than five pauses are known, a quarter of a
    year.

    >>> patience([date(2026, 11, day) for day in (2, 3, 4, 5, 6, 9)], every=timedelta(minutes=30))
    4
    """
    if not has_rhythm(days):
        return _UNKNOWN
    pauses = sorted(working_days(before, after) for before, after in pairwise(sorted(days)))
    return max(_LEAST, _TIMES * pauses[-2], -(-_TIMES * every // timedelta(days=1)))
