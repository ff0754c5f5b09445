"""What a store promises; the contract tests hold every backend to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Literal, Protocol

from store.records import NewEvent, RecordedEvent, StreamId

ANY: Literal["any"] = "any"
"""As *expected*: append whatever the stream's version is."""


class Reader(Protocol):
    """Reading, inside or outside a transaction."""

    def read_stream(self, stream: StreamId, *, from_version: int = 0) -> Iterator[RecordedEvent]:
        """Yield the events of *stream* in order; none where there is no such stream."""
        ...

    def read_all(
        self,
        *,
        after: int = 0,
        limit: int | None = None,
        types: Sequence[str] | None = None,
        until: datetime | None = None,
    ) -> Iterator[RecordedEvent]:
        """Yield the events after a position in the order of the log.

        *until* keeps those recorded at that instant or before.
        """
        ...

    def head(self) -> int:
        """Return the position of the last event, 0 for an empty log."""
        ...

    def checkpoint(self, consumer: str) -> int:
        """Return the last position that *consumer* has finished with, 0 if none."""
        ...

    def state(self, view: str, key: str) -> Mapping[str, Any] | None:
        """Return what a projection keeps under *key*, or None."""
        ...

    def states(self, view: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield all that a projection keeps, ordered by key (by code point)."""
        ...


class Transaction(Reader, Protocol):
    """All or nothing: events, checkpoints and projected states of one unit of work.

    Only one transaction writes at a time, over all processes: it sees every event before
    its own, and no reader ever sees a later event before an earlier one.
    """

    def append(
        self, stream: StreamId, events: Sequence[NewEvent], *, expected: int | Literal["any"] = ANY
    ) -> list[RecordedEvent]:
        """Append *events* to *stream* and return them as recorded.

        *expected* is the version that the writer had read (NO_STREAM for a new stream);
        raise ConcurrencyConflictError where the stream has another one.  Events that the
        log holds already (all of them, by id) are returned as first recorded and nothing is
        appended; raise IdempotencyConflictError where one of those ids has other content.
        """
        ...

    def adopt(self, events: Sequence[RecordedEvent]) -> None:
        """Append events of another log as they were recorded there: place, time and hash kept.

        Raise BrokenLogError where they do not follow the last event here.
        """
        ...

    def set_checkpoint(self, consumer: str, position: int) -> None:
        """Remember that *consumer* has finished with *position*."""
        ...

    def put_state(self, view: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep *value* under *key* for a projection, replacing what was there."""
        ...

    def drop_state(self, view: str, key: str) -> None:
        """Forget *key*; nothing happens where it is absent."""
        ...

    def drop_view(self, view: str) -> None:
        """Forget everything that a projection keeps, and its checkpoint if it has one."""
        ...

    def move_view(self, view: str, target: str) -> None:
        """Put a view, with its checkpoint, in the place of another, which is forgotten."""
        ...


class EventStore(Reader, Protocol):
    """A log, the projections beside it, and the one way to write to either."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open the unit of work; commit on leaving, roll back on any exception."""
        ...

    def append(
        self, stream: StreamId, events: Sequence[NewEvent], *, expected: int | Literal["any"] = ANY
    ) -> list[RecordedEvent]:
        """Append in a transaction of its own; see :meth:`Transaction.append`."""
        ...

    def wait_for(self, after: int, timeout: float) -> bool:
        """Wait until the log goes on behind position *after*, at most so many seconds.

        Return whether it does.  The waiting costs next to nothing.
        """
        ...

    def close(self) -> None:
        """Give back what the store holds open."""
        ...


class ClosableReader(Reader, Protocol):
    """A reader that holds a connection of its own."""

    def wait_for(self, after: int, timeout: float) -> bool:
        """Wait until the log goes on behind position *after*; see :class:`EventStore`."""
        ...

    def close(self) -> None:
        """Give back what the reader holds open."""
        ...
