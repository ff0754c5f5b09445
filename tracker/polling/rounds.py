"""Poll several sources at once, each in a thread of its own; one of them writes at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from time import monotonic

from store.api import EventStore
from tracker.app import App
from tracker.config import Source
from tracker.model.decision import Voice
from tracker.polling.asking import ask_or_note, write_together
from tracker.polling.parts import Means
from tracker.polling.poll import Polled, Unwritten

_AT_ONCE = 8
_MOMENT = 0.1
"""Seconds that a poll without news waits for others to be written with."""


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
    established.  Raise StoreError where the store cannot be used.  Whatever ends the round ends
    its polls, with the parts at hand.
    """
    chosen = list(sources)
    for wave in (
        [each for each in chosen if each.voice is Voice.OFFICIAL],
        [each for each in chosen if each.voice is not Voice.OFFICIAL],
    ):
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="poll") as pool:
            ended: SimpleQueue[Future[Polled | Unwritten]] = SimpleQueue()
            try:
                for source in wave:
                    poll = pool.submit(ask_or_note, app, store, means, source, told)
                    poll.add_done_callback(ended.put)
                yield from _gathered(app, store, ended, len(wave))
            except BaseException:  # Ctrl-C among them
                means.ending.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _gathered(
    app: App, store: EventStore, ended: SimpleQueue[Future[Polled | Unwritten]], left: int
) -> Iterator[Polled]:
    """Yield what the *left* polls came to as they end; those without news a moment later, together."""
    unwritten: list[Unwritten] = []
    until = 0.0
    while left or unwritten:
        try:
            found = ended.get(timeout=max(until - monotonic(), 0.0) if unwritten else None).result()
        except Empty:
            yield from write_together(app, store, unwritten)
            unwritten = []
            continue
        left -= 1
        if isinstance(found, Polled):
            yield found
            continue
        until = until if unwritten else monotonic() + _MOMENT
        unwritten.append(found)
        if not left:
            until = 0.0
