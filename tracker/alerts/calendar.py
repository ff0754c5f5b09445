"""What the calendar alone changes, and the reminders of what it will change."""

from __future__ import annotations

from datetime import date

from tracker.alerts.announce import LEVELS, Announced, announce_one
from tracker.alerts.raising import Announcer
from tracker.alerts.reminders import remind
from tracker.catalogue import Catalogue
from tracker.model.claim import EVERY_PLATFORM, PlatformId
from tracker.model.told import AtHand
from tracker.projection.query import known_platforms
from tracker.recording import Recorder, derived_id


def announce_due(
    recorder: Recorder, announcer: Announcer, *, today: date, reminders: bool = True
) -> list[Announced]:
    """Record what the calendar alone changed, and raise the reminders that are due.

    A day is looked at once: what a text of the same day changes is announced with that text.  Whoever
    has texts at hand leaves the *reminders* until they are taken in: one may renew what runs out.
    """
    changed = _announce_day(recorder, announcer, today)
    if reminders:
        remind_due(recorder, announcer, today=today)
    return changed


def remind_due(recorder: Recorder, announcer: Announcer, *, today: date) -> None:
    """Raise the reminders of *today*, once a day."""
    looked = {"day": today.isoformat(), "asked": _asked(announcer)}
    if recorder.state("calendar", "reminded") == looked:
        return
    recorder.tx.put_state("calendar", "reminded", looked)
    for platform in _platforms(recorder, announcer.catalogue):
        for level in LEVELS:
            remind(recorder, announcer, platform, level, today)


def _announce_day(recorder: Recorder, announcer: Announcer, today: date) -> list[Announced]:
    looked = {"day": today.isoformat(), "asked": _asked(announcer)}
    if recorder.state("calendar", "looked") == looked:
        return []
    recorder.tx.put_state("calendar", "looked", looked)
    changed = []
    for platform in _platforms(recorder, announcer.catalogue):
        changed += announce_one(recorder, announcer, platform, at_hand=AtHand(), today=today)
    return changed


def _asked(announcer: Announcer) -> str:
    """Return what the answer of the calendar depends on beside the log: the routes, the thresholds."""
    return derived_id("asked", announcer.routes, announcer.remind_before, announcer.language).hex


def _platforms(recorder: Recorder, catalogue: Catalogue) -> list[PlatformId]:
    named = {*catalogue.platforms, *known_platforms(recorder)} - {EVERY_PLATFORM}
    return sorted(named)
