"""What dates look like in French and English, one pattern a form; the readers are in :mod:`dates`."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from tracker.extraction.grammar import numbers, ranks

MONTHS = ranks("months", first=1)
DAYS = ranks("days", first=0)
NUMBERS = numbers()
MONTH = (
    "|".join(sorted((m for m in MONTHS if len(m) > 3 or m in ("mai", "may")), key=len, reverse=True))
    + r"|(?:janv|fevr|fev|avr|juil|sept|oct|nov|dec|jan|feb|apr|aug|sep)\."
)
DAY = "|".join(DAYS)
NUMBER = r"\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
YEAR = r"(?:19|20)\d\d"
ANY_YEAR = r"\d{4}(?!\d)"
"""After a day and a month four digits are a year, be it one that nothing here is of."""
SEASON = r"printemps|ete|automne|hiver|spring|summer|autumn|fall|winter"
BOUND = re.compile(
    r"(?:d'ici(?: a| au)?(?: la)?|avant|au plus tard|jusqu'(?:en|au|a)|pour|a compter d[ue]|a partir "
    r"d[ue]|prevue?s?(?: pour| en| a| au)?(?: la)?|"
    r"programmee?s?(?: pour| en)?|reportee?s?(?: a| en| au)?|repoussee?s?(?: a| en| au)?|by|until|"
    r"before|due(?: in| by)?|from \d{4} to|no later than|horizon|vers|"
    r"echeance (?:a|au|de)|entre [^.;]{3,40} et|between [^.;]{3,40} and|attendue?s?(?: pour| en| a)?|"
    r"courant|entre(?: la)?|between|late|from)(?: le| la| l'| the| end of| fin| debut| mi-?)*\s*$"
)
PUT_OFF = re.compile(r"(?:echeance|repouss\w*|report\w*|decal\w*) $")
SINCE = re.compile(r"(?:depuis|des|since)(?: le| la| l'| the)?\s*$")
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "samemonth",
        re.compile(
            rf"\b(?:(?:en (?P<m>{MONTH}) de la meme annee|ce meme mois (?:de |d')(?P<m2>{MONTH}))|"
            rf"(?:le mois suivant|the following month))\b"
        ),
    ),
    (
        "list",
        re.compile(
            rf"\bles (?P<d>\d{{1,2}})(?:er)?(?: (?P<m1>{MONTH}))?(?:(?:, (?:et )?| et |, "
            rf")\d{{1,2}}(?:er)?(?: (?:{MONTH}))?)+(?<=(?P<tail>\w)) ?(?P<y>{YEAR})?"
        ),
    ),
    ("iso", re.compile(rf"\b(?P<y>{YEAR})-(?P<mn>\d\d)-(?P<d>\d\d)\b")),
    ("numeric", re.compile(rf"\b(?P<d>\d{{1,2}})/(?P<mn>\d{{1,2}})/(?P<y>{YEAR})\b")),
    (
        "full",
        re.compile(
            rf"\b(?:(?P<wd>{DAY}),? )?(?:(?:le|du|au|on|of|the) )?(?P<d>\d{{1,2}})(?:er|st|nd|rd|"
            rf"th)? (?:of )?(?P<m>{MONTH})(?:,? (?P<y>{ANY_YEAR})| (?P<last>dernier|passe)| "
            rf"(?P<next>prochain))?(?!\w)"
        ),
    ),
    (
        "us",
        re.compile(
            rf"\b(?:(?P<wd>{DAY}),? )?(?P<m>{MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? "
            rf"(?P<y>{ANY_YEAR}))?\b"
        ),
    ),
    (
        "month",
        re.compile(
            rf"\b(?:(?P<part>debut|mi|fin|courant|early|mid|late)[ -](?:de )?)?(?:(?:en|au mois de|"
            rf"du mois de|de|d'|des|in|last|mois de) ?)?(?P<m>{MONTH}) (?:de l'an(?:nee)? "
            rf")?(?P<y>{YEAR})\b"
        ),
    ),
    (
        "lastmonthname",
        re.compile(
            rf"\b(?:(?:en|in) )?(?P<prev>last )?(?P<m>{MONTH})(?: (?P<last>dernier|passe))?(?!\w| {ANY_YEAR})"
        ),
    ),
    (
        "halfyear",
        re.compile(
            rf"\b(?:au |le |du |d'ici )?(?P<half>premier|second|deuxieme|1er|2e) (?P<unit>semestre|"
            rf"trimestre)(?: de)? (?P<y>{YEAR})\b"
        ),
    ),
    (
        "yearend",
        re.compile(
            rf"\b(?:d'ici (?:a |la )*(?:la )?|avant (?:la )?|pour (?:la )?|a (?:la )?|en |by (?:the "
            rf")?|at the )?(?P<part>fin|end)(?: de| d'| of)?(?: l'annee| the year| annee)? "
            rf"?(?P<y>{YEAR})?\b(?=(?P<ok>))"
        ),
    ),
    ("thisyear", re.compile(r"\b(?:cette annee|l'annee en cours|this year|de l'annee)\b")),
    (
        "season",
        re.compile(
            rf"\b(?P<this>cet |cette |ce |this )?(?:a l'|l'|au |d'|d'ici l'|the |in the |next |last "
            rf")?(?P<s>{SEASON})(?! of\b)(?: (?P<y>{YEAR})| (?P<last>dernier|derniere|passe)| "
            rf"(?P<next>prochain|prochaine))?\b"
        ),
    ),
    (
        "yearpart",
        re.compile(
            rf"\b(?:au )?(?P<part>debut|fin|mi|courant|early|mid|late)[ -](?:de )?(?:l'annee "
            rf")?(?P<y>{YEAR})\b"
        ),
    ),
    (
        "relmonths",
        re.compile(
            rf"\b(?P<n>{NUMBER}) (?P<u>jours?|semaines?|mois|ans|annees|an|days?|weeks?|months?|"
            rf"years?) (?P<dir>plus tard|apres|later|after|auparavant|plus tot|earlier)\b"
        ),
    ),
    (
        "ago",
        re.compile(
            rf"\b(?:il y a|voila) (?P<n>{NUMBER}) (?P<u>jours?|semaines?|mois|ans|annees|an)\b|"
            rf"\b(?P<n2>{NUMBER}) (?P<u2>days?|weeks?|months?|years?) ago\b"
        ),
    ),
    (
        "within",
        re.compile(
            rf"\b(?:sous|dans (?:un delai (?:maximal |maximum )?(?:de|d')|les|un delai inferieur a)|"
            rf"d'ici(?: a)?|en|within|un delai (?:maximal |maximum )?de|au plus tard dans|inferieur "
            rf"a)"
            rf" (?:«|\")?\s?(?P<n>{NUMBER}) (?P<u>jours?|semaines?|mois|ans|annees|an|days?|weeks?|"
            rf"months?|years?)\b|\b(?P<n2>{NUMBER}) (?P<u2>ans|mois|annees|years|months) (?:au plus|"
            rf"au maximum|at most)\b"
        ),
    ),
    (
        "word",
        re.compile(
            r"\b(?P<w>avant-hier|hier|aujourd'hui|ce matin|(?<!a )ce jour(?!-la)|ce midi|ce soir|yesterday|"
            r"today|this morning|"
            r"la semaine derniere|la semaine passee|cette semaine|last week|this week|ces jours-ci|"
            r"le mois dernier|last month|l'an dernier|l'an passe|l'annee derniere|last year|"
            r"la veille|le lendemain|des le lendemain|le (?:meme jour|jour meme)|ce jour-la|ce meme jour|"
            r"le soir meme|dans le meme temps|"
            r"the same day|that same year|la meme annee|(?:au|en) debut (?:du|de) mois|ce mois-ci|"
            r"earlier this month|this month)\b"
        ),
    ),
    ("dayandnumber", re.compile(rf"\b(?P<wd>{DAY}) (?P<d>\d{{1,2}})(?:er)?(?= ?[.,;:)»]| [a-z]|$)")),
    (
        "weekday",
        re.compile(
            rf"\b(?P<this>ce )?(?P<prev>last )?(?P<wd>{DAY})(?: (?P<last>dernier|passe))?(?: "
            rf"(?P<next>prochain))?\b"
        ),
    ),
    (
        "year",
        re.compile(
            rf"(?:\b(?:en|in|annee|depuis|des|de|since|l'an|by|d'ici|d'ici a|pour|avant|horizon|a|"
            rf"and|et|vers|to|the|its|until|jusqu'en|from)|\()\s?(?P<y>{YEAR})(?![\w/-])"
        ),
    ),
    ("christmas", re.compile(rf"\b(?:noel|christmas)(?: (?P<y>{YEAR}))?\b")),
    ("leadyear", re.compile(rf"^\W*(?P<y>{YEAR}) ?(?=[:,–])")),
)
WORD = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(YEAR)
_SIGNS = {
    "day": frozenset(DAYS),
    "month": frozenset((*MONTHS, "janv", "fevr", "fev", "avr", "juil", "jan", "feb", "apr", "aug", "sep")),
    "season": frozenset(SEASON.split("|")),
    "unit": frozenset(
        (
            *("jour", "jours", "semaine", "semaines", "mois", "an", "ans", "annee", "annees"),
            *("day", "days", "week", "weeks", "month", "months", "year", "years"),
        )
    ),
    "count": frozenset(("tard", "apres", "later", "after", "auparavant", "tot", "earlier")),
    "ago": frozenset(("a", "voila", "ago")),
    "near": frozenset(
        (
            *(
                "hier",
                "aujourd",
                "matin",
                "jour",
                "midi",
                "soir",
                "yesterday",
                "today",
                "morning",
                "jours",
                "la",
            ),
            *("derniere", "dernier", "passe", "passee", "cette", "last", "this", "veille", "lendemain"),
            *("meme", "memes", "same", "mois", "month"),
        )
    ),
    "same": frozenset(("meme", "suivant", "following")),
    "end": frozenset(("fin", "end")),
    "part": frozenset(("debut", "fin", "mi", "courant", "early", "mid", "late")),
    "half": frozenset(("semestre", "trimestre")),
    "feast": frozenset(("noel", "christmas")),
    "this": frozenset(("cette", "cours", "this")),
}
"""Words without one of which a form of date is not there."""
_NEEDS: dict[str, tuple[str, ...]] = {
    "samemonth": ("same",),
    "list": ("digit", "month"),
    "iso": ("digit", "year"),
    "numeric": ("digit", "year"),
    "full": ("digit", "month"),
    "us": ("digit", "month"),
    "month": ("month", "year"),
    "lastmonthname": ("month",),
    "halfyear": ("half", "year"),
    "yearend": ("end",),
    "thisyear": ("this", "unit"),
    "season": ("season",),
    "yearpart": ("part", "year"),
    "relmonths": ("unit", "count"),
    "ago": ("unit", "ago"),
    "within": ("unit",),
    "word": ("near",),
    "dayandnumber": ("day", "digit"),
    "weekday": ("day",),
    "year": ("year",),
    "leadyear": ("year",),
    "christmas": ("feast",),
}
"""All the signs that a form can't do without."""


def patterns_for(text: str, words: AbstractSet[str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the forms of date that can be in *text*, whose *words* are given: in most sentences none."""
    signs = [name for name, listed in _SIGNS.items() if not listed.isdisjoint(words)]
    if _DIGIT.search(text) is not None:
        signs.append("digit")
        if _YEAR.search(text) is not None:
            signs.append("year")
    return _patterns_with(frozenset(signs)) if signs else ()


@lru_cache(maxsize=1024)
def _patterns_with(signs: frozenset[str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, pattern) for kind, pattern in PATTERNS if signs.issuperset(_NEEDS[kind]))
