"""Each kind of source has a way of its own of being asked; what comes of it is parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from tracker.app import App
from tracker.config import DilaSource, FeedSource, LegifranceSource, Source
from tracker.polling.parts import Means, Part


def parts_of(app: App, source: Source, memory: str, means: Means) -> Iterator[Part]:
    """Ask *source* for what *memory* does not know, in the way of its kind."""
    now = app.clock()
    match source:
        case FeedSource():
            from tracker.polling.feed import parts_of_feed  # noqa: PLC0415 - each kind when it is polled

            return parts_of_feed(source, memory, means, now=now)
        case DilaSource():
            from tracker.polling.archives import parts_of_archives  # noqa: PLC0415 - the same

            return parts_of_archives(source, memory, means, app.subject, now=now)
        case LegifranceSource():
            from tracker.polling.api import parts_of_api  # noqa: PLC0415 - the same

            return parts_of_api(source, memory, means, app.words, now=now)
    assert_never(source)
