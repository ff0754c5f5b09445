"""The act in the world, known only through the claims that report it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from tracker.model.claim import AuthorityId, Claim, ClaimKind, PlatformId, ProviderId
from tracker.model.dates import PartialDate, Term

OWN = "person"
"""The source of what a person tells without a document."""


class Voice(StrEnum):
    """How a source speaks; the configuration says which, never the content."""

    OFFICIAL = "official"
    PRESS = "press"


class Establishment(StrEnum):
    """How well a decision is established, the best first."""

    OFFICIAL = "official"
    CORROBORATED = "corroborated"
    REPORTED = "reported"
    DOUBTFUL = "doubtful"

    def reaches(self, minimum: Establishment) -> bool:
        """Say whether this is at least as well established as *minimum*."""
        order = list(Establishment)
        return order.index(self) <= order.index(minimum)


@dataclass(frozen=True, kw_only=True)
class Witness:
    """One document's claim, with what is needed to weigh it.

    ``published`` is the document's own date and ``seen_on`` the day (Europe/Paris) on
    which the log first held it.  ``publisher`` is what makes two press voices one, and so do
    the ``agency`` that the text credits and a ``sketch`` of its words.  ``joined`` are further
    numbers of the act: one ruling may settle several cases.  The
    three before them are set where somebody vouches for a whole decision rather than for a
    sentence (the packaged baseline): its name, how well it is established, what it settles.
    """

    claim: Claim
    number: int
    voice: Voice
    publisher: str
    source: str
    title: str
    url: str | None
    published: PartialDate | None
    seen_on: date
    decision: str | None = None
    establishment: Establishment | None = None
    closes: tuple[str, ...] = ()
    agency: str = ""
    sketch: str = ""
    joined: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return every number under which the act is told."""
        return ((self.claim.reference,) if self.claim.reference else ()) + self.joined

    @cached_property
    def key(self) -> tuple[str, int]:
        """Name the claim: its document and its place among the document's claims."""
        return (self.claim.evidence.document, self.number)

    @property
    def is_own(self) -> bool:
        """Say whether a person tells it on their own word; ``title`` is the name that they gave, if any."""
        return self.source == self.publisher == OWN and self.key[0].startswith(f"{OWN}:")

    @cached_property
    def told_on(self) -> date:
        """Return the last day on which the act can have happened: nobody reports tomorrow."""
        return min(self.published.last_day(), self.seen_on) if self.published else self.seen_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One act, as far as its witnesses tell it.

    ``known_by`` is the earliest day on which a witness told it: the act is no later.
    ``disputed`` names the fields on which witnesses contradict each other; the value kept
    is the best source's.  ``vouched`` says that a person stands for it.  ``key`` is the log's
    own name for it, which never changes, while ``id`` says what is known and changes when a
    witness tells the date or the number; ``formerly`` holds the ids that it bore before, and
    the names of what was merged into it.
    """

    id: str
    platform: PlatformId
    kind: ClaimKind
    authority: AuthorityId | None
    provider: ProviderId | None
    decided_on: PartialDate | None
    published_on: PartialDate | None
    term: Term | None
    reference: str | None
    target_date: PartialDate | None
    closes: tuple[str, ...]
    establishment: Establishment
    known_by: date
    recalled: bool
    disputed: tuple[str, ...]
    witnesses: tuple[Witness, ...]
    joined: tuple[str, ...] = ()
    vouched: bool = False
    key: str = ""
    formerly: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return every number of the act: of several cases judged as one, all."""
        return ((self.reference,) if self.reference else ()) + self.joined

    @property
    def day(self) -> date:
        """Return the day from which it counts: a year or a month counts from its first day."""
        return self.decided_on.first_day() if self.decided_on else self.known_by

    @property
    def expires_on(self) -> date | None:
        """Return the last day of an authorisation with a term, that day included.

        An act that is dated by its publication alone was taken no later: the term ends on this
        day or before, and an authorisation without an end would be the worse error.
        """
        if self.decided_on is None:
            return self.expires_if_published
        if self.term is None or not self.decided_on.is_day:
            return None
        return self.term.end(self.decided_on.first_day())

    @property
    def expires_at_the_latest(self) -> bool:
        """Say whether the last day is counted from the publication, since nobody tells the day of the act."""
        return self.decided_on is None and self.expires_on is not None

    @property
    def expires_if_published(self) -> date | None:
        """Return the last day of the term if it counts from the publication, not from the act."""
        if self.term is None or self.published_on is None or not self.published_on.is_day:
            return None
        return self.term.end(self.published_on.first_day())

    @property
    def names(self) -> frozenset[str]:
        """Return every id under which the log has known it."""
        return frozenset((self.id, self.key, *self.formerly))

    def facts(self) -> dict[str, Any]:
        """Return what can be amended, by field name, without the witnesses."""
        return {name: getattr(self, name) for name in FACTS}


FACTS = (
    "id",
    "authority",
    "provider",
    "decided_on",
    "published_on",
    "term",
    "reference",
    "joined",
    "target_date",
    "closes",
    "establishment",
    "known_by",
    "recalled",
    "vouched",
    "disputed",
)
