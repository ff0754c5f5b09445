"""What people were told of a status, and why a change of it is told or is not: the values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Establishment
from tracker.model.status import Standing, Status


class Difference(StrEnum):
    """One way in which a status differs from the one before."""

    STANDING = "standing"
    HOST = "host"
    NEW_TERM = "new-term"
    CORRECTED = "corrected"
    NEXT_HOST = "next-host"
    TARGET_DATE = "target-date"
    CHALLENGE_FILED = "challenge-filed"
    CHALLENGE_REJECTED = "challenge-rejected"
    AUTHORISATION_REQUESTED = "authorisation-requested"
    REQUEST_WITHDRAWN = "request-withdrawn"
    CHANGE_REQUESTED = "change-requested"
    MIGRATION_ANNOUNCED = "migration-announced"
    ESTABLISHED = "established"
    CONTEXT = "context"


class Reason(StrEnum):
    """Why a changed status is told, or why it changes in silence."""

    NEW_DECISION = "new-decision"
    ESTABLISHED = "established"
    CORRECTION = "correction"
    SETTLED = "settled"
    DUE = "due"
    BASELINE = "baseline"
    FIRST_POLL = "first-poll"
    ASKED_SILENCE = "asked-silence"
    READ_AGAIN = "read-again"
    OTHER_RULES = "other-rules"
    RECALLED = "recalled"
    LATE = "late"
    FLAPPING = "flapping"
    REFINED = "refined"
    TOUCHES_NONE = "touches-none"
    OPINION = "opinion"

    @property
    def is_news(self) -> bool:
        """Say whether people are told."""
        return self in _NEWS

    @property
    def may_yet_be_told(self) -> bool:
        """Say whether a fresh report of what changed in this silence is news after all."""
        return self in (
            Reason.RECALLED,
            Reason.LATE,
            Reason.FIRST_POLL,
            Reason.READ_AGAIN,
            Reason.OTHER_RULES,
        )


_NEWS = frozenset({Reason.NEW_DECISION, Reason.ESTABLISHED, Reason.CORRECTION, Reason.SETTLED, Reason.DUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A status as far as it matters for what to tell next; the log keeps it.

    Decisions are named by their keys, which outlive every correction of their facts.
    ``untold`` are those that the status rests on since it changed in silence, ``confirmed``
    those whose rise to official was told, ``times`` how often each was told at all.
    """

    host: str | None = None
    standing: Standing = Standing.UNASSESSED
    opened_by: str | None = None
    official: bool = False
    expires_on: date | None = None
    next_host: str | None = None
    target_date: PartialDate | None = None
    pending: tuple[str, ...] = ()
    ruling: str | None = None
    withdrawal: str | None = None
    latest: date | None = None
    untold: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    times: tuple[tuple[str, int], ...] = ()


def told(status: Status, before: Told) -> Told:
    """Return what there is to tell of *status*; what is known of earlier tellings stays."""
    opened = status.opened_by
    return Told(
        host=status.host,
        standing=status.standing,
        opened_by=opened.key if opened else None,
        official=opened is not None and opened.establishment is Establishment.OFFICIAL,
        expires_on=opened.expires_on if opened else None,
        next_host=status.next_host,
        target_date=status.target_date,
        pending=tuple(sorted(decision.key for decision in status.pending)),
        ruling=status.ruling.key if status.ruling else None,
        withdrawal=status.withdrawal.key if status.withdrawal else None,
        latest=status.latest,
        untold=before.untold,
        confirmed=before.confirmed,
        times=before.times,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """What a unit of work did to the decisions about one platform.

    ``documents`` are those of the unit, ``recorded`` the keys of decisions that the log did
    not hold before, ``quiet`` the keys of decisions that only texts of a
    silent first poll told.  ``unsaid`` are decisions as they were before a text was rewritten
    or a person corrected them, each with what is left of it; ``by`` is the name
    that the person gives to others and ``why`` their reason, ``settled`` that they
    ended a status's saying and unsaying.
    """

    documents: frozenset[str] = frozenset()
    touched: tuple[Decision, ...] = ()
    recorded: frozenset[str] = frozenset()
    lost: tuple[Decision, ...] = ()
    quiet: frozenset[str] = frozenset()
    unsaid: tuple[tuple[Decision, Decision | None], ...] = ()
    by_person: bool = False
    by: str = ""
    why: str = ""
    settled: bool = False

    @property
    def said_or_unsaid(self) -> frozenset[str]:
        """Return the keys of the decisions that a text begins to tell, tells no more, or tells otherwise."""
        changed = {before.key for before, _ in self.unsaid}
        return self.recorded | changed | {decision.key for decision in self.lost}


Differences = dict[Difference, Decision | None]
