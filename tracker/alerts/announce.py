"""Compare what people were told with what holds now, and raise the alerts.

Runs at the end of every unit of work, in its transaction: the status that was last
compared is itself in the log (``StatusChanged``), so a crash loses no alert and repeats
none, several documents at once make one alert, and the expiry of an authorisation is
noticed in the same way as a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from store.records import StreamId
from tracker.alerts.errata import Erratum, errata
from tracker.alerts.message import Message, deadline_message, erratum_message, status_message
from tracker.alerts.routes import Delivery, Route
from tracker.catalogue import Catalogue
from tracker.codec import plain
from tracker.ingest import Taken
from tracker.model.claim import EVERY_PLATFORM, ClaimKind, PlatformId
from tracker.model.compare import compare
from tracker.model.dates import PartialDate
from tracker.model.decide import Changed, Recorded, Retracted
from tracker.model.decision import Decision, Establishment
from tracker.model.judging import judge, judge_afresh, remember, told_after_all
from tracker.model.status import Standing, Status
from tracker.model.told import AtHand, Differences, Reason, Told, told
from tracker.projection.query import known_platforms, status_of
from tracker.recording import Recorder, derived_id

LEVELS = (Establishment.OFFICIAL, Establishment.CORROBORATED, Establishment.REPORTED)
"""A route hears of what is established to its level: each level has a status of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcer:
    """What announcing needs to know beside the log."""

    routes: tuple[Route, ...]
    catalogue: Catalogue
    language: str
    remind_before: tuple[int, ...] = ()
    """Seconds before a deadline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A status that changed, with the reason why it was told or was not."""

    platform: PlatformId
    level: Establishment
    reason: Reason
    differences: tuple[str, ...]
    before: Told
    after: Status
    alert: str | None


def announce(  # noqa: PLR0913 - each is one thing to know of one unit of work
    recorder: Recorder,
    announcer: Announcer,
    taken: Iterable[Taken],
    *,
    today: date,
    silence: Reason | None = None,
    also: Iterable[PlatformId] = (),
) -> list[Announced]:
    """Record every status that *taken* changed, and raise the alerts that this is worth.

    *silence* is the reason for telling nobody (a baseline, a first poll); *also* names
    platforms whose status changed without any decision (a host that was seen).
    """
    units = list(taken)
    at_hand = _at_hand(units)
    changed = []
    for platform in sorted({*at_hand, *also} - {EVERY_PLATFORM}):
        for level in LEVELS:
            found = _announce_one(
                recorder,
                announcer,
                platform,
                level,
                at_hand=at_hand.get(platform, AtHand()),
                today=today,
                silence=silence,
            )
            changed += [found] if found else []
    return changed


def _at_hand(taken: Sequence[Taken]) -> dict[PlatformId, AtHand]:
    """Sort what documents did by platform."""
    touched: dict[PlatformId, dict[str, Decision]] = {}
    lost: dict[PlatformId, list[Decision]] = {}
    loud: set[str] = set()
    for each in taken:
        for happening in each.happenings:
            decision = happening.after if isinstance(happening, Changed) else happening.decision
            mine = touched.setdefault(decision.platform, {})
            if not isinstance(happening, Retracted):
                mine[decision.key] = decision
                loud.update(() if each.quiet else (decision.key,))
            elif happening.merged_into is None and not each.quiet:
                lost.setdefault(decision.platform, []).append(decision)
    documents = frozenset(each.document for each in taken)
    unsaid = _unsaid(taken)
    by_person = any(each.by_person for each in taken)
    why = "; ".join(dict.fromkeys(each.why for each in taken if each.why))
    return {
        platform: AtHand(
            unsaid=tuple(each for each in unsaid if each[0].platform == platform),
            by_person=by_person,
            why=why,
            documents=documents,
            touched=tuple(mine.values()),
            lost=tuple(each for each in lost.get(platform, ()) if each.key not in mine),
            quiet=frozenset(mine) - loud,
        )
        for platform, mine in touched.items()
    }


def _unsaid(taken: Sequence[Taken]) -> list[tuple[Decision, Decision | None]]:
    """Return the decisions that rewritten texts and people changed or took back: before, and now."""
    first: dict[str, Decision] = {}
    now: dict[str, Decision | None] = {}
    merged: dict[str, str] = {}
    for each in taken:
        for happening in each.happenings:
            before = happening.before if isinstance(happening, Changed) else happening.decision
            if each.corrects and not isinstance(happening, Recorded):
                first.setdefault(before.key, before)
            now[before.key] = None if isinstance(happening, Retracted) else _after(happening)
            if isinstance(happening, Retracted) and happening.merged_into is not None:
                merged[before.key] = happening.merged_into
    by_id = {decision.id: decision for decision in now.values() if decision is not None}
    return [(before, now[key] or by_id.get(merged.get(key, ""))) for key, before in first.items()]


def _after(happening: Changed | Recorded) -> Decision:
    return happening.after if isinstance(happening, Changed) else happening.decision


def announce_due(recorder: Recorder, announcer: Announcer, *, today: date) -> list[Announced]:
    """Record what the calendar alone changed, and raise the reminders that are due."""
    changed = []
    for platform in _platforms(recorder, announcer.catalogue):
        for level in LEVELS:
            found = _announce_one(recorder, announcer, platform, level, at_hand=AtHand(), today=today)
            changed += [found] if found else []
            _remind(recorder, announcer, platform, level, today)
    return changed


def _platforms(recorder: Recorder, catalogue: Catalogue) -> list[PlatformId]:
    named = {*catalogue.platforms, *known_platforms(recorder)} - {EVERY_PLATFORM}
    return sorted(named)


def _announce_one(  # noqa: PLR0913 - each is one thing to know of one comparison
    recorder: Recorder,
    announcer: Announcer,
    platform: PlatformId,
    level: Establishment,
    *,
    at_hand: AtHand,
    today: date,
    silence: Reason | None = None,
) -> Announced | None:
    kept = recorder.state("announced", f"{platform}|{level}")
    before = _told_from_json(kept) if kept else Told()
    after = status_of(recorder, platform, as_of=today, minimum=level, witnesses=True)
    now = told(after, before)
    differences = compare(before, after) if now != before else {}
    differences |= told_after_all(before, after, at_hand)
    reason = silence or judge(differences, before=before, at_hand=at_hand)
    held = silence is not None or reason is Reason.FLAPPING
    owed = [] if held else errata(recorder, platform, level, at_hand)
    reason = Reason.CORRECTION if owed else reason
    now = remember(now, reason, differences, at_hand)
    if now == before and not owed:
        return None
    cause = (platform, level, recorder.tx.head())
    for erratum in owed:
        _rectify(recorder, announcer, erratum, after, level, differences, at_hand)
    # Whoever was not told wrong hears what is new of it, as of any act; that it was wrong is not.
    news = (
        judge_afresh(differences, before=before, at_hand=at_hand) if reason is Reason.CORRECTION else reason
    )
    rectified = {delivery for erratum in owed for delivery in erratum.deliveries}
    deliveries = [each for each in _deliveries(announcer, "status", platform, level) if each not in rectified]
    alert = None
    if differences and news.is_news and deliveries:
        alert = derived_id("alert", *cause).hex[:12]
    recorder.record(
        StreamId("platform", platform),
        "StatusChanged",
        {
            "platform": platform,
            "level": str(level),
            "reason": str(reason),
            "differences": sorted(map(str, differences)),
            "because": sorted({each.id for each in differences.values() if each is not None}),
            "before": _told_to_json(before),
            "after": _told_to_json(now),
            "alert": alert,
        },
        *cause,
    )
    if alert is not None:
        message = status_message(
            before,
            after,
            differences,
            news,
            reported=status_of(recorder, platform, as_of=today),
            catalogue=announcer.catalogue,
            language=announcer.language,
        )
        _raise(
            recorder,
            alert,
            platform,
            str(news),
            message,
            deliveries,
            level=level,
            decisions=[each.key for each in differences.values() if each is not None],
        )
    return Announced(
        platform=platform,
        level=level,
        reason=reason,
        differences=tuple(sorted(map(str, differences))),
        before=before,
        after=after,
        alert=alert or next((erratum.id for erratum in owed), None),
    )


def _deliveries(
    announcer: Announcer, about: str, platform: PlatformId, level: Establishment
) -> list[Delivery]:
    routes = [route for route in announcer.routes if route.hears(about, platform, level)]
    return [(route.name, target.label) for route in routes for target in route.targets]


def _rectify(  # noqa: PLR0913, PLR0917 - each is one thing the message tells
    recorder: Recorder,
    announcer: Announcer,
    erratum: Erratum,
    after: Status,
    level: Establishment,
    differences: Differences,
    at_hand: AtHand,
) -> None:
    """Tell those who were told wrong: what they were told, when, what holds now, and why."""
    message = erratum_message(
        erratum.alerts,
        after,
        differences,
        at_hand.why,
        catalogue=announcer.catalogue,
        language=announcer.language,
    )
    _raise(
        recorder,
        erratum.id,
        after.platform,
        str(Reason.CORRECTION),
        message,
        erratum.deliveries,
        level=level,
        decisions=[each.key for each in differences.values() if each is not None],
        rectifies=erratum.decisions,
    )


def _raise(  # noqa: PLR0913, PLR0917 - the alert's own fields
    recorder: Recorder,
    alert: str,
    platform: PlatformId,
    reason: str,
    message: Message,
    deliveries: Iterable[Delivery],
    *,
    level: Establishment,
    decisions: Iterable[str],
    rectifies: Iterable[str] = (),
) -> None:
    """Raise an alert; *decisions* are those that it tells of, *rectifies* those that it takes back."""
    recorder.record(
        StreamId("alert", alert),
        "AlertRaised",
        {
            "alert": alert,
            "about": message.about,
            "platform": platform,
            "level": str(level),
            "reason": reason,
            "title": message.title,
            "body": message.body,
            "decisions": sorted(set(decisions)),
            "rectifies": sorted(set(rectifies)),
            "deliveries": [{"route": route, "target": target} for route, target in deliveries],
        },
        alert,
    )


def _remind(
    recorder: Recorder, announcer: Announcer, platform: PlatformId, level: Establishment, today: date
) -> None:
    """Raise the reminder of the nearest threshold that was passed since the deadline is known."""
    deliveries = _deliveries(announcer, "deadlines", platform, level)
    if not deliveries or not announcer.remind_before:
        return
    status = status_of(recorder, platform, as_of=today, minimum=level, witnesses=True)
    for deadline, decision in _deadlines(status):
        days = sorted(seconds // 86400 for seconds in announcer.remind_before)
        left = (deadline - today).days
        threshold = next((each for each in days if 0 <= left <= each), None)
        known = min((witness.seen_on for witness in decision.witnesses), default=today)
        if threshold is None or (deadline - known).days <= threshold:
            continue
        alert = derived_id("reminder", platform, level, decision.key, deadline, threshold).hex[:12]
        if recorder.state("alert", alert) is None:
            message = deadline_message(
                status, decision, deadline, left, catalogue=announcer.catalogue, language=announcer.language
            )
            _raise(
                recorder,
                alert,
                platform,
                "deadline",
                message,
                deliveries,
                level=level,
                decisions=[decision.key],
            )


def _deadlines(status: Status) -> list[tuple[date, Decision]]:
    """Return the last day of the authorisation in force, and the day by which a move is due."""
    found = []
    in_force = status.in_force
    if status.standing is Standing.AUTHORISED and in_force and in_force.expires_on:
        found.append((in_force.expires_on, in_force))
    announced = next((each for each in status.pending if each.kind is ClaimKind.MIGRATION_ANNOUNCED), None)
    if announced and announced.target_date:
        found.append((announced.target_date.last_day(), announced))
    return found


def _told_to_json(value: Told) -> dict[str, Any]:
    return {name: plain(getattr(value, name)) for name in Told.__dataclass_fields__}


def _told_from_json(value: Mapping[str, Any]) -> Told:
    target, latest, expires = value["target_date"], value["latest"], value["expires_on"]
    return Told(
        host=value["host"],
        standing=Standing(value["standing"]),
        opened_by=value["opened_by"],
        official=value["official"],
        expires_on=date.fromisoformat(expires) if expires else None,
        next_host=value["next_host"],
        target_date=PartialDate.parse(target) if target else None,
        pending=tuple(value["pending"]),
        ruling=value["ruling"],
        withdrawal=value["withdrawal"],
        latest=date.fromisoformat(latest) if latest else None,
        untold=tuple(value["untold"]),
        confirmed=tuple(value["confirmed"]),
        times=tuple((key, count) for key, count in value["times"]),
    )
