"""Poll one source: fetch, read, and take in what is new, part by part.

The requests and the reading are made outside any transaction; the documents of a part, what they
change, the alerts and what to remember of the source are then committed together.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from store.api import EventStore
from store.errors import StoreError
from store.records import StreamId
from tracker.addresses import shown_url
from tracker.alerts.announce import Announced
from tracker.app import App
from tracker.config import Source
from tracker.errors import TrackerError
from tracker.ingest import Reading, Taken
from tracker.intake import Intake, take_in_all
from tracker.model.time import paris_today
from tracker.model.told import Reason
from tracker.polling.feed import parts_of_feed
from tracker.polling.health import record_health
from tracker.polling.parts import Means, Part
from tracker.reading import read_document
from tracker.recording import Recorder, recording

_LOG = logging.getLogger("tracker.poll")
_NOTICES = 100


class EndingError(BaseException):
    """The process ends: no failure of a source, and not for those who handle these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What polling one source came to; ``why`` is empty unless it failed."""

    source: str
    outcome: str
    why: str = ""
    entries: int = 0
    taken: tuple[Taken, ...] = ()
    announced: tuple[Announced, ...] = ()
    notices: tuple[str, ...] = ()
    baseline: bool = field(default=False)

    @property
    def observed(self) -> int:
        """Return how many documents are new or revised."""
        return sum(1 for each in self.taken if each.news != "known")


def poll_source(app: App, store: EventStore, means: Means, source: Source) -> Polled:
    """Poll *source* once and record what came of it; a failure is recorded too, and returned."""
    return _Poll(app, store, source).run(means)


def poll_or_note(app: App, store: EventStore, means: Means, source: Source) -> Polled:
    """Poll *source*; what goes wrong in a way that nobody foresaw is its own failure, and no other's.

    A store that cannot be used is everybody's: that StoreError is raised.
    """
    try:
        return poll_source(app, store, means, source)
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - one source never costs the others
        _LOG.debug("polling %s", source.id, exc_info=True)
        refused = isinstance(error, TrackerError)  # such as an address that is not where it should be
        why = str(error) if refused else f"a fault of ours: {type(error).__name__}: {error}"
        with store.transaction() as tx:
            record_health(tx, source, app.clock(), why=why)
        return Polled(source=source.id, outcome="failed", why=why)


class _Poll:
    """One poll of one source, while its parts are taken in."""

    def __init__(self, app: App, store: EventStore, source: Source) -> None:
        self._app, self._store, self._source = app, store, source
        self._remembered = store.state("memory", source.id)
        self._taken: list[Taken] = []
        self._announced: list[Announced] = []
        self._notices: list[str] = []
        self._changed = self._baseline = False

    def run(self, means: Means) -> Polled:
        """Take in part after part; stop where another process has done so meanwhile."""
        memory = str(self._remembered["text"]) if self._remembered is not None else ""
        part = Part(memory=memory)
        for part in parts_of_feed(self._source, memory, means, now=self._app.clock()):
            if not self._take(part):
                told = ("another process polled it meanwhile",)
                return Polled(source=self._source.id, outcome="unchanged", notices=told)
            if means.is_ending() and not part.final:
                raise EndingError
        return Polled(
            source=self._source.id,
            outcome="failed" if part.why else "changed" if self._changed else "unchanged",
            why=part.why,
            entries=part.entries,
            taken=tuple(self._taken),
            announced=tuple(self._announced),
            notices=tuple(self._notices),
            baseline=self._baseline,
        )

    def _take(self, part: Part) -> bool:
        """Take in one part, and say so; what another process has just recorded may be newer than it."""
        readings = self._read(part)
        with recording(self._store, recorded_by=f"poll:{self._source.id}") as recorder:
            if recorder.state("memory", self._source.id) != self._remembered:
                return False
            intake, memory = self._record(recorder, part, readings)
        self._remembered = memory
        self._taken += intake.taken
        self._announced += intake.announced
        return True

    def _read(self, part: Part) -> list[Reading]:
        source = self._source
        publisher = source.publisher or source.id
        return [
            replace(
                read_document(self._app.extractor, document, voice=source.voice, publisher=publisher),
                waiting=document.id in part.waiting,
            )
            for document in part.documents
        ]

    def _record(
        self, recorder: Recorder, part: Part, readings: Sequence[Reading]
    ) -> tuple[Intake, Mapping[str, Any]]:
        """Record one part; a source's first poll, however many parts it has, is its past."""
        first = _is_first(recorder, self._source)
        silenced = (self._remembered or {}).get("silenced", 0) + len(readings) if first else 0
        memory: dict[str, Any] = {"text": part.memory}
        if first and part.whole:
            self._baseline = True
            _record_baseline(recorder, self._source, silenced)
        elif first:
            memory["silenced"] = silenced
        recorder.tx.put_state("memory", self._source.id, memory)
        now = self._app.clock()
        intake = Intake()
        if readings:
            silence = Reason.FIRST_POLL if first else None
            today = paris_today(now)
            intake = take_in_all(recorder, self._app.announcer, readings, today=today, silence=silence)
        self._changed = self._changed or bool(readings)
        self._note(part, [*intake.refused, *(f"{r.document.id}: {r.failed}" for r in readings if r.failed)])
        if part.final:
            record_health(
                recorder.tx,
                self._source,
                now,
                why=part.why,
                entries=part.entries if self._changed and not part.why else None,
                retry_after=part.retry_after,
                notices=self._notices,
            )
        return intake, memory

    def _note(self, part: Part, also: Sequence[str]) -> None:
        room = _NOTICES - len(self._notices)
        self._notices += [*part.notices, *also][: max(room, 0)]


def _record_baseline(recorder: Recorder, source: Source, documents: int) -> None:
    payload = {"source": source.id, "url": shown_url(source.url), "documents": documents}
    stream = StreamId("source", source.id)
    recorder.record(stream, "SourceBaselined", payload, source.id, recorder.tx.head())


def _is_first(recorder: Recorder, source: Source) -> bool:
    """Say whether what the source shows now is its past: a new source, or one at another address."""
    known = recorder.state("source", source.id)
    return known is None or _place(known["url"]) != _place(shown_url(source.url))


def _place(url: str) -> str:
    """Return an address without its scheme: a move from http to https is no other feed."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")
