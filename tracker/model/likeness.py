"""Whether two claims can tell one act: by number, else by who decided, for which host, and when.

Pure.  Dates meet at their own precision, with a margin for the ways in which texts are known
to be wrong: the day of publication for the day of the act, « last Wednesday », another year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from tracker.model.claim import AuthorityId, ClaimKind
from tracker.model.decision import Voice, Witness

OTHER = AuthorityId("other")
"""An author that the text does not name, or whom the catalogue does not know."""

_FRESH = timedelta(days=45)
_EVER = date.min

_SEASON = timedelta(days=100)
"""How far a recall of long ago may be out, when it names a month and an act lies near."""

ANSWERS = frozenset({ClaimKind.HOSTING_AUTHORISED, ClaimKind.HOSTING_REFUSED})
"""Kinds that answer a request: a request between two of them makes them two."""

_ANSWERED_WITHIN = timedelta(days=14)
"""A report without a date that comes so soon after a request still means the answer before it."""

ONE_AUTHOR_UNDISPUTED = frozenset(
    {
        ClaimKind.HOST_SELECTED,
        ClaimKind.AUTHORISATION_REQUESTED,
        ClaimKind.REQUEST_WITHDRAWN,
        ClaimKind.MIGRATION_ANNOUNCED,
        ClaimKind.MIGRATION_COMPLETED,
        ClaimKind.PROVIDER_QUALIFIED,
        ClaimKind.PROVIDER_REJECTED,
    }
)
"""Kinds whose author texts credit differently (the Hub, its ministry, « l'État »): the
platform, the provider and the date tell the act, the author does not."""

_SLACK = {
    # One authority does not authorise, refuse or annul the same thing twice in two months: two
    # dates that close are one act, once by its decision and once by its publication or a slip.
    ClaimKind.HOSTING_AUTHORISED: timedelta(days=60),
    ClaimKind.HOSTING_REFUSED: timedelta(days=60),
    ClaimKind.HOSTING_SUSPENDED: timedelta(days=30),
    ClaimKind.AUTHORISATION_ANNULLED: timedelta(days=60),
    ClaimKind.MIGRATION_COMPLETED: timedelta(days=120),
    ClaimKind.REQUEST_WITHDRAWN: timedelta(days=60),
    # The choice of a host is told by its announcement, its award or its contract, a year apart.
    ClaimKind.HOST_SELECTED: timedelta(days=500),
    ClaimKind.PROVIDER_REJECTED: timedelta(days=120),
    # A basis for transfers falls, or is adopted, once in years; texts recall it by its year.
    ClaimKind.LEGAL_BASIS_INVALIDATED: timedelta(days=365),
    ClaimKind.LEGAL_BASIS_ADOPTED: timedelta(days=180),
    ClaimKind.CHANGE_REQUESTED: timedelta(days=14),
    ClaimKind.MIGRATION_ANNOUNCED: timedelta(days=5),
}
_SLACK_ELSE = timedelta(days=7)

_SLACK_OF_A_RECALL = {ClaimKind.CHALLENGE_REJECTED: timedelta(days=14)}
"""A recall that names the day of the week may be a week out, on top of the margin."""

_NUMBERED = frozenset({ClaimKind.CHALLENGE_FILED, ClaimKind.CHALLENGE_REJECTED})
"""Kinds of which each act has a number: what tells nothing but the number means no act without one."""

_EXACT = frozenset({ClaimKind.CHANGE_REQUESTED, ClaimKind.MIGRATION_ANNOUNCED})
"""Kinds that are repeated within weeks: a month or a year is precise enough, and has no margin."""


def same_reference(one: str, other: str) -> bool:
    """Say whether two references are one number: ``n° 2023-146`` is ``2023-146``."""
    return bare_reference(one) == bare_reference(other)


def bare_reference(reference: str) -> str:
    """Return a number without its sign, spaces, dots and typographic dashes."""
    text = re.sub(r"[‐-―−]", "-", reference).lower()
    text = re.sub(r"\((?:ue|eu)\)|n\s*[°ºo]s?(?=[\s  \d])", "", text)
    return re.sub(r"[\s  .]", "", text)


def share_number(one: Iterable[str], other: Iterable[str]) -> bool:
    """Say whether two acts have a number in common."""
    return not {bare_reference(number) for number in one}.isdisjoint(
        bare_reference(number) for number in other
    )


def is_undated(witness: Witness) -> bool:
    """Say whether a claim tells neither day nor number."""
    claim = witness.claim
    return claim.decided_on is None and claim.published_on is None and claim.reference is None


def span(witness: Witness) -> tuple[date, date]:
    """Return the first and last day on which the act can have happened, as this witness tells it."""
    claim = witness.claim
    if claim.decided_on is not None:
        return claim.decided_on.first_day(), claim.decided_on.last_day()
    if claim.published_on is not None and not claim.background:
        return claim.published_on.first_day() - _FRESH, claim.published_on.last_day()
    if claim.background:
        return _EVER, witness.told_on
    first = witness.published.first_day() if witness.published else witness.told_on
    return min(first, witness.told_on) - _FRESH, witness.told_on


class Relation(StrEnum):
    """How two claims meet: by their numbers; else by who and where; else by when."""

    ONE_NUMBER = "one number"
    TWO_NUMBERS = "two numbers"
    UNLIKE = "unlike"
    CLOSE = "close"
    FAR = "far"


def relate(one: Witness, other: Witness, *, requested: Iterable[date] = ()) -> Relation:
    """Return how two claims meet; it depends on nothing but what :func:`looks_of` tells of them."""
    numbered = _same_by_number(one, other)
    if numbered is not None:
        return Relation.ONE_NUMBER if numbered else Relation.TWO_NUMBERS
    if not alike(one, other) or answer_different_requests(one, other, requested):
        return Relation.UNLIKE
    return Relation.CLOSE if _times_agree(one, other) else Relation.FAR


def looks_of(witness: Witness) -> str:
    """Return all that counts when claims are compared; thousands may look like one another.

    The day on which a claim was told counts only where the claim gives no day of its own.
    """
    claim = witness.claim
    timing: tuple[object, ...] = ()
    if claim.decided_on is None:
        timing = (witness.told_on, witness.published if not claim.background else None)
    elif _is_loose(witness):
        timing = (_is_loose_recall(witness),)
    dates = (claim.decided_on, claim.published_on, claim.target_date, *timing)
    return repr(
        (
            str(claim.kind),
            claim.provider,
            claim.authority,
            claim.reference,
            claim.background,
            str(witness.voice),
            witness.decision,
            witness.joined,
            str(claim.term),
            *map(str, dates),
        )
    )


def _same_by_number(one: Witness, other: Witness) -> bool | None:
    """Say whether the name or the numbers of the act make two claims one; None where they do not tell."""
    if one.decision is not None and other.decision is not None:
        return one.decision == other.decision
    if one.numbers and other.numbers and not (_may_misnumber(one, other) or _may_misnumber(other, one)):
        return share_number(one.numbers, other.numbers)
    return None


def _may_misnumber(recall: Witness, other: Witness) -> bool:
    """Say whether a recall gives the number of a case for that of the answer that was attacked in it."""
    claim = recall.claim
    loose = claim.background and claim.decided_on is None and recall.voice is Voice.PRESS
    known = other.voice is Voice.OFFICIAL or other.decision is not None
    return claim.kind in ANSWERS and loose and known


def _times_agree(one: Witness, other: Witness) -> bool:
    if _is_known_by_number_alone(one) and _is_known_by_day_alone(other):
        return False
    if _is_known_by_number_alone(other) and _is_known_by_day_alone(one):
        return False
    if _published_as_decided(one, other) or _dates_meet(one, other) or _is_slip_of_year(one, other):
        return True
    return any(_is_loose_recall(each) for each in (one, other)) and distance(one, other) <= _SEASON


def _is_known_by_number_alone(witness: Witness) -> bool:
    claim = witness.claim
    undated = claim.background and claim.decided_on is None and claim.published_on is None
    return claim.kind in _NUMBERED and undated and bool(witness.numbers)


def _is_known_by_day_alone(witness: Witness) -> bool:
    return witness.claim.decided_on is not None and not witness.numbers


def _is_loose_recall(witness: Witness) -> bool:
    """Say whether a paper recalls, long after it, in which month or year an act was."""
    claim = witness.claim
    if not (claim.background and witness.voice is Voice.PRESS and _is_loose(witness)):
        return False
    return witness.told_on - span(witness)[1] > _SEASON


def alike(one: Witness, other: Witness) -> bool:
    """Say whether two claims agree on who decided, and for which host, as far as they tell."""
    a, b = one.claim, other.claim
    if a.provider is not None and b.provider is not None and a.provider != b.provider:
        return False
    return a.kind in ONE_AUTHOR_UNDISPUTED or _authors_agree(a.authority, b.authority)


def _authors_agree(one: AuthorityId | None, other: AuthorityId | None) -> bool:
    """« other » stands for an author that the text does not name."""
    return one == other or OTHER in (one, other) or None in (one, other)


def same_number(one: Witness, other: Witness) -> bool:
    """Say whether two claims give one number."""
    return share_number(one.numbers, other.numbers)


def same_day(one: Witness, other: Witness) -> bool:
    """Say whether two claims give one date, at one precision."""
    a, b = one.claim.decided_on, other.claim.decided_on
    return a is not None and a == b


def _published_as_decided(one: Witness, other: Witness) -> bool:
    """Meet the article that takes the day of publication for the day of the act."""
    pairs = (
        (one.claim.decided_on, other.claim.published_on),
        (other.claim.decided_on, one.claim.published_on),
    )
    return any(act and printed and act.agrees_with(printed) for act, printed in pairs)


def _dates_meet(one: Witness, other: Witness) -> bool:
    slack = _SLACK.get(one.claim.kind, _SLACK_ELSE)
    if one.claim.background or other.claim.background:
        slack = _SLACK_OF_A_RECALL.get(one.claim.kind, slack)
    if one.claim.kind in _EXACT and any(_is_loose(each) for each in (one, other)):
        slack = timedelta(0)
    (a_first, a_last), (b_first, b_last) = span(one), span(other)
    if (one.claim.decided_on is None and b_first > one.told_on) or (
        other.claim.decided_on is None and a_first > other.told_on
    ):
        return False  # nobody reports an act before it is done
    return max(a_first, b_first) - min(a_last, b_last) <= slack


def _is_slip_of_year(one: Witness, other: Witness) -> bool:
    """Meet the article that gives the day and the month of the act, and the year beside it."""
    a, b = one.claim.decided_on, other.claim.decided_on
    if a is None or b is None or not (a.is_day and b.is_day):
        return False
    return (a.month, a.day) == (b.month, b.day) and abs(a.year - b.year) == 1


def answer_different_requests(one: Witness, other: Witness, requested: Iterable[date]) -> bool:
    """Say whether a request was filed between two answers, whichever their days: each answers its own."""
    if one.claim.kind not in ANSWERS:
        return False
    (_, first), (last, _) = sorted((_answered_on(one), _answered_on(other)))
    return any(first < day < last for day in requested)


def _answered_on(witness: Witness) -> tuple[date, date]:
    """Return the first and last day of an answer; a month or a year can be any day in it."""
    decided = witness.claim.decided_on
    if decided is not None:
        return decided.first_day(), decided.last_day()
    day = witness.told_on - _ANSWERED_WITHIN
    return day, day


def distance(one: Witness, other: Witness) -> timedelta:
    """Return how far apart two claims date their acts: nothing where they can be one day."""
    (a_first, a_last), (b_first, b_last) = span(one), span(other)
    return max(max(a_first, b_first) - min(a_last, b_last), timedelta(0))


def _is_loose(witness: Witness) -> bool:
    decided = witness.claim.decided_on
    return decided is not None and not decided.is_day
