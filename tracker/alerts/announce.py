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
from tracker.alerts.message import Message, deadline_message, status_message
from tracker.alerts.routes import Route
from tracker.catalogue import Catalogue
from tracker.codec import plain
from tracker.ingest import Taken
from tracker.model.claim import EVERY_PLATFORM, ClaimKind, PlatformId
from tracker.model.compare import compare
from tracker.model.dates import PartialDate
from tracker.model.decide import Changed, Retracted
from tracker.model.decision import Decision, Establishment
from tracker.model.judging import judge, remember, told_after_all
from tracker.model.status import Standing, Status
from tracker.model.told import AtHand, Reason, Told, told
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
    return {
        platform: AtHand(
            documents=documents,
            touched=tuple(mine.values()),
            lost=tuple(each for each in lost.get(platform, ()) if each.key not in mine),
            quiet=frozenset(mine) - loud,
        )
        for platform, mine in touched.items()
    }


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
    now = remember(now, reason, differences, at_hand)
    if now == before:
        return None
    cause = (platform, level, recorder.tx.head())
    alert = None
    routes = [route for route in announcer.routes if route.hears("status", platform, level)]
    if differences and reason.is_news and routes:
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
            reason,
            reported=status_of(recorder, platform, as_of=today),
            catalogue=announcer.catalogue,
            language=announcer.language,
        )
        _raise(recorder, alert, platform, str(reason), message, routes)
    return Announced(
        platform=platform,
        level=level,
        reason=reason,
        differences=tuple(sorted(map(str, differences))),
        before=before,
        after=after,
        alert=alert,
    )


def _raise(  # noqa: PLR0913, PLR0917 - the alert's own fields
    recorder: Recorder,
    alert: str,
    platform: PlatformId,
    reason: str,
    message: Message,
    routes: Iterable[Route],
) -> None:
    recorder.record(
        StreamId("alert", alert),
        "AlertRaised",
        {
            "alert": alert,
            "about": message.about,
            "platform": platform,
            "reason": reason,
            "title": message.title,
            "body": message.body,
            "deliveries": [
                {"route": route.name, "target": target.label} for route in routes for target in route.targets
            ],
        },
        alert,
    )


def _remind(
    recorder: Recorder, announcer: Announcer, platform: PlatformId, level: Establishment, today: date
) -> None:
    """Raise the reminder of the nearest threshold that was passed since the deadline is known."""
    routes = [route for route in announcer.routes if route.hears("deadlines", platform, level)]
    if not routes or not announcer.remind_before:
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
            _raise(recorder, alert, platform, "deadline", message, routes)


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
