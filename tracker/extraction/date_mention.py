"""A date in a text, and the day from which relative ones count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.model.dates import PartialDate


class Role(StrEnum):
    """What the words round a date say that it dates."""

    PLAIN = "plain"
    BOUND = "bound"
    SINCE = "since"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text.

    ``past`` is its value as something done, ``ahead`` as something to come: "en octobre"
    without a year is the last October, or the next.  ``within`` marks a bound that counts
    from the act ("sous deux ans"), in months.
    """

    start: int
    end: int
    past: PartialDate | None
    ahead: PartialDate | None
    role: Role = Role.PLAIN
    within: int | None = None
    relative: str | None = None
    yearless: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """When the document was published: the last day that this can mean, and whether it is that day."""

    day: date | None
    certain: bool
    first: date | None = None


def make_partial(year: int, month: int | None = None, day: int | None = None) -> PartialDate | None:
    """Return the date, or None where the calendar has no such day."""
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None


def shift_months(value: PartialDate, months: int) -> PartialDate | None:
    """Return the month *months* after *value*, at month precision."""
    total = value.year * 12 + (value.month or 1) - 1 + months
    return make_partial(total // 12, total % 12 + 1)
