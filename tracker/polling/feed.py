"""Poll a feed: one request, and one part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from feeds.errors import MemoryFormatError
from feeds.memory import Memory
from feeds.poll import Poll, poll
from tracker.addresses import shown_move
from tracker.app import feed_source
from tracker.config import FeedSource
from tracker.polling.health import cause_of
from tracker.polling.parts import Means, Part


def parts_of_feed(source: FeedSource, memory: str, means: Means, *, now: datetime) -> Iterator[Part]:
    """Yield what the feed of *source* has that *memory* does not know."""
    outcome = poll(feed_source(source), _memory(memory), means.fetcher, means.parser, now=now)
    yield Part(
        memory=outcome.memory.to_json(),
        documents=outcome.documents,
        waiting=_waiting(outcome, source),
        entries=outcome.entries,
        notices=(*_moved(source, outcome.moved_to), *outcome.notices),
        why=outcome.failure.reason if outcome.failure is not None else "",
        retry_after=outcome.retry_after,
        cause=cause_of(outcome.failure) if outcome.failure is not None else None,
        moved_to=outcome.moved_to,
        same=outcome.same,
        whole=outcome.failure is None,
    )


def _moved(source: FeedSource, moved_to: str | None) -> tuple[str, ...]:
    if moved_to is None:
        return ()
    told = shown_move(source.url, moved_to)
    return (f"the source has moved permanently to {told}: change its url if that is right",)


def _memory(kept: str) -> Memory:
    """Return what the last poll remembered; the log knows every document, should it be lost."""
    try:
        return Memory.from_json(kept) if kept else Memory()
    except MemoryFormatError:
        return Memory()


def _waiting(outcome: Poll, source: FeedSource) -> frozenset[str]:
    if not outcome.documents:
        return frozenset()
    entries = outcome.memory.entries.values()
    return frozenset(f"{source.id}:{entry.key}" for entry in entries if entry.page == "missing")
