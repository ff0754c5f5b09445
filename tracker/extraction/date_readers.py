"""Read each form of date that :mod:`date_patterns` finds: its value as past, and as to come."""

from __future__ import annotations

import re
from datetime import timedelta

from tracker.extraction.date_mention import DateMention, Reading, Role, make_partial, shift_months
from tracker.extraction.date_patterns import DAYS, MONTH, MONTHS, NUMBERS, SEASON, YEAR
from tracker.model.dates import PartialDate

_YEAR = re.compile(YEAR)
Values = tuple[PartialDate | None, PartialDate | None, str | None]


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS.get(word, 0)


def _month(word: str) -> int:
    return MONTHS[word.rstrip(".")]


def _list(match: re.Match[str], published: Reading) -> Values | None:
    month = match["m1"]
    if month is None:
        found = re.search(rf"\b({MONTH})\b", match[0])
        if found is None:
            return None
        month = found[1]
    return _day(int(match["d"]), _month(month), match["y"], published)


def _iso(match: re.Match[str], published: Reading) -> Values | None:
    del published
    value = make_partial(int(match["y"]), int(match["mn"]), int(match["d"]))
    return (value, value, None) if value else None


def _full(match: re.Match[str], published: Reading) -> Values | None:
    return _day(int(match["d"]), _month(match["m"]), match["y"], published)


def _day(day: int, month: int, year: str | None, published: Reading) -> Values | None:
    if year:
        value = make_partial(int(year), month, day)
        ours = _YEAR.fullmatch(year) is not None
        return ((value, value, None) if value else None) if ours else (None, None, None)
    this = make_partial(published.day.year, month, day) if published.day is not None else None
    if this is None or published.day is None:
        return None, None, None
    past = this
    if this.first_day() > published.day + timedelta(days=0 if published.certain else 31):
        past = make_partial(published.day.year - 1, month, day) or this
    ahead = this if this.first_day() >= published.day else make_partial(published.day.year + 1, month, day)
    return past, ahead, None


def _month_year(match: re.Match[str], published: Reading) -> Values | None:
    del published
    value = make_partial(int(match["y"]), _month(match["m"]))
    return (value, value, None) if value else None


_PART = re.compile(r"\b(?:fin|debut|mi|courant|early|mid|late)[ -](?:de )?$")


def _christmas(match: re.Match[str], published: Reading) -> Values | None:
    if match["y"]:
        value = make_partial(int(match["y"]), 12)
        return value, value, None
    if published.day is None:
        return None, None, None
    return make_partial(published.day.year - 1, 12), make_partial(published.day.year, 12), None


def _month_only(match: re.Match[str], published: Reading) -> Values | None:
    if (
        match["m"] in ("mars", "mai", "may", "march")
        and not re.match(r"(?:en|in|last)\b", match[0])
        and not match["last"]
        and not _PART.search(match.string, max(0, match.start() - 12), match.start())
    ):
        return None
    if published.day is None:
        return None, None, None
    month, day = _month(match["m"]), published.day
    last = bool(match["last"] or match["prev"])
    year = day.year if month < day.month or (month == day.month and not last) else day.year - 1
    ahead = day.year if month >= day.month else day.year + 1
    return make_partial(year, month), make_partial(ahead, month), None


def _half_year(match: re.Match[str], published: Reading) -> Values | None:
    del published
    first = match["half"] in ("premier", "1er")
    month = (6 if first else 12) if match["unit"] == "semestre" else (3 if first else 6)
    return make_partial(int(match["y"])), make_partial(int(match["y"]), month), None


def _same_month(match: re.Match[str], published: Reading) -> Values | None:
    del published
    month = match["m"] or match["m2"]
    return None, None, f"same-year:{_month(month)}" if month else "next-month"


def _year_end(match: re.Match[str], published: Reading) -> Values | None:
    if match["y"] is None and "annee" not in match[0] and "year" not in match[0]:
        return None
    year = int(match["y"]) if match["y"] else (published.day.year if published.day else None)
    if year is None:
        return None, None, None
    return make_partial(year), make_partial(year, 12), None


def _this_year(match: re.Match[str], published: Reading) -> Values | None:
    if match[0] == "de l'annee" or published.day is None:
        return None
    return make_partial(published.day.year), make_partial(published.day.year), None


_SEASONS = dict(zip(SEASON.split("|"), (3, 6, 9, 12, 3, 6, 9, 9, 12), strict=True))
"""The month with which each begins."""


def _season(match: re.Match[str], published: Reading) -> Values | None:
    if (
        not match["y"]
        and not match["this"]
        and not match["last"]
        and not re.match(r"(?:a l'|l'|au |the |in the |last |next )", match[0])
    ):
        return None
    if match["y"]:
        year = int(match["y"])
        return make_partial(year), make_partial(year), None
    if published.day is None:
        return None, None, None
    month = _SEASONS[match["s"]]
    day = published.day
    past = day.year if month <= day.month else day.year - 1
    if match["last"] and past == day.year and month + 2 >= day.month:
        past -= 1
    ahead = day.year if month >= day.month else day.year + 1
    return make_partial(past), make_partial(ahead), None


def _year_part(match: re.Match[str], published: Reading) -> Values | None:
    del published
    year = int(match["y"])
    return make_partial(year), make_partial(year, 12) if match["part"] == "fin" else make_partial(year), None


def _year(match: re.Match[str], published: Reading) -> Values | None:
    del published
    return make_partial(int(match["y"])), make_partial(int(match["y"])), None


def _later(match: re.Match[str], published: Reading) -> Values | None:
    del published
    unit = match["u"][:3]
    direction = -1 if match["dir"] in ("auparavant", "plus tot", "earlier") else 1
    return None, None, f"plus:{direction * _number(match['n'])}:{unit}"


def _ago(match: re.Match[str], published: Reading) -> Values | None:
    if published.day is None:
        return None, None, None
    number = _number(match["n"] or match["n2"])
    unit = (match["u"] or match["u2"])[:3]
    day = published.day
    if unit in ("an", "ans", "ann", "yea"):
        return make_partial(day.year - number), None, None
    if unit in ("moi", "mon"):
        return shift_months(PartialDate(day.year, day.month), -number), None, None
    if unit in ("sem", "wee"):
        before = day - timedelta(weeks=number)
        return make_partial(before.year, before.month), None, None
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


_JUST_DONE = re.compile(
    r"\b(?:a|ont|est|sont|ete) (?:\w+ )?\w+(?:e|ee|es|ees|i|is|ie|ies|it|ite|u|us|ue|ues|ert|erte) $"
)
"""Then "aujourd'hui" is the day of the text, not nowadays."""


def _word(match: re.Match[str], published: Reading) -> Values | None:  # noqa: PLR0911 - one return a word
    word, day = match["w"], published.day
    relative = {
        "la veille": "eve",
        "le lendemain": "next-day",
        "des le lendemain": "next-day",
        "le meme jour": "same-day",
        "le jour meme": "same-day",
        "ce jour-la": "same-day",
        "ce meme jour": "same-day",
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
            make_partial(monday.year, monday.month)
            if (monday + timedelta(days=4)).month == monday.month
            else make_partial(monday.year)
        )
        return value if published.certain else None, None, None
    if word in ("le mois dernier", "last month"):
        return shift_months(PartialDate(day.year, day.month), -1), None, None
    if word.endswith(("du mois", "de mois", "mois-ci", "this month")):
        return make_partial(day.year, day.month), None, None
    if word in ("l'an dernier", "l'an passe", "l'annee derniere", "last year"):
        return make_partial(day.year - 1), None, None
    if word == "ces jours-ci" or not published.certain:
        return None, None, None
    if word == "aujourd'hui" and _JUST_DONE.search(match.string[: match.start()]) is None:
        return None, None, None
    days = {"hier": 1, "yesterday": 1, "avant-hier": 2}.get(word, 0)
    value = PartialDate.of(day - timedelta(days=days))
    return value, value, None


def _weekday(match: re.Match[str], published: Reading) -> Values | None:
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


_NEAR = 31
"""How many days from the text a day of the month told without its month can be."""


def _day_and_number(match: re.Match[str], published: Reading) -> Values | None:
    """Read "lundi 9": the nearest day that is both; where none is, the number counts something else."""
    if published.day is None or not published.certain:
        return None
    wanted, number = DAYS[match["wd"]], int(match["d"])
    near = (published.day + timedelta(days=away) for away in range(-_NEAR, _NEAR + 1))
    fit = [day for day in near if day.weekday() == wanted and day.day == number]
    past = [PartialDate.of(day) for day in fit if day <= published.day]
    ahead = [PartialDate.of(day) for day in fit if day >= published.day]
    return (past[-1] if past else None, ahead[0] if ahead else None, None) if fit else None


VALUES = {
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
    "dayandnumber": _day_and_number,
    "weekday": _weekday,
    "year": _year,
    "leadyear": _year,
    "christmas": _christmas,
}
