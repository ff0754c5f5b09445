"""What the log knew at a time: the views as they are, or as they were.

``--known-at`` is answered from the log itself: the events recorded until then, taken into
views of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.api import Reader
from store.errors import StoreError
from tracker.projection.memory import MemoryViews
from tracker.projection.present import PRESENT
from tracker.projection.views import ASKED, ViewReader


@dataclass(frozen=True, slots=True)
class Known:
    """Views, and the position of the log that they answer for."""

    views: ViewReader
    position: int
    present: bool = False
    """Whether the present statuses are kept with them."""


def known(reader: Reader, at: datetime | None) -> Known:
    """Return what the log knows now (*at* None), or knew at the aware instant *at*."""
    if at is None:
        head = reader.head()
        # In this order: a unit of work commits its events and its views together.
        behind = min(reader.checkpoint(name) for name in ASKED)
        if behind < head:
            raise StoreError(
                f"the projections stand at event {behind} of {head}; `tracker rebuild` builds them again"
            )
        return Known(reader, head, present=reader.checkpoint(PRESENT) >= head)
    views = MemoryViews(ASKED)
    last = 0
    for event in reader.read_all(until=at):
        views.take(event)
        last = event.position
    return Known(views, last)
