"""Which reports move nothing until somebody else tells them too: what is better established wins.

Pure.  A report of the press never undoes what an official source says; it makes a dispute that
a person sees.  What a person vouches for is in no doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.model.claim import ClaimKind
from tracker.model.decision import Decision, Establishment
from tracker.model.likeness import ANSWERS, ONE_AUTHOR_UNDISPUTED, OTHER, bare_reference, share_number

LONG_AGO = timedelta(days=90)
"""A recall of an act this old is history; of a fresher one it may be how we learn of it."""

_FRESH = timedelta(days=45)
"""An act without a date was done this long before it was told, at most."""

_RULINGS = frozenset({ClaimKind.HOSTING_SUSPENDED, ClaimKind.AUTHORISATION_ANNULLED})
_JUDGED = _RULINGS | {ClaimKind.CHALLENGE_REJECTED}
_NAMES_ONE_HOST = frozenset(
    {ClaimKind.HOSTING_AUTHORISED, ClaimKind.HOST_SELECTED, ClaimKind.MIGRATION_COMPLETED}
)


class Doubt(StrEnum):
    """Why a report moves nothing."""

    RECALLED_ONCE = "recalled-by-one"
    CONTRADICTED = "contradicted"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Doubted:
    """A decision that moves nothing, why, and the better established act that it is weighed against."""

    decision: Decision
    why: Doubt
    against: Decision | None = None


def is_recalled_once(decision: Decision) -> bool:
    """Say whether one voice of the press alone recalls an act of long ago, or one that it does not date."""
    dated = decision.decided_on
    fresh = dated is not None and decision.known_by - dated.last_day() <= LONG_AGO
    return is_told_by_a_recall(decision) and not fresh


def is_told_by_a_recall(decision: Decision) -> bool:
    """Say whether one voice of the press alone tells an act, in passing, and nobody told it as news."""
    return (
        decision.recalled
        and not decision.vouched
        and not decision.establishment.reaches(Establishment.CORROBORATED)
    )


def borne_out(decisions: Sequence[Decision]) -> frozenset[str]:
    """Return the keys of the filings whose number a well established ruling bears: it was judged."""
    judged = {
        bare_reference(number)
        for each in decisions
        if each.kind in _JUDGED and each.establishment.reaches(Establishment.CORROBORATED)
        for number in each.numbers
    }
    return frozenset(
        each.key
        for each in decisions
        if each.kind is ClaimKind.CHALLENGE_FILED
        and any(bare_reference(number) in judged for number in each.numbers)
    )


def is_weaker(decision: Decision, held: Decision | None) -> bool:
    """Say whether *decision* is not well enough established to undo *held*."""
    return (
        held is not None and not decision.vouched and not decision.establishment.reaches(held.establishment)
    )


def contradictions(decisions: Sequence[Decision]) -> dict[str, Doubted]:
    """Return, by key, the decisions of which a better established one says the opposite.

    It is the opposite where one author, on what can be one day, would have authorised and refused,
    authorised and suspended, or taken two hosts for one.
    """
    official = [each for each in decisions if each.establishment.reaches(Establishment.CORROBORATED)]
    asked = [each.day for each in decisions if each.kind is ClaimKind.AUTHORISATION_REQUESTED]
    found = {}
    for decision in decisions:
        if decision.establishment is Establishment.OFFICIAL or decision.vouched:
            continue
        better = (each for each in official if is_weaker(decision, each) and _opposes(decision, each, asked))
        against = next(better, None)
        if against is not None:
            found[decision.key] = Doubted(decision, Doubt.CONTRADICTED, against)
    return found


def _opposes(report: Decision, act: Decision, asked: Iterable[date]) -> bool:
    if report.numbers and act.numbers and not share_number(report.numbers, act.numbers):
        return False
    exact = report.decided_on is not None and report.decided_on.is_day and report.decided_on == act.decided_on
    if report.kind is act.kind:
        other = None not in (report.provider, act.provider) and report.provider != act.provider
        return report.kind in _NAMES_ONE_HOST and other and exact and _one_author(report, act)
    if not _one_author(report, act):
        return False
    if {report.kind, act.kind} <= ANSWERS:
        return exact or (_can_be_one_day(report, act) and not any(act.day < day for day in asked))
    return exact and {report.kind, act.kind} <= {ClaimKind.HOSTING_AUTHORISED, *_RULINGS}


def _one_author(one: Decision, other: Decision) -> bool:
    authors = {one.authority, other.authority}
    return (one.kind is other.kind and one.kind in ONE_AUTHOR_UNDISPUTED) or len(authors - {None, OTHER}) == 1


def _can_be_one_day(report: Decision, act: Decision) -> bool:
    """Say whether a report that gives no day can mean the day of *act*."""
    if act.decided_on is None or not act.decided_on.is_day:
        return False
    if report.decided_on is not None:
        return report.decided_on.covers(act.decided_on)
    return report.known_by - _FRESH <= act.day <= report.known_by
