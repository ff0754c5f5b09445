"""Tell people on what they are blind: the state of the sources against what was last told.

What was last told is in the log (``SourceHealthChanged``), and comparing and raising are one unit of
work: each change is told once on each route, however many daemons there are and wherever they die.
A change that people need not hear of (from failing to suspect) is recorded all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from typing import Any

from store.records import StreamId
from tracker.alerts.blindness import Turn, restored_message, trouble_message
from tracker.alerts.message import Message
from tracker.alerts.raising import Announcer
from tracker.config import Source
from tracker.model.blindness import MACHINE
from tracker.model.health import Cause, State, Verdict, was_always_silent
from tracker.model.time import utc
from tracker.projection.views import ViewReader
from tracker.recording import Recorder, derived_id
from tracker.watching import Watched, watch

_GATHERED = 300.0
"""Seconds; never more than the longest period, within which another source could fail at all."""


_Kept = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class SourceTold:
    """What was recorded of one source; *alert* is None where people did not need to hear of it."""

    source: str
    before: State
    verdict: Verdict
    alert: str | None
    begins: bool = False
    """It is late from its first poll on: the state in which it begins."""


class Gathering:
    """Waits a while before telling, so that what goes wrong together is told together.

    What is well again by then was never worth telling.  Kept in memory: a restart begins anew.
    """

    def __init__(self, sources: Iterable[Source], *, clock: Callable[[], float] = monotonic) -> None:
        self._length = min(_GATHERED, max((source.every for source in sources), default=0))
        self._clock = clock
        self._begun: float | None = None

    def is_over(self, *, waiting: bool) -> bool:
        """Say whether what has been *waiting* since the first call is to be told now."""
        if not waiting:
            self._begun = None
            return False
        begun = self._begun = self._begun if self._begun is not None else self._clock()
        return self._clock() - begun >= self._length


def announce_sources(
    recorder: Recorder, announcer: Announcer, sources: Iterable[Source], *, now: datetime
) -> list[SourceTold]:
    """Record every source whose state is not the one last recorded, and raise what is worth telling.

    All that went wrong is one alert, and all that came back another.
    """
    turns = changed_sources(recorder, sources, now=now)
    worse = [turn for turn in turns if turn.is_worse]
    better = [turn for turn in turns if turn.is_restored]
    language = announcer.language
    alerts: dict[str, str | None] = {}
    for group, message in ((worse, trouble_message), (better, restored_message)):
        alert = _raise(recorder, announcer, group, message(group, language)) if group else None
        alerts |= {turn.source: alert for turn in group}
    told = []
    for turn in turns:
        alert = alerts.get(turn.source)
        _record(recorder, turn, alert)
        begins = turn.baseline and turn.before is State.HEALTHY
        told.append(SourceTold(turn.source, turn.before, turn.verdict, alert, begins))
    return told


def changed_sources(reader: ViewReader, sources: Iterable[Source], *, now: datetime) -> list[Turn]:
    """Return what differs from what was last told.  While nothing answers at all, that alone is told."""
    seen, told = watch(reader, sources, now=now), dict(reader.states("sight"))
    machine = Verdict(State.HEALTHY)
    if seen.blind_since is not None:
        why = "no source answers: our own network is down"
        machine = Verdict(State.FAILING, Cause.OUR_NETWORK, seen.blind_since, why)
    turns = [Turn(MACHINE, "", _told(told, MACHINE), machine)]
    restored = _restored_at(told, now)
    turns += [_turn(told, each) for each in seen.sources if not _waits(each, restored)]
    return [turn for turn in turns if turn.before is not turn.verdict.state]


def _turn(told: _Kept, watched: Watched) -> Turn:
    source, verdict = watched.source, watched.verdict
    if verdict.state is State.HEALTHY:
        baseline = bool(told.get(source.id, {}).get("baseline"))
    else:
        silent = verdict.cause in {Cause.SILENT, Cause.FROZEN}
        baseline = silent and was_always_silent(watched.record, every=timedelta(seconds=source.every))
    return Turn(source.id, source.name or source.id, _told(told, source.id), verdict, baseline)


def _waits(watched: Watched, restored: datetime) -> bool:
    """Say whether nothing can be told of a source before its next poll.

    One that has just answered is about to be well.  One that could not be reached while our own network
    was down is first to be tried again.
    """
    cause, record = watched.verdict.cause, watched.record
    last = record.last_poll
    if last is None or cause is Cause.OUR_NETWORK or (record.bad_since is not None and not record.bad):
        return True
    return cause is Cause.UNREACHABLE and last <= restored


def _told(told: _Kept, source: str) -> State:
    return State(told[source]["state"]) if source in told else State.HEALTHY


def _restored_at(told: _Kept, now: datetime) -> datetime:
    """Return when this machine last began to see again; what it failed to reach before says nothing."""
    if MACHINE not in told:
        return datetime.min.replace(tzinfo=UTC)
    return now if _told(told, MACHINE) is State.FAILING else datetime.fromisoformat(told[MACHINE]["at"])


def _raise(recorder: Recorder, announcer: Announcer, turns: Sequence[Turn], message: Message) -> str | None:
    routes = [route for route in announcer.routes if route.hears_of_sources]
    if not routes:
        return None
    told = sorted(f"{turn.source}:{turn.verdict.state}" for turn in turns)
    alert = derived_id("alert", "sources", *told, recorder.tx.head()).hex[:12]
    recorder.record(
        StreamId("alert", alert),
        "AlertRaised",
        {
            "alert": alert,
            "about": message.about,
            "platform": None,
            "sources": sorted(turn.source for turn in turns),
            "reason": "source-health",
            "title": message.title,
            "body": message.body,
            "deliveries": [
                {"route": route.name, "target": target.label} for route in routes for target in route.targets
            ],
        },
        alert,
    )
    return alert


def _record(recorder: Recorder, turn: Turn, alert: str | None) -> None:
    verdict = turn.verdict
    recorder.record(
        StreamId("source", turn.source),
        "SourceHealthChanged",
        {
            "source": turn.source,
            "before": str(turn.before),
            "state": str(verdict.state),
            "cause": str(verdict.cause) if verdict.cause else None,
            "since": _since(verdict.since),
            "why": verdict.why or None,
            "alert": alert,
            **({"baseline": True} if turn.baseline and verdict.state is not State.HEALTHY else {}),
        },
        turn.source,
        verdict.state,
        recorder.tx.head(),
    )


def _since(since: datetime | date | None) -> str | None:
    if since is None:
        return None
    return utc(since) if isinstance(since, datetime) else since.isoformat()
