"""Poll several sources at once, each in a thread of its own; one of them writes at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TypeAlias

from store.api import EventStore
from tracker.app import App
from tracker.config import DilaSource, Source
from tracker.model.decision import Voice
from tracker.polling.asking import ask_or_note, write_together
from tracker.polling.parts import Means
from tracker.polling.poll import Polled, Unwritten

_AT_ONCE = 8
_MOMENT = 0.1
"""Seconds that a poll without news waits for others to be written with."""
_FOR_ARCHIVES = 5.0
"""Seconds that the press waits for archives alone: a day's is read by then, a year's takes half an hour."""

_Begun: TypeAlias = Future[Polled | Unwritten]


def poll_round(
    app: App,
    store: EventStore,
    means: Means,
    sources: Iterable[Source],
    *,
    told: Callable[[Polled], None],
) -> Iterator[Polled]:
    """Poll *sources* and yield what each came to, as they end; *told* hears of each part before that.

    Every official source is taken in before the press that repeats it: one alert, well
    established.  Where archives alone are still read, the press waits for a few seconds more and
    goes.  Raise StoreError where the store cannot be used.  Whatever ends the round ends its
    polls, with the parts at hand.
    """
    with (
        ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="poll") as official,
        ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="poll-press") as press,
    ):

        def begin(source: Source) -> _Begun:
            pool = official if source.voice is Voice.OFFICIAL else press
            return pool.submit(ask_or_note, app, store, means, source, told)

        try:
            yield from _gathered(app, store, _Waves(begin, sources))
        except BaseException:  # Ctrl-C among them
            means.ending.set()
            for pool in (official, press):
                pool.shutdown(wait=False, cancel_futures=True)
            raise


def _gathered(app: App, store: EventStore, waves: _Waves) -> Iterator[Polled]:
    """Yield what the polls came to as they end; those without news a moment later, together."""
    unwritten: list[Unwritten] = []
    until = 0.0
    while unwritten or not waves.are_over:
        found = waves.take(max(until - monotonic(), 0.0) if unwritten else None)
        if isinstance(found, Polled):
            yield found
        elif found is not None:
            until = until if unwritten else monotonic() + _MOMENT
            unwritten.append(found)
        if unwritten and (monotonic() >= until or not waves.running):
            yield from write_together(app, store, unwritten)
            unwritten = []


class _Waves:
    """The polls of a round: the official sources' first, then the press's."""

    def __init__(self, begin: Callable[[Source], _Begun], sources: Iterable[Source]) -> None:
        chosen = list(sources)
        self._begin = begin
        self._ended: SimpleQueue[tuple[Source, _Begun]] = SimpleQueue()
        self._held = [each for each in chosen if each.voice is not Voice.OFFICIAL]
        self._opens: float | None = None
        self.running: dict[str, Source] = {}
        self._go([each for each in chosen if each.voice is Voice.OFFICIAL])

    @property
    def are_over(self) -> bool:
        """Say whether every poll has ended and was taken."""
        return not self.running and not self._held

    def take(self, timeout: float | None) -> Polled | Unwritten | None:
        """Return what the next poll came to, None where none ends within *timeout* seconds or fewer."""
        waits = [each for each in (timeout, self._until_press()) if each is not None]
        try:
            source, poll = self._ended.get(timeout=min(waits, default=None))
        except Empty:
            return None
        del self.running[source.id]
        return poll.result()

    def _until_press(self) -> float | None:
        """Let the press go if its time has come; return the seconds until then, None for no such time."""
        if not self._held or any(not isinstance(each, DilaSource) for each in self.running.values()):
            return None
        if self._opens is None:
            self._opens = monotonic() + _FOR_ARCHIVES
        left = self._opens - monotonic()
        if self.running and left > 0:
            return left
        self._go(self._held)
        self._held = []
        return None

    def _go(self, sources: list[Source]) -> None:
        for source in sources:
            self.running[source.id] = source
            self._begin(source).add_done_callback(partial(self._note, source))

    def _note(self, source: Source, poll: _Begun) -> None:
        self._ended.put((source, poll))
