"""Say which numbers can be an act's: those of the Union and those of courts each have their shape."""

from __future__ import annotations

import re

from tracker.extraction.references import Reference
from tracker.model.claim import ClaimKind

_OF_UNION = re.compile(r"\d{4}/\d{3,4}$")
_OF_COURT = re.compile(r"[CT]-\d{1,4}/\d{2}(?: P)?$")
_BY_JUDGE = frozenset(
    (
        ClaimKind.CHALLENGE_REJECTED,
        ClaimKind.HOSTING_SUSPENDED,
        ClaimKind.AUTHORISATION_ANNULLED,
        ClaimKind.CHALLENGE_FILED,
        ClaimKind.LEGAL_BASIS_INVALIDATED,
    )
)


def numbers_act(kind: ClaimKind, reference: Reference) -> bool:
    """Say whether a number can be the act's: "2016/1250" is no case, "C-311/18" nothing else."""
    if kind in _BY_JUDGE:
        return _OF_UNION.match(reference.number) is None
    return _OF_COURT.match(reference.number) is None
