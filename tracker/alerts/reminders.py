"""Remind people of the end of an authorisation, and of the day by which a move is due."""

from __future__ import annotations

from datetime import date

from tracker.alerts.message import deadline_message
from tracker.alerts.overtaken import renewed_by_less
from tracker.alerts.raising import Announcer, deliveries_of, raise_alert
from tracker.model.claim import ClaimKind, PlatformId
from tracker.model.decision import Decision, Establishment
from tracker.model.status import Standing, Status
from tracker.projection.query import status_of
from tracker.recording import Recorder, derived_id


def remind(
    recorder: Recorder, announcer: Announcer, platform: PlatformId, level: Establishment, today: date
) -> None:
    """Raise the reminder of the nearest threshold that was passed since the deadline is known."""
    deliveries = deliveries_of(announcer, "deadlines", platform, level)
    if not deliveries or not announcer.remind_before:
        return
    own = status_of(recorder, platform, as_of=today, minimum=level, witnesses=True)
    better = renewed_by_less(recorder, own, level)
    due = [(own, *each) for each in _deadlines(own)]
    due += [(each, *end) for each in better for end in _deadlines(each)[:1]]
    for status, deadline, decision in due:
        if decision.recalled and decision.establishment is Establishment.REPORTED:
            continue  # nobody was told of what one paper recalls: a reminder would be the first they hear
        days = sorted(seconds // 86400 for seconds in announcer.remind_before)
        left = (deadline - today).days
        threshold = next((each for each in days if 0 <= left <= each), None)
        known = min((witness.seen_on for witness in decision.witnesses), default=today)
        if threshold is None or (deadline - known).days <= threshold:
            continue
        alert = derived_id("reminder", platform, level, decision.key, deadline, threshold).hex[:12]
        if recorder.state("alert", alert) is None:
            message = deadline_message(
                status,
                decision,
                deadline,
                left,
                reported=own,
                catalogue=announcer.catalogue,
                language=announcer.language,
            )
            raise_alert(
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
