"""Whose turn it is: when a source is due, and which of several daemons polls it.

A poll by hand asks nobody.  Between daemons the turn is a lease in the store, taken in the
transaction that finds the source due; a daemon that was killed gives it back by its running out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from store.api import EventStore, Reader
from tracker.config import Source
from tracker.leases import CLOCKS_APART, Leases
from tracker.model.time import utc
from tracker.watching import has_ended

_DAY = timedelta(days=1)
_MARGIN = 120.0
"""Seconds of a poll beside its requests: reading two documents, taking all in, waiting for the store."""


def lease_length(timeout: float, pages_within: float) -> timedelta:
    """Return a time that no poll of a feed takes: feed, pages, the page begun last, and a margin."""
    return timedelta(seconds=2 * timeout + pages_within + _MARGIN)


def is_due(health: Mapping[str, Any] | None, *, every: float, now: datetime) -> bool:
    """Say whether a source, polled *every* so many seconds, is to be polled now.

    A clock that was once wrong must not stall it: what lies further ahead than any pause, or
    a last poll that is still to come, is not believed.
    """
    if health is None:
        return True
    farthest = max(timedelta(seconds=every), _DAY) * 1.1
    next_poll, last_poll = health["next_poll"], health["last_poll"]
    return not utc(now) < next_poll <= utc(now + farthest) or bool(last_poll > utc(now + CLOCKS_APART))


class Turns:
    """The turns of one daemon."""

    def __init__(self, store: EventStore, leases: Leases, clock: Callable[[], datetime]) -> None:
        self._store, self._leases, self._clock = store, leases, clock

    def has_come(self, source: Source) -> bool:
        """Say whether *source* looks due and free; only :meth:`take` makes sure."""
        return self._has_come(self._store, source, self._clock())

    def take(self, source: Source) -> bool:
        """Take the turn and say so, or leave it to whoever has it.

        It is written before anything is fetched: a store that takes no write costs no site a request.
        """
        with self._store.transaction() as tx:
            now = self._clock()
            return self._has_come(tx, source, now) and self._leases.take(tx, source.id, now)

    @property
    def length(self) -> float:
        """Return the seconds that a turn lasts unless it is kept."""
        return self._leases.length.total_seconds()

    def keep(self, names: Iterable[str]) -> None:
        """Hold the turns at the sources called *names* for longer, those of them that are ours and old.

        A poll that is over soon costs no write.
        """
        now = self._clock()
        aging = [name for name in names if self._leases.is_aging(self._store, name, now)]
        if aging:
            with self._store.transaction() as tx:
                for name in aging:
                    self._leases.renew(tx, name, self._clock())

    def end(self, source: Source) -> None:
        """Give the turn back."""
        with self._store.transaction() as tx:
            self._leases.release(tx, source.id)

    def _has_come(self, reader: Reader, source: Source, now: datetime) -> bool:
        health = reader.state("health", source.id)
        due = is_due(health, every=source.every, now=now) and not has_ended(health, source)
        return due and self._leases.is_free(reader, source.id, now)


class Patience:
    """Leaves alone for a while what failed, in memory: for what the store itself cannot remember."""

    def __init__(self, *, first: float = 2.0, clock: Callable[[], float] = monotonic) -> None:
        self._first, self._clock = first, clock
        self._waiting: dict[str, tuple[float, float]] = {}

    def failed(self, name: str, *, most: float) -> float:
        """Return how many seconds *name* is left alone: twice as long as last time, at most *most*."""
        last, _ = self._waiting.get(name, (self._first / 2, 0.0))
        pause = min(last * 2, most)
        self._waiting[name] = (pause, self._clock() + pause)
        return pause

    def worked(self, name: str) -> None:
        """Forget that *name* ever failed."""
        self._waiting.pop(name, None)

    def is_over(self, name: str) -> bool:
        """Say whether *name* may be tried."""
        _, until = self._waiting.get(name, (0.0, 0.0))
        return self._clock() >= until
