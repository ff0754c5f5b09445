"""Say how a sentence stands to what is told round it: news, in passing, or of one act with the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.extraction.canonical import Sentence
from tracker.extraction.echoes import without_echo
from tracker.extraction.reports import Report
from tracker.extraction.sections import Zone
from tracker.extraction.story import Story
from tracker.model.claim import ClaimKind

_SAME_ACT = re.compile(
    r"\b(?:dans|par) (?:la|le|cette|ce) (?:meme|foulee|seconde) ?(?:deliberation|decision|mouvement|"
    r"texte|courrier|lettre|elan|arret|souffle)?\b|"
    r"\bdans le meme temps\b|\bdu meme coup\b"
)
"""Ties an act to the one told before it: same day, same news."""
RECALL = re.compile(
    r"^(?:on (?:le )?sa(?:it|vait) (?:deja |bien )?(?:depuis|que)|chacun sait|nul n'ignore|"
    r"pour (?:rappel|memoire)|petit retour|rappelons|souvenons|la question portait|as a reminder|"
    r"on se souvient|vu (?:la|le|les|l'))\b|\brappelle celui\b"
)
_IN_PASSING = re.compile(
    r" (?:, qui|, que|, qu'|apres la|apres l'|depuis la|depuis l'|since the|after the|prive(?:e|s|es)? de)"
    r"(?= )[^,;:]{0,80}$"
)
_BY_THE_WAY = frozenset((ClaimKind.LEGAL_BASIS_INVALIDATED, ClaimKind.PROVIDER_REJECTED))


def standing(here: list[Report], sentence: Sentence, before: Sequence[Report]) -> list[Report]:
    """Return the reports of *sentence* that stand, tied to the act before where it says so."""
    if not here:
        return here
    if before and _SAME_ACT.search(sentence.plain):
        for report in here:
            report.follows = before[-1]
    return without_echo(here)


def opens(sentence: Sentence, story: Story) -> bool:
    """Say whether a sentence stands where a page tells its news: title, lead, or the start of a bare text."""
    zone = sentence.section.zone
    if zone in (Zone.TITLE, Zone.LEAD):
        return True
    bare = story.sentences[0].section.zone not in (Zone.TITLE, Zone.LEAD)
    return bare and zone is Zone.BODY and sentence.section.paragraph <= 1


def is_in_passing(report: Report, sentence: Sentence) -> bool:
    """Say whether the act only explains another: "trois ans après la chute de l'accord"."""
    before = sentence.canonical[: report.trigger.end]
    return report.kind in _BY_THE_WAY and _IN_PASSING.search(before) is not None
