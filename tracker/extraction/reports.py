"""What one sentence reports, before the document is looked at as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.extraction.canonical import Sentence
from tracker.extraction.triggers import Hit
from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate, Term

K = ClaimKind

FOR_ALL = frozenset((K.LEGAL_BASIS_ADOPTED, K.LEGAL_BASIS_INVALIDATED, K.PROVIDER_QUALIFIED))
OF_CONTROLLER = frozenset((K.AUTHORISATION_REQUESTED, K.REQUEST_WITHDRAWN))
TOLD_HOST_ONLY = frozenset(
    (K.HOST_SELECTED, K.PROVIDER_QUALIFIED, K.PROVIDER_REJECTED, K.MIGRATION_COMPLETED)
)
NO_HOST = frozenset((K.REQUIREMENT_ENACTED, K.LEGAL_BASIS_ADOPTED, K.LEGAL_BASIS_INVALIDATED))


@dataclass(slots=True)
class Report:
    """An act as one sentence tells it; None is what the sentence does not tell.

    ``platform_told`` and ``authority_told`` are False where the value was inferred from
    the sentences round it.
    """

    kind: ClaimKind
    hit: Hit | None
    sentence: Sentence
    rule: str
    weight: float
    platform: str | None = None
    platform_told: bool = False
    authority: str | None = None
    authority_told: bool = False
    provider: str | None = None
    provider_told: bool = False
    decided_on: PartialDate | None = None
    published_on: PartialDate | None = None
    term: Term | None = None
    reference: str | None = None
    target_date: PartialDate | None = None
    recalled: bool = False
    background: bool = False
    fresh: bool = False
    follows: Report | None = None
    """The act before, which this one says that it is taken with."""

    @property
    def trigger(self) -> Hit:
        """Return the match of the rule that found the act."""
        if self.hit is None:
            raise LookupError(f"{self.rule} was read without a rule")
        return self.hit
