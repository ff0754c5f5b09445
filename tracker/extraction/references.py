"""Find the numbers of acts, cases and requests that a text announces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.extraction.date_patterns import NUMBER, NUMBERS
from tracker.model.dates import Term


@dataclass(frozen=True, slots=True)
class Reference:
    """A number, and the word of the act that it numbers: ``deliberation``, ``requete``, ``loi``."""

    number: str
    act: str
    start: int
    end: int
    is_announced: bool = False
    """Whether a sign ("n°") stands before it, not only its shape."""


_NUMBER = r"(?:[A-Z]{1,4}[- ]?)?\d{1,7}(?:[-‑/]\d{1,6}){0,2}(?:/[A-Z]{2,3})?(?:v\d)?"
_ANNOUNCED = re.compile(
    rf"(?i:\b(?:(?P<act>d[eé]lib[eé]rations?|d[eé]lib\.|d[eé]cisions?|loi|d[eé]cret|arr[eê]t[eé]|circulaire|"
    rf"ordonnance|requ[eê]tes?|req\.|demande(?: d'autorisation| d'avis)?|avis|"
    rf"arr[eê]t|affaire|circular|decision|law|decree|order|case|recours|d[eé]cision d'ex[eé]cution)[ "
    rf",(]{{1,3}})?(?:\((?:UE|EU)\) )?"
    rf"(?P<sign>n[°º]s? ?|n[o°]s? |[Nn]o\. ?|nos |num[eé]ro |\((?=(?:C|T)-\d)))(?P<number>{_NUMBER})(?![\w-])"
)
_SHAPED = re.compile(
    r"(?<![\w-])(?P<number>(?:C|T)-\d{1,4}/\d{2}(?: P)?|(?:SAN|MED|DR|DT)[- ]\d{4}-\d{1,4}|"
    r"\d{4}/\d{3,4}(?=\W|$)(?<=(?P<eu>.))|\d{4}/SG)(?![\w-])"
)
_EU = re.compile(
    r"(?:\((?:UE|EU)\)|décision d'exécution|d[ée]cision d'ad[ée]quation)(?: (?:\(UE\)|n[°o]))*\s*$"
)


_DIGIT = re.compile(r"\d")


def find_references(text: str, start: int = 0, end: int | None = None) -> list[Reference]:
    """Return the numbers that ``text[start:end]`` announces, in reading order.

    >>> [found.number for found in find_references("la délibération n° 2023-146 du 21 décembre 2023")]
    ['2023-146']

    A number that nothing announces is left out: "2023-146" alone may be a page range.
    """
    stop = len(text) if end is None else end
    if _DIGIT.search(text, start, stop) is None:
        return []
    found: dict[int, Reference] = {}
    for match in _ANNOUNCED.finditer(text, start, stop):
        number = re.sub(r"\s", "", match["number"])
        act = (match["act"] or "").lower()
        found[match.start("number")] = Reference(
            number, _fold(act), match.start("sign"), match.end(), is_announced=True
        )
    for match in _SHAPED.finditer(text, start, stop):
        at = match.start("number")
        if any(reference.start <= at < reference.end for reference in found.values()):
            continue
        number = match["number"]
        if number[:4].isdigit() and "/SG" not in number and not _EU.search(text, max(start, at - 40), at):
            continue
        found[at] = Reference(number, "", match.start(), match.end())
    return [found[at] for at in sorted(found)]


def _fold(act: str) -> str:
    folded = act.translate(str.maketrans("éèê", "eee")).split(" ")[0].rstrip("s.")
    return "deliberation" if folded == "delib" else folded


_TERM = re.compile(
    rf"(?P<n>{NUMBER})(?: \(\d+\))?[ -](?:prochaines |prochains )?(?P<u>ans?|annees?|mois|years?|months?)\b"
)
_TERM_CUE = re.compile(
    r"(?:pour|pendant|duree (?:maximale )?d[e']|duree ?:|bornee ?: |limite(?:e)? a|valable|vaut(?: "
    r"pour)?|court(?: sur| pendant)?|periode d[e']|sur|stocker|three-|for(?: up to| another)?|term "
    r"of|the|"
    r"autorisation, |l'autorisation, |accordee que pour|laisse|\()(?: une| un| a)?(?: nouvelle)?(?: "
    r"duree| periode| period)?(?: (?:maximale )?d[e'])?(?: les)? ?$"
)
_NOT_TERM = re.compile(
    r"(?:sous|dans|delai(?: maximal)? de|d'ici|depuis|il y a|age[es]? de|conserv\w+(?: pendant)?|"
    r"contrat\w*(?: court)?(?: sur| pour| de)?|apres|within|retention of|stay of|suspen\w+ pour|"
    r"clause de \w+ a) ?$"
)


def find_term(text: str, start: int, end: int) -> Term | None:
    """Return the term of validity told between *start* and *end* of *text* (small letters, no accents)."""
    for match in _TERM.finditer(text, start, end):
        before = text[max(start, match.start() - 42) : match.start()]
        english_adjective = match[0].find("-") > 0 and match["u"] in ("year", "month")
        if _NOT_TERM.search(before) or not (english_adjective or _TERM_CUE.search(before)):
            continue
        number = int(match["n"]) if match["n"].isdigit() else NUMBERS.get(match["n"], 0)
        if 0 < number <= 120:
            return Term.parse(f"P{number}{'Y' if match['u'][0] in 'ay' else 'M'}")
    return None
