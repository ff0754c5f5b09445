"""Replay documents with a simulated clock, and say how the alerts would have gone.

Documents come in on the day of their publication, into a log in memory; between them the
calendar passes: expiries and reminders are due on their own days.  Nothing is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from store.memory import MemoryStore
from tracker import codec
from tracker.alerts.calendar import announce_due
from tracker.alerts.raising import Announcer
from tracker.alerts.routes import Route, Target
from tracker.app import App, voice_of
from tracker.files import documents_in
from tracker.ingest import Reading, published_day
from tracker.intake import take_in_all
from tracker.model.claim import Claim
from tracker.model.decision import Decision, Establishment
from tracker.projection.query import all_decisions
from tracker.reading import read_document
from tracker.recording import recording
from tracker.report.backtesting import Replayed, backtest_answer

_NOON = time(12, tzinfo=UTC)
_ROUTE = "backtest"


@dataclass(frozen=True, slots=True)
class Backtested:
    """The answer, and the lines and files that could not be taken."""

    answer: dict[str, Any]
    faults: tuple[str, ...]


def backtest_files(  # noqa: PLR0913 - each is one thing to know of one replay
    app: App, files: Sequence[str], *, since: date, until: date | None, level: Establishment, kind: str
) -> Backtested:
    """Replay the documents of *files* published from *since* to *until*, to a route that asks for *level*.

    The calendar passes to the end of *until*; without one, to the day of the last document.
    """
    faults: list[str] = []
    readings, undated = [], 0
    for file in files:
        for document in documents_in(Path(file), kind, faults, {}):
            published = published_day(document.published)
            if published is None:
                undated += 1
            elif since <= published.last_day() and (until is None or published.last_day() <= until):
                voice = voice_of(document.source.kind)
                readings.append(
                    read_document(app.extractor, document, voice=voice, publisher=document.source.id)
                )
    labels = _labels(files)
    watch = replace(app.announcer, routes=(_route(level),))
    replayed = replay(readings, watch, until=until)
    truth = replayed
    if labels:
        truth = replay([_as_labelled(each, labels) for each in readings], watch, until=until)
    answer = backtest_answer(replayed, truth, labelled=bool(labels), undated=undated, level=level)
    return Backtested(answer, tuple(faults))


def replay(readings: Iterable[Reading], announcer: Announcer, *, until: date | None = None) -> Replayed:
    """Take *readings* into a log in memory, each on the day on which it was published.

    What the calendar alone brings is due up to *until*, else to the last of these days.
    """
    by_day: dict[date, list[Reading]] = {}
    for reading in readings:
        published = published_day(reading.document.published)
        if published is not None:
            by_day.setdefault(published.last_day(), []).append(reading)
    clock = _Clock()
    store = MemoryStore(clock=clock)
    last: date | None = None
    for day in sorted(by_day):
        _let_pass(store, announcer, clock, after=last, until=day - timedelta(days=1))
        clock.day = last = day
        with recording(store, recorded_by="backtest") as recorder:
            take_in_all(recorder, announcer, by_day[day], today=day)
    if until is not None:
        _let_pass(store, announcer, clock, after=last, until=until)
    return Replayed(store, tuple(by_day), until)


@dataclass(slots=True)
class _Clock:
    """The simulated present: noon, UTC, of one day after the other."""

    day: date = date.min

    def __call__(self) -> datetime:
        return datetime.combine(self.day, _NOON)


def _let_pass(
    store: MemoryStore, announcer: Announcer, clock: _Clock, *, after: date | None, until: date
) -> None:
    """Look at the calendar on each day after *after* up to *until* on which something can be due."""
    if after is None:
        return
    decisions = [each for some in all_decisions(store).values() for each in some]
    for day in sorted(set(_due_days(decisions, announcer.remind_before))):
        if after < day <= until:
            clock.day = day
            with recording(store, recorded_by="calendar") as recorder:
                announce_due(recorder, announcer, today=day)


def _due_days(decisions: Iterable[Decision], remind_before: Sequence[int]) -> Iterator[date]:
    for decision in decisions:
        due = decision.target_date.last_day() if decision.target_date else None
        for deadline in (decision.expires_on, due):
            if deadline is not None:
                yield deadline + timedelta(days=1)
                yield from (deadline - timedelta(seconds=seconds) for seconds in remind_before)


def _route(level: Establishment) -> Route:
    return Route(name=_ROUTE, targets=(Target(_ROUTE, _ROUTE),), min_establishment=level)


def _labels(files: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    """Return the claims that people read, by document, where the lines bear them."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for file in files:
        try:
            lines = Path(file).read_text("utf-8", "replace").splitlines()
        except OSError:
            continue  # told as a fault already
        for line in lines:
            if '"expected"' in line and line.startswith("{"):
                try:
                    value = json.loads(line)
                    found[str(value["id"])] = list(value["expected"])
                except (ValueError, KeyError, TypeError):
                    continue
    return found


def _as_labelled(reading: Reading, labels: Mapping[str, Sequence[Mapping[str, Any]]]) -> Reading:
    document = reading.document
    claims = tuple(_claim(label, document.id) for label in labels.get(document.id, ()))
    return replace(reading, claims=claims, extractor="labels")


def _claim(label: Mapping[str, Any], document: str) -> Claim:
    """Return a label as a claim; it bears no sentence."""
    evidence = {"field": "text", "start": 0, "end": 0, "quote": ""}
    return codec.claim_from_json({**label, "confidence": 1.0, "evidence": evidence}, document=document)
