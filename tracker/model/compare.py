"""Say what changed between a status that people were told and the status now, and whether it is news.

Pure.  The answer is a reason rather than a yes, so that the log, the message and the test
all use the same word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Establishment
from tracker.model.standing import Standing, Status


class Difference(StrEnum):
    """One way in which a status differs from the one before."""

    STANDING = "standing"
    HOST = "host"
    NEW_TERM = "new-term"
    NEXT_HOST = "next-host"
    TARGET_DATE = "target-date"
    CHALLENGE_FILED = "challenge-filed"
    CHALLENGE_REJECTED = "challenge-rejected"
    AUTHORISATION_REQUESTED = "authorisation-requested"
    CHANGE_REQUESTED = "change-requested"
    MIGRATION_ANNOUNCED = "migration-announced"
    ESTABLISHED = "established"


class Reason(StrEnum):
    """Why a changed status is told, or why it changes in silence."""

    NEW_DECISION = "new-decision"
    ESTABLISHED = "established"
    CORRECTION = "correction"
    DUE = "due"
    BASELINE = "baseline"
    FIRST_POLL = "first-poll"
    ASKED_SILENCE = "asked-silence"
    RECALLED = "recalled"
    LATE = "late"

    @property
    def is_news(self) -> bool:
        """Say whether people are told."""
        return self in (Reason.NEW_DECISION, Reason.ESTABLISHED, Reason.CORRECTION, Reason.DUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A status as far as it matters for what to tell next; the log keeps it.

    Decisions are named by their keys, which outlive every correction of their facts.
    """

    host: str | None = None
    standing: Standing = Standing.UNASSESSED
    opened_by: str | None = None
    official: bool = False
    next_host: str | None = None
    target_date: PartialDate | None = None
    pending: tuple[str, ...] = ()
    ruling: str | None = None
    latest: date | None = None


def told(status: Status) -> Told:
    """Return what there is to tell of *status*."""
    opened = status.opened_by
    return Told(
        host=status.host,
        standing=status.standing,
        opened_by=opened.key if opened else None,
        official=opened is not None and opened.establishment is Establishment.OFFICIAL,
        next_host=status.next_host,
        target_date=status.target_date,
        pending=tuple(sorted(decision.key for decision in status.pending)),
        ruling=status.ruling.key if status.ruling else None,
        latest=status.latest,
    )


_LATE = timedelta(days=30)
"""Sources tell an act within weeks; a text older than this when later acts are known is history."""


def compare(before: Told, after: Status) -> dict[Difference, Decision | None]:
    """Return the differences between what was told and *after*, each with the decision behind it.

    A date told more precisely, a further source or a challenge that ends is no difference:
    the ruling that ends it is.
    """
    found = _opening(before, after)
    if before.host != after.host:
        found[Difference.HOST] = after.host_by
    if before.next_host != after.next_host and after.next_host is not None:
        found[Difference.NEXT_HOST] = after.opened_by
    if _moved(before.target_date, after.target_date):
        found[Difference.TARGET_DATE] = _pending_of(after, ClaimKind.MIGRATION_ANNOUNCED)
    known = {*before.pending, before.opened_by}
    for decision in after.pending:
        if not decision.names & known and decision is not after.opened_by:
            found[Difference(str(decision.kind))] = decision
    ruling = after.ruling
    if ruling is not None and before.ruling not in ruling.names:
        found[Difference.CHALLENGE_REJECTED] = ruling
    return found


def _opening(before: Told, after: Status) -> dict[Difference, Decision | None]:
    """Compare the standings and the decisions that opened them."""
    opened = after.opened_by
    if before.standing is not after.standing:
        return {Difference.STANDING: opened}
    if opened is None or before.opened_by is None:
        return {}
    if before.opened_by not in opened.names:
        return {Difference.NEW_TERM: opened} if after.standing is Standing.AUTHORISED else {}
    rose = not before.official and opened.establishment is Establishment.OFFICIAL
    return {Difference.ESTABLISHED: opened} if rose else {}


def judge(
    differences: Mapping[Difference, Decision | None],
    *,
    before: Told,
    touched: Iterable[Decision],
    taken_back: bool = False,
) -> Reason:
    """Say why a changed status is told, or why not.

    *touched* are the decisions that the documents at hand told, changed or took back; none
    means that the calendar alone changed the status.  *taken_back* says that a decision
    was told once and is told no more.

    An article that recalls the order of 2020 tells nothing new, however fresh the article;
    a text of 2020 that arrives when the acts of 2023 are known tells history.
    """
    at_hand = list(touched)
    if not at_hand:
        return Reason.DUE
    if taken_back:
        return Reason.CORRECTION
    if set(differences) == {Difference.ESTABLISHED}:
        return Reason.ESTABLISHED
    behind = {decision.key for decision in differences.values() if decision is not None}
    causes = [decision for decision in at_hand if decision.key in behind]
    return _weigh(causes, before.latest) if causes else Reason.CORRECTION


def _weigh(causes: Sequence[Decision], latest: date | None) -> Reason:
    if all(decision.recalled for decision in causes):
        return Reason.RECALLED
    if latest is not None and all(_is_late(decision, latest) for decision in causes):
        return Reason.LATE
    return Reason.NEW_DECISION


def _is_late(decision: Decision, latest: date) -> bool:
    news = [witness for witness in decision.witnesses if not witness.claim.background]
    return all(witness.told_on + _LATE < latest for witness in news)


def _moved(before: PartialDate | None, after: PartialDate | None) -> bool:
    if after is None:
        return False
    return before is None or not before.agrees_with(after)


def _pending_of(status: Status, kind: ClaimKind) -> Decision | None:
    return next((decision for decision in status.pending if decision.kind is kind), None)
