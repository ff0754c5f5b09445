"""The cases that one ruling joins: « Sous le n° 491644, … Sous le n° 492368, … les joindre »."""

from __future__ import annotations

import re

_UNDER = re.compile(r"\bsous\sles?\s(?:n[°ºo]s?|numéros?)\s?(\d{6})(?:(?:,\s|\set\s)\d{6})*", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:les|la|ces(?:\sdeux|\strois)?\srequêtes)\sjoindre\b|\bjointes\b", re.IGNORECASE)
_LISTED = re.compile(r"\b[Nn][°ºo]s\s?(\d{6}(?:(?:,\s?|\set\s)\d{6})+)")
_NUMBER = re.compile(r"\d{6}")


def find_joined_cases(text: str) -> tuple[str, ...]:
    """Return the numbers of the cases that a ruling joins; none where it judges one.

    >>> find_joined_cases("1° Sous le n° 491644, l'une. 2° Sous le n° 492368, l'autre. Il faut les joindre.")
    ('491644', '492368')
    >>> find_joined_cases("N°s 491644, 492368, 492895")
    ('491644', '492368', '492895')

    Without a word of joining, another number in the text is a case that it only names.
    """
    numbers: dict[str, None] = {}
    if _JOINED.search(text):
        for found in _UNDER.finditer(text):
            numbers |= dict.fromkeys(_NUMBER.findall(found[0]))
    for found in _LISTED.finditer(text):
        numbers |= dict.fromkeys(_NUMBER.findall(found[1]))
    return tuple(numbers) if len(numbers) > 1 else ()
