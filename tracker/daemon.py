"""The daemon: when to poll, when to look at the calendar, when to deliver, how to end.

No rule lives here.  APScheduler ticks; each source's own due time is in the store, and so is
whose turn it is, so that a restart or a second daemon polls what is due and nothing else.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import FrameType
from uuid import uuid4

from apscheduler.schedulers.background import BackgroundScheduler

from store.api import EventStore
from store.errors import StoreError
from tracker.alerts.calendar import announce_due
from tracker.alerts.delivery import deliver
from tracker.alerts.sources import Gathering, announce_sources, changed_sources
from tracker.alerts.transport import Transport
from tracker.app import PAGES_WITHIN, App
from tracker.config import Source
from tracker.leases import Leases
from tracker.model.time import paris_today
from tracker.polling import EndingError, Means, poll_or_note
from tracker.recording import recording
from tracker.report.lines import delivery_line, poll_lines, source_lines
from tracker.turns import Patience, Turns, lease_length

_LOG = logging.getLogger("tracker.daemon")
_WORKERS = 8
_LONGEST_PATIENCE = 3600.0
_JOBS_PATIENCE = 60.0


class Daemon:
    """Polls, announces and delivers until it is told to stop.

    *lease* is how long a source is left alone when the daemon that polls it was killed;
    *alert_backlog* tells people of what the first poll of a source finds.
    """

    def __init__(  # noqa: PLR0913 - its parts, and how it is to go about them
        self,
        app: App,
        store: EventStore,
        transport: Transport,
        *,
        tick: float = 1.0,
        lease: timedelta | None = None,
        alert_backlog: bool = False,
    ) -> None:
        self._alert_backlog = alert_backlog
        self._app, self._store, self._transport, self._tick = app, store, transport, tick
        self._stop = threading.Event()
        self._flying: set[str] = set()
        self._guard = threading.Lock()
        self._patience = Patience()
        self._gathering = Gathering(app.config.sources)
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="poll")
        length = lease or _lease_length(app)
        self._turns = Turns(store, Leases(view="polling", owner=uuid4().hex, length=length), app.clock)

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Ask the daemon to end; also the handler of SIGTERM and SIGINT, of which a second one ends it."""
        del frame
        if number and self._stop.is_set():
            os._exit(1)  # as safe as a kill: leases run out, the outbox keeps what was not told
        self._stop.set()

    def run(self) -> None:
        """Run until :meth:`stop` is called, then finish what is under way and begin nothing more."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        scheduler = BackgroundScheduler(timezone="UTC")
        with self._app.fetcher(is_ending=self._stop.is_set) as fetcher, self._app.parser() as parser:
            means = Means(fetcher, parser, self._stop, alert_backlog=self._alert_backlog)
            jobs: dict[str, tuple[Callable[[], None], float]] = {
                "looking for sources that are due": (lambda: self._poll_due(means), self._tick),
                "keeping the turns of long polls": (self._keep_turns, self._turns.length / 4),
                "delivering": (self._deliver, self._tick * 2),
                "looking at the sources": (self._look_at_sources, self._tick * 3),
                "looking at the calendar": (self._look_at_calendar, max(60.0, self._tick)),
            }
            self._look_at_calendar()
            for name, (job, seconds) in jobs.items():
                scheduler.add_job(
                    self._guarded(name, job),
                    "interval",
                    seconds=seconds,
                    id=name,
                    max_instances=1,
                    coalesce=True,
                    misfire_grace_time=None,
                )
            scheduler.start()
            _LOG.info("watching %d sources; Ctrl-C ends", len(self._app.config.sources))
            # A signal that another thread was given wakes no lock: look again now and then.
            while not self._stop.wait(0.5):
                pass
            _LOG.info("ending: what is under way is finished first; a second signal does not wait for it")
            scheduler.shutdown(wait=True)
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _poll_due(self, means: Means) -> None:
        for source in self._app.config.sources:
            with self._guard:
                if source.id in self._flying:
                    continue
            if not self._patience.is_over(source.id) or not self._turns.has_come(source):
                continue
            if self._stop.is_set():
                return
            with self._guard:
                self._flying.add(source.id)
            self._pool.submit(self._poll, means, source)

    def _poll(self, means: Means, source: Source) -> None:
        try:
            if not self._stop.is_set() and self._turns.take(source):
                self._poll_in_turn(means, source)
            self._patience.worked(source.id)
        except EndingError:
            _LOG.info(
                "%s: given up half-way; what was taken in stays, and it goes on at the next start", source.id
            )
        except Exception as error:  # noqa: BLE001 - a poll that fails is made again, and the others go on
            pause = self._patience.failed(source.id, most=min(float(source.every), _LONGEST_PATIENCE))
            _LOG.error("%s: %s; it is tried again in %.0f s", source.id, _told(error), pause)
        finally:
            with self._guard:
                self._flying.discard(source.id)

    def _poll_in_turn(self, means: Means, source: Source) -> None:
        try:
            polled = poll_or_note(self._app, self._store, means, source)
            for line in poll_lines(polled, self._app.catalogue):
                _LOG.log(logging.WARNING if polled.why or polled.unread else logging.INFO, "%s", line)
        finally:
            self._turns.end(source)

    def _keep_turns(self) -> None:
        """Hold the turns of polls that outlast a lease: the first of an archive takes minutes."""
        with self._guard:
            flying = sorted(self._flying)
        self._turns.keep(flying)

    def _deliver(self) -> None:
        for delivery in deliver(
            self._store,
            self._app.routes,
            self._transport,
            clock=self._app.clock,
            language=self._app.config.alerts.language,
            is_ending=self._stop.is_set,
        ):
            _LOG.info("%s", delivery_line(delivery))

    def _look_at_calendar(self) -> None:
        today = paris_today(self._app.clock())
        with recording(self._store, recorded_by="calendar") as recorder:
            announce_due(recorder, self._app.announcer, today=today)

    def _look_at_sources(self) -> None:
        sources, now = self._app.config.sources, self._app.clock()
        changed = bool(changed_sources(self._store, sources, now=now))
        if not self._gathering.is_over(waiting=changed):
            return
        with recording(self._store, recorded_by="watch") as recorder:
            told = announce_sources(recorder, self._app.announcer, sources, now=now)
        for line in source_lines(told):
            _LOG.warning("%s", line)

    def _guarded(self, name: str, job: Callable[[], None]) -> Callable[[], None]:
        """Let one job fail without the others: it is told, left alone for a while, and runs again."""

        def run() -> None:
            if not self._patience.is_over(name):
                return
            try:
                job()
                self._patience.worked(name)
            except Exception as error:  # noqa: BLE001 - a job that fails runs again, and the others go on
                pause = self._patience.failed(name, most=_JOBS_PATIENCE)
                _LOG.error("%s went wrong: %s; it is tried again in %.0f s", name, _told(error), pause)

        return run


def _told(error: Exception) -> str:
    """Say what went wrong; what a fault of ours says needs its type."""
    return str(error) if isinstance(error, StoreError) else f"{type(error).__name__}: {error}"


def _lease_length(app: App) -> timedelta:
    return lease_length(float(app.config.fetch.timeout), PAGES_WITHIN)
