"""Tell of an act that binds every platform: once, with the platforms that it touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from store.records import StreamId
from tracker.alerts.errata import errata
from tracker.alerts.message import general_message
from tracker.alerts.raising import Announcer, deliveries_of, raise_alert
from tracker.alerts.rectifying import general_erratum
from tracker.codec import told_from_json, told_to_json
from tracker.effects import touches
from tracker.model.claim import EVERY_PLATFORM, ClaimKind, PlatformId
from tracker.model.decision import Decision, Establishment
from tracker.model.judging import is_told_afresh, judge
from tracker.model.standing import in_order
from tracker.model.status import Status
from tracker.model.told import AtHand, Difference, Reason, Told
from tracker.projection.query import decisions_of, known_platforms, status_of
from tracker.recording import Recorder, derived_id


@dataclass(frozen=True, slots=True)
class General:
    """Acts that bind every platform, why they are told or are not, and whom they touch."""

    reason: Reason
    before: Told
    after: Status
    alert: str | None


def announce_general(  # noqa: PLR0913 - each is one thing to know of one comparison
    recorder: Recorder,
    announcer: Announcer,
    level: Establishment,
    *,
    at_hand: AtHand,
    today: date,
    silence: Reason | None = None,
) -> General | None:
    """Record the general acts that *at_hand* tells first at *level*, and raise one alert for them all."""
    kept = recorder.state("announced", f"{EVERY_PLATFORM}|{level}")
    before = told_from_json(kept) if kept else Told()
    judged = _judged(recorder, before, level, at_hand, silence, first=kept is None)
    if not judged:
        return None
    news = [decision for decision, reason in judged.items() if reason.is_news]
    reason = judged[news[0]] if news else next(iter(judged.values()))
    touched = _touched(recorder, announcer, news, level, today)
    if news and not touched:
        reason = Reason.TOUCHES_NONE
    cause = (EVERY_PLATFORM, level, recorder.tx.head())
    deliveries = _deliveries(announcer, touched, level)
    alert = derived_id("alert", *cause).hex[:12] if touched and deliveries else None
    now = _remembered(before, judged)
    recorder.record(
        StreamId("platform", EVERY_PLATFORM),
        "StatusChanged",
        {
            "platform": EVERY_PLATFORM,
            "level": str(level),
            "reason": str(reason),
            "differences": [str(Difference.CONTEXT)],
            "because": sorted(decision.id for decision in judged),
            "touches": [status.platform for status in touched],
            "before": told_to_json(before),
            "after": told_to_json(now),
            "alert": alert,
        },
        *cause,
    )
    if alert is not None:
        message = general_message(
            news, touched, reason, catalogue=announcer.catalogue, language=announcer.language
        )
        raise_alert(
            recorder,
            alert,
            EVERY_PLATFORM,
            str(reason),
            message,
            deliveries,
            level=level,
            decisions=[decision.key for decision in news],
        )
    return General(reason, before, Status(platform=EVERY_PLATFORM, as_of=today, context=tuple(judged)), alert)


def rectify_general(recorder: Recorder, announcer: Announcer, level: Establishment, at_hand: AtHand) -> None:
    """Tell those who were told of an act that binds everyone, and is not so, what holds in its matter."""
    for erratum in errata(recorder, EVERY_PLATFORM, level, at_hand):
        held = _last_of_its_matter(recorder, level, at_hand)
        message = general_erratum(
            erratum.alerts, held, at_hand, catalogue=announcer.catalogue, language=announcer.language
        )
        raise_alert(
            recorder,
            erratum.id,
            EVERY_PLATFORM,
            str(Reason.CORRECTION),
            message,
            erratum.deliveries,
            level=level,
            decisions=[each.key for _, each in at_hand.unsaid if each is not None],
            rectifies=erratum.decisions,
        )


_MATTERS = ({ClaimKind.LEGAL_BASIS_INVALIDATED, ClaimKind.LEGAL_BASIS_ADOPTED},)
"""Kinds of which the one undoes the other."""


def _last_of_its_matter(recorder: Recorder, level: Establishment, at_hand: AtHand) -> list[Decision]:
    """Return the act as it reads now, and where it is gone the last that holds in the same matter."""
    held = in_order(
        each for each in decisions_of(recorder, EVERY_PLATFORM) if each.establishment.reaches(level)
    )
    found = []
    for before, after in at_hand.unsaid:
        kinds = next((each for each in _MATTERS if before.kind in each), {before.kind})
        same = [each for each in held if each.kind in kinds]
        found += [each for each in held if after is not None and each.key == after.key] or same[-1:]
    return list({each.key: each for each in found}.values())


def _judged(  # noqa: PLR0913, PLR0917 - each is one thing to know of one comparison
    recorder: Recorder,
    before: Told,
    level: Establishment,
    at_hand: AtHand,
    silence: Reason | None,
    first: bool,  # noqa: FBT001 - said by name above
) -> dict[Decision, Reason]:
    """Return the acts at hand that were not told at *level*, each with the reason for telling it or not."""
    known, untold, confirmed = {*before.pending}, {*before.untold}, {*before.confirmed}
    held = {decision.key: decision for decision in decisions_of(recorder, EVERY_PLATFORM)}
    judged = {}
    for key in (each.key for each in at_hand.touched):
        decision = held.get(key)
        if decision is None or not decision.establishment.reaches(level):
            continue
        official = decision.establishment is Establishment.OFFICIAL
        if first and key not in at_hand.recorded and level is Establishment.REPORTED:
            judged[decision] = Reason.REFINED  # an older version recorded it, and told nobody
        elif not decision.names & known:
            judged[decision] = silence or _judge(decision, before, at_hand)
        elif decision.kind is ClaimKind.OPINION_ISSUED:
            continue
        elif decision.names & untold and is_told_afresh(decision, at_hand):
            judged[decision] = silence or Reason.NEW_DECISION
        elif official and not decision.names & (confirmed | untold):
            judged[decision] = silence or Reason.ESTABLISHED
    return judged


def _judge(decision: Decision, before: Told, at_hand: AtHand) -> Reason:
    """Say why an act that was not told before is told or not: an opinion binds nobody."""
    if decision.kind is ClaimKind.OPINION_ISSUED:
        return Reason.OPINION
    return judge({Difference.CONTEXT: decision}, before=before, at_hand=at_hand)


def _remembered(before: Told, judged: dict[Decision, Reason]) -> Told:
    names = {name for decision in judged for name in decision.names}
    silent = {decision.key for decision, reason in judged.items() if reason.may_yet_be_told}
    official = {each.key for each in judged if each.establishment is Establishment.OFFICIAL}
    return replace(
        before,
        pending=tuple(sorted({*before.pending} | {decision.key for decision in judged})),
        untold=tuple(sorted(({*before.untold} - names) | silent)),
        confirmed=tuple(sorted({*before.confirmed} | official)),
        latest=max([decision.day for decision in judged] + ([before.latest] if before.latest else [])),
    )


def _touched(
    recorder: Recorder,
    announcer: Announcer,
    decisions: Sequence[Decision],
    level: Establishment,
    today: date,
) -> list[Status]:
    """Return the statuses of the platforms that one of *decisions* touches, as *level* knows them.

    Who waits for official acts is not told by the way what one paper says of a platform's host.
    """
    if not decisions:
        return []
    named = {*announcer.catalogue.platforms, *known_platforms(recorder)} - {EVERY_PLATFORM}
    statuses = (status_of(recorder, platform, as_of=today, minimum=level) for platform in sorted(named))
    return [
        status
        for status in statuses
        if status.latest is not None or status.host is not None
        if any(touches(decision, status, announcer.catalogue) for decision in decisions)
    ]


def _deliveries(
    announcer: Announcer, touched: Iterable[Status], level: Establishment
) -> list[tuple[str, str]]:
    """Return those who hear of one of the platforms touched, each once."""
    platforms: list[PlatformId] = [status.platform for status in touched]
    heard = (each for name in platforms for each in deliveries_of(announcer, "status", name, level))
    return list(dict.fromkeys(heard))
