"""Read the dates of feeds, French ones included, at the precision that they give.

A date that cannot be read is None, never today's.  A time without a zone is one of Paris.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_PARIS = ZoneInfo("Europe/Paris")
_FIRST_YEAR, _LAST_YEAR = 1990, 2200
_LONGEST = 80
_AHEAD = timedelta(days=2)
_LONGEST_OFFSET = timedelta(hours=14)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv janvier january",
            "feb fev fevr fevrier february",
            "mar mars march",
            "apr avr avril april",
            "may mai",
            "jun juin june",
            "jul juil juillet july",
            "aug aou aout august",
            "sep sept septembre september",
            "oct octobre october",
            "nov novembre november",
            "dec decembre december",
        ),
        start=1,
    )
    for name in names.split()
}
_HOURS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "met": 1, "mez": 1,
    "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_TIME = (
    r"(?:[t,\s]*(?:(?:a|-)\s+)?(?P<hour>\d{1,2})\s?(?::|h)\s?(?P<minute>\d{2})?(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<noon>[ap]m)?\s*(?P<zone>[a-z][a-z_/+-]*|(?:gmt|utc)?\s?[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_WEEKDAY = r"(?:[a-z]{3,9}[,\s]+)?(?:le\s+)?"
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_MONTH = r"(?P<month>[a-z]{3,9})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}}){_TIME}",
        rf"(?P<day>\d{{1,2}})[-/](?P<month>\d{{1,2}})[-/](?P<year>\d{{4}}){_TIME}",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:er)?[\s-]+{_MONTH}[\s-]+(?P<year>\d{{4}}|\d{{2}}){_TIME}",
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[,\s]+(?P<year>\d{{4}}){_TIME}",
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s+(?P<year>\d{{4}})(?P<noon>(?!))?(?P<zone>(?!))?",
    )
)
_COARSE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2}))?")


@lru_cache(maxsize=256)
def parse_date(text: str) -> str | None:
    """Return *text* as an instant in UTC, or as a date where it gives no time; else None.

    >>> parse_date("jeudi 1 février 2024 à 08h15")
    '2024-02-01T07:15:00Z'
    >>> parse_date("Thu, 01 Feb 2024 10:00:00 CET")
    '2024-02-01T09:00:00Z'
    >>> parse_date("03/02/2024")
    '2024-02-03'
    >>> parse_date("Mon, 30 Feb 2026 27:61:00 +9999") is None
    True

    A time in a zone that nobody knows gives the day alone.
    """
    plain = _plain(text)
    coarse = _COARSE.fullmatch(plain)
    if coarse is not None:
        return _coarse(plain, coarse)
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match is not None:
            try:
                return _read(match)
            except (ValueError, OverflowError):
                return None
    return None


def horizon(now: datetime) -> str:
    """Return the last instant that a date may bear *now*: official texts come a day early."""
    return (now + _AHEAD).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(text: str) -> str:
    """Return *text* in lower case, without accents, with the dots of abbreviations gone."""
    if len(text) > _LONGEST:
        return ""
    bare = text.lower()
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    if "." not in bare:
        return " ".join(bare.split())
    dotted = re.sub(r"^(\d\d?)\.(\d\d?)\.(?=\d{4})", r"\1/\2/", bare)
    return " ".join(re.sub(r"\.(?!\d)", " ", dotted).split())


def _coarse(plain: str, match: re.Match[str]) -> str | None:
    known = _FIRST_YEAR <= int(match["year"]) <= _LAST_YEAR and 1 <= int(match["month"] or 1) <= 12
    return plain if known else None


def _read(match: re.Match[str]) -> str | None:
    year, month = int(match["year"]), match["month"]
    if len(match["year"]) == 2:
        year += 1900 if year > 68 else 2000
    if not month.isdigit() and month not in _MONTHS:
        return None
    day = date(year, int(month) if month.isdigit() else _MONTHS[month], int(match["day"]))
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    zone = _zone(match["zone"])
    if match["hour"] is None or zone is None:
        return day.isoformat()
    hour = (
        int(match["hour"]) % 12 + (12 if match["noon"] == "pm" else 0)
        if match["noon"]
        else int(match["hour"])
    )
    moment = datetime(
        day.year,
        day.month,
        day.day,
        hour,
        int(match["minute"] or 0),
        min(int(match["second"] or 0), 59),
        tzinfo=zone,
    )
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _zone(name: str | None) -> tzinfo | None:
    """Return the zone called *name*: an offset, an abbreviation, a place; Paris where none is named."""
    if not name:
        return _PARIS
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    digits = re.sub(r"\D", "", name)
    if digits:
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
        if offset > _LONGEST_OFFSET:
            raise ValueError(name)
        return timezone(-offset if "-" in name else offset)
    try:
        return ZoneInfo("/".join(part.capitalize() for part in name.split("/"))) if "/" in name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
