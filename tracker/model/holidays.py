"""The days from Monday to Friday on which France hardly publishes: computed, pure.

Public holidays, the two weeks around New Year's Day, and August: courts, regulators and the trade press
pause then, and a source that pauses with them is not late.  A source that breaks in August is still
told: by its polls, not by its silence.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)
"""Easter Monday, Ascension Day, Whit Monday."""
_PAUSES = (((1, 1), (1, 3)), ((8, 1), (8, 31)), ((12, 24), (12, 31)))


def easter(year: int) -> date:
    """Return Easter Sunday: the one after the first full moon of the Church's spring.

    >>> easter(2026), easter(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28))
    """
    century = year // 100
    # The age of the moon at the equinox, from the year's place among nineteen and the calendar's reform.
    drift = century - century // 4 - (8 * century + 13) // 25 + 15
    age = (19 * (year % 19) + drift) % 30
    age -= age == 29 or (age == 28 and year % 19 > 10)
    full_moon = date(year, 3, 21) + timedelta(days=age)
    return full_moon + timedelta(days=6 - full_moon.weekday() or 7)


@cache
def days_off(year: int) -> frozenset[date]:
    """Return the days of *year*, from Monday to Friday, on which hardly anything is published."""
    days = {date(year, month, day) for month, day in _FIXED}
    days.update(easter(year) + timedelta(days=after) for after in _AFTER_EASTER)
    for (first_month, first_day), (last_month, last_day) in _PAUSES:
        first, last = date(year, first_month, first_day), date(year, last_month, last_day)
        days.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    return frozenset(day for day in days if day.weekday() < 5)
