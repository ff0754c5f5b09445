"""How a decision is cited, where its text is, and on what its witnesses disagree."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from tracker.codec import plain
from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Voice

_MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."]
_NAMES = {
    "cnil": "CNIL",
    "conseil-etat": "CE",
    "cjue": "CJUE",
    "government": "Gouvernement",
    "parliament": "Parlement",
    "european-commission": "Commission européenne",
    "anssi": "ANSSI",
    "ans": "ANS",
    "controller": "responsable de la plateforme",
}
_ACTS = (
    ("cnil", r"\d{4}-\d+|SAN-.*", "délib."),
    ("cnil", r"MED-.*", "mise en demeure"),
    ("cnil", r"D[RT]-.*", "décision"),
    ("cjue", r"[CT]-.*", "aff."),
    ("european-commission", r"\d{4}/\d+", "décision (UE)"),
    ("government", r".*/SG", "circ."),
    ("parliament", r".*", "loi"),
)
_WITHOUT_SIGN = ("aff.", "décision (UE)")
_OFFICIAL_PAGES = (
    "legifrance.gouv.fr",
    "conseil-etat.fr",
    "cnil.fr",
    "curia.europa.eu",
    "eur-lex.europa.eu",
    "assemblee-nationale.fr",
    "senat.fr",
    "gouv.fr",
)
_DISPUTABLE = ("authority", "decided_on", "published_on", "term", "target_date")


def citation_line(decision: Decision) -> str:
    """Return how a French lawyer cites a decision: « CNIL, délib. n° 2023-146, 21 déc. 2023 »."""
    number = _number(decision)
    parts = [_NAMES.get(decision.authority or "", ""), number, abbreviated(decision.decided_on)]
    return ", ".join(part for part in parts if part)


def _number(decision: Decision) -> str:
    reference = decision.reference
    if reference is None:
        return ""
    for authority, shape, act in _ACTS:
        if decision.authority == authority and re.fullmatch(shape, reference):
            return f"{act} {reference}" if act in _WITHOUT_SIGN else f"{act} n° {reference}"
    return f"n° {reference}"


def abbreviated(day: PartialDate | None) -> str:
    """Return a date as citations give it.

    >>> abbreviated(PartialDate(2023, 12, 21)), abbreviated(PartialDate(2020, 10))
    ('21 déc. 2023', 'oct. 2020')
    """
    if day is None:
        return ""
    month = _MONTHS[day.month - 1] if day.month else ""
    first = "" if day.day is None else "1er" if day.day == 1 else str(day.day)
    return " ".join(part for part in (first, month, str(day.year)) if part)


def official_url(decision: Decision) -> str | None:
    """Return the page of the official text, where a witness has it."""
    spoken = [each.url for each in decision.witnesses if each.voice is Voice.OFFICIAL and each.url]
    pages = [each.url for each in decision.witnesses if each.url and _is_official_page(each.url)]
    return min(set(spoken) & set(pages) or pages or spoken, default=None)


def _is_official_page(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return any(host == page or host.endswith(f".{page}") for page in _OFFICIAL_PAGES)


def disagreement(decision: Decision) -> dict[str, list[dict[str, Any]]]:
    """Return, for each disputed field, every value that is told and the documents that tell it."""
    told: dict[str, list[dict[str, Any]]] = {}
    for name in _DISPUTABLE:
        if name not in decision.disputed:
            continue
        values: dict[str, list[str]] = {}
        for witness in decision.witnesses:
            value = getattr(witness.claim, name)
            if value is not None:
                values.setdefault(str(value), []).append(witness.key[0])
        told[name] = [
            {"value": value, "documents": sorted(documents)} for value, documents in sorted(values.items())
        ]
    return told


def doubtful_expiry(decision: Decision) -> str | None:
    """Return the last day of the term if it counts from publication, where that leaves a doubt.

    It leaves none where both days are one; an act that is dated by its publication alone ends
    on that day at the latest.
    """
    if decision.kind is not ClaimKind.HOSTING_AUTHORISED or decision.expires_if_published is None:
        return None
    other = decision.expires_if_published
    sure = other == decision.expires_on and not decision.expires_at_the_latest
    return None if sure else str(plain(other))
