"""Say what changed between a status that people were told and the status now, and whether it is news.

Pure.  The answer is a reason rather than a yes, so that the log, the message and the test
all use the same word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Establishment, Witness
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
    REQUEST_WITHDRAWN = "request-withdrawn"
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
    FLAPPING = "flapping"
    REFINED = "refined"

    @property
    def is_news(self) -> bool:
        """Say whether people are told."""
        return self in (Reason.NEW_DECISION, Reason.ESTABLISHED, Reason.CORRECTION, Reason.DUE)

    @property
    def may_yet_be_told(self) -> bool:
        """Say whether a fresh report of what changed in this silence is news after all."""
        return self in (Reason.RECALLED, Reason.LATE, Reason.FIRST_POLL)


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


Differences = dict[Difference, Decision | None]

_REPEATABLE = (Standing.REFUSED, Standing.SUSPENDED, Standing.ANNULLED)
"""Standings that a second act opens anew; a second change-request only confirms the first."""

_OLD = timedelta(days=90)
"""A recall of an act this old is history; of a fresher one it may be how we learn of it."""

_LATE = timedelta(days=30)
"""Sources tell an act within weeks; a text older than this when later acts are known is history."""

_ENOUGH = 3
"""A source that says and unsays one thing is told so often, then waits for a person."""

_REMEMBERED = 200


def compare(before: Told, after: Status) -> Differences:
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
    for difference, decision_or_none, name in (
        (Difference.CHALLENGE_REJECTED, after.ruling, before.ruling),
        (Difference.REQUEST_WITHDRAWN, after.withdrawal, before.withdrawal),
    ):
        if decision_or_none is not None and name not in decision_or_none.names:
            found[difference] = decision_or_none
    return found


def _opening(before: Told, after: Status) -> Differences:
    """Compare the standings and the decisions that opened them."""
    opened = after.opened_by
    if before.standing is not after.standing:
        return {Difference.STANDING: opened}
    if opened is None or before.opened_by is None:
        return {}
    if before.opened_by not in opened.names:
        again = {Standing.AUTHORISED: Difference.NEW_TERM, **dict.fromkeys(_REPEATABLE, Difference.STANDING)}
        return {again[after.standing]: opened} if after.standing in again else {}
    if before.expires_on and opened.expires_on and before.expires_on != opened.expires_on:
        return {Difference.NEW_TERM: opened}
    rose = not before.official and opened.establishment is Establishment.OFFICIAL
    known = opened.names & {*before.confirmed}
    return {Difference.ESTABLISHED: opened} if rose and not known else {}


def told_after_all(before: Told, after: Status, at_hand: AtHand) -> Differences:
    """Return what changed in silence before and is news now, since a document at hand tells it."""
    untold = {*before.untold}
    keys = {
        decision.key
        for decision in at_hand.touched
        if decision.names & untold
        and any(
            each.key[0] in at_hand.documents and _is_news_of(each, decision) for each in decision.witnesses
        )
    }
    candidates = (
        (Difference.STANDING, after.opened_by),
        (Difference.HOST, after.host_by),
        *((Difference(str(decision.kind)), decision) for decision in after.pending),
        (Difference.CHALLENGE_REJECTED, after.ruling),
        (Difference.REQUEST_WITHDRAWN, after.withdrawal),
    )
    return {what: decision for what, decision in candidates if decision and decision.key in keys}


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """What a unit of work did to the decisions about one platform.

    ``documents`` are those of the unit, ``quiet`` the keys of decisions that only texts of a
    silent first poll told.
    """

    documents: frozenset[str] = frozenset()
    touched: tuple[Decision, ...] = ()
    lost: tuple[Decision, ...] = ()
    quiet: frozenset[str] = frozenset()


def judge(  # noqa: PLR0911 - one return a reason
    differences: Differences, *, before: Told, at_hand: AtHand
) -> Reason:
    """Say why a changed status is told, or why not.

    With nothing at hand the calendar alone changed the status.  An article that recalls the
    order of 2020 tells nothing new, however fresh the article; a text of 2020 that arrives
    when the acts of 2023 are known tells history, unless the present standing is its act.
    """
    if not at_hand.documents:
        return Reason.DUE
    if not at_hand.touched and not at_hand.lost:
        return Reason.FIRST_POLL
    if not differences:
        return Reason.REFINED
    behind = {decision.key for decision in differences.values() if decision is not None}
    causes = [decision for decision in at_hand.touched if decision.key in behind]
    causes = causes or [*at_hand.touched, *at_hand.lost]
    if _is_flapping(before, causes, at_hand.lost):
        return Reason.FLAPPING
    if _rested_on(before, at_hand.lost):
        return Reason.CORRECTION
    if set(differences) == {Difference.ESTABLISHED}:
        return Reason.ESTABLISHED
    if all(decision.key in at_hand.quiet for decision in causes):
        return Reason.FIRST_POLL
    return _weigh(causes, opening=differences.get(Difference.STANDING), latest=before.latest)


def _weigh(causes: Sequence[Decision], *, opening: Decision | None, latest: date | None) -> Reason:
    """Tell news from history among the decisions behind a change."""
    if all(_is_history(decision) for decision in causes):
        return Reason.RECALLED
    stands_now = opening is not None and opening.key in {decision.key for decision in causes}
    if latest is not None and not stands_now and all(_is_late(each, latest) for each in causes):
        return Reason.LATE
    return Reason.NEW_DECISION


def remember(now: Told, reason: Reason, differences: Differences, at_hand: AtHand) -> Told:
    """Return *now* with what this telling, or this silence, adds to what is known of them."""
    if now.official and now.opened_by is not None:
        confirmed = tuple(dict.fromkeys((*now.confirmed, now.opened_by)))
        now = replace(now, confirmed=confirmed[-_REMEMBERED:])
    behind = {decision.key for decision in differences.values() if decision is not None}
    if not reason.is_news:
        untold = sorted({*now.untold, *behind}) if reason.may_yet_be_told else now.untold
        return replace(now, untold=tuple(untold[-_REMEMBERED:]))
    counted = dict(now.times)
    if reason in (Reason.NEW_DECISION, Reason.CORRECTION):
        for key in sorted(behind | {decision.key for decision in at_hand.lost}):
            counted[key] = counted.pop(key, 0) + 1
    names = {name for each in differences.values() if each is not None for name in each.names}
    return replace(
        now,
        untold=tuple(key for key in now.untold if key not in names),
        times=tuple(counted.items())[-_REMEMBERED:],
    )


def _is_flapping(before: Told, causes: Sequence[Decision], lost: Sequence[Decision]) -> bool:
    times = dict(before.times)
    keys = [decision.key for decision in (*causes, *lost)]
    return bool(keys) and all(times.get(key, 0) >= _ENOUGH for key in keys)


def _rested_on(before: Told, lost: Sequence[Decision]) -> bool:
    """Say whether something that people were told rested on a decision that is told no more."""
    rests = {before.opened_by, before.ruling, before.withdrawal, *before.pending} - {*before.untold}
    return any(decision.names & rests for decision in lost)


def _is_news_of(witness: Witness, decision: Decision) -> bool:
    """Say whether a witness tells an act of the last weeks, as its own news or with its date."""
    dated = not witness.claim.background or decision.decided_on is not None
    return dated and witness.told_on - decision.day <= _OLD


def _is_history(decision: Decision) -> bool:
    """Say whether every witness recalls an act of long ago, or one that nobody dates."""
    if not decision.recalled:
        return False
    if decision.decided_on is None:
        return True
    return all(witness.told_on - decision.day > _OLD for witness in decision.witnesses)


def _is_late(decision: Decision, latest: date) -> bool:
    fresh = [witness for witness in decision.witnesses if _is_news_of(witness, decision)]
    news = fresh or [witness for witness in decision.witnesses if not witness.claim.background]
    return all(witness.told_on + _LATE < latest for witness in news)


def _moved(before: PartialDate | None, after: PartialDate | None) -> bool:
    if after is None:
        return False
    return before is None or not before.agrees_with(after)


def _pending_of(status: Status, kind: ClaimKind) -> Decision | None:
    return next((decision for decision in status.pending if decision.kind is kind), None)
