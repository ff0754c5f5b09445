"""Tell the platform that a permission is for from one that only lends data or room to somebody else.

"… autorise l'Inserm à mettre en œuvre une étude au sein de la plateforme X", "… à partir de données
issues de l'entrepôt Y": the permission is the institute's.  It says nothing of where X and Y may be kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.extraction.canonical import Sentence
from tracker.extraction.mentions import Mention
from tracker.extraction.platforms import GENERIC
from tracker.extraction.unlisted import is_unlisted
from tracker.model.claim import ClaimKind

PERMISSIONS = frozenset((ClaimKind.HOSTING_AUTHORISED, ClaimKind.HOSTING_REFUSED))
"""Kinds of act that have a beneficiary and an object."""

_OF = r"(?:de|d'|du|des)"
_TO = r"(?:a|au|aux|avec|par)"
_REST = r"(?: [^ ,;:.()]+){0,8} ?$"
_SOURCE = re.compile(
    rf" (?:a partir {_OF}|(?:issue?s?|extraite?s?|tiree?s?|provenant|en provenance) {_OF}|"
    rf"(?:appariee?s?|appariement|chainee?s?|chainage|croisee?s?|croisement|enrichie?s?) {_TO}|"
    rf"(?:acces|acceder|accedant|fournie?s?|mise?s? a (?:la )?disposition) {_TO}|"
    r"(?:utilisant|reutilisant|exploitant|utilisation|reutilisation|using|drawn from|data from|access to)"
    rf"(?: {_OF})?){_REST}"
)
_PLACE = re.compile(
    rf" (?:au sein {_OF}|dans|sur|via|au moyen {_OF}|a l'aide {_OF}|depuis|within|inside|through|on|in)"
    rf"{_REST}"
)
_STUDY = re.compile(
    r"\b(?:etudes?|recherches?|essais?|evaluations?|analyses?|study|studies|trial|research)\b"
)
_BENEFICIARY = re.compile(
    r"\bautoris(?:e|er|ant)\s+(?P<who>(?:l'|la |le |les |m\. |mme |une? )[^;:.]{2,200}?),?\s+a\s+"
    r"(?:mettre|realiser|conduire|mener|traiter|reutiliser|acceder|constituer|creer|exploiter|transmettre|"
    r"heberger|utiliser)\b"
)


def is_borrowed(sentence: Sentence, mention: Mention) -> bool:
    """Say whether *mention* is only where the data of somebody's processing come from or are worked on."""
    words = [token.plain for token in sentence.tokens[: mention.first]]
    before = f" {' '.join(words)} ".replace("' ", "'")
    if _SOURCE.search(before):
        return True
    return _PLACE.search(before) is not None and _STUDY.search(before) is not None


def is_somebody_elses(sentences: Sequence[Sentence], platform: str) -> bool:
    """Say whether the beneficiary that an act of authorisation names is none of a listed platform's."""
    if is_unlisted(platform):
        return False
    named = [
        _keeps(one, match.span("who"), platform)
        for one in sentences
        if (match := _BENEFICIARY.search(one.plain)) is not None
    ]
    return bool(named) and not any(named)


def _keeps(sentence: Sentence, span: tuple[int, int], platform: str) -> bool:
    """Say whether that part of *sentence* names *platform*, or the body that runs it.

    A body known by its first platform ("la Plateforme des données de santé") may run others.
    """
    start, end = span[0] + sentence.start, span[1] + sentence.start
    return any(
        one.letter in "FC"
        and start <= sentence.tokens[one.first].start < end
        and (one.id == platform or (one.id in GENERIC and platform not in GENERIC))
        for one in sentence.mentions
    )
