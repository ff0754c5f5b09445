"""Poll several sources at once, each in a thread of its own; one of them writes at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed

from store.api import EventStore
from tracker.app import App
from tracker.config import Source
from tracker.model.decision import Voice
from tracker.polling.parts import Means
from tracker.polling.poll import Polled, poll_or_note

_AT_ONCE = 8


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
            polls = [pool.submit(poll_or_note, app, store, means, source, told) for source in wave]
            try:
                for polled in as_completed(polls):
                    yield polled.result()
            except BaseException:  # Ctrl-C among them
                means.ending.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise
