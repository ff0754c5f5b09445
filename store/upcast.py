"""Old shapes of payloads, read as if they had been written today.

What is in the log stays as it is; each step leads a payload from one schema version to the
next, and reading takes as many steps as there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from store.api import Reader
from store.records import RecordedEvent, StreamId

Step: TypeAlias = Callable[[dict[str, Any]], Mapping[str, Any]]
"""Takes a payload of its own, which it may change, and returns that of the next version."""


class Upcasts:
    """The steps for each event type: the first leads from schema 1 to 2, and so on.

    >>> upcasts = Upcasts({"Noted": [lambda payload: payload | {"language": "fr"}]})
    >>> upcasts.newest("Noted"), upcasts.newest("Sent")
    (2, 1)
    """

    def __init__(self, steps: Mapping[str, Sequence[Step]]) -> None:
        self._steps = {kind: tuple(of_kind) for kind, of_kind in steps.items()}
        self._newest = {kind: len(of_kind) + 1 for kind, of_kind in self._steps.items()}

    def newest(self, kind: str) -> int:
        """Return the schema version of *kind* that this program writes.

        The shape of an event with a later one is unknown here.
        """
        return self._newest.get(kind, 1)

    def __call__(self, event: RecordedEvent) -> RecordedEvent:
        """Return *event* in its newest shape; one that is newer than that stays as it is."""
        steps = self._steps.get(event.type, ())[event.schema - 1 :]
        if not steps:
            return event
        payload = dict(event.payload)
        for step in steps:
            payload = dict(step(payload))
        return replace(event, payload=payload, schema=self.newest(event.type))


class UpcastReader:
    """A Reader that hands out every event in its newest shape."""

    def __init__(self, reader: Reader, upcasts: Upcasts) -> None:
        self._reader, self._upcasts = reader, upcasts

    def read_stream(self, stream: StreamId, *, from_version: int = 0) -> Iterator[RecordedEvent]:
        """Yield the events of *stream* in order."""
        return map(self._upcasts, self._reader.read_stream(stream, from_version=from_version))

    def read_all(
        self,
        *,
        after: int = 0,
        limit: int | None = None,
        types: Sequence[str] | None = None,
        until: datetime | None = None,
    ) -> Iterator[RecordedEvent]:
        """Yield the events after a position in the order of the log."""
        events = self._reader.read_all(after=after, limit=limit, types=types, until=until)
        return map(self._upcasts, events)

    def head(self) -> int:
        """Return the position of the last event."""
        return self._reader.head()

    def checkpoint(self, consumer: str) -> int:
        """Return the last position that *consumer* has finished with."""
        return self._reader.checkpoint(consumer)

    def state(self, view: str, key: str) -> Mapping[str, Any] | None:
        """Return what a projection keeps under *key*."""
        return self._reader.state(view, key)

    def states(self, view: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield all that a projection keeps."""
        return self._reader.states(view)
