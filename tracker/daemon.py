"""The daemon: when to poll, when to look at the calendar, when to deliver.

No rule lives here.  APScheduler ticks; each source's own due time is in the store, so that
a restart or a second daemon polls what is due and nothing else.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from feeds.http import Fetcher
from feeds.worker import Parser
from store.api import EventStore
from store.errors import StoreError
from tracker.alerts.announce import announce_due
from tracker.alerts.delivery import deliver
from tracker.alerts.transport import Transport
from tracker.app import App
from tracker.config import Source
from tracker.model.time import paris_today, utc
from tracker.poll import poll_or_note
from tracker.recording import recording
from tracker.report.lines import delivery_line, poll_lines

_LOG = logging.getLogger("tracker.daemon")
_WORKERS = 8


class Daemon:
    """Polls, announces and delivers until it is told to stop."""

    def __init__(self, app: App, store: EventStore, transport: Transport, *, tick: float = 1.0) -> None:
        self._app, self._store, self._transport, self._tick = app, store, transport, tick
        self._stop = threading.Event()
        self._flying: set[str] = set()
        self._guard = threading.Lock()
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="poll")

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Ask the daemon to end; also the handler of SIGTERM and SIGINT."""
        del number, frame
        self._stop.set()

    def run(self) -> None:
        """Run until :meth:`stop` is called, then finish what is under way."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        scheduler = BackgroundScheduler(timezone="UTC")
        with self._app.fetcher() as fetcher, Parser(workers=2) as parser:
            jobs: tuple[tuple[Callable[[], None], float], ...] = (
                (lambda: self._poll_due(fetcher, parser), self._tick),
                (self._deliver, self._tick * 2),
                (self._look_at_calendar, max(60.0, self._tick)),
            )
            for place, (job, seconds) in enumerate(jobs):
                scheduler.add_job(
                    _guarded(job),
                    "interval",
                    seconds=seconds,
                    id=str(place),
                    max_instances=1,
                    coalesce=True,
                    misfire_grace_time=None,
                )
            self._look_at_calendar()
            scheduler.start()
            _LOG.info("watching %d sources; Ctrl-C ends", len(self._app.config.sources))
            self._stop.wait()
            _LOG.info("ending: what is under way is finished first")
            scheduler.shutdown(wait=True)
            self._pool.shutdown(wait=True)
            self._deliver()

    def _poll_due(self, fetcher: Fetcher, parser: Parser) -> None:
        now = utc(self._app.clock())
        for source in self._app.config.sources:
            health = self._store.state("health", source.id)
            if health is not None and health["next_poll"] > now:
                continue
            with self._guard:
                if source.id in self._flying:
                    continue
                self._flying.add(source.id)
            self._pool.submit(self._poll, fetcher, parser, source)

    def _poll(self, fetcher: Fetcher, parser: Parser, source: Source) -> None:
        try:
            polled = poll_or_note(self._app, self._store, fetcher, parser, source)
            for line in poll_lines(polled, self._app.catalogue):
                _LOG.log(logging.WARNING if polled.why else logging.INFO, "%s", line)
        except StoreError as error:
            _LOG.error("polling %s: %s; it is tried again", source.id, error)
        finally:
            with self._guard:
                self._flying.discard(source.id)

    def _deliver(self) -> None:
        for delivery in deliver(
            self._store,
            self._app.routes,
            self._transport,
            clock=self._app.clock,
            language=self._app.config.alerts.language,
        ):
            _LOG.info("%s", delivery_line(delivery))

    def _look_at_calendar(self) -> None:
        today = paris_today(self._app.clock())
        with recording(self._store, recorded_by="calendar") as recorder:
            announce_due(recorder, self._app.announcer, today=today)


def _guarded(job: Callable[[], None]) -> Callable[[], None]:
    """Let one job fail without the others: it is told, and runs again at its next time."""

    def run() -> None:
        try:
            job()
        except Exception:  # noqa: BLE001 - a job that fails runs again, and the other jobs go on
            _LOG.exception("a job went wrong; it runs again at its next time")

    return run
