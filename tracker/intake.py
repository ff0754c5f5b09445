"""One unit of work on documents: the calendar first, then each document, then what to tell, reminders last.

A day that has ended is told as such before any text can change the same status: the expiry
of an authorisation is never mistaken for what an article of that day says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from store.errors import InvalidEventError
from tracker.alerts.announce import Announced, announce
from tracker.alerts.calendar import announce_due, remind_due
from tracker.alerts.raising import Announcer
from tracker.alerts.waiting import Watch
from tracker.ingest import Reading, Taken, refuse, take_in
from tracker.model.claim import PlatformId
from tracker.model.told import Reason
from tracker.recording import Recorder


@dataclass(frozen=True, slots=True)
class Intake:
    """What a unit of work came to; ``refused`` are lines that tell what could not be kept."""

    taken: tuple[Taken, ...] = ()
    announced: tuple[Announced, ...] = ()
    refused: tuple[str, ...] = ()


def take_in_all(  # noqa: PLR0913 - each is one thing to know of one unit of work
    recorder: Recorder,
    announcer: Announcer,
    readings: Sequence[Reading],
    *,
    today: date,
    silence: Reason | None = None,
    also: Iterable[PlatformId] = (),
) -> Intake:
    """Record *readings* and raise the alerts that they are worth; *silence* tells nobody."""
    if readings:
        announce_due(recorder, announcer, today=today, reminders=False)
    watch = Watch.begin(recorder, announcer, readings) if readings and silence is None else None
    taken, refused = [], []
    for reading in readings:
        try:
            taken.append(take_in(recorder, reading, today=today, silent=silence is Reason.FIRST_POLL))
        except InvalidEventError as error:
            refused.append(refuse(recorder, reading.document, error))
    announced = announce(recorder, announcer, taken, today=today, silence=silence, also=also)
    if readings:
        remind_due(recorder, announcer, today=today)
    if watch is not None:
        watch.end(taken)
    return Intake(tuple(taken), tuple(announced), tuple(refused))
