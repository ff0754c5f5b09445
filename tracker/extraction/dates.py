"""Find the dates that a sentence gives, at the precision it gives them.

Relative dates ("hier", "mardi", "le mois dernier") are resolved from the day of
publication; where that is not known to the day, they stay unresolved rather than guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.extraction.date_patterns import (
    BOUND,
    DAYS,
    MONTH,
    MONTHS,
    NEEDS,
    NUMBERS,
    PATTERNS,
    PUT_OFF,
    SIGNS,
    SINCE,
)
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


def find_dates(text: str, published: Reading, *, start: int = 0, end: int | None = None) -> list[DateMention]:
    """Return the dates of ``text[start:end]`` in reading order; *text* is small letters without accents.

    >>> read = read_published("2020-11-22")
    >>> [str(found.past) for found in find_dates("une lettre du 19 novembre, puis en 2019", read)]
    ['2020-11-19', '2019']
    """
    local = text[start : len(text) if end is None else end]
    signs = {match.lastgroup for match in SIGNS.finditer(local)}
    if not signs:
        return []
    taken: list[tuple[int, int]] = []
    found: list[DateMention] = []
    for kind, pattern in PATTERNS:
        if signs.isdisjoint(NEEDS[kind]):
            continue
        for match in pattern.finditer(local):
            if any(match.start() < right and left < match.end() for left, right in taken):
                continue
            mention = _read(kind, match, local, published)
            if mention is not None:
                taken.append((mention.start, mention.end))
                found.append(replace(mention, start=mention.start + start, end=mention.end + start))
    return sorted(found, key=lambda mention: mention.start)


def _read(kind: str, match: re.Match[str], text: str, published: Reading) -> DateMention | None:
    before = text[max(0, match.start() - 40) : match.start()]
    role = Role.BOUND if BOUND.search(before) else Role.SINCE if SINCE.search(before) else Role.PLAIN
    values = _VALUES[kind](match, published)
    if values is None:
        return None
    if isinstance(values, DateMention):
        return values
    past, ahead, relative = values
    if re.match(r"(?:d'ici|avant|pour|by|jusqu)", match[0]) or (
        match[0].startswith("a ") and PUT_OFF.search(before)
    ):
        role = Role.BOUND
    yearless = kind in ("full", "us", "lastmonthname", "list") and not match.groupdict().get("y")
    return DateMention(match.start(), match.end(), past, ahead, role, None, relative, yearless)


_Values = tuple[PartialDate | None, PartialDate | None, str | None]


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS.get(word, 0)


def _month(word: str) -> int:
    return MONTHS[word.rstrip(".")]


def _partial(year: int, month: int | None = None, day: int | None = None) -> PartialDate | None:
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None


def _list(match: re.Match[str], published: Reading) -> _Values | None:
    month = match["m1"]
    if month is None:
        found = re.search(rf"\b({MONTH})\b", match[0])
        if found is None:
            return None
        month = found[1]
    return _day(int(match["d"]), _month(month), match["y"], published)


def _iso(match: re.Match[str], published: Reading) -> _Values | None:
    del published
    value = _partial(int(match["y"]), int(match["mn"]), int(match["d"]))
    return (value, value, None) if value else None


def _full(match: re.Match[str], published: Reading) -> _Values | None:
    return _day(int(match["d"]), _month(match["m"]), match["y"], published)


def _day(day: int, month: int, year: str | None, published: Reading) -> _Values | None:
    if year:
        value = _partial(int(year), month, day)
        return (value, value, None) if value else None
    if published.day is None:
        return None, None, None
    this = _partial(published.day.year, month, day)
    if this is None:
        return None, None, None
    past = this
    if this.first_day() > published.day + timedelta(days=0 if published.certain else 31):
        past = _partial(published.day.year - 1, month, day) or this
    ahead = this if this.first_day() >= published.day else _partial(published.day.year + 1, month, day)
    return past, ahead, None


def _month_year(match: re.Match[str], published: Reading) -> _Values | None:
    del published
    value = _partial(int(match["y"]), _month(match["m"]))
    return (value, value, None) if value else None


def _month_only(match: re.Match[str], published: Reading) -> _Values | None:
    if (
        match["m"] in ("mars", "mai", "may", "march")
        and not re.match(r"(?:en|in|last)\b", match[0])
        and not match["last"]
    ):
        return None
    if published.day is None:
        return None, None, None
    month, day = _month(match["m"]), published.day
    last = bool(match["last"] or match["prev"])
    year = day.year if month < day.month or (month == day.month and not last) else day.year - 1
    ahead = day.year if month >= day.month else day.year + 1
    return _partial(year, month), _partial(ahead, month), None


def _half_year(match: re.Match[str], published: Reading) -> _Values | None:
    del published
    first = match["half"] in ("premier", "1er")
    month = (6 if first else 12) if match["unit"] == "semestre" else (3 if first else 6)
    return _partial(int(match["y"])), _partial(int(match["y"]), month), None


def _same_month(match: re.Match[str], published: Reading) -> _Values | None:
    del published
    return None, None, f"same-year:{_month(match['m'])}" if match["m"] else "next-month"


def _year_end(match: re.Match[str], published: Reading) -> _Values | None:
    if match["y"] is None and "annee" not in match[0] and "year" not in match[0]:
        return None
    year = int(match["y"]) if match["y"] else (published.day.year if published.day else None)
    if year is None:
        return None, None, None
    return _partial(year), _partial(year, 12), None


def _this_year(match: re.Match[str], published: Reading) -> _Values | None:
    if match[0] == "de l'annee" or published.day is None:
        return None
    return _partial(published.day.year), _partial(published.day.year), None


def _season(match: re.Match[str], published: Reading) -> _Values | None:
    if (
        not match["y"]
        and not match["this"]
        and not match["last"]
        and not re.match(r"(?:a l'|l'|au |the |in the |last |next )", match[0])
    ):
        return None
    if match["y"]:
        year = int(match["y"])
        return _partial(year), _partial(year), None
    if published.day is None:
        return None, None, None
    starts = {
        "printemps": 3,
        "spring": 3,
        "ete": 6,
        "summer": 6,
        "automne": 9,
        "autumn": 9,
        "fall": 9,
        "hiver": 12,
        "winter": 12,
    }
    month = starts[match["s"]]
    day = published.day
    past = day.year if month <= day.month else day.year - 1
    if match["last"] and past == day.year and month + 2 >= day.month:
        past -= 1
    ahead = day.year if month >= day.month else day.year + 1
    return _partial(past), _partial(ahead), None


def _year_part(match: re.Match[str], published: Reading) -> _Values | None:
    del published
    year = int(match["y"])
    return _partial(year), _partial(year, 12) if match["part"] == "fin" else _partial(year), None


def _year(match: re.Match[str], published: Reading) -> _Values | None:
    del published
    return _partial(int(match["y"])), _partial(int(match["y"])), None


def _later(match: re.Match[str], published: Reading) -> _Values | None:
    del published
    unit = match["u"][:3]
    direction = -1 if match["dir"] in ("auparavant", "plus tot", "earlier") else 1
    return None, None, f"plus:{direction * _number(match['n'])}:{unit}"


def _ago(match: re.Match[str], published: Reading) -> _Values | None:
    if published.day is None:
        return None, None, None
    number = _number(match["n"] or match["n2"])
    unit = (match["u"] or match["u2"])[:3]
    day = published.day
    if unit in ("an", "ans", "ann", "yea"):
        return _partial(day.year - number), None, None
    if unit in ("moi", "mon"):
        return shift_months(PartialDate(day.year, day.month), -number), None, None
    if unit in ("sem", "wee"):
        before = day - timedelta(weeks=number)
        return _partial(before.year, before.month), None, None
    before = day - timedelta(days=number)
    return PartialDate.of(before), None, None


def _within(match: re.Match[str], published: Reading) -> DateMention | None:
    del published
    number, unit = _number(match["n"] or match["n2"]), (match["u"] or match["u2"])[:3]
    if unit in ("an", "ans", "ann", "yea"):
        months = 12 * number
    elif unit in ("moi", "mon"):
        months = number
    else:
        return None
    return DateMention(match.start(), match.end(), None, None, Role.BOUND, months)


def shift_months(value: PartialDate, months: int) -> PartialDate | None:
    """Return the month *months* after *value*, at month precision."""
    total = value.year * 12 + (value.month or 1) - 1 + months
    return _partial(total // 12, total % 12 + 1)


def _word(match: re.Match[str], published: Reading) -> _Values | None:  # noqa: PLR0911 - one return a word
    word, day = match["w"], published.day
    relative = {
        "la veille": "eve",
        "le lendemain": "next-day",
        "des le lendemain": "next-day",
        "le meme jour": "same-day",
        "le soir meme": "same-day",
        "dans le meme temps": "same-month",
        "the same day": "same-day",
        "that same year": "same-year",
        "la meme annee": "same-year",
    }.get(word)
    if relative:
        return None, None, relative
    if day is None:
        return None, None, None
    if word in ("la semaine derniere", "la semaine passee", "last week", "cette semaine", "this week"):
        monday = day - timedelta(days=day.weekday() + (0 if word in ("cette semaine", "this week") else 7))
        value = (
            _partial(monday.year, monday.month)
            if (monday + timedelta(days=4)).month == monday.month
            else _partial(monday.year)
        )
        return value if published.certain else None, None, None
    if word in ("le mois dernier", "last month"):
        return shift_months(PartialDate(day.year, day.month), -1), None, None
    if word in ("l'an dernier", "l'an passe", "l'annee derniere", "last year"):
        return _partial(day.year - 1), None, None
    if word == "ces jours-ci" or not published.certain:
        return None, None, None
    if word == "aujourd'hui":
        return None, None, None
    days = {"hier": 1, "yesterday": 1, "avant-hier": 2}.get(word, 0)
    value = PartialDate.of(day - timedelta(days=days))
    return value, value, None


def _weekday(match: re.Match[str], published: Reading) -> _Values | None:
    if published.day is None or not published.certain:
        return None, None, None
    wanted, day = DAYS[match["wd"]], published.day
    back = (day.weekday() - wanted) % 7
    if back == 0 and (match["last"] or match["prev"]):
        back = 7
    past = day - timedelta(days=back)
    ahead = day + timedelta(days=(wanted - day.weekday()) % 7)
    if match["next"]:
        return None, PartialDate.of(ahead), None
    return PartialDate.of(past), PartialDate.of(ahead), None


def _years(match: re.Match[str], published: Reading) -> _Values | None:
    return _year(match, published)


_VALUES = {
    "list": _list,
    "iso": _iso,
    "numeric": _iso,
    "full": _full,
    "us": _full,
    "month": _month_year,
    "lastmonthname": _month_only,
    "halfyear": _half_year,
    "samemonth": _same_month,
    "yearend": _year_end,
    "thisyear": _this_year,
    "season": _season,
    "yearpart": _year_part,
    "relmonths": _later,
    "ago": _ago,
    "within": _within,
    "word": _word,
    "weekday": _weekday,
    "year": _years,
    "leadyear": _years,
}


def resolve(relative: str, anchor: PartialDate) -> PartialDate | None:  # noqa: PLR0911 - one return a form
    """Resolve a date told from another: "la veille", "trois mois plus tard", "le mois suivant"."""
    if relative in ("eve", "next-day"):
        if not anchor.is_day:
            return None
        return PartialDate.of(anchor.first_day() + timedelta(days=-1 if relative == "eve" else 1))
    if relative == "same-day":
        return anchor
    if relative == "same-month":
        return _partial(anchor.year, anchor.month)
    if relative == "same-year":
        return _partial(anchor.year)
    if relative == "next-month":
        return shift_months(anchor, 1) if anchor.month else None
    if relative.startswith("same-year:"):
        return _partial(anchor.year, int(relative.split(":")[1]))
    _, number, unit = relative.split(":")
    if unit in ("an", "ans", "ann", "yea"):
        return _partial(anchor.year + int(number))
    if unit in ("moi", "mon") and anchor.month:
        return shift_months(anchor, int(number))
    return None
