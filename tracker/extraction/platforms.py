"""Which platforms a sentence speaks of, and which of them an act is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracker.extraction.canonical import Sentence
from tracker.extraction.mentions import Mention

GENERIC = frozenset(("health-data-hub", "snds"))
_DENIED_NAME = re.compile(
    r"(?:n' est pas|n' est pas non plus|ce n' est pas|non pas|et non|contrairement a|autre [a-z]+ "
    r"d[ue]|comparables? au?|au meme titre que|affaire d[ue]|version europeenne d[ue]|cas d[ue]|"
    r"porte par|portee par|gere par|pilote par|lancee? par|sous l'egide d[ue]|affaire rappelle|"
    r"rappelle celui d[ue]|celle d[ue]) (?:« )?$"
)
_RUN_BY = re.compile(r"(?:projet|entrepot|registre) d[ue] (?:« )?$")


def platforms_in(sentence: Sentence) -> list[Mention]:
    """Return the platforms that a sentence speaks of, those left aside that it only sets apart."""
    found: list[Mention] = []
    for mention in sentence.mentions:
        if mention.letter not in "FC":
            continue
        before = " ".join(token.plain for token in sentence.tokens[max(0, mention.first - 5) : mention.first])
        if _DENIED_NAME.search(before + " "):
            continue
        if mention.id in GENERIC and _RUN_BY.search(before + " "):
            continue
        found.append(mention)
    return found


def choose_platform(mentions: Iterable[Mention], near: int | None = None) -> str | None:
    """Return the platform that an act among these names concerns.

    A particular platform comes before the body that runs it, a platform before an
    organisation: "le Health Data Hub … EMC2" is about EMC2.
    """
    ranked = list(mentions)
    if not ranked:
        return None

    def rank(mention: Mention) -> tuple[int, int, int]:
        distance = 0 if near is None else abs(mention.first - near)
        if mention.letter == "C":
            kind = 3
        elif mention.id in GENERIC:
            kind = 2 if mention.id == "snds" and mention.last == mention.first else 1
        else:
            kind = 0
        return kind, distance, mention.first

    best = min(ranked, key=rank)
    return best.id
