"""Be no burden to a host: few connections at a time, and a pause between two requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition
from time import monotonic

_HOSTS = 1000


@dataclass(slots=True)
class _Host:
    active: int = 0
    next_start: float = 0.0


class Courtesy:
    """Lets the threads of a process take turns at each host; different hosts know nothing of one another.

    At most *per_host* at a time (0: any number), which begin *pause* seconds apart.  Nobody waits
    longer than *patience*: a host so slow is then asked all the same, by as many as there are threads.
    """

    def __init__(
        self, *, per_host: int, pause: float, patience: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._per_host, self._pause, self._patience, self._clock = per_host, pause, patience, clock
        self._hosts: dict[str, _Host] = {}
        self._changed = Condition()

    @contextmanager
    def turn(self, host: str) -> Iterator[float]:
        """Wait for a turn at *host* and hold it; yield the seconds that this took."""
        begun = self._clock()
        with self._changed:
            mine = self._hosts.setdefault(host, _Host())
            self._wait(mine, begun + self._patience)
            mine.active += 1
            mine.next_start = max(self._clock(), mine.next_start) + self._pause
        try:
            yield self._clock() - begun
        finally:
            with self._changed:
                mine.active -= 1
                self._forget()
                self._changed.notify_all()

    def _wait(self, mine: _Host, until: float) -> None:
        while (now := self._clock()) < until:
            full = 0 < self._per_host <= mine.active
            if not full and mine.next_start <= now:
                return
            self._changed.wait(until - now if full else min(mine.next_start, until) - now)

    def _forget(self) -> None:
        """Drop the hosts that nobody uses, once they are many."""
        if len(self._hosts) > _HOSTS:
            now = self._clock()
            self._hosts = {
                name: each for name, each in self._hosts.items() if each.active or each.next_start > now
            }
