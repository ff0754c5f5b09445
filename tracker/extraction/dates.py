"""Find the dates that a sentence gives, at the precision it gives them.

Relative dates ("hier", "mardi", "le mois dernier") are resolved from the day of
publication; where that is not known to the day, they stay unresolved rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.extraction.date_mention import DateMention, Reading, Role, make_partial, shift_months
from tracker.extraction.date_patterns import BOUND, PUT_OFF, SINCE, WORD, patterns_for
from tracker.extraction.date_readers import VALUES
from tracker.model.dates import PartialDate

__all__ = ["DateMention", "Reading", "Role", "find_dates", "read_published", "resolve", "shift_months"]

_PARIS = ZoneInfo("Europe/Paris")


def read_published(published: str | None) -> Reading:
    """Read a document's ``published``: a partial date, or an instant in UTC.

    >>> read_published("2024-01-31T23:30:00Z").day.isoformat()
    '2024-02-01'
    """
    if not published:
        return Reading(None, certain=False)
    if "T" in published or len(published) > 10:
        try:
            instant = datetime.fromisoformat(published)
        except ValueError:
            return read_published(published[:10]) if len(published) > 10 else Reading(None, certain=False)
        aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        try:
            day = aware.astimezone(_PARIS).date()
        except (OverflowError, ValueError):
            return Reading(None, certain=False)
        return Reading(day, certain=True, first=day)
    try:
        partial = PartialDate.parse(published)
    except ValueError:
        return Reading(None, certain=False)
    return Reading(partial.last_day(), partial.is_day, partial.first_day())


def find_dates(
    text: str,
    published: Reading,
    *,
    start: int = 0,
    end: int | None = None,
    words: AbstractSet[str] | None = None,
) -> list[DateMention]:
    """Return the dates of ``text[start:end]`` in reading order; *text* is small letters without accents.

    *words* are its words, where they are known already.

    >>> read = read_published("2020-11-22")
    >>> [str(found.past) for found in find_dates("une lettre du 19 novembre, puis en 2019", read)]
    ['2020-11-19', '2019']
    """
    local = text[start : len(text) if end is None else end]
    patterns = patterns_for(local, frozenset(WORD.findall(local)) if words is None else words)
    if not patterns:
        return []
    taken: list[tuple[int, int]] = []
    found: list[DateMention] = []
    for kind, pattern in patterns:
        for match in pattern.finditer(local):
            if any(match.start() < right and left < match.end() for left, right in taken):
                continue
            mention = _read(kind, match, local, published)
            if mention is not None:
                taken.append((mention.start, mention.end))
                found.append(_moved(mention, start))
    return sorted(found, key=lambda mention: mention.start)


def _moved(mention: DateMention, by: int) -> DateMention:
    """Return *mention* with its place counted from the beginning of the text."""
    return replace(mention, start=mention.start + by, end=mention.end + by) if by else mention


def _read(kind: str, match: re.Match[str], text: str, published: Reading) -> DateMention | None:
    before = text[max(0, match.start() - 40) : match.start()]
    role = Role.BOUND if BOUND.search(before) else Role.SINCE if SINCE.search(before) else Role.PLAIN
    values = VALUES[kind](match, published)
    if values is None:
        return None
    if isinstance(values, DateMention):
        return values
    past, ahead, relative = values
    if re.match(r"(?:d'ici|avant|pour|by|jusqu)", match[0]) or (
        match[0].startswith("a ") and PUT_OFF.search(before)
    ):
        role = Role.BOUND
    if match[0].startswith("a ") and before.endswith("jusqu'"):
        role = Role.BOUND
    yearless = kind in ("full", "us", "lastmonthname", "list") and not match.groupdict().get("y")
    return DateMention(match.start(), match.end(), past, ahead, role, None, relative, yearless)


def resolve(relative: str, anchor: PartialDate) -> PartialDate | None:  # noqa: PLR0911 - one return a form
    """Resolve a date told from another: "la veille", "trois mois plus tard", "le mois suivant"."""
    if relative in ("eve", "next-day"):
        if not anchor.is_day:
            return None
        return PartialDate.of(anchor.first_day() + timedelta(days=-1 if relative == "eve" else 1))
    if relative == "same-day":
        return anchor
    if relative == "same-month":
        return make_partial(anchor.year, anchor.month)
    if relative == "same-year":
        return make_partial(anchor.year)
    if relative == "next-month":
        return shift_months(anchor, 1) if anchor.month else None
    if relative.startswith("same-year:"):
        return make_partial(anchor.year, int(relative.split(":")[1]))
    _, number, unit = relative.split(":")
    if unit in ("an", "ans", "ann", "yea"):
        return make_partial(anchor.year + int(number))
    if unit in ("moi", "mon") and anchor.month:
        return shift_months(anchor, int(number))
    return None
