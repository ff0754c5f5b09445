"""Tell an organisation that an act is about from one that only goes to court, or that only tells of it."""

from __future__ import annotations

import re

from tracker.extraction.canonical import Sentence
from tracker.extraction.groups import Group
from tracker.extraction.mentions import Mention
from tracker.model.claim import ClaimKind

CHALLENGES = frozenset((ClaimKind.CHALLENGE_FILED, ClaimKind.CHALLENGE_REJECTED))
_SUIT_OF = re.compile(
    r" (?:requetes?|recours|plaintes?|pourvoi|refere|appel|action|saisine|challenge|complaint|"
    r"appeal|suit)"
    r"(?: (?:former|deposer|introduire|presenter|engager|file|bring|lodge)/\w+| formee?| deposee?|"
    r" conjointe?)?"
    r"(?: (?:de|du|des|d'|par|la|le|l'|les|of|by|from|societe|association|syndicat|entreprise|hebergeur))+$"
)
_SUING = frozenset(
    (
        *(
            "saisir",
            "deposer",
            "attaquer",
            "contester",
            "former",
            "porter",
            "intenter",
            "exercer",
            "introduire",
        ),
        *(
            "demander",
            "reclamer",
            "assigner",
            "interjeter",
            "file",
            "sue",
            "challenge",
            "bring",
            "lodge",
            "appeal",
        ),
    )
)
_TELLER = re.compile(r" (?:que|qu'|comme|selon|d' apres|d'apres|as|according to)(?: (?:l'|le|la|les|the))?$")
_REACH = 4


def is_plaintiff(sentence: Sentence, mention: Mention) -> bool:
    """Say whether an organisation or an unknown name is only who brings the case."""
    if mention.letter not in "CK":
        return False
    at = sentence.item_at(_place(sentence, mention))
    left = sentence.canonical[: sentence.starts[at]]
    if _SUIT_OF.search(left):
        return True
    if re.search(r" (?:contre|vise|visant|against)(?: [^ ;:,/]+){0,2}$", left):
        return False
    near = sentence.items[at + 1 : at + 1 + _REACH]
    for first, _, what in near:
        if isinstance(what, Group):
            return what.lemma in _SUING
        if isinstance(what, Mention) or sentence.tokens[first].plain == ",":
            return False
    return False


def is_teller(sentence: Sentence, mention: Mention) -> bool:
    """Say whether an unknown name is only who tells of the act: "comme L'Informé l'a révélé"."""
    at = sentence.item_at(_place(sentence, mention))
    return mention.letter == "K" and _TELLER.search(sentence.canonical[: sentence.starts[at]]) is not None


def _place(sentence: Sentence, mention: Mention) -> int:
    """Return where *mention* stands in the canonical sentence."""
    found = (
        start for start, (_, _, what) in zip(sentence.starts, sentence.items, strict=True) if what is mention
    )
    return next(found, 0)
