"""Find the dates that a sentence gives, at the precision it gives them.

Relative dates ("hier", "mardi", "le mois dernier") are resolved from the day of
publication; where that is not known to the day, they stay unresolved rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.model.dates import PartialDate

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan", "fevrier fevr fev february feb", "mars march mar", "avril avr april apr", "mai may",
            "juin june jun", "juillet juil july jul", "aout august aug", "septembre sept september sep", "octobre oct october",
            "novembre nov november", "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DAYS = {
    name: number
    for number, names in enumerate(
        ("lundi monday", "mardi tuesday", "mercredi wednesday", "jeudi thursday", "vendredi friday", "samedi saturday",
         "dimanche sunday")
    )
    for name in names.split()
}  # fmt: skip
_NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "quinze": 15, "seize": 16, "dix-huit": 18, "vingt": 20, "vingt-quatre": 24, "trente": 30,
    "trente-six": 36, "quarante-huit": 48, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18, "twenty-four": 24, "thirty-six": 36, "vingt-cinq": 25,
    "treize": 13, "quatorze": 14, "a": 1, "an": 1, "vingt-sept": 27, "trente-deux": 32, "thirteen": 13, "fifteen": 15,
}  # fmt: skip

MONTH = (
    "|".join(sorted((m for m in _MONTHS if len(m) > 3 or m in ("mai", "may")), key=len, reverse=True))
    + r"|(?:janv|fevr|fev|avr|juil|sept|oct|nov|dec|jan|feb|apr|aug|sep)\."
)
DAY = "|".join(_DAYS)
NUMBER = r"\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_SEASON = r"printemps|ete|automne|hiver|spring|summer|autumn|fall|winter"


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
            instant = datetime.fromisoformat(published.replace("Z", "+00:00"))
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


_BOUND = re.compile(
    r"(?:d'ici(?: a| au)?(?: la)?|avant|au plus tard|jusqu'(?:en|au|a)|pour|a compter d[ue]|a partir d[ue]|prevue?s?(?: pour| en| a| au)?(?: la)?|"
    r"programmee?s?(?: pour| en)?|reportee?s?(?: a| en| au)?|repoussee?s?(?: a| en| au)?|by|until|before|due(?: in| by)?|from \d{4} to|no later than|horizon|vers|"
    r"echeance (?:a|au|de)|entre [^.;]{3,40} et|between [^.;]{3,40} and|attendue?s?(?: pour| en| a)?|courant|entre(?: la)?|between|late|from)(?: le| la| l'| the| end of| fin| debut| mi-?)*\s*$"
)
_PUT_OFF = re.compile(r"(?:echeance|repouss\w*|report\w*|decal\w*) $")
_SINCE = re.compile(r"(?:depuis|des|since)(?: le| la| l'| the)?\s*$")
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "samemonth",
        re.compile(rf"\b(?:en (?P<m>{MONTH}) de la meme annee|(?:le mois suivant|the following month))\b"),
    ),
    (
        "list",
        re.compile(
            rf"\bles (?P<d>\d{{1,2}})(?:er)?(?: (?P<m1>{MONTH}))?(?:(?:, (?:et )?| et |, )\d{{1,2}}(?:er)?(?: (?:{MONTH}))?)+(?<=(?P<tail>\w)) ?(?P<y>{_YEAR})?"
        ),
    ),
    ("iso", re.compile(rf"\b(?P<y>{_YEAR})-(?P<mn>\d\d)-(?P<d>\d\d)\b")),
    ("numeric", re.compile(rf"\b(?P<d>\d{{1,2}})/(?P<mn>\d{{1,2}})/(?P<y>{_YEAR})\b")),
    (
        "full",
        re.compile(
            rf"\b(?:(?P<wd>{DAY}),? )?(?:(?:le|du|au|on|of|the) )?(?P<d>\d{{1,2}})(?:er|st|nd|rd|th)? (?:of )?(?P<m>{MONTH})(?:,? (?P<y>{_YEAR})| (?P<last>dernier|passe)| (?P<next>prochain))?(?!\w)"
        ),
    ),
    (
        "us",
        re.compile(
            rf"\b(?:(?P<wd>{DAY}),? )?(?P<m>{MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y>{_YEAR}))?\b"
        ),
    ),
    (
        "month",
        re.compile(
            rf"\b(?:(?P<part>debut|mi|fin|courant|early|mid|late)[ -](?:de )?)?(?:(?:en|au mois de|du mois de|de|d'|des|in|last|mois de) ?)?(?P<m>{MONTH}) (?:de l'an(?:nee)? )?(?P<y>{_YEAR})\b"
        ),
    ),
    (
        "lastmonthname",
        re.compile(rf"\b(?:(?:en|in) )?(?P<prev>last )?(?P<m>{MONTH})(?: (?P<last>dernier|passe))?(?!\w)"),
    ),
    (
        "halfyear",
        re.compile(
            rf"\b(?:au |le |du |d'ici )?(?P<half>premier|second|deuxieme|1er|2e) (?P<unit>semestre|trimestre)(?: de)? (?P<y>{_YEAR})\b"
        ),
    ),
    (
        "yearend",
        re.compile(
            rf"\b(?:d'ici (?:a |la )*(?:la )?|avant (?:la )?|pour (?:la )?|a (?:la )?|en |by (?:the )?|at the )?(?P<part>fin|end)(?: de| d'| of)?(?: l'annee| the year| annee)? ?(?P<y>{_YEAR})?\b(?=(?P<ok>))"
        ),
    ),
    ("thisyear", re.compile(r"\b(?:cette annee|l'annee en cours|this year|de l'annee)\b")),
    (
        "season",
        re.compile(
            rf"\b(?P<this>cet |cette |ce |this )?(?:a l'|l'|au |d'|d'ici l'|the |in the |next |last )?(?P<s>{_SEASON})(?! of\b)(?: (?P<y>{_YEAR})| (?P<last>dernier|derniere|passe)| (?P<next>prochain|prochaine))?\b"
        ),
    ),
    (
        "yearpart",
        re.compile(
            rf"\b(?:au )?(?P<part>debut|fin|mi|courant|early|mid|late)[ -](?:de )?(?:l'annee )?(?P<y>{_YEAR})\b"
        ),
    ),
    (
        "relmonths",
        re.compile(
            rf"\b(?P<n>{NUMBER}) (?P<u>jours?|semaines?|mois|ans|annees|an|days?|weeks?|months?|years?) (?P<dir>plus tard|apres|later|after|auparavant|plus tot|earlier)\b"
        ),
    ),
    (
        "ago",
        re.compile(
            rf"\b(?:il y a|voila) (?P<n>{NUMBER}) (?P<u>jours?|semaines?|mois|ans|annees|an)\b|\b(?P<n2>{NUMBER}) (?P<u2>days?|weeks?|months?|years?) ago\b"
        ),
    ),
    (
        "within",
        re.compile(
            rf"\b(?:sous|dans (?:un delai (?:maximal |maximum )?(?:de|d')|les|un delai inferieur a)|d'ici(?: a)?|en|within|un delai (?:maximal |maximum )?de|au plus tard dans|inferieur a)"
            rf" (?:«|\")?\s?(?P<n>{NUMBER}) (?P<u>jours?|semaines?|mois|ans|annees|an|days?|weeks?|months?|years?)\b|\b(?P<n2>{NUMBER}) (?P<u2>ans|mois|annees|years|months) (?:au plus|au maximum|at most)\b"
        ),
    ),
    (
        "word",
        re.compile(
            r"\b(?P<w>avant-hier|hier|aujourd'hui|ce matin|(?<!a )ce jour|ce midi|ce soir|yesterday|today|this morning|"
            r"la semaine derniere|la semaine passee|cette semaine|last week|this week|ces jours-ci|le mois dernier|last month|l'an dernier|l'an passe|l'annee derniere|last year|"
            r"la veille|le lendemain|des le lendemain|le meme jour|le soir meme|dans le meme temps|the same day|that same year|la meme annee)\b"
        ),
    ),
    (
        "weekday",
        re.compile(
            rf"\b(?P<this>ce )?(?P<prev>last )?(?P<wd>{DAY})(?: (?P<last>dernier|passe))?(?: (?P<next>prochain))?\b"
        ),
    ),
    (
        "year",
        re.compile(
            rf"(?:\b(?:en|in|annee|depuis|des|de|since|l'an|by|d'ici|d'ici a|pour|avant|horizon|a|and|et|vers|to|the|its|until|jusqu'en|from)|\()\s?(?P<y>{_YEAR})(?![\w/-])"
        ),
    ),
    ("leadyear", re.compile(rf"^\W*(?P<y>{_YEAR}) ?(?=[:,–])")),
)
_ANY = re.compile(
    rf"(?P<digit>\d)|\b(?:(?P<day>{DAY})|(?P<month>{MONTH})|(?P<season>{_SEASON})|(?P<word>hier|avant-hier|ce (?:matin|jour|midi|soir)|"
    r"yesterday|today|this morning|semaine|week|mois|month|ans?|annee|year|jours?|days?|veille|lendemain|meme|same))"
)
_NEEDS = {
    "samemonth": ("word",), "list": ("digit",), "iso": ("digit",), "numeric": ("digit",), "full": ("month",), "us": ("month",), "month": ("month",),
    "lastmonthname": ("month",), "halfyear": ("digit",), "yearend": ("digit", "word"), "thisyear": ("word",), "season": ("season",),
    "yearpart": ("digit",), "relmonths": ("word",), "ago": ("word",), "within": ("word",), "word": ("word",), "weekday": ("day",), "year": ("digit",),
    "leadyear": ("digit",),
}  # fmt: skip
"""Which signs of a date each pattern can't do without."""


def find_dates(text: str, published: Reading, *, start: int = 0, end: int | None = None) -> list[DateMention]:
    """Return the dates of ``text[start:end]`` in reading order; *text* is small letters without accents.

    >>> read = read_published("2020-11-22")
    >>> [str(found.past) for found in find_dates("une lettre du 19 novembre, puis en 2019", read)]
    ['2020-11-19', '2019']
    """
    local = text[start : len(text) if end is None else end]
    signs = {match.lastgroup for match in _ANY.finditer(local)}
    if not signs:
        return []
    taken: list[tuple[int, int]] = []
    found: list[DateMention] = []
    for kind, pattern in _PATTERNS:
        if signs.isdisjoint(_NEEDS[kind]):
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
    role = Role.BOUND if _BOUND.search(before) else Role.SINCE if _SINCE.search(before) else Role.PLAIN
    values = _VALUES[kind](match, published)
    if values is None:
        return None
    if isinstance(values, DateMention):
        return values
    past, ahead, relative = values
    if re.match(r"(?:d'ici|avant|pour|by|jusqu)", match[0]) or (
        match[0].startswith("a ") and _PUT_OFF.search(before)
    ):
        role = Role.BOUND
    yearless = kind in ("full", "us", "lastmonthname", "list") and not match.groupdict().get("y")
    return DateMention(match.start(), match.end(), past, ahead, role, None, relative, yearless)


_Values = tuple[PartialDate | None, PartialDate | None, str | None]


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.get(word, 0)


def _month(word: str) -> int:
    return _MONTHS[word.rstrip(".")]


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


def _word(match: re.Match[str], published: Reading) -> _Values | None:
    word, day = match["w"], published.day
    relative = {"la veille": "eve", "le lendemain": "next-day", "des le lendemain": "next-day", "le meme jour": "same-day",
                "le soir meme": "same-day", "dans le meme temps": "same-month", "the same day": "same-day",
                "that same year": "same-year", "la meme annee": "same-year"}.get(word)  # fmt: skip
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
    wanted, day = _DAYS[match["wd"]], published.day
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
    "list": _list, "iso": _iso, "numeric": _iso, "full": _full, "us": _full, "month": _month_year, "lastmonthname": _month_only,
    "halfyear": _half_year, "samemonth": _same_month, "yearend": _year_end, "thisyear": _this_year, "season": _season,
    "yearpart": _year_part, "relmonths": _later, "ago": _ago, "within": _within, "word": _word, "weekday": _weekday,
    "year": _years, "leadyear": _years,
}  # fmt: skip


def resolve(relative: str, anchor: PartialDate) -> PartialDate | None:
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


def find_all(text: str, published: Reading, bounds: list[tuple[int, int]]) -> Iterator[list[DateMention]]:
    """Yield the dates of each sentence of *bounds*."""
    for start, end in bounds:
        yield find_dates(text, published, start=start, end=end)
