"""Poll one source: fetch, read, and take in what is new, in one unit of work.

The request and the reading are made outside any transaction; the documents, what they
change, the alerts and what to remember of the feed are then committed together.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from feeds.errors import MemoryFormatError
from feeds.http import Fetcher
from feeds.memory import Memory
from feeds.poll import Poll, poll
from feeds.worker import Parser
from store.api import EventStore, Transaction
from store.errors import StoreError
from store.records import StreamId
from tracker.addresses import shown_url
from tracker.alerts.announce import Announced
from tracker.app import App, feed_source
from tracker.config import Source
from tracker.errors import TrackerError
from tracker.ingest import Reading, Taken
from tracker.intake import take_in_all
from tracker.model.compare import Reason
from tracker.model.time import paris_today, utc
from tracker.reading import read_document
from tracker.recording import Recorder, recording

_LOG = logging.getLogger("tracker.poll")
_LONGEST_PAUSE = timedelta(days=1)


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


def poll_source(app: App, store: EventStore, fetcher: Fetcher, parser: Parser, source: Source) -> Polled:
    """Poll *source* once and record what came of it; a failure is recorded too, and returned."""
    remembered = store.state("memory", source.id)
    outcome = poll(feed_source(source), _memory(remembered), fetcher, parser, now=app.clock())
    waiting = _waiting(outcome, source)
    publisher = source.publisher or source.id
    readings = [
        replace(
            read_document(app.extractor, document, voice=source.voice, publisher=publisher),
            waiting=document.id in waiting,
        )
        for document in outcome.documents
    ]
    with recording(store, recorded_by=f"poll:{source.id}") as recorder:
        if recorder.state("memory", source.id) != remembered:
            # What another process has just recorded may be newer than what was fetched here.
            return Polled(
                source=source.id, outcome="unchanged", notices=("another process polled it meanwhile",)
            )
        return _record(app, recorder, source, outcome, readings)


def poll_or_note(app: App, store: EventStore, fetcher: Fetcher, parser: Parser, source: Source) -> Polled:
    """Poll *source*; what goes wrong in a way that nobody foresaw is its own failure, and no other's.

    A store that cannot be used is everybody's: that StoreError is raised.
    """
    try:
        return poll_source(app, store, fetcher, parser, source)
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - one source never costs the others
        _LOG.debug("polling %s", source.id, exc_info=True)
        refused = isinstance(error, TrackerError)  # such as an address that is not where it should be
        why = str(error) if refused else f"a fault of ours: {type(error).__name__}: {error}"
        with store.transaction() as tx:
            _record_health(tx, source, app.clock(), why=why)
        return Polled(source=source.id, outcome="failed", why=why)


def _memory(kept: Mapping[str, Any] | None) -> Memory:
    """Return what the last poll remembered; the log knows every document, should it be lost."""
    if kept is None:
        return Memory()
    try:
        return Memory.from_json(kept["text"])
    except MemoryFormatError:
        return Memory()


def _record(app: App, recorder: Recorder, source: Source, outcome: Poll, readings: list[Reading]) -> Polled:
    now = app.clock()
    today, tx = paris_today(now), recorder.tx
    why = outcome.failure.reason if outcome.failure is not None else ""
    _record_health(
        tx,
        source,
        now,
        why=why,
        entries=outcome.entries if outcome.outcome == "changed" else None,
        retry_after=outcome.retry_after,
        notices=outcome.notices,
    )
    tx.put_state("memory", source.id, {"text": outcome.memory.to_json()})
    if outcome.failure is not None:
        return Polled(source=source.id, outcome=outcome.outcome, why=why, notices=outcome.notices)

    first = _is_first(recorder, source)
    if first:
        payload = {"source": source.id, "url": shown_url(source.url), "documents": len(readings)}
        stream = StreamId("source", source.id)
        recorder.record(stream, "SourceBaselined", payload, source.id, recorder.tx.head())
    intake = take_in_all(
        recorder, app.announcer, readings, today=today, silence=Reason.FIRST_POLL if first else None
    )
    failed = [f"{each.document.id}: {each.failed}" for each in readings if each.failed]
    return Polled(
        source=source.id,
        outcome=outcome.outcome,
        entries=outcome.entries,
        taken=intake.taken,
        announced=intake.announced,
        notices=(*outcome.notices, *intake.refused, *failed),
        baseline=first,
    )


def _is_first(recorder: Recorder, source: Source) -> bool:
    """Say whether what the source shows now is its past: a new source, or one at another address."""
    known = recorder.state("source", source.id)
    return known is None or _place(known["url"]) != _place(shown_url(source.url))


def _place(url: str) -> str:
    """Return an address without its scheme: a move from http to https is no other feed."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def _waiting(outcome: Poll, source: Source) -> frozenset[str]:
    """Return the documents whose page could not be read yet."""
    entries = outcome.memory.entries.values()
    return frozenset(f"{source.id}:{entry.key}" for entry in entries if entry.page == "missing")


def _record_health(  # noqa: PLR0913 - the fields of one row
    tx: Transaction,
    source: Source,
    now: datetime,
    *,
    why: str,
    entries: int | None = None,
    retry_after: float | None = None,
    notices: Sequence[str] = (),
) -> None:
    """Keep when the source was polled, how that went, and when it is due again."""
    before = tx.state("health", source.id) or {}
    failures = before.get("failures", 0) + 1 if why else 0
    period = timedelta(seconds=source.every)
    pause = min(period * 2 ** min(failures, 6), max(_LONGEST_PAUSE, period)) if why else period
    if retry_after is not None:
        pause = max(pause, timedelta(seconds=retry_after))
    spread = random.uniform(0.95, 1.05)  # noqa: S311 - spreads polls over time, guards nothing
    health: dict[str, Any] = {
        "last_poll": utc(now),
        "last_success": before.get("last_success") if why else utc(now),
        "next_poll": utc(now + pause * spread),
        "failures": failures,
        "why": why or None,
        "entries": before.get("entries", 0) if entries is None else entries,
        "notices": list(notices)[:5],
    }
    tx.put_state("health", source.id, health)
