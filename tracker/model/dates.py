"""Dates as precise as a text gives them, and terms of validity.

A French press article says « en 2019 », « en octobre 2020 » or « le 8 octobre 2020 »:
a :class:`PartialDate` keeps which of the three it was.  All of them are dates of the
Gregorian calendar as French law counts them (Europe/Paris); none has a time of day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TERM = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of a year, or a day.

    >>> str(PartialDate(2020, 10))
    '2020-10'
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        self.first_day()  # raises ValueError for the 31st of February

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2020``, ``2020-10`` or ``2020-10-08``; raise ValueError for anything else."""
        match = _DATE.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a date such as 2020, 2020-10 or 2020-10-08")
        year, month, day = (int(part) if part else None for part in match.groups())
        return cls(year or 0, month, day)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return *day* at day precision."""
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text

    @property
    def is_day(self) -> bool:
        """Say whether the day itself is known."""
        return self.day is not None

    @property
    def precision(self) -> int:
        """Return 1 for a year, 2 for a month, 3 for a day."""
        return 1 + (self.month is not None) + (self.day is not None)

    def first_day(self) -> date:
        """Return the first day that this date covers: a year counts from 1 January."""
        return date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> date:
        """Return the last day that this date covers."""
        if self.day is not None:
            return self.first_day()
        month = self.month or 12
        return date(self.year, month, monthrange(self.year, month)[1])

    def covers(self, other: PartialDate) -> bool:
        """Say whether *other* lies within this date.

        >>> PartialDate(2020, 10).covers(PartialDate(2020, 10, 8))
        True
        """
        return self.first_day() <= other.first_day() and other.last_day() <= self.last_day()

    def agrees_with(self, other: PartialDate) -> bool:
        """Say whether both can be the date of one act: one lies within the other."""
        return self.covers(other) or other.covers(self)


@dataclass(frozen=True, slots=True)
class Term:
    """How long an authorisation holds, as an ISO 8601 duration of whole days or more.

    >>> str(Term.parse("P36M")), Term.parse("P3Y").end(date(2023, 12, 21)).isoformat()
    ('P36M', '2026-12-21')
    """

    months: int
    days: int
    iso: str

    @classmethod
    def parse(cls, text: str) -> Term:
        """Read ``P3Y``, ``P18M``, ``P1Y6M`` or ``P90D``; raise ValueError for anything else."""
        match = _TERM.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a duration such as P3Y, P18M or P90D")
        years, months, weeks, days = (int(part or 0) for part in match.groups())
        return cls(12 * years + months, 7 * weeks + days, text)

    def __str__(self) -> str:
        return self.iso

    def end(self, start: date) -> date:
        """Return the last day of a term that begins on *start*, that day included.

        A month without the day ends on its last day, as a French délai de mois does
        (code de procédure civile, article 641).
        """
        month = start.month - 1 + self.months
        year, month = start.year + month // 12, month % 12 + 1
        day = min(start.day, monthrange(year, month)[1])
        return date(year, month, day) + timedelta(days=self.days)
