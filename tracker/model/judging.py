"""Say whether a changed status is news, and what to remember of having told it or not.

Pure.  The answer is a reason rather than a yes, so that the log, the message and the test
all use the same word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tracker.model.decision import Decision, Establishment, Witness
from tracker.model.doubting import LONG_AGO
from tracker.model.status import Status
from tracker.model.told import AtHand, Difference, Differences, Reason, Told

_LATE = timedelta(days=30)
"""Sources tell an act within weeks; a text older than this when later acts are known is history."""

_ENOUGH = 3
"""A source that says and unsays one thing is told so often, then waits for a person."""

_REMEMBERED = 200


def told_after_all(before: Told, after: Status, at_hand: AtHand) -> Differences:
    """Return what changed in silence before and is news now, since a document at hand tells it."""
    untold = {*before.untold}
    keys = {
        decision.key
        for decision in at_hand.touched
        if decision.names & untold and is_told_afresh(decision, at_hand)
    }
    candidates = (
        (Difference.STANDING, after.opened_by),
        (Difference.HOST, after.host_by),
        *((Difference(str(decision.kind)), decision) for decision in after.pending),
        (Difference.CHALLENGE_REJECTED, after.ruling),
        (Difference.REQUEST_WITHDRAWN, after.withdrawal),
    )
    return {what: decision for what, decision in candidates if decision and decision.key in keys}


def is_told_afresh(decision: Decision, at_hand: AtHand) -> bool:
    """Say whether a document at hand tells *decision* as news of the last weeks."""
    return any(_is_news_of(each, decision) for each in _at_hand(decision, at_hand))


def _at_hand(decision: Decision, at_hand: AtHand) -> list[Witness]:
    return [each for each in decision.witnesses if each.key[0] in at_hand.documents]


def is_history(decision: Decision, at_hand: AtHand) -> bool:
    """Say whether all at hand that tell *decision* recall an act of long ago, or one that nobody dates.

    A second voice that only recalls an act makes it better established, and no news.
    """
    telling = _at_hand(decision, at_hand) or decision.witnesses
    if not all(witness.claim.background for witness in telling):
        return False
    if decision.decided_on is None:
        return True
    return all(witness.told_on - decision.day > LONG_AGO for witness in telling)


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
    if at_hand.by_person:
        return _judge_a_persons(differences, before, at_hand)
    if not at_hand.touched and not at_hand.lost:
        return Reason.FIRST_POLL
    if not differences:
        return Reason.REFINED
    behind = {decision.key for decision in differences.values() if decision is not None}
    causes = [decision for decision in at_hand.touched if decision.key in behind]
    causes = causes or [*at_hand.touched, *at_hand.lost]
    if _is_flapping(before, causes, at_hand):
        return Reason.FLAPPING
    if _rested_on(before, at_hand.lost) or Difference.CORRECTED in differences:
        return Reason.CORRECTION
    if set(differences) == {Difference.ESTABLISHED}:
        return Reason.ESTABLISHED
    if all(decision.key in at_hand.quiet for decision in causes):
        return Reason.FIRST_POLL
    if all(is_history(decision, at_hand) for decision in causes):
        return Reason.RECALLED
    return _weigh(causes, at_hand, opening=differences.get(Difference.STANDING), latest=before.latest)


def _judge_a_persons(differences: Differences, before: Told, at_hand: AtHand) -> Reason:
    """Judge what a person vouches for: it is news, however old, and never says and unsays.

    What holds again once they take something back is no news: whoever was told wrong gets an erratum.
    """
    if not differences:
        return Reason.REFINED
    if _rested_on(before, at_hand.lost):
        return Reason.CORRECTION
    vouched = {decision.key for decision in at_hand.touched}
    if not any(each is not None and each.key in vouched for each in differences.values()):
        return Reason.REFINED
    return Reason.ESTABLISHED if set(differences) == {Difference.ESTABLISHED} else Reason.NEW_DECISION


def judge_afresh(differences: Differences, *, before: Told, at_hand: AtHand) -> Reason:
    """Say whether a change that corrects what some were told is news to those who were not.

    It is, where an act at hand is behind it; that something never was is no news to them.
    """
    at_hand = replace(at_hand, lost=())
    behind = {decision.key for decision in differences.values() if decision is not None}
    if not behind & {decision.key for decision in at_hand.touched}:
        return Reason.REFINED
    return judge(differences, before=before, at_hand=at_hand)


def told_too_often(before: Told) -> frozenset[str]:
    """Return the keys of the decisions that were said and unsaid until nobody was told any more."""
    return frozenset(key for key, count in before.times if count >= _ENOUGH)


def forgive(before: Told) -> Told:
    """Return what was told without what was said and unsaid too often: a person has settled it."""
    often = told_too_often(before)
    return replace(before, times=tuple(each for each in before.times if each[0] not in often))


def _weigh(
    causes: Sequence[Decision], at_hand: AtHand, *, opening: Decision | None, latest: date | None
) -> Reason:
    """Tell what is news from what comes late: when later acts are known, or when its term is over."""
    if all(_is_over(each, at_hand) for each in causes):
        return Reason.LATE
    if opening is not None and opening.key in {decision.key for decision in causes}:
        return Reason.NEW_DECISION
    overtaken = latest is not None and all(_is_late(each, latest) for each in causes)
    return Reason.LATE if overtaken else Reason.NEW_DECISION


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
        turned = at_hand.said_or_unsaid
        for key in sorted(behind | {decision.key for decision in at_hand.lost}):
            times = counted.pop(key, 0)
            counted[key] = times + 1 if key in turned else max(times, 1)
    names = {name for each in differences.values() if each is not None for name in each.names}
    return replace(
        now,
        untold=tuple(key for key in now.untold if key not in names),
        times=tuple(counted.items())[-_REMEMBERED:],
    )


def _is_flapping(before: Told, causes: Sequence[Decision], at_hand: AtHand) -> bool:
    """Say whether texts at hand say or unsay once more what was said and unsaid often enough.

    Another source that tells the same unsays nothing, and what is official is told whoever
    said it before.
    """
    if any(
        each.establishment is Establishment.OFFICIAL and not each.names & {*before.confirmed}
        for each in causes
    ):
        return False
    times = dict(before.times)
    keys = [decision.key for decision in (*causes, *at_hand.lost)]
    often = bool(keys) and all(times.get(key, 0) >= _ENOUGH for key in keys)
    return often and not at_hand.said_or_unsaid.isdisjoint(keys)


def _rested_on(before: Told, lost: Sequence[Decision]) -> bool:
    """Say whether something that people were told rested on a decision that is told no more."""
    rests = {before.opened_by, before.ruling, before.withdrawal, *before.pending} - {*before.untold}
    return any(decision.names & rests for decision in lost)


def _is_news_of(witness: Witness, decision: Decision) -> bool:
    """Say whether a witness tells an act of the last weeks, as its own news or with its date."""
    dated = not witness.claim.background or decision.decided_on is not None
    return dated and witness.told_on - decision.day <= LONG_AGO


def was_news(decision: Decision) -> bool:
    """Say whether a document told *decision* as news, within weeks of the act."""
    return any(not each.claim.background and _is_news_of(each, decision) for each in decision.witnesses)


def _is_over(decision: Decision, at_hand: AtHand) -> bool:
    """Say whether the term of *decision* had ended before a document at hand told it at all."""
    telling = _at_hand(decision, at_hand)
    arrived = min((witness.seen_on for witness in telling), default=date.max)
    return bool(telling) and decision.expires_on is not None and decision.expires_on < arrived


def _is_late(decision: Decision, latest: date) -> bool:
    fresh = [witness for witness in decision.witnesses if _is_news_of(witness, decision)]
    news = fresh or [witness for witness in decision.witnesses if not witness.claim.background]
    return all(witness.told_on + _LATE < latest for witness in news)
