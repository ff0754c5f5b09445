"""What one document reports about one platform, and the sentence that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from tracker.model.dates import PartialDate, Term

PlatformId = NewType("PlatformId", str)
ProviderId = NewType("ProviderId", str)
AuthorityId = NewType("AuthorityId", str)

EVERY_PLATFORM = PlatformId("*")


class ClaimKind(StrEnum):
    """The acts that a document can report; the slugs are the corpus's own."""

    HOST_SELECTED = "host-selected"
    AUTHORISATION_REQUESTED = "authorisation-requested"
    REQUEST_WITHDRAWN = "request-withdrawn"
    HOSTING_AUTHORISED = "hosting-authorised"
    HOSTING_REFUSED = "hosting-refused"
    CHANGE_REQUESTED = "change-requested"
    HOSTING_SUSPENDED = "hosting-suspended"
    AUTHORISATION_ANNULLED = "authorisation-annulled"
    CHALLENGE_FILED = "challenge-filed"
    CHALLENGE_REJECTED = "challenge-rejected"
    MIGRATION_ANNOUNCED = "migration-announced"
    MIGRATION_COMPLETED = "migration-completed"
    REQUIREMENT_ENACTED = "requirement-enacted"
    LEGAL_BASIS_INVALIDATED = "legal-basis-invalidated"
    LEGAL_BASIS_ADOPTED = "legal-basis-adopted"
    PROVIDER_QUALIFIED = "provider-qualified"
    PROVIDER_REJECTED = "provider-rejected"
    FORMAL_NOTICE_ISSUED = "formal-notice-issued"
    SANCTION_IMPOSED = "sanction-imposed"
    OPINION_ISSUED = "opinion-issued"


class Field(StrEnum):
    """The parts of a document that evidence can point into."""

    TITLE = "title"
    SUMMARY = "summary"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a claim rests: ``document[field][start:end] == quote``, in characters."""

    document: str
    field: Field
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One regulatory fact that a document reports about one platform.

    ``authority`` and ``provider`` are None where the text does not tell them; a date is
    None where the text gives none, and never a guess.  ``background`` marks a recalled
    act: true, but no news.  ``confidence`` lies between 0 and 1; a claim under
    :data:`DOUBTFUL_BELOW` waits for a person and moves nothing.
    """

    platform: PlatformId
    kind: ClaimKind
    authority: AuthorityId | None
    provider: ProviderId | None
    decided_on: PartialDate | None = None
    published_on: PartialDate | None = None
    term: Term | None = None
    reference: str | None = None
    target_date: PartialDate | None = None
    background: bool = False
    confidence: float
    evidence: Evidence


DOUBTFUL_BELOW = 0.8
"""Claims with less confidence go to review: precision comes before recall for alerts."""
